"""The store: several registers in one folder, and what holds for all of them."""

from __future__ import annotations

import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path

from cxc_metrics.engine.addresses import engine_address
from cxc_metrics.errors import RegisterError, UnknownName
from cxc_metrics.intake import REGISTER_NAME_RULE, CheckedTables, is_register_name
from cxc_metrics.paths import REGISTER_NAME_VARIABLE, register_dir

from .contents import Contents
from .data_version import DataVersion
from .layout import resolved, unreadable
from .manifest import Manifest
from .one_register import Preview, Register
from .pointer import Pointer, PointerMove
from .publish import Progress


class Store:
    """The registers in a folder; `root` need not exist before the first publication.

    What is asked of the store without the name of a register is asked of all, or of the one shown first.
    """

    def __init__(self, root: Path | None = None) -> None:
        self.root = root if root is not None else register_dir()
        self._contents = Contents(self.root, engine_address())

    def __repr__(self) -> str:
        return f"<Store {self.root}>"

    def registers(self) -> list[Register]:
        """The registers that have a data version, by name."""
        return [Register(self._contents, name) for name in self._contents.registers()]

    def register(self, name: str) -> Register:
        """A register that is there. UnknownName with the nearest for one that is not."""
        names = self._contents.registers()
        if name not in names:
            raise UnknownName("register", name, names)
        return Register(self._contents, name)

    def to_publish(self, checked: CheckedTables, name: str | None = None) -> Register:
        """The register to which checked tables belong: of that name, else of their own.

        It need not be there yet. RegisterError for a name that no register may have.
        """
        wanted = name if name is not None else checked.register_name
        if not is_register_name(wanted):
            raise RegisterError(
                f"No register can be called {wanted!r}. A name has {REGISTER_NAME_RULE}. "
                "Name another one (--register NAME)."
            )
        return Register(self._contents, wanted)

    def first(self) -> Register | None:
        """The register shown to who names none: `CXC_REGISTER`, else the first published of real data.

        So publishing one never takes another off the screen; invented data stand back for the first real
        ones, and an older store opens with what it served. None before the first publication. RegisterError
        where there is none of the name in `CXC_REGISTER`, or where the pointers of all are damaged.
        """
        names = self._contents.registers()
        wanted = os.environ.get(REGISTER_NAME_VARIABLE, "").strip()
        if wanted and names:
            if wanted not in names:
                raise RegisterError(
                    f"{REGISTER_NAME_VARIABLE} names register {wanted!r}, which is not in the store "
                    f"{self.root} (there are: {', '.join(names)}). Name one of these, or unset it."
                )
            return Register(self._contents, wanted)
        damaged: RegisterError | None = None
        moved: dict[str, Pointer] = {}
        for name in names:
            try:
                moved[name] = self._contents.pointer(name)
            except RegisterError as error:
                damaged = error
        if moved:
            return Register(self._contents, min(moved, key=lambda name: self._standing(name, moved[name])))
        if damaged is not None:
            raise damaged
        if (lost := self._contents.older_pointer().current) is not None:
            # Nothing says whose it is: its manifest tells what is wrong with it.
            self._contents.manifest(lost)
        return None

    def _standing(self, name: str, pointer: Pointer) -> tuple[bool, bool, bool, datetime, str]:
        """What decides which register is shown first: the lowest is."""
        manifest = None if pointer.current is None else self._contents.readable(pointer.current)
        began = pointer.moves[0].at if pointer.moves else datetime.max.replace(tzinfo=UTC)
        return (
            not self._contents.versions(name),
            manifest is not None and manifest.is_synthetic,
            name != self._contents.register_of_older(),
            began,
            name,
        )

    def register_of(self, version_id: str) -> Register:
        """The register of a data version, by its id or the beginning of one. UnknownName if there is none."""
        wanted = resolved(version_id, self._contents.layout.version_ids())
        name = self._contents.register_of(wanted)
        if name is None:
            self._contents.manifest(wanted)  # says what is wrong with it
            raise RegisterError(f"Nothing says to which register data version {wanted} belongs.")
        return Register(self._contents, name)

    def publish(
        self,
        checked: CheckedTables,
        *,
        register: str | None = None,
        note: str | None = None,
        progress: Progress | None = None,
        accept_loss: bool = False,
        who: str | None = None,
    ) -> DataVersion:
        """Publishes in the register of the checked tables: see `to_publish` and `Register.publish`."""
        return self.to_publish(checked, register).publish(
            checked, note=note, progress=progress, accept_loss=accept_loss, who=who
        )

    def preview(self, checked: CheckedTables, folder: Path, *, register: str | None = None) -> Preview:
        """What publishing would serve: see `to_publish` and `Register.preview`."""
        return self.to_publish(checked, register).preview(checked, folder)

    def current_id(self) -> str | None:
        """Id of the data version served by the register shown first; none before the first publication."""
        shown = self.first()
        return None if shown is None else shown.current_id()

    def current(self) -> DataVersion | None:
        """The data version served by the register shown first; none before the first publication."""
        shown = self.first()
        return None if shown is None else shown.current()

    def open(self, version_id: str) -> DataVersion:
        """A data version of any register by id or the beginning of one; UnknownName if there is none."""
        return self.register_of(version_id).open(version_id)

    def rollback(self, version_id: str, *, note: str | None = None, who: str | None = None) -> DataVersion:
        """Serves a version that was published before, in its own register."""
        return self.register_of(version_id).rollback(version_id, note=note, who=who)

    def history(self) -> list[Manifest]:
        """Manifests of all versions of all registers that can be read, newest first."""
        return self._contents.history(self._contents.layout.version_ids())

    def damaged(self) -> dict[str, str]:
        """Versions of all registers whose manifest cannot be read: id and what is wrong with it."""
        return self._contents.damaged(self._contents.layout.version_ids())

    def moves(self) -> list[PointerMove]:
        """Every publication and rollback in all registers, newest first."""
        moves: list[PointerMove] = []
        for register in self.registers():
            # Of one whose pointer is damaged its summary tells.
            with contextlib.suppress(RegisterError):
                moves += register.moves()
        return sorted(moves, key=lambda move: move.at, reverse=True)


def open_store(root: Path | str | None = None) -> Store:
    """The store in `root`, else in `CXC_REGISTER_DIR`, else under `data/register`.

    Raises RegisterError if the place exists but is not a folder that can be read.
    """
    store = Store(Path(root) if root is not None else None)
    try:
        if store.root.exists() and not store.root.is_dir():
            raise RegisterError(
                f"The register's store {store.root} is a file, not a folder. "
                "Set CXC_REGISTER_DIR to a folder."
            )
    except OSError as error:
        raise unreadable(store.root, error) from error
    return store
