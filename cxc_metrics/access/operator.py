"""Checking, publishing and rolling back: what changes what others read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from datetime import date
from pathlib import Path
from typing import NamedTuple

from cxc_metrics.disclosure import INTERNAL, ONLY_SERVED, Viewer
from cxc_metrics.errors import NotMeasurable, RegisterError, UnknownName
from cxc_metrics.intake import (
    CheckedTables,
    Explored,
    IntakeOptions,
    Source,
    check_apart,
    compile_mapping,
    explore_apart,
)
from cxc_metrics.intake import Mapping as DeclaredMapping
from cxc_metrics.measuring import Prospects, prospects
from cxc_metrics.store import (
    AuditLog,
    CopiedTable,
    DataVersion,
    Deed,
    Manifest,
    PointerMove,
    Previous,
    Register,
    RegisterSummary,
    SecretState,
    Store,
    StoreSecret,
    copy_as_parquet,
    open_store,
    previous_version,
)

from .publication import Preview, Publication, publication_of
from .reader import Reader

Progress = Callable[[str, float], None]


class Secret(NamedTuple):
    """What may be said of a store's secret: `present`, `never made` or `lost`; its fingerprint; its file."""

    state: str
    fingerprint: str
    file: Path


@contextmanager
def _untold(viewer: Viewer) -> Iterator[None]:
    """Refuses a name that is not there in the words for an older data version; not to the internal viewer."""
    try:
        yield
    except UnknownName:
        if viewer.sees_all:
            raise
        raise NotMeasurable(ONLY_SERVED) from None


