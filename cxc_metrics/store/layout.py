"""Where things lie in a store, and how a file gets there so that a crash cannot leave half of it.

The data versions of all registers lie together; to which each belongs, its manifest says (`contents`).

| path under the root | what |
|---|---|
| `registers/<name>/current.json` | a register's pointer: the version served, and every move |
| `registers/<name>/publish.lock`, `publish.holder` | held while somebody moves it; who that is |
| `snapshots/<id>/register.duckdb`, `manifest.json` | clean tables and what they are; never changed |
| `snapshots/<id>/SHA256SUMS` | hashes of both, since November 2026 |
| `facts/<id>/<fact>-<digest>.duckdb` | derived, rebuilt when missing |
| `facts/<id>/keyed-<fact>-<digest>.duckdb` | derived, with record keys (`keyed_version`) |
| `secret.key`, `secret.fingerprint` | what record keys are made with (`secret`) |
| `audit/audit.jsonl`, `audit.end`, `audit.lock` | who did what, and which line is the last (`audit`) |
| `snapshots/.<name>.<id>-*.partial/` | being written; removed by the register's next publication |
| `current.json` | the pointer of a store from before there were several registers: only read |
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cxc_metrics.errors import RegisterError, UnknownName

DATA_FILE = "register.duckdb"
MANIFEST_FILE = "manifest.json"
# As `sha256sum` writes them, and reads them with --check.
CHECKSUMS_FILE = "SHA256SUMS"
POINTER_FILE = "current.json"
PARTIAL = ".partial"


@dataclass(frozen=True)
class Layout:
    """Paths of one store."""

    root: Path

    @property
    def older_pointer(self) -> Path:
        """The pointer of a store from before there were several registers."""
        return self.root / POINTER_FILE

    def register(self, name: str) -> Path:
        """The folder of one register: its pointer, and its lock."""
        return self.root / "registers" / name

    def pointer(self, register: str) -> Path:
        """The file that says which version of a register is served."""
        return self.register(register) / POINTER_FILE

    def lock(self, register: str) -> Path:
        """The lock of publishing in a register."""
        return self.register(register) / "publish.lock"

    def holder(self, register: str) -> Path:
        """Who holds the lock, for the message to the other."""
        return self.register(register) / "publish.holder"

    def register_folders(self) -> tuple[str, ...]:
        """Names of the registers that have a pointer of their own."""
        return tuple(sorted(path.parent.name for path in self.register("").glob(f"*/{POINTER_FILE}")))

    @property
    def versions(self) -> Path:
        """The folder of all versions."""
        # Named so by the first stores, and kept, so that they still open.
        return self.root / "snapshots"

    def version(self, version_id: str) -> Path:
        """The folder of one data version."""
        return self.versions / version_id

    def facts(self, version_id: str) -> Path:
        """The folder of one data version's facts."""
        return self.root / "facts" / version_id

    def version_ids(self) -> tuple[str, ...]:
        """Ids of all published versions; RegisterError if the folder cannot be read."""
        try:
            if not self.versions.is_dir():
                return ()
            return tuple(
                sorted(p.name for p in self.versions.iterdir() if p.is_dir() and not p.name.startswith("."))
            )
        except OSError as error:
            raise unreadable(self.versions, error) from error


def resolved(version_id: str, version_ids: Sequence[str]) -> str:
    """The id of these that is meant by one or by its beginning; UnknownName if there is none, or several."""
    if version_id in version_ids:
        return version_id
    begun = [name for name in version_ids if version_id and name.startswith(version_id)]
    if len(begun) == 1:
        return begun[0]
    raise UnknownName("data version", version_id, version_ids)


def unreadable(path: Path, error: OSError) -> RegisterError:
    """The error of a place that cannot be read."""
    return RegisterError(
        f"The register's store {path} cannot be read ({error.strerror or error}). "
        "Check the folder's permissions, or set CXC_REGISTER_DIR to another folder."
    )


def unwritable(path: Path, error: OSError) -> RegisterError:
    """The error of a place that cannot be written."""
    return RegisterError(
        f"The register's store {path} cannot be written ({error.strerror or error}). Nothing was changed. "
        "Check permissions and free space, or set CXC_REGISTER_DIR to another folder."
    )


def sync(path: Path) -> None:
    """Waits until a file, or a folder's list of names, is on the disk."""
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder for this, and orders renames itself.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_atomically(path: Path, content: bytes, *, is_private: bool = False) -> None:
    """Replaces a file as a whole: a reader sees the old content or the new one, never a part.

    A private one nobody but its owner could read at any moment.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-", suffix=PARTIAL)
    partial = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o600 if is_private else 0o644)
        partial.replace(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    sync(path.parent)


def write_private(file: Path, value: bytes, *, replace: bool) -> None:
    """A file that nobody but its owner ever could read; an old one is replaced as a whole."""
    partial = file.with_name(f".{file.name}-{os.getpid()}{PARTIAL}") if replace else file
    if replace:
        partial.unlink(missing_ok=True)  # of a process of this number that crashed
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as written:
        written.write(value)
        written.flush()
        os.fsync(written.fileno())
    if replace:
        partial.replace(file)
    sync(file.parent)
