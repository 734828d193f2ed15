"""The statements of one selection, and the cells they gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import pyarrow as pa

from cxc_metrics.catalogue import Kpi, Quotient
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.flags import HIDDEN

from .answers import answers
from .cells import Cell, Cells, Key
from .date_precision import covered_from
from .fill import Frame, filled
from .guard import Guard, kept_from
from .measurable import reason_against
from .plan import Step, steps
from .quotients import divided, measured_for
from .statement import Statement
from .survey_rule import HIDDEN_CELL, base_of


class OneSelection:
    """The statements of one selection, and what they gave once they were asked."""

    def __init__(
        self,
        version: DataVersionLike,
        kpis: Sequence[Kpi],
        by: tuple[str, ...],
        scope: Scope,
        *,
        totals: bool,
        guard: Guard | None,
    ) -> None:
        self.companions = {
            other.id: other
            for kpi in kpis
            for other, _ in kpi.companions().values()
            if reason_against(other, by, scope, version) is None
            and kept_from(guard, other, by, scope) is None
        }
        self.bases = {
            kpi.id: base
            for kpi in measured_for(kpis)
            if (base := base_of(kpi))
            and reason_against(base, by, scope, version) is None
            and kept_from(guard, base, by, scope) is None
        }
        bases = [base for base in self.bases.values() if base not in kpis]
        measured = [*measured_for(kpis), *bases, *self.companions.values()]
        self._guard = None if guard is None or guard.owns(scope) else guard
        self.planned = self._steps(measured, by, scope, version, totals=totals)
        self.statements: tuple[Statement, ...] = tuple(step.statement for step in self.planned)
        self.cells: Cells = {}
        self.frame = Frame(by, scope, version.manifest.as_at, _covered(self.planned, version))
        self._totals = totals

    def _steps(
        self,
        kpis: Sequence[Kpi],
        by: tuple[str, ...],
        scope: Scope,
        version: DataVersionLike,
        *,
        totals: bool,
    ) -> list[Step]:
        """What has to be asked: with keys for what is protected, exactly for what is the viewer's own."""
        if self._guard is None:
            return steps(kpis, by, scope, version, totals=totals)
        keyed = steps(kpis, by, scope, self._guard.version, totals=totals, keyed=True)
        own = steps(kpis, by, scope, version, totals=totals) if self._guard.may_own(by) else []
        return [*keyed, *own]

    @property
    def is_protected(self) -> bool:
        """Whether some of it is: not where all of the selection is the viewer's own."""
        return self._guard is not None

    def take(self, step: Step, rows: pa.Table) -> None:
        """What one of the statements planned gave; the viewer's own cells come after the protected ones."""
        by, scope = self.frame.by, self.frame.scope
        if self._guard is not None and step.is_keyed:
            self.cells.update(self._guard.cells(step, rows, by, scope, totals=self._totals))
            return
        exact = answers(step, rows, by, scope, self.frame.as_at, totals=self._totals)
        if self._guard is None:
            self.cells.update(exact)
            return
        for kpi, cells in exact.items():
            own = {key: cell for key, cell in cells.items() if self._guard.is_own(key, by)}
            self.cells[kpi] = {**self.cells[kpi], **own}

    def column(self, kpi: Kpi, keys: Sequence[Key]) -> dict[Key, Cell]:
        """A cell for each of these rows, with the parts of other KPIs that stand beside its value."""
        if isinstance(kpi, Quotient):
            above, below = (filled(part, self.cells[part.id], keys, self.frame) for part in kpi.parts())
            return {key: divided(kpi, above[key], below[key]) for key in keys}
        cells = filled(kpi, self.cells[kpi.id], keys, self.frame)
        if base_of(kpi) is not None:
            return self._where_told(kpi, cells, keys)
        for name, (other, part) in kpi.companions().items():
            if other.id in self.companions:
                for key, cell in filled(other, self.cells[other.id], keys, self.frame).items():
                    if HIDDEN in cells[key].flag:
                        continue
                    cells[key] = cells[key].with_more(name, cell.value if part == "value" else cell.n)
        return cells

    def _where_told(self, kpi: Kpi, cells: Mapping[Key, Cell], keys: Sequence[Key]) -> dict[Key, Cell]:
        """The cells of a number of organisations that said something, where enough answered.

        Where it cannot be told how many did, none.
        """
        base = self.bases.get(kpi.id)
        if base is None:
            return dict.fromkeys(keys, HIDDEN_CELL)
        answered = filled(base, self.cells[base.id], keys, self.frame)
        return {key: HIDDEN_CELL if HIDDEN in answered[key].flag else cells[key] for key in keys}


def _covered(planned: Sequence[Step], version: DataVersionLike) -> dict[str, date | None]:
    """First covered day of the KPIs that are counted by a date in this question."""
    return {
        kpi.id: covered_from(version, step.fact, step.period_field)
        for step in planned
        if step.period_field is not None
        for kpi in step.kpis
    }
