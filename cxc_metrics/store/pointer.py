"""The pointer of a register: one small file that says which version is served and how that came about.

State and log are one file, so that replacing it is the one moment at which a publication takes effect.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cxc_metrics.errors import RegisterError

from .layout import unreadable, write_atomically


class PointerMove(BaseModel):
    """One move of the pointer; `previous` is none for the first.

    In the file a data version is called a snapshot, as it was when the first stores were written.
    """

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    at: datetime
    action: Literal["publish", "rollback"]
    version: str = Field(alias="snapshot")
    previous: str | None
    note: str | None = None


class Pointer(BaseModel):
    """The pointer's file: the served version, its moves, oldest first, and a hash of both."""

    model_config = ConfigDict(frozen=True)

    current: str | None = None
    moves: tuple[PointerMove, ...] = ()
    digest: str = ""

    def sealed(self) -> Pointer:
        """The same with the hash of what it says, by which a damaged one is told."""
        return self.model_copy(update={"digest": self._digest()})

    def _digest(self) -> str:
        said = self.model_dump_json(by_alias=True, exclude={"digest"})
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def is_as_written(self) -> bool:
        """Whether it says what was written; of a pointer from before there were hashes, that is not told."""
        return self.digest in ("", self._digest())


def read_pointer(file: Path, others: Callable[[], Iterable[str]]) -> Pointer | None:
    """A pointer's file; None where there is none, RegisterError if it is damaged.

    `others` gives the versions that could be served instead.
    """
    try:
        return Pointer.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise unreadable(file, error) from error
    except ValidationError as error:
        ids = ", ".join(others()) or "none"
        raise RegisterError(
            f"The pointer {file} is damaged, so it is not known which data version is served. "
            f"Delete that file, then serve a version with cxc rollback ID (there are: {ids})."
        ) from error


def move_pointer(file: Path, before: Pointer, move: PointerMove) -> None:
    """Serves another data version from the moment this returns. The caller holds the lock."""
    moved = Pointer(current=move.version, moves=(*before.moves, move)).sealed()
    write_atomically(file, moved.model_dump_json(indent=1, by_alias=True).encode())
