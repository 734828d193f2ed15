"""A store made of a backup again: written beside its place, checked, and put there by one rename."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from cxc_metrics.errors import RegisterError
from cxc_metrics.store.audit import AuditLog
from cxc_metrics.store.audit_chain import Deed
from cxc_metrics.store.layout import PARTIAL, sync

from .ailment import Ailment, Gravity
from .backup_index import LONGEST_INDEX, BackupFile, BackupIndex, index_from
from .doctor import examine
from .sealed import Reader, read_header, reader_of

_BLOCK: Final = 1 << 20
_SPARE_BYTES: Final = 64 << 20
# What serves no figure: its faults are said and stop nothing.
_BESIDE: Final = ("audit", "sources", "secret.key", "people.toml")


class Restored(NamedTuple):
    """What restoring came to; `before` is where the store lies that was there before, if there was.

    `ailments` were there when the backup was made: of the audit log, of mappings.
    """

    root: Path
    made_at: datetime
    files: int
    bytes: int
    before: Path | None
    ailments: tuple[Ailment, ...]


def restore_backup(
    file: Path,
    root: Path,
    passphrase: Callable[[], str | None] | str | None = None,
    *,
    who: str | None = None,
    replace: bool = False,
) -> Restored:
    """Make the store in `root` of a backup; all of it is checked before it is put in its place.

    `passphrase` may be a call that asks for it: it is made where the backup is sealed. `root` is not there or
    empty; with `replace` what is there is put aside beside it, and stays. RegisterError for a file that is no
    backup, is cut, changed or names files that no store has, for another passphrase, where there is no room,
    and where what was in it is damaged: nothing was changed then.
    """
    root = root.resolve()
    is_there = _require_place(root, replace=replace)
    root.parent.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(dir=root.parent, prefix=f".{root.name}-restore-", suffix=PARTIAL))
    try:
        index = _unpack(file, staged, passphrase)
        ailments = _require_sound(staged)
        before = _put_in_place(staged, root, is_there=is_there)
    except OSError as error:
        raise RegisterError(
            f"The backup cannot be restored to {root} ({error.strerror or error}). Nothing was changed. "
            "Check permissions and free space."
        ) from error
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    AuditLog(root).write(Deed.RESTORED, who, detail={"made_at": index.made_at.isoformat(timespec="seconds")})
    return Restored(root, index.made_at, len(index.files), index.total_bytes, before, ailments)


def _require_place(root: Path, *, replace: bool) -> bool:
    """Whether something is there. RegisterError where that is in the way."""
    if not root.exists():
        return False
    if not root.is_dir():
        raise RegisterError(f"{root} is a file, not a folder. Nothing was changed. Name another place.")
    is_there = any(root.iterdir())
    if is_there and not replace:
        raise RegisterError(
            f"{root} is not empty, and nothing was changed. Restore into an empty place; or with --replace, "
            "which puts what is there aside."
        )
    return is_there


def _unpack(file: Path, staged: Path, passphrase: Callable[[], str | None] | str | None) -> BackupIndex:
    try:
        opened = file.open("rb")
    except OSError as error:
        raise RegisterError(f"{file} cannot be read ({error.strerror}). Nothing was changed.") from error
    with opened:
        header, begun = read_header(opened, file)
        if callable(passphrase):
            passphrase = passphrase() if header.encryption is not None else None
        reader = reader_of(opened, header, begun, passphrase)
        index = _read_index(reader)
        _require_room(index, reader, staged)
        for described in index.files:
            _write_file(reader, described, staged / described.path)
        reader.finish()
    return index


def _read_index(reader: Reader) -> BackupIndex:
    length = int.from_bytes(reader.read(8), "big")
    if length > min(LONGEST_INDEX, reader.left):
        raise RegisterError("The backup is damaged or cut: its list is not in it. Nothing was changed.")
    return index_from(reader.read(length))


def _require_room(index: BackupIndex, reader: Reader, staged: Path) -> None:
    """RegisterError where the list speaks of other bytes than there are, or they have no room here."""
    if index.total_bytes != reader.left:
        raise RegisterError(
            "The backup is cut, or its list was changed: it speaks of "
            f"{index.total_bytes:,} bytes, and there are {reader.left:,}. Nothing was changed."
        )
    free = shutil.disk_usage(staged).free
    if index.total_bytes + _SPARE_BYTES > free:
        raise RegisterError(
            f"There is no room for the backup in {staged.parent}: it takes {index.total_bytes:,} bytes, "
            f"{_SPARE_BYTES:,} beside it for facts that are made again, and {free:,} are free. Nothing was "
            "changed."
        )


def _write_file(reader: Reader, described: BackupFile, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, left = hashlib.sha256(), described.bytes
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as written:
        while left:
            block = reader.read(min(_BLOCK, left))
            digest.update(block)
            written.write(block)
            left -= len(block)
        written.flush()
        os.fsync(written.fileno())
    if digest.hexdigest() != described.sha256:
        raise RegisterError(
            f"The backup is damaged: {described.path} is not as it was copied. Nothing was changed."
        )
    target.chmod(described.mode)


def _require_sound(staged: Path) -> tuple[Ailment, ...]:
    """RegisterError where what the store would serve is damaged; whatever else is wrong with it."""
    ailments = [ailment for ailment in examine(staged) if ailment.place.is_relative_to(staged)]
    damaged = [
        each
        for each in ailments
        if each.gravity is Gravity.DATA and each.place.relative_to(staged).parts[0] not in _BESIDE
    ]
    if damaged:
        first = damaged[0]
        raise RegisterError(
            f"What is in the backup is damaged: {first.place}: {first.problem} Nothing was changed."
        )
    return tuple(ailments)


def _put_in_place(staged: Path, root: Path, *, is_there: bool) -> Path | None:
    staged.chmod(0o755)
    for folder in (staged, *(path for path in staged.rglob("*") if path.is_dir())):
        sync(folder)
    before = None
    if is_there:
        before = root.with_name(f"{root.name}.before-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
        root.rename(before)
    elif root.exists():
        root.rmdir()  # empty
    try:
        staged.rename(root)
    except OSError:
        if before is not None:
            before.rename(root)
        raise
    sync(root.parent)
    return before
