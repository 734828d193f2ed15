"""What lies in a store: its data versions, the register each belongs to, and which of them is served.

A data version belongs to one register for good, and its manifest says to which. Each register has a pointer
of its own, so that a damaged one hides no other. A store from before there were several registers has one
pointer for all its versions: a register is served by its own moves there until it has a pointer of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from cxc_metrics.errors import RegisterError
from cxc_metrics.intake import is_register_name

from .layout import MANIFEST_FILE, Layout
from .manifest import Manifest, read_manifest
from .pointer import Pointer, read_pointer

# Inode, time and size: what a file that replaces another cannot share with it.
_Stamp = tuple[int, int, int]


class Contents:
    """A store as it lies on the disk; what was read is read again only when its file was replaced.

    Asked many times in one run of a page, by many threads.
    """

    def __init__(self, root: Path, engine: str = "") -> None:
        """The store in a folder; `engine` is the address of the one that answers, if not its own."""
        self.layout, self.engine = Layout(root), engine
        self._manifests: dict[str, tuple[_Stamp | None, Manifest | str]] = {}
        self._pointers: dict[Path, tuple[_Stamp, Pointer]] = {}

    def pointer(self, register: str) -> Pointer:
        """The pointer of a register and its log, empty where there is none; RegisterError if damaged."""
        own = self._read_pointer(self.layout.pointer(register), lambda: self.versions(register))
        return self._from_older(register) if own is None else own

    def _from_older(self, register: str) -> Pointer:
        """What the older pointer says of a register.

        A move to a version whose manifest cannot be read is of the register moved before it: most stores held
        one, and to pass over it would serve an older version without a word.
        """
        older, owner, moves = self.older_pointer(), None, []
        for move in older.moves:
            owner = self._of_manifest(move.version) or owner
            if owner == register:
                moves.append(move)
        current = moves[-1].version if moves else None
        if older.current is not None and (self._of_manifest(older.current) or owner) == register:
            current = older.current  # last of its moves as well, unless somebody wrote the file by hand
        return Pointer(current=current, moves=tuple(moves))

    def older_pointer(self) -> Pointer:
        """The one pointer of a store from before there were several registers; empty where there is none."""
        return self._read_pointer(self.layout.older_pointer, self.layout.version_ids) or Pointer()

    def register_of_older(self) -> str | None:
        """The register that was served when a store held one pointer, if that can be known."""
        try:
            current = self.older_pointer().current
        except RegisterError:
            return None
        return current and self._of_manifest(current)

    def _read_pointer(self, file: Path, others: Callable[[], Iterable[str]]) -> Pointer | None:
        stamp = _stamp(file)
        if stamp is None:
            return read_pointer(file, others)
        last_read = self._pointers.get(file)
        if last_read is None or last_read[0] != stamp:
            pointer = read_pointer(file, others)
            if pointer is None:
                return None
            last_read = self._pointers[file] = stamp, pointer
        return last_read[1]

    def manifest(self, version_id: str) -> Manifest:
        """What a data version says of itself; RegisterError where that cannot be read."""
        file = self.layout.version(version_id) / MANIFEST_FILE
        stamp = _stamp(file)
        last_read = self._manifests.get(version_id)
        if last_read is None or last_read[0] != stamp:
            last_read = self._manifests[version_id] = stamp, _read(file)
        if isinstance(last_read[1], str):
            raise RegisterError(last_read[1])
        return last_read[1]

    def history(self, version_ids: Iterable[str]) -> list[Manifest]:
        """Manifests of those of these versions that can be read, newest first."""
        manifests = [manifest for manifest in map(self.readable, version_ids) if manifest is not None]
        return sorted(manifests, key=lambda manifest: (manifest.published_at, manifest.id), reverse=True)

    def damaged(self, version_ids: Iterable[str]) -> dict[str, str]:
        """Those of these versions whose manifest cannot be read, and what is wrong with it."""
        problems: dict[str, str] = {}
        for version_id in version_ids:
            try:
                self.manifest(version_id)
            except RegisterError as error:
                problems[version_id] = str(error)
        return problems

    def readable(self, version_id: str) -> Manifest | None:
        """As `manifest`; None where it cannot be read."""
        try:
            return self.manifest(version_id)
        except RegisterError:
            return None

    def register_of(self, version_id: str) -> str | None:
        """The register a data version belongs to; None where nothing says it any more."""
        return self._of_manifest(version_id) or next(
            (name for name in self._with_pointer() if version_id in self._moved(name)), None
        )

    def _of_manifest(self, version_id: str) -> str | None:
        manifest = self.readable(version_id)
        return manifest.register_name if manifest else None

    def _moved(self, register: str) -> set[str]:
        """The versions to which a register's own pointer was ever moved; none if it is damaged."""
        try:
            pointer = self._read_pointer(self.layout.pointer(register), tuple)
        except RegisterError:
            return set()
        return {move.version for move in pointer.moves} if pointer else set()

    def versions(self, register: str) -> tuple[str, ...]:
        """Ids of the data versions of a register that are there."""
        return tuple(
            version_id for version_id in self.layout.version_ids() if self.register_of(version_id) == register
        )

    def registers(self) -> tuple[str, ...]:
        """Names of the registers that have a data version or a pointer, in order."""
        names = {self.register_of(version_id) for version_id in self.layout.version_ids()}
        return tuple(sorted({name for name in names if name is not None} | set(self._with_pointer())))

    def _with_pointer(self) -> list[str]:
        return [name for name in self.layout.register_folders() if is_register_name(name)]


def _read(file: Path) -> Manifest | str:
    """A manifest, or what is wrong with it."""
    try:
        return read_manifest(file)
    except RegisterError as error:
        return str(error)


def _stamp(file: Path) -> _Stamp | None:
    try:
        status = file.stat()
    except OSError:
        return None
    return (status.st_ino, status.st_mtime_ns, status.st_size)
