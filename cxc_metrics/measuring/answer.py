"""`measure`: a selection and KPIs in, one Measurement out (drill-across); `measure_all`: several at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from cxc_metrics.catalogue import Kpi, dimension
from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.flags import NOT_AVAILABLE

from .cells import Cell, Column, Key
from .changes import difference
from .compare import Alignment, aligned
from .compared_to import ComparedTo
from .eu_average import EuAverage
from .fill import (
    completed_keys,
    found_keys,
)
from .guard import Guard, kept_from
from .in_words import as_named
from .measurable import reason_against
from .measurement import Comparison, Measurement
from .one_selection import OneSelection
from .plan import Step
from .question import Question
from .quotients import measured_for
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
    `OTHER_WAVE`, `SCHEME`, `EU_AVERAGE`, a second selection, or none. The table's shape is told by
    `Measurement`. One SQL statement runs per fact (one per fact and date where a period is selected or broken
    down by), and the results are merged on the dimensions.

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
    measurable = [_Measurable(version, question, guard) for question in questions]
    needed = [kpi.fact for each in measurable for kpi in measured_for(each.measurable)]
    version.make_facts(dict.fromkeys(needed))
    planned = [_Plan(each) for each in measurable]
    _ask([answer for plan in planned for answer in plan.answers])
    return [plan.measurement() for plan in planned]


class _Measurable:
    """One question with what of it the data version can answer this viewer."""

    def __init__(self, version: DataVersionLike, question: Question, guard: Guard | None) -> None:
        self.version, self.question, self.guard = version, question, guard
        scope = question.scope
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


class _Plan:
    """The statements that one question takes."""

    def __init__(self, answerable: _Measurable) -> None:
        self.answerable = answerable
        version, kpis, by, guard = answerable.version, answerable.measurable, answerable.by, answerable.guard
        question = answerable.question
        scope, compare, totals = question.scope, question.compare, question.totals
        other = aligned(compare, scope, by, version) if compare is not None else None
        self.now = OneSelection(version, kpis, by, scope, totals=totals, guard=guard)
        self.before = (
            _beside(other)(version, kpis, other, totals=totals, guard=guard) if other is not None else None
        )

    @property
    def answers(self) -> list[OneSelection]:
        """What has to be asked: this selection, and the one it is compared with."""
        return [self.now] if self.before is None else [self.now, *self.before.answers]

    def measurement(self) -> Measurement:
        """The result, once the statements were run."""
        answerable, version = self.answerable, self.answerable.version
        scope, totals = answerable.question.scope, answerable.question.totals
        table_rows = _rows(self.now, self.before, answerable.measurable, totals=totals)
        keys = ordered(table_rows, answerable.by, version)
        return Measurement(
            columns=_columns(
                answerable.kpis, answerable.measurable, keys, self.now, self.before, totals=totals
            ),
            kpis=tuple(as_named(kpi, scope, version) for kpi in answerable.kpis),
            by=answerable.by,
            scope=scope,
            version_id=version.id,
            as_at=version.manifest.as_at,
            is_synthetic=version.manifest.is_synthetic,
            statements=tuple(statement for answer in self.answers for statement in answer.statements),
            not_measurable=answerable.reasons,
            compare=Comparison(self.before.alignment.name, self.before.alignment.scope)
            if self.before is not None
            else None,
            is_guarded=answerable.guard is not None,
            is_protected=any(answer.is_protected for answer in self.answers),
        )


def _beside(other: Alignment) -> type[ComparedTo]:
    """What answers for the selection compared with."""
    return EuAverage if other.side else ComparedTo


def _ask(answers: Sequence[OneSelection]) -> None:
    """Runs all statements: side by side where there are several, for the engine plans each on one core.

    One that several questions have in common is run once.
    """
    jobs = [(answer, step) for answer in answers for step in answer.planned]
    planned = {_identity(step): step for _, step in jobs}
    run = _SIDE_BY_SIDE.map if len(planned) > 1 else map
    results = dict(zip(planned, run(Step.run, planned.values()), strict=True))
    for answer, step in jobs:
        answer.take(step, results[_identity(step)])


def _identity(step: Step) -> tuple[int, str, str]:
    """Alike for statements that give the same rows: of one data version, in the same words."""
    return id(step.version), step.statement.sql, repr(sorted(step.statement.params.items()))


def _rows(now: OneSelection, before: ComparedTo | None, kpis: Sequence[Kpi], *, totals: bool) -> list[Key]:
    """Rows of both selections, those of the one compared with where they stand in this one."""
    keys = found_keys(now.cells)
    if before is not None:
        keys += before.keys()
    return completed_keys(keys, now.frame, kpis, totals=totals)


def _columns(
    kpis: Sequence[Kpi],
    measurable: Sequence[Kpi],
    keys: Sequence[Key],
    now: OneSelection,
    before: ComparedTo | None,
    *,
    totals: bool,
) -> dict[str, Column]:
    columns = dimension_columns(keys, now.frame.by, totals=totals)
    nothing = dict.fromkeys(keys, Cell(None, None, NOT_AVAILABLE))
    for kpi in kpis:
        cells: Mapping[Key, Cell] = now.column(kpi, keys) if kpi in measurable else nothing
        current = [cells[key] for key in keys]
        columns |= kpi_columns(kpi, current)
        if before is not None:
            others = before.column(kpi, keys)
            lack, shared = before.lacking(kpi, keys, now.frame), before.sharing(kpi, keys, now)
            changes = [
                difference(kpi, cell, other, lacking=why, shared=both)
                for cell, other, why, both in zip(current, others, lack, shared, strict=True)
            ]
            columns |= comparison_columns(kpi, before.alignment.name, others, changes)
    return columns
