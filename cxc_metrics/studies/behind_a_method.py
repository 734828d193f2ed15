"""What stands behind a number of a method: the course of a waiting time, a study of difference, bounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from cxc_metrics.catalogue import (
    ChangeAgainstWaiting,
    Kpi,
    Method,
    SurveyShare,
    Waiting,
    catalogue,
)
from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.catalogue.declared.quality import KEY_FIELDS
from cxc_metrics.catalogue.kinds.by_method import TIMES
from cxc_metrics.errors import NotMeasurable, UnknownName
from cxc_metrics.measuring.measurable import reason_against
from cxc_metrics.measuring.measurement import Measurement
from cxc_metrics.measuring.method_rows import rows_inside
from cxc_metrics.measuring.plan import steps
from cxc_metrics.measuring.population import Population, view_of
from cxc_metrics.measuring.statement import Statement
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.errors import NotEstimable

if TYPE_CHECKING:
    from cxc_metrics.statistics.effect.estimate import Effect
    from cxc_metrics.statistics.waiting.time_to_event import Incidence

EFFECT = "M06"
MISSING_VALUES = "Q03"


def incidence(version: DataVersionLike, kpi: str, scope: Scope | None = None) -> Incidence:
    """The whole course of a waiting time (A06, A07, F03): which share had arrived by each day.

    Raises UnknownName for a KPI that is no waiting time, NotMeasurable with the reason where it cannot be
    measured in this selection.
    """
    from cxc_metrics.statistics.waiting.time_to_event import cumulative_incidence

    kpi_asked = _of_kind(kpi, Waiting)
    assert isinstance(kpi_asked, Waiting)  # noqa: S101 - _of_kind has made sure
    rows, _ = _rows(version, kpi_asked, scope or Scope())
    waits = rows[rows["days"].notna() & ~rows["prior"].astype(bool)]
    try:
        return cumulative_incidence(waits["days"], waits["outcome"], waits[TIMES])
    except NotEstimable as error:
        raise NotMeasurable(error.reason) from None


@dataclass(frozen=True)
class EffectStudy:
    """A difference from the comparison group, with what it takes to judge it.

    `main` compares with visitors not yet matched (definitions 6). `sentence` says what may and what may not
    be concluded. `sensitivity` has one row per other way: `check, difference, low, high, comparison`
    (organisations), `reason` (why there is none). `attrition` has one row per arm: `arm, organisations,
    censored` (lost by travelling themselves), `asked, answered, in_window, with_both, kept`.
    `without_comparison` counts participants left out because nobody had been waiting for as long when they
    set off.
    """

    main: Effect
    sentence: str
    sensitivity: pd.DataFrame
    attrition: pd.DataFrame
    without_comparison: int
    statement: Statement


def effect_study(version: DataVersionLike, scope: Scope | None = None) -> EffectStudy:
    """The study behind M06. Raises NotMeasurable with the reason where it is refused."""
    from cxc_metrics.catalogue.kinds.effect import (
        COVARIATES,
        effect,
        people,
        questions,
    )
    from cxc_metrics.statistics.effect.effect_checks import sensitivity
    from cxc_metrics.statistics.effect.effect_words import conclusion

    declared = _of_kind(EFFECT, ChangeAgainstWaiting)
    rows, statement = _rows(version, declared, scope or Scope())
    try:
        main, sets = effect(rows)
    except NotEstimable as error:
        raise NotMeasurable(error.reason) from None
    return EffectStudy(
        main=main,
        sentence=conclusion(main, outcome="Share of turnover from abroad", unit="percentage points"),
        sensitivity=sensitivity(people(rows), questions(rows), COVARIATES, main, sets),
        attrition=sets.stages.assign(kept=[main.participants, main.comparison]),
        without_comparison=sets.without_comparison,
        statement=statement,
    )


def bounds(measurement: Measurement, kpi: str) -> pd.DataFrame:
    """Worst and best case of a survey share: if all who kept silent had said no, or yes (definitions 4).

    Columns: the dimensions, then `value, n, invited, worst, best`; missing where the value is hidden or
    nobody was asked. Raises UnknownName where the measurement has no such survey share.
    """
    shares = [kpi_measured.id for kpi_measured in measurement.kpis if isinstance(kpi_measured, SurveyShare)]
    if kpi not in shares:
        raise UnknownName("survey share of this measurement", kpi, shares)
    table = measurement.table
    value, n = table[kpi].astype("float64"), table[f"{kpi}_n"].astype("float64")
    invited = table[f"{kpi}_invited"].astype("float64")
    # In a period answers may come to invitations of an earlier one: nobody kept silent then.
    invited_at_least = invited.where(invited > 0).clip(lower=n)
    yes = value * n
    dimensions = [name for name in (*measurement.by, "is_total", "total_over") if name in table.columns]
    return table[dimensions].assign(
        value=value,
        n=n,
        invited=invited,
        worst=yes / invited_at_least,
        best=(yes + invited_at_least - n) / invited_at_least,
    )


def missing_values(version: DataVersionLike, scope: Scope | None = None) -> pd.DataFrame:
    """Empty values by key field of countable exchanges: `field, name, rows, missing, share`.

    A field that the register was delivered without is missing in every row. Raises NotMeasurable where
    exchanges cannot be counted.
    """
    selection, kpi = scope or Scope(), find_kpi("O01")
    if reason := reason_against(kpi, (), selection, version):
        raise NotMeasurable(reason)
    view = view_of(selection, version)
    countable = Population(version, kpi.fact, selection, view, kpi.period_field).of(kpi.among)
    counted = ", ".join(f"count(*) - count({field}) AS {field}" for field in KEY_FIELDS)
    row = countable.query(f"SELECT count(*) AS all_rows, {counted}\n{countable.clause()}").to_pylist()[0]
    total = row["all_rows"]
    rows = [
        (field, name, total, row[field], row[field] / total if total else float("nan"))
        for field, name in KEY_FIELDS.items()
    ]
    return pd.DataFrame(rows, columns=["field", "name", "rows", "missing", "share"])


def _rows(version: DataVersionLike, method: Method, scope: Scope) -> tuple[pd.DataFrame, Statement]:
    """What the method of this KPI is given in this selection."""
    if reason := reason_against(method, (), scope, version):
        raise NotMeasurable(reason)
    (step,) = steps([method], (), scope, version, totals=False)
    (seen,) = step.kpis
    assert isinstance(seen, Method)  # noqa: S101 - it is asked, in the chosen view
    rows = version.query(step.statement.sql, step.statement.params).to_pandas(date_as_object=False)
    return rows_inside(seen, rows, (), step.view), step.statement


def _of_kind(name: str, kind: type[Kpi]) -> Method:
    kpi = find_kpi(name)
    if not isinstance(kpi, kind) or not isinstance(kpi, Method):
        names = [kpi_of_kind.id for kpi_of_kind in catalogue().values() if isinstance(kpi_of_kind, kind)]
        raise UnknownName("waiting time" if kind is Waiting else "KPI", name, names)
    return kpi