class Operator:
    """A store of registers, or one register of it, for those who run it. Readers are given out here.

    Without the name of a register, what is read is that of the register shown first, what is listed is that
    of all, and what is published goes to the register of the files.
    """

    def __init__(self, root: Path | str | None = None, name: str | None = None) -> None:
        """The store in `root`, else in `CXC_REGISTER_DIR`, else under `data/register`; of it, that register.

        Raises RegisterError if the place exists but is not a folder that can be read, UnknownName for a
        register that is not there.
        """
        self._store: Store = open_store(root)
        self._held: Store | Register = self._store if name is None else self._store.register(name)

    @staticmethod
    def check(
        path: Path | str,
        *,
        source: Source | None = None,
        as_at: date | None = None,
        options: IntakeOptions | None = None,
        progress: Progress | None = None,
    ) -> CheckedTables:
        """Read and check a delivery in a process of its own, whatever is in it; nothing is published.

        Raises IntakeError with everything that stops it, SourceError for a source that cannot be read by.
        """
        return check_apart(
            path, source=source, as_at=as_at, options=options or IntakeOptions(), progress=progress
        )

    @staticmethod
    def explore(
        path: Path | str, *, options: IntakeOptions | None = None, progress: Progress | None = None
    ) -> Explored:
        """What files nobody has described may hold: read in a process of its own, nothing is judged.

        Raises IntakeError where no table can be read.
        """
        return explore_apart(path, options=options or IntakeOptions(), progress=progress)

    @staticmethod
    def prospects(
        delivered: Mapping[str, Collection[str]] | DeclaredMapping, *, source: Source | None = None
    ) -> Prospects:
        """Which figures columns by contract table, or those that a mapping fills, would make measurable.

        Of all others the columns are named that are missing. `source` says grain, dates and what counts; a
        mapping says it itself. Raises UnknownName for a table or column that the contract has not.
        """
        if isinstance(delivered, DeclaredMapping):
            source, delivered = source or compile_mapping(delivered), _filled_by(delivered)
        if source is None:
            return prospects(delivered)
        return prospects(
            delivered,
            countable=source.countable,
            grain=source.grain,
            date_precision=source.date_precision,
        )

    @property
    def root(self) -> Path:
        """The folder of the store."""
        return self._store.root

    @property
    def name(self) -> str | None:
        """The register it speaks of; of a whole store that shown first, None before the first publication."""
        shown = self._held if isinstance(self._held, Register) else self._store.first()
        return None if shown is None else shown.name

    def registers(self) -> list[RegisterSummary]:
        """All registers of the store, by name."""
        return [register.summary() for register in self._store.registers()]

    def register_names(self) -> list[str]:
        """The names of all registers of the store, in order."""
        return [register.name for register in self._store.registers()]

    def register(self, name: str) -> Operator:
        """The operator of one register. UnknownName with the nearest for one that is not there."""
        operator = copy(self)
        operator._held = self._store.register(name)
        return operator

    def register_of(self, version_id: str, *, viewer: Viewer = INTERNAL) -> str:
        """The register of a data version, by its id or the beginning of one.

        UnknownName if there is none; NotMeasurable for others than the internal viewer: which there are is
        not told to them.
        """
        with _untold(viewer):
            return self._store.register_of(version_id).name

    def served_id(self) -> str | None:
        """Id of the data version that is served; None before the first publication."""
        return self._held.current_id()

    def reader(self, version_id: str | None = None, *, viewer: Viewer = INTERNAL) -> Reader | None:
        """A reader of the data version of that id (its beginning is enough), else of the one served.

        None before the first publication. Raises UnknownName for an id there is not, RegisterError where the
        data version cannot be read, NotMeasurable where others than the internal viewer ask for one that is
        not served, whether it is there or not.
        """
        with _untold(viewer):
            version = self._held.open(version_id) if version_id else self._held.current()
        if version is None:
            return None
        return Reader(version, viewer, superseded_by=self._served_instead(version, viewer))

    def _served_instead(self, version: DataVersion, viewer: Viewer) -> str | None:
        """What its register serves if that is another one; RegisterError where nobody can tell."""
        try:
            served = self._store.register(version.manifest.register_name).current_id()
        except RegisterError:
            if not viewer.sees_all:
                raise
            return "one that its damaged pointer does not tell"  # what is asked for by id can be read
        return None if served == version.id else served

    def history(self) -> list[Manifest]:
        """Manifests of all data versions that can be read, newest first; `damaged` tells of the others."""
        return self._held.history()

    def damaged(self) -> dict[str, str]:
        """Data versions whose manifest cannot be read: id and what is wrong with it."""
        return self._held.damaged()

    def moves(self) -> list[PointerMove]:
        """Every publication and rollback, newest first."""
        return self._held.moves()

    def before(self, shown: Manifest) -> Previous:
        """The data version of the same register before, or why there is none."""
        return previous_version(self._store.history(), shown)

    def publish(
        self,
        checked: CheckedTables,
        *,
        register: str | None = None,
        note: str | None = None,
        progress: Progress | None = None,
        accept_loss: bool = False,
        who: str | None = None,
    ) -> Publication:
        """Replace a whole register by checked tables and serve them: see `Register.publish`.

        It is the register of that name, else this one, else the one the files belong to; it need not be there
        yet. `who` is the subject of whoever does it, for the audit log; else the account of this machine.
        """
        target = self._target(checked, register)
        published = target.publish(checked, note=note, progress=progress, accept_loss=accept_loss, who=who)
        return publication_of(published)

    def preview(self, checked: CheckedTables, folder: Path, *, register: str | None = None) -> Preview:
        """What publishing would serve, complete, in a folder of the caller's: see `Register.preview`."""
        preview = self._target(checked, register).preview(checked, folder)
        return Preview(Reader(preview.version), preview.before, tuple(preview.losses))

    def _target(self, checked: CheckedTables, register: str | None) -> Register:
        own = self._held.name if isinstance(self._held, Register) else None
        return self._store.to_publish(checked, register or own)

    @property
    def audit(self) -> AuditLog:
        """Who did what in this store."""
        return AuditLog(self.root)

    def export(
        self, folder: Path, version_id: str | None = None, *, who: str | None = None
    ) -> list[CopiedTable]:
        """Write a data version (else the one served) as Parquet into a new folder: see `copy_as_parquet`.

        Every record is in it, so it is for those who may see all. Raises as `reader`, RegisterError where
        nothing was published.
        """
        version = self._held.open(version_id) if version_id else self._held.current()
        if version is None:
            raise RegisterError("Nothing has been published yet, so there is nothing to export.")
        with version:
            detail = {"format": "parquet", "what": "whole register"}
            self.audit.write(
                Deed.EXPORTED, who, register=version.manifest.register_name, version=version.id, detail=detail
            )
            return copy_as_parquet(version, folder)

    def secret(self) -> Secret:
        """Whether the store has the secret that figures are protected with; never its value."""
        secret = StoreSecret(self.root)
        present = secret.state is SecretState.PRESENT
        return Secret(str(secret.state), secret.fingerprint if present else "", secret.file)

    def check_secret(self) -> None:
        """RegisterError where there are figures, or were, and no secret that they can be protected with."""
        secret = StoreSecret(self.root)
        if secret.state is not SecretState.NEVER_MADE or self.register_names():
            _ = secret.fingerprint

    def make_secret(self, *, replace: bool = False, who: str | None = None) -> Secret:
        """Make the store's secret: see `StoreSecret.make`. It is on record."""
        with self.audit.recorded(Deed.SECRET, who, detail={"replaced": "yes" if replace else "no"}):
            StoreSecret(self.root).make(replace=replace)
        return self.secret()

    def rollback(self, version_id: str, *, note: str | None = None, who: str | None = None) -> Publication:
        """Serve a data version that was published before."""
        return publication_of(self._held.rollback(version_id, note=note, who=who))


def _filled_by(mapping: DeclaredMapping) -> dict[str, tuple[str, ...]]:
    """The contract columns that a mapping fills, by table."""
    filled: dict[str, dict[str, None]] = {}
    for table, part in mapping.parts():
        filled.setdefault(table, {}).update(dict.fromkeys(part.columns))
    return {table: tuple(columns) for table, columns in filled.items()}
