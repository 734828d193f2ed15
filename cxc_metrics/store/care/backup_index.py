"""The list at the start of a backup: each file with its place, size, rights and hash."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cxc_metrics.errors import RegisterError, shown

MOST_FILES: Final = 100_000
LONGEST_INDEX: Final = 64 << 20
_SAFE = re.compile(r"[^\x00-\x1f\x7f\\:]{1,200}")


class BackupFile(BaseModel):
    """One file of a store in a backup; `path` is below the store, with `/`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: str
    bytes: int = Field(ge=0)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")
    mode: int = Field(ge=0, le=0o777)


class BackupIndex(BaseModel):
    """What a backup holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    made_at: datetime
    files: tuple[BackupFile, ...] = Field(max_length=MOST_FILES)

    @property
    def total_bytes(self) -> int:
        """All bytes of all files."""
        return sum(file.bytes for file in self.files)


def index_from(content: bytes) -> BackupIndex:
    """The list, where all it names may be written. RegisterError for any other, saying what is wrong."""
    try:
        index = BackupIndex.model_validate_json(content)
    except ValidationError as error:
        raise RegisterError("The backup is damaged: its list cannot be read. Nothing was changed.") from error
    places: set[str] = set()
    for file in index.files:
        _require_place(file.path)
        folded = unicodedata.normalize("NFC", file.path).casefold()
        if folded in places:
            raise _refused(file.path, "it stands in it twice")
        places.add(folded)
    for place in places:
        if any(str(parent) in places for parent in PurePosixPath(place).parents):
            raise _refused(place, "what it lies in is a file")
    return index


def _require_place(path: str) -> None:
    """RegisterError where a file would not come to lie below the store, or under a name that none has."""
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts) or len(path) > 1_000:
        raise _refused(path, "it would lie outside of the store")
    if not all(_SAFE.fullmatch(part) for part in parts):
        raise _refused(path, "no file of a store has such a name")


def _refused(path: str, why: str) -> RegisterError:
    return RegisterError(
        f"The backup names the file {shown(path)}, which is refused: {why}. It was not made by cxc backup. "
        "Nothing was changed."
    )
