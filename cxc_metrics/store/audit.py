"""The audit log: who published, rolled back, took records out, or changed people, keys or the secret.

One line of JSON for each deed in `audit/audit.jsonl` of the store, only ever appended to: under a lock, and
on the disk before the deed takes effect. Each line holds the hash of the line before it, so that one that was
changed, put in or taken away shows; `audit.end` holds the last, so that a cut end shows. Whoever may write
the store can write both anew: the chain tells of accidents and of clumsy hands (docs/security.md).
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

import filelock

from cxc_metrics.errors import CxcError, RegisterError, one_line

from .audit_chain import FIRST, AuditEntry, Deed, LogEnd, checked_lines, digest_of, entry_of, line_of
from .layout import write_private

AUDIT_DIR_VARIABLE: Final = "CXC_AUDIT_DIR"
AUDIT_DAYS_VARIABLE: Final = "CXC_AUDIT_DAYS"
DEFAULT_DAYS: Final = 1_095
_LONGEST: Final = 200
_TAIL_BYTES: Final = 65_536
_LOCK_SECONDS: Final = 20.0


class AuditReading(NamedTuple):
    """The entries that can be read, the oldest first, and what is wrong with the log."""

    entries: tuple[AuditEntry, ...]
    problems: tuple[str, ...]


def local_subject() -> str:
    """Who acts where nobody says who they are: the account of this machine, as `local:<login name>`."""
    try:
        return f"local:{one_line(getpass.getuser(), _LONGEST)}"
    except (KeyError, OSError):  # an account without a name, as in a container
        return f"local:{os.getuid()}" if hasattr(os, "getuid") else "local:"


def audit_days() -> int:
    """For how many days entries are kept: `CXC_AUDIT_DAYS`, else three years. RegisterError for no number."""
    text = os.environ.get(AUDIT_DAYS_VARIABLE, "").strip()
    if not text:
        return DEFAULT_DAYS
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 36_500:
        raise RegisterError(
            f"{AUDIT_DAYS_VARIABLE} is {one_line(text, 40)!r}; give the days that entries of the audit log "
            "are kept, as a whole number from 1 to 36500."
        )
    return int(text)


def audit_folder(root: Path) -> Path:
    """Where the log of a store lies: `CXC_AUDIT_DIR`, else `audit` in the store."""
    chosen = os.environ.get(AUDIT_DIR_VARIABLE, "").strip()
    return Path(chosen).expanduser() if chosen else root / "audit"


class AuditLog:
    """The audit log of a store. It need not be there before its first entry."""

    def __init__(self, root: Path) -> None:
        folder = audit_folder(root)
        self.file = folder / "audit.jsonl"
        self._end = folder / "audit.end"
        self._lock = folder / "audit.lock"

    def __repr__(self) -> str:
        return f"<AuditLog {self.file}>"

    def write(
        self,
        what: Deed,
        who: str | None = None,
        *,
        register: str = "",
        version: str = "",
        detail: Mapping[str, str | int] | None = None,
    ) -> AuditEntry:
        """Append an entry and wait until it is on the disk; entries older than they are kept for go.

        RegisterError where it cannot be written: what was to be done is not done then.
        """
        days = audit_days()
        details = {key: _bounded(value) for key, value in (detail or {}).items()}
        with self._held():
            end = self._prune(self._last(), days)
            entry = AuditEntry(
                n=end.n + 1,
                at=_now(),
                who=one_line(who or local_subject(), _LONGEST),
                what=what.value,
                register_name=register,
                version=version,
                detail=details,
                before=end.digest,
            )
            self._append(entry)
        return entry

    def read(
        self, since: datetime | None = None, deeds: Collection[str] = (), *, most: int | None = None
    ) -> AuditReading:
        """Entries since a moment, of those kinds, `most` of the newest; what is wrong, of the whole log.

        A damaged line stops nothing: it is named among the problems. RegisterError where it cannot be read.
        """
        try:
            lines = self._lines()
            end = self._written_end()
        except OSError as error:
            raise RegisterError(
                f"The audit log {self.file} cannot be read ({error.strerror or error}). Check permissions."
            ) from error
        entries, problems = checked_lines(lines, end)
        kept = [
            entry
            for entry in entries
            if (since is None or entry.at >= since) and (not deeds or entry.what in deeds)
        ]
        return AuditReading(tuple(kept if most is None else kept[-most:]), tuple(problems))

    def as_it_is(self) -> list[tuple[Path, bytes]]:
        """The files of the log with their bytes, none of which is half of an entry. Raises as `write`."""
        with self._held():
            return [(file, file.read_bytes()) for file in (self.file, self._end) if file.exists()]

    @contextmanager
    def recorded(
        self,
        what: Deed,
        who: str | None = None,
        *,
        register: str = "",
        version: str = "",
        detail: Mapping[str, str | int] | None = None,
    ) -> Iterator[None]:
        """Enter a deed, then do it; where it fails, that is entered as well. Raises as `write`."""
        self.write(what, who, register=register, version=version, detail=detail)
        try:
            yield
        except (CxcError, OSError):
            failed = {"what": what.value}
            self.write(Deed.NOT_DONE, who, register=register, version=version, detail=failed)
            raise

    @contextmanager
    def _held(self) -> Iterator[None]:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with filelock.FileLock(self._lock, timeout=_LOCK_SECONDS):
                yield
        except filelock.Timeout:
            raise RegisterError(
                f"Somebody has been writing the audit log {self.file} for {_LOCK_SECONDS:.0f} seconds. "
                "Nothing was done. Try again."
            ) from None
        except OSError as error:
            raise RegisterError(
                f"The audit log {self.file} cannot be written ({error.strerror or error}). Nothing was done: "
                "what changes a store, or takes records out of it, has to be on record first. Check "
                f"permissions and free space, or name another folder in {AUDIT_DIR_VARIABLE}."
            ) from error

    def _append(self, entry: AuditEntry) -> None:
        line = line_of(entry)
        handle = os.open(self.file, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(handle).st_size
            # A crash may have left half a line: it stays one of its own, and is said to be damaged.
            torn = size > 0 and _last_byte(handle, size) != b"\n"
            _write_all(handle, (b"\n" if torn else b"") + line + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
        write_private(self._end, f"{entry.n} {digest_of(line)}\n".encode(), replace=True)

    def _last(self) -> LogEnd:
        """The number and hash of the last line, whatever is in it."""
        try:
            with self.file.open("rb") as file:
                size = file.seek(0, os.SEEK_END)
                file.seek(max(0, size - _TAIL_BYTES))
                lines = file.read().splitlines()
        except FileNotFoundError:
            lines = []
        if not lines:
            return self._written_end() or LogEnd(0, FIRST)
        written = self._written_end()
        if written is not None and written.digest not in map(digest_of, lines[-2:]):
            return written  # lines are missing: the next does not follow the last, so that it stays visible
        numbers = [entry.n for entry in map(entry_of, lines) if entry]
        return LogEnd(max([*numbers, written.n if written else 0]), digest_of(lines[-1]))

    def _lines(self) -> list[bytes]:
        try:
            return self.file.read_bytes().splitlines()
        except FileNotFoundError:
            return []

    def _written_end(self) -> LogEnd | None:
        try:
            number, _, digest = self._end.read_text(encoding="ascii").strip().partition(" ")
            return LogEnd(int(number), digest)
        except (FileNotFoundError, ValueError):
            return None

    def _prune(self, end: LogEnd, days: int) -> LogEnd:
        """Take the entries away that are older than that, and say so in an entry of its own."""
        limit = _now() - timedelta(days=days)
        try:
            with self.file.open("rb") as file:
                first = entry_of(file.readline().rstrip(b"\n"))
        except FileNotFoundError:
            return end
        if first is not None and first.at >= limit:
            return end
        lines = self._lines()
        kept = next((i for i, e in enumerate(map(entry_of, lines)) if e and e.at >= limit), len(lines))
        removed = lines[:kept]
        if not any(map(entry_of, removed)):
            return end  # nothing but damage at the start, which is no reason to take it away
        entry = AuditEntry(
            n=end.n + 1,
            at=_now(),
            who="cxc",
            what=Deed.PRUNED.value,
            detail={
                "removed": len(removed),
                "older_than": limit.date().isoformat(),
                "last": digest_of(removed[-1]),
            },
            before=end.digest,
        )
        line = line_of(entry)
        write_private(self.file, b"\n".join([*lines[kept:], line, b""]), replace=True)
        write_private(self._end, f"{entry.n} {digest_of(line)}\n".encode(), replace=True)
        return LogEnd(entry.n, digest_of(line))


def _bounded(value: str | int) -> str | int:
    return one_line(value, _LONGEST) if isinstance(value, str) else value


def _last_byte(handle: int, size: int) -> bytes:
    return os.pread(handle, 1, size - 1) if hasattr(os, "pread") else b"\n"


def _write_all(handle: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(handle, left) :]


def _now() -> datetime:
    """The time of an entry, to the millisecond."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)
