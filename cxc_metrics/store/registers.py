"""The store of data versions: publish, serve, look back, go back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from cxc_metrics.contract import shape_of
from cxc_metrics.errors import RegisterError, UnknownName
from cxc_metrics.intake import CheckedTables
from cxc_metrics.paths import register_dir

from .data_version import DataVersion
from .floor import (
    PublishingRefused,
    losses,
    require_unit,
    served_before,
)
from .layout import MANIFEST_FILE, Layout, unreadable
from .manifest import Manifest, read_manifest
from .pointer import PointerMove, move_pointer, read_pointer
from .publish import (
    Progress,
    publishing_lock,
    put_aside,
    remove_partial,
    version_id,
    write_version,
)


def _silent(_step: str, _done: float) -> None:
    """Nobody wants to know how far publishing is."""


def _anything(_manifest: Manifest) -> None:
    """The loss was accepted, or there is none."""


class Preview(NamedTuple):
    """What publishing would serve, the version the floor compares it with, and what it would lose."""

    version: DataVersion
    before: Manifest | None
    losses: tuple[str, ...]


class Register:
    """A store of data versions in a folder; `root` need not exist before the first publication."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root if root is not None else register_dir()
        self._layout = Layout(self.root)
        self._seen: tuple[tuple[int, int, int], str | None] | None = None

    def publish(
        self,
        checked: CheckedTables,
        *,
        note: str | None = None,
        progress: Progress | None = None,
        accept_loss: bool = False,
    ) -> DataVersion:
        """Replaces the whole register by checked tables and serves them.

        The same content has the same id: published again it changes nothing, which `DataVersion.outcome`
        says.
        Raises PublishingRefused where the floor does not hold (unless `accept_loss`, and where no record was
        kept always), RegisterError if somebody else is publishing or the store cannot be written; then, as
        after a crash at any moment, the old data version is served as before.
        """
        require_unit(checked.row_counts, shape_of(checked.row_counts, checked.source.grain))
        tell = progress or _silent
        tell("locking the register", 0.0)
        with publishing_lock(self._layout):
            remove_partial(self._layout)
            new_id = version_id(checked)
            published = self._layout.version(new_id).is_dir() and self._sound(new_id)
            unchanged = published and self.current_id() == new_id
            allow = _anything if accept_loss or unchanged else self._hold_floor
            if published:
                allow(read_manifest(self._layout.version(new_id) / MANIFEST_FILE))
            else:
                write_version(self._layout, checked, new_id, note, tell, allow)
            outcome = "unchanged" if unchanged else "served again" if published else "published"
            # Opened before the pointer moves: what cannot be read is never served.
            version = DataVersion(self._layout, new_id, outcome=outcome)
            if not unchanged:
                tell("serving it", 0.98)
                self._move(new_id, "publish", note)
        tell("done", 1.0)
        return version

    def preview(self, checked: CheckedTables, folder: Path) -> Preview:
        """The version that publishing would serve, complete, in a folder of the caller's.

        PublishingRefused where no record was kept; what else the floor says is in the preview.
        """
        version = Register(folder).publish(checked, accept_loss=True)
        before = self.served_before(version.manifest)
        served = self.current_id() == version.id
        return Preview(version, before, () if served else losses(version.manifest, before))

    def current_id(self) -> str | None:
        """Id of the data version that is served; none before the first publication.

        Asked many times in one run of a page: the file is read again only when it was replaced, which every
        move does (another inode, another time).
        """
        try:
            pointer = self._layout.pointer.stat()
        except OSError:
            return read_pointer(self._layout).current
        stamp = (pointer.st_ino, pointer.st_mtime_ns, pointer.st_size)
        if self._seen is None or self._seen[0] != stamp:
            self._seen = (stamp, read_pointer(self._layout).current)
        return self._seen[1]

    def current(self) -> DataVersion | None:
        """The data version that is served; none before the first publication."""
        served = self.current_id()
        if served is None:
            return None
        version_ids = self._layout.version_ids()
        if served not in version_ids:
            raise RegisterError(
                f"{self._layout.pointer} serves data version {served!r}, which is not there. "
                f"Serve another one with cxc rollback ID (there are: {', '.join(version_ids) or 'none'})."
            )
        return DataVersion(self._layout, served)

    def open(self, version_id: str) -> DataVersion:
        """A data version by id or the beginning of one; UnknownName with the nearest if there is none."""
        return DataVersion(self._layout, self._resolve(version_id))

    def history(self) -> list[Manifest]:
        """Manifests of all versions that can be read, newest first; `damaged` tells of the others."""
        manifests, _ = self._manifests()
        return sorted(manifests, key=lambda manifest: (manifest.published_at, manifest.id), reverse=True)

    def damaged(self) -> dict[str, str]:
        """Versions whose manifest cannot be read: id and what is wrong with it."""
        return self._manifests()[1]

    def moves(self) -> list[PointerMove]:
        """Every publication and rollback, newest first."""
        return list(reversed(read_pointer(self._layout).moves))

    def rollback(self, version_id: str, *, note: str | None = None) -> DataVersion:
        """Serves a version that was published before; `outcome` is `unchanged` if it is served already."""
        with publishing_lock(self._layout):
            wanted = self._resolve(version_id)
            unchanged = self.current_id() == wanted
            version = DataVersion(self._layout, wanted, outcome="unchanged" if unchanged else "served again")
            if not unchanged:
                self._move(wanted, "rollback", note)
        return version

    def _hold_floor(self, new: Manifest) -> None:
        lost = losses(new, self.served_before(new))
        if lost:
            raise PublishingRefused(lost, can_be_accepted=True)

    def served_before(self, new: Manifest) -> Manifest | None:
        """The version with which the floor compares a new one, if any."""
        return served_before(new, [move.version for move in self.moves()], self._manifest_of)

    def _manifest_of(self, version_id: str) -> Manifest | None:
        try:
            return read_manifest(self._layout.version(version_id) / MANIFEST_FILE)
        except RegisterError:
            return None

    def _sound(self, version_id: str) -> bool:
        """Whether a data version that is there can be read to the end; one that cannot is put aside."""
        try:
            with DataVersion(self._layout, version_id) as version:
                version.verify()
        except RegisterError:
            put_aside(self._layout, version_id)
            return False
        return True

    def _manifests(self) -> tuple[list[Manifest], dict[str, str]]:
        manifests: list[Manifest] = []
        damaged: dict[str, str] = {}
        for held_id in self._layout.version_ids():
            try:
                manifests.append(read_manifest(self._layout.version(held_id) / MANIFEST_FILE))
            except RegisterError as error:
                damaged[held_id] = str(error)
        return manifests, damaged

    def _move(self, wanted: str, action: Literal["publish", "rollback"], note: str | None) -> None:
        move_pointer(
            self._layout,
            PointerMove(
                at=datetime.now(UTC),
                action=action,
                version=wanted,
                previous=self.current_id(),
                note=note,
            ),
        )

    def _resolve(self, version_id: str) -> str:
        version_ids = self._layout.version_ids()
        if version_id in version_ids:
            return version_id
        begun = [name for name in version_ids if version_id and name.startswith(version_id)]
        if len(begun) == 1:
            return begun[0]
        raise UnknownName("data version", version_id, version_ids)


def open_register(root: Path | str | None = None) -> Register:
    """The store in `root`, else in `CXC_REGISTER_DIR`, else under `data/register`.

    Raises RegisterError if the place exists but is not a folder that can be read.
    """
    register = Register(Path(root) if root is not None else None)
    try:
        if register.root.exists() and not register.root.is_dir():
            raise RegisterError(
                f"The register's store {register.root} is a file, not a folder. "
                "Set CXC_REGISTER_DIR to a folder."
            )
    except OSError as error:
        raise unreadable(register.root, error) from error
    return register
