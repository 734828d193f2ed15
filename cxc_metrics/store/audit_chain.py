"""The lines of the audit log: each an entry in JSON that holds the hash of the line before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

FIRST: Final = "0" * 64


class Deed(StrEnum):
    """What an entry of the audit log is about."""

    PUBLISHED = "published"
    ROLLED_BACK = "rolled-back"
    NOT_DONE = "not-done"
    EXPORTED = "exported-records"
    PEOPLE = "changed-people"
    KEYS = "changed-keys"
    PROTECTION = "changed-protection"
    SECRET = "made-secret"  # noqa: S105 - the name of a deed
    BACKED_UP = "backed-up"
    RESTORED = "restored"
    MENDED = "mended"
    PRUNED = "pruned-audit"


class AuditEntry(BaseModel):
    """One line of the log. `who` is a subject and nothing else of a person; `at` is in UTC.

    `before` is the SHA-256 of the line before, zeros in the first line that ever was.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    n: int
    at: datetime
    who: str
    what: str
    register_name: str = ""
    version: str = ""
    detail: dict[str, str | int] = {}
    before: str


class LogEnd(NamedTuple):
    """The last line that was written: its number and hash."""

    n: int
    digest: str


def checked_lines(lines: Sequence[bytes], end: LogEnd | None) -> tuple[list[AuditEntry], list[str]]:
    """The entries in lines, and where the chain is broken."""
    parsed = [entry_of(line) for line in lines]
    digests = [digest_of(line) for line in lines]
    anchors = {FIRST} | {
        str(entry.detail.get("last", "")) for entry in parsed if entry and entry.what == Deed.PRUNED
    }
    problems = []
    for place, entry in enumerate(parsed):
        if entry is None:
            problems.append(f"Line {place + 1} cannot be read.")
        elif place == 0 and entry.before not in anchors:
            problems.append("The first line does not say that there was none before it: lines are missing.")
        elif place > 0 and entry.before != digests[place - 1]:
            problems.append(
                f"Line {place + 1} does not follow line {place}: one was changed, put in or taken away."
            )
    if lines and end is None:
        problems.append("Which line was the last is not written down (audit.end): some may be missing.")
    # A crash may have left one more line than was written down.
    if end is not None and end.digest not in digests[-2:]:
        problems.append(
            f"Line number {end.n} was the last, and is not there as it was written: the end was cut."
        )
    return [entry for entry in parsed if entry], problems


def entry_of(line: bytes) -> AuditEntry | None:
    """The entry of a line; None where it cannot be read."""
    try:
        return AuditEntry.model_validate_json(line)
    except ValidationError:
        return None


def line_of(entry: AuditEntry) -> bytes:
    """The entry as a line, without its end."""
    return json.dumps(entry.model_dump(mode="json"), ensure_ascii=False, separators=(",", ":")).encode()


def digest_of(line: bytes) -> str:
    """What the next line holds of this one."""
    return hashlib.sha256(line).hexdigest()
