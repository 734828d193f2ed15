"""One register of a store: publish, serve, look back, go back."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from cxc_metrics.contract import shape_of
from cxc_metrics.errors import RegisterError
from cxc_metrics.intake import CheckedTables

from .answered_by import opened_version
from .audit import AuditLog
from .audit_chain import Deed
from .content_id import version_id
from .contents import Contents
from .data_version import DataVersion
from .floor import (
    PublishingRefused,
    losses,
    require_unit,
    served_before,
)
from .layout import MANIFEST_FILE, resolved
from .manifest import Manifest, read_manifest
from .pointer import PointerMove, move_pointer
from .publish import (
    Progress,
    VersionLabel,
    publishing_lock,
    put_aside,
    remove_partial,
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


class RegisterSummary(NamedTuple):
    """A register in a list: what it serves, and how many data versions it has.

    `manifest` is that of the version served, else of the newest; `problem` says why there is none.
    """

    name: str
    served_id: str | None
    manifest: Manifest | None
    versions: int
    problem: str = ""

    @property
    def title(self) -> str:
        """What people call it."""
        return self.manifest.title if self.manifest else self.name

    @property
    def is_synthetic(self) -> bool:
        """Whether its data are invented."""
        return self.manifest is not None and self.manifest.is_synthetic

    @property
    def rows(self) -> int | None:
        """Rows kept of the table of its own unit."""
        if self.manifest is None:
            return None
        table = shape_of(self.manifest.row_counts, self.manifest.grain).table
        return self.manifest.row_counts[table].kept


class Register:
    """The data versions of one name in a store, with a pointer to the one served; `Store` gives it out.

    It need not have any data version yet.
    """

    def __init__(self, contents: Contents, name: str, *, is_audited: bool = True) -> None:
        """`is_audited` is false of a preview only, which changes nothing that anybody reads."""
        self.name = name
        self._contents, self._layout = contents, contents.layout
        self._audit = AuditLog(contents.layout.root) if is_audited else None

    def __repr__(self) -> str:
        return f"<Register {self.name} in {self._layout.root}>"

    def publish(
        self,
        checked: CheckedTables,
        *,
        note: str | None = None,
        progress: Progress | None = None,
        accept_loss: bool = False,
        who: str | None = None,
    ) -> DataVersion:
        """Replaces the whole register by checked tables and serves them; other registers stay as they are.

        The same content has the same id: published again it changes nothing, which `DataVersion.outcome`
        says. `who` is the subject that the audit log gets (else the account of this machine), before it takes
        effect.
        Raises PublishingRefused where the floor does not hold (unless `accept_loss`, and where no record was
        kept always), RegisterError where the register is another source's, or if somebody else is publishing
        or the store cannot be written; then, as after a crash at any moment, the old data version is served
        as before.
        """
        require_unit(checked.row_counts, shape_of(checked.row_counts, checked.source.grain))
        tell = progress or _silent
        tell("locking the register", 0.0)
        with publishing_lock(self._layout, self.name):
            remove_partial(self._layout, self.name)
            new_id = version_id(checked, self.name)
            self._require_own(checked)
            published = self._layout.version(new_id).is_dir() and self._sound(new_id)
            unchanged = published and self.current_id() == new_id
            allow = _anything if accept_loss or unchanged else self._hold_floor
            if published:
                allow(read_manifest(self._layout.version(new_id) / MANIFEST_FILE))
            else:
                label = VersionLabel(new_id, self.name, note)
                write_version(self._layout, checked, label, tell, allow)
            outcome = "unchanged" if unchanged else "served again" if published else "published"
            # Opened before the pointer moves: what cannot be read is never served.
            version = self._opened(new_id, outcome, loading=True)
            if not unchanged:
                tell("serving it", 0.98)
                self._move(new_id, "publish", note, who)
        tell("done", 1.0)
        return version

    def preview(self, checked: CheckedTables, folder: Path) -> Preview:
        """The version that publishing would serve, complete, in a folder of the caller's.

        PublishingRefused where no record was kept, RegisterError where the register is another source's; what
        else the floor says is in the preview.
        """
        self._require_own(checked)
        version = Register(Contents(folder), self.name, is_audited=False).publish(checked, accept_loss=True)
        before = self.served_before(version.manifest)
        served = self.current_id() == version.id
        return Preview(version, before, () if served else losses(version.manifest, before))

    def rollback(self, version_id: str, *, note: str | None = None, who: str | None = None) -> DataVersion:
        """Serves a version that was published before; `outcome` is `unchanged` if it is served already.

        `who` as in `publish`.
        """
        with publishing_lock(self._layout, self.name):
            wanted = self._resolve(version_id)
            unchanged = self.current_id() == wanted
            version = self._opened(wanted, "unchanged" if unchanged else "served again", loading=True)
            if not unchanged:
                self._move(wanted, "rollback", note, who)
        return version

    def current_id(self) -> str | None:
        """Id of the data version that is served; none before the first publication."""
        return self._contents.pointer(self.name).current

    def current(self) -> DataVersion | None:
        """The data version that is served; none before the first publication."""
        served = self.current_id()
        if served is None:
            return None
        if not self._layout.version(served).is_dir():
            others = ", ".join(self._contents.versions(self.name)) or "none"
            raise RegisterError(
                f"{self._layout.pointer(self.name)} serves data version {served!r} of register {self.name}, "
                f"which is not there. Serve another one with cxc rollback ID (there are: {others})."
            )
        return self._opened(served)

    def open(self, version_id: str) -> DataVersion:
        """A data version by id or the beginning of one; UnknownName with the nearest if there is none."""
        return self._opened(self._resolve(version_id))

    def history(self) -> list[Manifest]:
        """Manifests of all versions that can be read, newest first; `damaged` tells of the others."""
        return self._contents.history(self._contents.versions(self.name))

    def damaged(self) -> dict[str, str]:
        """Versions whose manifest cannot be read: id and what is wrong with it."""
        return self._contents.damaged(self._contents.versions(self.name))

    def moves(self) -> list[PointerMove]:
        """Every publication and rollback, newest first."""
        return list(reversed(self._contents.pointer(self.name).moves))

    def summary(self) -> RegisterSummary:
        """The register as a line of a list, however damaged it is."""
        versions, history = self._contents.versions(self.name), self.history()
        newest = history[0] if history else None
        try:
            served = self.current_id()
            shown = self._contents.manifest(served) if served else newest
            problem = "" if shown else "It has no data version."
        except RegisterError as error:
            return RegisterSummary(self.name, None, newest, len(versions), str(error))
        return RegisterSummary(self.name, served, shown, len(versions), problem)

    def served_before(self, new: Manifest) -> Manifest | None:
        """The version with which the floor compares a new one, if any."""
        return served_before(new, [move.version for move in self.moves()], self._contents.readable)

    def _hold_floor(self, new: Manifest) -> None:
        lost = losses(new, self.served_before(new))
        if lost:
            raise PublishingRefused(lost, can_be_accepted=True)

    def _require_own(self, checked: CheckedTables) -> None:
        """RegisterError where what was delivered is not of this register."""
        last = next(iter(self.history()), None)
        if last is None:
            return
        if last.source != checked.source.name:
            raise RegisterError(
                f"Nothing was published: register {self.name} is of source {last.source}, and this delivery "
                f"was read as source {checked.source.name}. A register has one source. {_ANOTHER_NAME}"
            )
        if last.is_synthetic != checked.is_synthetic:
            kind = ("invented", "real") if checked.is_synthetic else ("real", "invented")
            raise RegisterError(
                f"Nothing was published: this delivery says that its data are {kind[0]}, and those of "
                f"register {self.name} are {kind[1]}. A register has one kind. {_ANOTHER_NAME}"
            )

    def _sound(self, published: str) -> bool:
        """Whether a data version that is there can be read to the end; one that cannot is put aside."""
        try:
            with DataVersion(self._layout, published) as version:
                version.verify()
        except RegisterError:
            put_aside(self._layout, self.name, published)
            return False
        return True

    def _move(
        self, wanted: str, action: Literal["publish", "rollback"], note: str | None, who: str | None
    ) -> None:
        before = self._contents.pointer(self.name)
        move = PointerMove(
            at=datetime.now(UTC), action=action, version=wanted, previous=before.current, note=note
        )
        with self._recorded(action, wanted, who, before.current):
            move_pointer(self._layout.pointer(self.name), before, move)

    def _recorded(
        self, action: str, version: str, who: str | None, before: str | None
    ) -> AbstractContextManager[None]:
        if self._audit is None:
            return nullcontext()
        what = Deed.PUBLISHED if action == "publish" else Deed.ROLLED_BACK
        detail = {"instead_of": before} if before else {}
        return self._audit.recorded(what, who, register=self.name, version=version, detail=detail)

    def _opened(self, version_id: str, outcome: str | None = None, *, loading: bool = False) -> DataVersion:
        engine = self._contents.engine
        return opened_version(self._layout, version_id, engine, outcome=outcome, loading=loading)

    def _resolve(self, version_id: str) -> str:
        return resolved(version_id, self._contents.versions(self.name))


_ANOTHER_NAME = "Publish it under another name (--register NAME)."
