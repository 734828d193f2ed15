"""A checked copy of a store in one file, made while the store is in use.

What is derived (facts), locks and what is just being written are left out. Data versions never change, and
pointers are read before the versions are listed: so whatever a pointer of the copy serves is in it, though
somebody publishes at the same time. Small files are read whole, each as it was at one moment.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final, NamedTuple
from uuid import uuid4

from cxc_metrics.errors import RegisterError
from cxc_metrics.store.audit import AuditLog, audit_folder
from cxc_metrics.store.audit_chain import Deed
from cxc_metrics.store.checksums import sha256_of
from cxc_metrics.store.layout import PARTIAL, Layout, sync
from cxc_metrics.store.pointer import read_pointer
from cxc_metrics.store.secret import SecretState, StoreSecret

from .backup_index import BackupFile, BackupIndex
from .doctor import ailments_of_version
from .sealed import Writer, check_passphrase, writer_to

# Derived, or of this machine and moment.
_LEFT_OUT_FOLDERS: Final = ("facts",)
_LEFT_OUT_ENDS: Final = (".lock", ".holder", PARTIAL)
_BLOCK: Final = 1 << 20


class BackedUp(NamedTuple):
    """What a backup came to."""

    file: Path
    files: int
    bytes: int
    is_sealed: bool
    versions: int


class _Taken(NamedTuple):
    """A file of the store on its way into a backup; `content` of a small one is held."""

    path: str
    file: Path
    content: bytes | None


def write_backup(
    root: Path, file: Path, passphrase: str | None = None, *, who: str | None = None, replace: bool = False
) -> BackedUp:
    """Write a backup of the store in `root` to a file that only its owner can read; it is on record.

    RegisterError where there is no store, something in it is damaged (`examine` says what), the file is there
    already, or it cannot be written: nothing of it is left then.
    """
    if passphrase is not None:
        passphrase = check_passphrase(passphrase)
    root = root.resolve()
    _require_sensible(root, file, replace=replace)
    detail = {"sealed": "yes" if passphrase is not None else "no"}
    with AuditLog(root).recorded(Deed.BACKED_UP, who, detail=detail):
        index, taken = _listed(root)
        beside = file.with_name(f".{file.name}-{uuid4().hex[:8]}{PARTIAL}")
        try:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as target:
                _write(target, index, taken, passphrase)
                target.flush()
                os.fsync(target.fileno())
            beside.replace(file)
            sync(file.parent)
        except OSError as error:
            raise RegisterError(
                f"The backup {file} cannot be written ({error.strerror or error}). Nothing of it is left. "
                "Check permissions and free space, or name another place."
            ) from error
        finally:
            # Where nobody may look there is nothing to remove: the message above is the one that helps.
            with contextlib.suppress(OSError):
                beside.unlink()
    versions = sum(1 for each in taken if each.path.endswith("/manifest.json"))
    return BackedUp(file, len(taken), index.total_bytes, passphrase is not None, versions)


def _listed(root: Path) -> tuple[BackupIndex, list[_Taken]]:
    """What goes into the backup, and its list. RegisterError where something cannot be read."""
    try:
        taken = _taken(root)
        return BackupIndex(made_at=datetime.now(UTC), files=tuple(map(_described, taken))), taken
    except OSError as error:
        raise RegisterError(
            f"{error.filename or root} cannot be read ({error.strerror or error}), so no backup was made. "
            "Where somebody has just replaced it, try again."
        ) from error


def _is_there(file: Path) -> bool:
    """Whether a file is there; of a place that may not be looked into, writing says so."""
    try:
        file.stat()
    except OSError:
        return False
    return True


def _require_sensible(root: Path, file: Path, *, replace: bool) -> None:
    if not Layout(root).version_ids():
        raise RegisterError(f"Nothing has been published in {root}, so there is nothing to back up.")
    if not replace and _is_there(file):
        raise RegisterError(f"{file} is there already. Name another file, or replace it: --force.")
    if file.resolve().is_relative_to(root):
        raise RegisterError(f"{file} lies in the store itself, with which it would be lost. Name another.")


def _write(target: IO[bytes], index: BackupIndex, taken: list[_Taken], passphrase: str | None) -> None:
    writer = writer_to(target, passphrase)
    listed = index.model_dump_json().encode()
    writer.write(len(listed).to_bytes(8, "big"))
    writer.write(listed)
    for described, each in zip(index.files, taken, strict=True):
        _write_file(writer, described, each)
    writer.finish()


def _write_file(writer: Writer, described: BackupFile, each: _Taken) -> None:
    """The bytes of one file. RegisterError where they are no longer those that were listed."""
    digest, count = hashlib.sha256(), 0
    for block in _blocks(each):
        digest.update(block)
        count += len(block)
        writer.write(block)
    if (digest.hexdigest(), count) != (described.sha256, described.bytes):
        raise RegisterError(f"{each.file} changed while it was copied. No backup was made. Try again.")


def _blocks(each: _Taken) -> Iterator[bytes]:
    if each.content is not None:
        yield each.content
        return
    with each.file.open("rb") as opened:
        while block := opened.read(_BLOCK):
            yield block


def _described(each: _Taken) -> BackupFile:
    status = each.file.stat()
    held = each.content
    return BackupFile(
        path=each.path,
        bytes=status.st_size if held is None else len(held),
        sha256=sha256_of(each.file) if held is None else hashlib.sha256(held).hexdigest(),
        mode=stat.S_IMODE(status.st_mode) & 0o777,
    )


def _taken(root: Path) -> list[_Taken]:
    """What goes into the backup, in the order that keeps it consistent: pointers before versions."""
    layout = Layout(root)
    pointers = [layout.older_pointer, *map(layout.pointer, layout.register_folders())]
    small = [_held(root, pointer) for pointer in pointers if pointer.exists()]
    served = [_served(each) for each in small]
    folders = [layout.version(version_id) for version_id in layout.version_ids()]
    for lost in {version for version in served if version} - {folder.name for folder in folders}:
        raise RegisterError(f"Data version {lost} is served and is not there, so no backup was made: {_CARE}")
    small += _secret(root)
    small += [_Taken(f"audit/{name}", path, content) for name, path, content in _audit(root)]
    have = {each.path for each in small}
    versions = [each for folder in folders for each in _version(root, folder)]
    rest = [each for each in _others(root) if each.path not in have]
    return [*small, *rest, *versions]


def _held(root: Path, file: Path) -> _Taken:
    return _Taken(file.relative_to(root).as_posix(), file, file.read_bytes())


def _served(pointer: _Taken) -> str | None:
    read = read_pointer(pointer.file, tuple)
    if read is not None and not read.is_as_written:
        raise RegisterError(f"The pointer {pointer.file} is damaged, so no backup was made: {_CARE}")
    # As it was when it was taken: it may have moved since.
    current: str | None = json.loads(pointer.content or b"{}").get("current")
    return current


def _secret(root: Path) -> list[_Taken]:
    secret = StoreSecret(root)
    if secret.state is SecretState.NEVER_MADE:
        return []
    secret.fingerprint  # noqa: B018 - RegisterError where the two do not belong to each other
    return [_held(root, root / name) for name in ("secret.key", "secret.fingerprint")]


def _audit(root: Path) -> list[tuple[str, Path, bytes]]:
    """The log and its end, as they belong together; none where it lies outside of the store."""
    if audit_folder(root).resolve() != root / "audit":
        return []
    return [(path.name, path, content) for path, content in AuditLog(root).as_it_is()]


def _version(root: Path, folder: Path) -> list[_Taken]:
    for ailment in ailments_of_version(Layout(root), folder.name):
        raise RegisterError(f"{ailment.place} is damaged, so no backup was made. {ailment.problem} {_CARE}")
    return [_Taken(path.relative_to(root).as_posix(), path, None) for path in _files_in(folder)]


def _others(root: Path) -> list[_Taken]:
    """What else lies in the store: people, mappings, and whatever somebody put there."""
    left_out = {"snapshots", "registers", *_LEFT_OUT_FOLDERS}
    taken = []
    for path in sorted(root.iterdir()):
        if path.name in left_out or (path.name == "audit" and _audit(root)):
            continue
        inside = _files_in(path) if path.is_dir() and not path.is_symlink() else [path]
        taken += [_held(root, file) for file in inside if _is_kept(file)]
    return taken


def _files_in(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if _is_kept(path) and not path.is_dir()]


def _is_kept(path: Path) -> bool:
    if path.name.endswith(_LEFT_OUT_ENDS):
        return False
    if path.is_symlink() or not (path.is_file() or path.is_dir()):
        raise RegisterError(
            f"{path} is no file of its own (a link?), which a backup cannot hold. Put the file in its place."
        )
    return True


_CARE: Final = "cxc doctor says what is wrong."
