"""`measure`: a selection and KPIs in, one Measurement out (drill-across); `measure_all`: several at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pandas as pd
import pyarrow as pa

from cxc_metrics.catalogue import Kpi, Quotient, dimension
from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.scope.period import Period
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.flags import HIDDEN, NOT_AVAILABLE

from .answers import answers
from .cells import Cell, Cells, Key
from .changes import difference, lacking
from .compare import OTHER_WAVE, Alignment, aligned
from .date_precision import covered_from
from .fill import (
    Frame,
    completed_keys,
    filled,
    found_keys,
)
from .guard import Guard, kept_from
from .in_words import as_named
from .measurement import Comparison, Measurement
from .plan import (
    Step,
    reason_against,
    steps,
)
from .question import Question
from .quotients import divided, measured_for
from .statement import Statement
from .survey_rule import HIDDEN_CELL, base_of
from .table import (
    comparison_columns,
    dimension_columns,
    kpi_columns,
    ordered,
)

_SIDE_BY_SIDE = ThreadPoolExecutor(max_workers=4, thread_name_prefix="measure")


def measure(
    version: DataVersionLike,
    kpis: Sequence[str | Kpi],
    *,
    by: Sequence[str] = (),
    scope: Scope | None = None,
    compare: str | Scope | None = None,
    totals: bool = False,
) -> Measurement:
    """Values of KPIs by dimensions for a selection of one data version.

    `kpis` are ids or declarations; `by` are dimensions (`sector` is the visitor's); `totals` adds rows for
    what is summed up, computed by the engine from the rows themselves; `compare` is `YEAR_BEFORE`,
    `OTHER_WAVE`, `SCHEME`, a second selection, or none. The table's shape is told by `Measurement`. One SQL
    statement runs per fact (one per fact and date where a period is selected or broken down by), and the
    results are merged on the dimensions.

    Raises UnknownName for a KPI, dimension or comparison there is not. What a KPI lacks makes it not
    measurable, with the reason in the result: nothing is ignored.
    """
    question = Question(tuple(kpis), tuple(by), scope if scope is not None else Scope(), compare, totals)
    return measure_all(version, [question])[0]


def measure_all(
    version: DataVersionLike, questions: Sequence[Question], guard: Guard | None = None
) -> list[Measurement]:
    """`measure` for each of these questions, in their order; the statements of all run side by side.

    For a page that knows what it will ask. With a `guard` all that is not of its viewer's own records is
    protected. Raises as `measure` does, then for none of them an answer.
    """
    planned = [_Plan(version, question, guard) for question in questions]
    _ask([answer for plan in planned for answer in plan.answers])
    return [plan.measurement() for plan in planned]


class _Plan:
    """One question with the statements it takes."""

    def __init__(self, version: DataVersionLike, question: Question, guard: Guard | None) -> None:
        self.version, self.question, self.guard = version, question, guard
        scope, totals = question.scope, question.totals
        self.kpis = tuple(
            dict.fromkeys(named if isinstance(named, Kpi) else find_kpi(named) for named in question.kpis)
        )
        self.by = tuple(dict.fromkeys(dimension(name).id for name in question.by))
        self.reasons = {
            kpi.id: reason
            for kpi in self.kpis
            if (
                reason := reason_against(kpi, self.by, scope, version)
                or kept_from(guard, kpi, self.by, scope)
            )
        }
        self.measurable = [kpi for kpi in self.kpis if kpi.id not in self.reasons]
        other = aligned(question.compare, scope, self.by, version) if question.compare is not None else None
        compared = other is not None
        self.now = _Answer(
            version, self.measurable, self.by, scope, totals=totals, compared=compared, guard=guard
        )
        self.before = (
            _ComparedTo(version, self.measurable, other, totals=totals, guard=guard)
            if other is not None
            else None
        )

    @property
    def answers(self) -> list[_Answer]:
        """What has to be asked: this selection, and the one it is compared with."""
        return [self.now] if self.before is None else [self.now, self.before.answer]

    def measurement(self) -> Measurement:
        """The result, once the statements were run."""
        scope, totals = self.question.scope, self.question.totals
        table_rows = _rows(self.now, self.before, self.measurable, totals=totals)
        keys = ordered(table_rows, self.by, self.version)
        return Measurement(
            table=_table(self.kpis, self.measurable, keys, self.now, self.before, totals=totals),
            kpis=tuple(as_named(kpi, scope, self.version) for kpi in self.kpis),
            by=self.by,
            scope=scope,
            version_id=self.version.id,
            as_at=self.version.manifest.as_at,
            is_synthetic=self.version.manifest.is_synthetic,
            statements=tuple(statement for answer in self.answers for statement in answer.statements),
            not_measurable=self.reasons,
            compare=Comparison(self.before.alignment.name, self.before.alignment.scope)
            if self.before is not None
            else None,
            is_guarded=self.guard is not None,
            is_protected=any(answer.is_protected for answer in self.answers),
        )


class _Answer:
    """The statements of one selection, and what they gave once they were asked."""

    def __init__(
        self,
        version: DataVersionLike,
        kpis: Sequence[Kpi],
        by: tuple[str, ...],
        scope: Scope,
        *,
        totals: bool,
        compared: bool,
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
        self._totals, self._compared = totals, compared

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
        how = {"totals": self._totals, "parties": self._compared}
        exact = answers(step, rows, by, scope, self.frame.as_at, **how)
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


def _ask(answers: Sequence[_Answer]) -> None:
    """Runs all statements: side by side where there are several, for the engine plans each on one core."""
    jobs = [(answer, step) for answer in answers for step in answer.planned]

    planned = [step for _, step in jobs]
    results = _SIDE_BY_SIDE.map(Step.run, planned) if len(jobs) > 1 else map(Step.run, planned)
    for (answer, step), rows in zip(jobs, results, strict=True):
        answer.take(step, rows)


class _ComparedTo:
    """The statements of the selection compared with, and where its rows stand."""

    def __init__(
        self,
        version: DataVersionLike,
        kpis: Sequence[Kpi],
        alignment: Alignment,
        *,
        totals: bool,
        guard: Guard | None,
    ) -> None:
        scope, by = alignment.scope, alignment.by
        self.kpis = [
            kpi
            for kpi in kpis
            if alignment.suits(kpi)
            and reason_against(kpi, by, scope, version) is None
            and kept_from(guard, kpi, by, scope) is None
        ]
        self.answer = _Answer(version, self.kpis, by, scope, totals=totals, compared=True, guard=guard)
        self.alignment = alignment

    def keys(self) -> list[Key]:
        """The asked rows beside which something was found."""
        return [own for key in found_keys(self.answer.cells) if (own := self.alignment.own(key)) is not None]

    def column(self, kpi: Kpi, keys: Sequence[Key]) -> list[Cell]:
        """The cell beside each of these rows."""
        nothing = Cell(None, None, NOT_AVAILABLE)
        others = [self.alignment.other(key) for key in keys]
        if kpi not in self.kpis:
            return [nothing] * len(keys)
        cells = self.answer.column(kpi, list(dict.fromkeys(key for key in others if key is not None)))
        return [nothing if key is None else cells[key] for key in others]

    def lacking(self, kpi: Kpi, keys: Sequence[Key], frame: Frame) -> list[str]:
        """Why either side of each of these rows is not whole; waves are compared from their start on."""
        first = frame.covered.get(kpi.id) or self.answer.frame.covered.get(kpi.id)
        if first is None or self.alignment.name == OTHER_WAVE:
            return [""] * len(keys)
        days = [(frame.days(key), self._days(key)) for key in keys]
        return ["" if day == other else lacking(day, first) or lacking(other, first) for day, other in days]

    def _days(self, key: Key) -> Period | None:
        other = self.alignment.other(key)
        return None if other is None else self.answer.frame.days(other)


def _covered(planned: Sequence[Step], version: DataVersionLike) -> dict[str, date | None]:
    """First covered day of the KPIs that are counted by a date in this question."""
    return {
        kpi.id: covered_from(version, step.fact, step.period_field)
        for step in planned
        if step.period_field is not None
        for kpi in step.kpis
    }


def _rows(now: _Answer, before: _ComparedTo | None, kpis: Sequence[Kpi], *, totals: bool) -> list[Key]:
    """Rows of both selections, those of the one compared with where they stand in this one."""
    keys = found_keys(now.cells)
    if before is not None:
        keys += before.keys()
    return completed_keys(keys, now.frame, kpis, totals=totals)


def _table(
    kpis: Sequence[Kpi],
    measurable: Sequence[Kpi],
    keys: Sequence[Key],
    now: _Answer,
    before: _ComparedTo | None,
    *,
    totals: bool,
) -> pd.DataFrame:
    columns = dimension_columns(keys, now.frame.by, totals=totals)
    nothing = dict.fromkeys(keys, Cell(None, None, NOT_AVAILABLE))
    for kpi in kpis:
        cells: Mapping[Key, Cell] = now.column(kpi, keys) if kpi in measurable else nothing
        current = [cells[key] for key in keys]
        columns |= kpi_columns(kpi, current)
        if before is not None:
            others = before.column(kpi, keys)
            lack = before.lacking(kpi, keys, now.frame)
            changes = [
                difference(kpi, cell, other, lacking=why)
                for cell, other, why in zip(current, others, lack, strict=True)
            ]
            columns |= comparison_columns(kpi, before.alignment.name, others, changes)
    return pd.DataFrame(columns)
