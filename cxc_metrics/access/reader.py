"""The only way from a data version to anything that a person or a program gets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, ParamSpec, TypeVar

import pandas as pd

from cxc_metrics.catalogue import WATCHED, Kpi
from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.contract.nouns import Vocabulary
from cxc_metrics.disclosure import INTERNAL, ONLY_SERVED, Figures, Origin, Study, Table, Viewer, admissible
from cxc_metrics.disclosure.origin import origin_of
from cxc_metrics.disclosure.protection import (
    disclose_declared,
    disclose_measurement,
    disclose_rows,
    disclose_study,
    require_seen,
)
from cxc_metrics.disclosure.viewer_guard import guard_of
from cxc_metrics.errors import CxcError, NotMeasurable, NotShown, UnknownName
from cxc_metrics.facts import fact_names
from cxc_metrics.facts.unit_keys import UNITS
from cxc_metrics.measuring import (
    Question,
    as_named,
    can_filter,
    dimensions_of,
    lack_of,
    measure_all,
    unit_precision,
    volume,
)
from cxc_metrics.measuring.population import filled_columns
from cxc_metrics.records import rows
from cxc_metrics.records.rows_behind import DEFAULT_LIMIT
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Manifest
from cxc_metrics.studies import has_yearly_figures

from .findings import FindingsReader
from .match_making import MatchMakingReader
from .records import RecordsReader
from .study_kind import StudyKind
from .what_is_offered import Offer

P = ParamSpec("P")
T = TypeVar("T")
# Of a manifest: exact numbers, and names of files.
_UNCOUNTED: Final[Mapping[str, object]] = {
    "files": (), "row_counts": {}, "findings_by_code": {}, "findings_by_severity": {},
    "countable_exchanges": 0, "note": None,
}  # fmt: skip


class Reader:
    """A data version as one viewer may see it. Safe to share between threads, and a key for answers kept.

    Two readers are equal where they read the same data version for the same viewer.

    Raises UnknownName for a viewer's partnership that the register has not, RegisterError where figures are
    to be protected and the store's secret cannot be used: nothing is ever shown unprotected instead.
    """

    def __init__(
        self, version: DataVersion, viewer: Viewer = INTERNAL, *, superseded_by: str | None = None
    ) -> None:
        """A reader; `superseded_by` is the data version its register serves instead, if it does.

        NotMeasurable for an older data version asked by another than the internal viewer.
        """
        self._version, self._superseded_by = version, superseded_by
        self.require_open_to(viewer)
        for partnership in sorted(viewer.partnerships):
            if partnership not in (there := version.labels("partnership")):
                raise UnknownName("partnership", partnership, there)
        self.viewer = viewer
        self._guard = guard_of(version, viewer)
        self.origin: Origin = origin_of(version, viewer)
        self.records = RecordsReader(version, self.origin)
        self.findings = FindingsReader(version, self.origin)
        self.match_making = MatchMakingReader(version, self.origin)
        self._offer = Offer(version, self.origin, self._guard)

    def __repr__(self) -> str:
        return f"<Reader of {self.id} for {self.viewer}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reader) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Releases the files, unless another thread is asking them just now; they open again when asked."""
        self._version.close()

    def as_seen_by(self, viewer: Viewer) -> Reader:
        """A reader of the same data version for another viewer.

        Raises CxcError for a reader that is not internal: nobody sees more than is shown to oneself. Else as
        `Reader` itself.
        """
        if viewer != self.viewer and not self.viewer.sees_all:
            raise CxcError(f"Only the internal viewer can show what {viewer} sees, not {self.viewer}.")
        return Reader(self._version, viewer, superseded_by=self._superseded_by)

    def require_open_to(self, viewer: Viewer) -> None:
        """NotMeasurable where the data version is no longer served and so is the internal viewer's alone."""
        if self._superseded_by is not None and not viewer.sees_all:
            raise NotMeasurable(ONLY_SERVED)

    @property
    def is_bound(self) -> bool:
        """Whether the viewer asks within the lattice, but for selections of its own partnerships."""
        return self._guard is not None

    @property
    def key(self) -> tuple[str, Viewer]:
        """What an answer depends on besides the question: part of every key under which one is kept."""
        return self.id, self.viewer

    @property
    def id(self) -> str:
        """Id of the data version."""
        return self._version.id

    @property
    def told_by(self) -> str:
        """The engine beside the store that answers, and where it is; empty where the store's own does.

        Where it is, only the internal viewer is told.
        """
        engine = self._version.told_by
        return engine if self.viewer.sees_all else engine.partition(" (")[0]

    @property
    def manifest(self) -> Manifest:
        """What the data version says about itself: others than the internal viewer are told no counts."""
        manifest = self._version.manifest
        return manifest if self.viewer.sees_all else manifest.model_copy(update=_UNCOUNTED)

    def reason_against(self, question: Question) -> str | None:
        """Why the viewer may not ask a question, and what can be asked instead; None where it may.

        Where a row of the register is a published total, everybody may ask everything.
        """
        return None if self._guard is None else admissible(question, self.viewer)

    @property
    def vocabulary(self) -> Vocabulary:
        """The register's own nouns."""
        return self._version.vocabulary

    def kpi(self, name: str) -> Kpi:
        """A figure of the catalogue in the words of this register. UnknownName if there is none."""
        return as_named(find_kpi(name), Scope(), self._version)

    def lack(self, kpi: str, by: Sequence[str] = (), *, of_others: bool = False) -> str | None:
        """Why a figure cannot be told by these dimensions in any selection: the data it would need, or that
        it is not shown to the viewer.

        None where some selection can tell it; a partnership is told most of its own, so that counts unless it
        is `of_others`. UnknownName for a figure or dimension there is not.
        """
        return self._offer.lack(kpi, by, of_others=of_others)

    def keyed_kinds(self) -> dict[str, frozenset[str]]:
        """The facts of this register, and of each the kinds of things beside its records that have keys."""
        facts = [name for name in fact_names() if not self._version.missing_tables(name)]
        return {
            name: frozenset(
                UNITS[column] for column in filled_columns(self._version, name) if column in UNITS
            )
            for name in facts
        }

    def lack_of_data(self, kpi: str, by: Sequence[str] = ()) -> str | None:
        """The same of the register alone, whoever reads: the data that it would need."""
        return lack_of(find_kpi(kpi), by, self._version)

    def measure(
        self,
        kpis: Sequence[str | Kpi],
        *,
        by: Sequence[str] = (),
        scope: Scope | None = None,
        compare: str | Scope | None = None,
        totals: bool = False,
    ) -> Figures:
        """Values of KPIs by dimensions for a selection, as `cxc_metrics.measuring.measure` tells them."""
        question = Question(tuple(kpis), tuple(by), scope if scope is not None else Scope(), compare, totals)
        return self.measure_all([question])[0]

    def measure_all(self, questions: Sequence[Question]) -> list[Figures]:
        """`measure` for each of these questions, in their order; all statements run side by side."""
        return [
            disclose_measurement(measurement, self.origin)
            for measurement in measure_all(self._version, questions, self._guard)
        ]

    def why_closed(self, kind: StudyKind[P, T], scope: Scope) -> str | None:
        """Why a study of a selection is not shown to the viewer; None if it is."""
        try:
            require_seen(self.origin, "This study", own=kind.is_own(self.viewer, scope))
        except NotShown as error:
            return str(error)
        return None

    def study(self, kind: StudyKind[P, T], *args: P.args, **more: P.kwargs) -> Study[T]:
        """What takes more than a figure: `reader.study(CORRIDORS, scope)`.

        A partnership is shown those that read its own records alone, of a selection of its own.

        Raises NotMeasurable with the reason where the register or the selection cannot carry it, NotShown
        where the viewer may not see it.
        """
        own = kind.is_own(self.viewer, kind.selection_among(*args, **more))
        require_seen(self.origin, "This study", own=own)
        work_out = kind.of_own if own and kind.of_own else kind.work_out
        return disclose_study(work_out(self._version, *args, **more), self.origin, own=bool(own))

    def rows(
        self, kpi: str | Kpi, scope: Scope | None = None, *, limit: int = DEFAULT_LIMIT, offset: int = 0
    ) -> Table:
        """The rows behind a number, as `cxc_metrics.records.rows` tells them."""
        own = self.viewer.owns(scope if scope is not None else Scope())
        require_seen(self.origin, "Records", own=own)
        behind = rows(self._version, kpi, scope, limit=limit, offset=offset)
        return disclose_rows(
            behind.table,
            self.origin,
            scope=scope,
            total=behind.total,
            offset=offset,
            statement=behind.statement,
            own=own,
        )

    def declared(self, table: pd.DataFrame) -> Table:
        """A list of our own declarations (catalogue, contract), which tells of no row of the register."""
        return disclose_declared(table, self.origin)

    def options(self, field: str) -> list[int | str]:
        """Values of a filter or dimension that the register holds, in order.

        Others than the internal viewer are offered those beside which a protected figure stands: that a value
        is there would tell of the one record that has it.
        """
        return self._offer.values(field)

    def can_filter(self, field: str) -> bool:
        """Whether some row of the register can answer that filter."""
        return can_filter(field, self._version)

    def date_precision(self) -> str:
        """What the dates of the register's units are: `day`, `month` or `year`."""
        return unit_precision(self._version)

    def labels(self, dimension: str) -> dict[str, str]:
        """Names by id of partnerships and organisations. UnknownName for a dimension that has none."""
        return self.origin.labels(dimension)

    def dimensions_of(self, kpi: Kpi) -> tuple[str, ...]:
        """What a KPI can be broken down by in this register."""
        return dimensions_of(kpi, self._version)

    def measurable_by(self, by: Sequence[str], scope: Scope) -> tuple[Kpi, ...]:
        """The KPIs that the viewer can be told by these dimensions in this selection."""
        return self._offer.figures_by(by, scope)

    def has_yearly_figures(self) -> bool:
        """Whether the register brings figures of organisations by calendar year."""
        return has_yearly_figures(self._version)

    def headline(self) -> tuple[str, ...]:
        """Ids of the figures that tell this register in one line, by what its units are."""
        return self._offer.headline()

    def watched(self) -> tuple[str, ...]:
        """Ids of the headline, and after it of what analysts watch besides."""
        return tuple(dict.fromkeys((*self.headline(), *WATCHED[self.manifest.shape])))

    def volume(self) -> str:
        """The KPI that says how much happened: O01, or O06 where a row stands for many persons."""
        return volume(self._version)

    def prepare(self, facts: Sequence[str] | None = None, *, stop: Callable[[], bool] = bool) -> None:
        """Build the facts of these names (or all) that are still missing, so that nobody waits for them.

        For others than the internal viewer with their record keys. `stop` is asked before each. Raises
        RegisterError where one cannot be built.
        """
        answering = self._guard.version if self._guard else self._version
        wanted = fact_names() if facts is None else facts
        answering.make_facts(wanted, stop)
        for name in wanted:
            if not stop() and not answering.missing_tables(name):
                answering.fact(name)
