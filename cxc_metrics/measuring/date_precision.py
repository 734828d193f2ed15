"""What the dates of a register allow: they may be days, months or years, or there may be none.

A year is kept as its first day. What is finer than the dates are is not measurable: a month of a register
that knows years would be January throughout.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final
from weakref import WeakKeyDictionary

from cxc_metrics.catalogue import VOLUME, Kpi, View, Waiting, catalogue, dimension
from cxc_metrics.errors import WITH_THIS_REGISTER
from cxc_metrics.facts import fact_definition
from cxc_metrics.scope.period import Period, as_at_day
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike

from .population import everything

NO_DATES: Final = f"{WITH_THIS_REGISTER}: it is {as_at_day(None)}"
DAY: Final = "day"
# From fine to coarse, as manifests say it.
_ORDER: Final = (DAY, "month", "year")
# The coarsest dates that still tell a dimension.
_ALLOWED: Final = {"month": "month", "quarter": "month", "year": "year"}
_COUNTS_DAYS: Final = "days_between"


def precision_of(version: DataVersionLike, fact: str, column: str | None) -> str:
    """What the dates of a fact's column are: the coarsest of the contract columns it is made of."""
    if not column or not version.manifest.date_precision:
        return DAY
    made_of = _contract_columns(fact, column)
    return max((version.manifest.date_precision.get(name, DAY) for name in made_of), key=_ORDER.index)


def unit_precision(version: DataVersionLike) -> str:
    """What the dates are that the register's own units are counted by: `day`, `month` or `year`."""
    counted = catalogue()[VOLUME[version.manifest.shape]]
    return precision_of(version, counted.fact, counted.period_field)


def tells(version: DataVersionLike, fact: str, column: str | None, name: str) -> bool:
    """Whether the dates of a fact's column are fine enough for a dimension; other dimensions need none."""
    if name not in _ALLOWED:
        return True
    return _ORDER.index(precision_of(version, fact, column)) <= _ORDER.index(_ALLOWED[name])


def reason_against_dates(
    kpi: Kpi, by: Sequence[str], scope: Scope, view: View, version: DataVersionLike
) -> str | None:
    """Why the register's dates do not allow a KPI by these dimensions in this selection; None if they do."""
    if version.manifest.as_at is None and _asks_day(kpi, view):
        return NO_DATES
    if _counts_days(kpi) and (coarse := _coarsest_needed(kpi, view, version)) != DAY:
        return f"{WITH_THIS_REGISTER}: its dates are {coarse}s, and {kpi.name} counts the days between them"
    precision = precision_of(version, kpi.fact, kpi.period_field)
    finer = [dimension(name).noun for name in by if not tells(version, kpi.fact, kpi.period_field, name)]
    if finer:
        return (
            f"Not measurable in this selection: {kpi.name} is counted by dates that are {precision}s and "
            f"cannot be told by {finer[0]}"
        )
    if scope.period and not is_whole(scope.period, precision):
        return (
            f"Not measurable in this selection: {kpi.name} is counted by dates that are {precision}s. "
            f"Select whole {precision}s"
        )
    return None


def is_whole(period: Period, precision: str) -> bool:
    """Whether a period begins and ends with a year (month); every period is whole days."""
    after = period.end + timedelta(days=1)
    whole_months = period.start.day == after.day == 1
    if precision == "year":
        return whole_months and period.start.month == after.month == 1
    return whole_months or precision == DAY


def _asks_day(kpi: Kpi, view: View) -> bool:
    """Whether it is counted as known on a day: what is old enough, still open, not yet paid."""
    return isinstance(kpi, Waiting) or any("$as_at" in sql for sql in kpi.columns(view).values())


def _counts_days(kpi: Kpi) -> bool:
    return isinstance(kpi, Waiting) or any(_COUNTS_DAYS in str(value) for value in vars(kpi).values())


def _coarsest_needed(kpi: Kpi, view: View, version: DataVersionLike) -> str:
    needed = kpi.words(view).intersection(fact_definition(kpi.fact).columns)
    return max((precision_of(version, kpi.fact, name) for name in needed), key=_ORDER.index, default=DAY)


def _contract_columns(fact: str, column: str) -> Iterator[str]:
    for groups in fact_definition(fact).lineage.get(column, {}).values():
        for group in groups:
            yield from group


# Data versions never change: what was once asked of one stays known while it is open.
_COVERAGE: WeakKeyDictionary[DataVersionLike, dict[tuple[str, str], date | None]] = WeakKeyDictionary()


def covered_from(version: DataVersionLike, fact: str, period_field: str) -> date | None:
    """From which day on a fact of the register has rows: it is covered from there to the as-at date.

    None where no row has that date.
    """
    coverage = _COVERAGE.setdefault(version, {})
    if (fact, period_field) not in coverage:
        first = version.query(f"SELECT min({period_field}) AS first\n{everything(version, fact).clause()}")
        coverage[fact, period_field] = first["first"][0].as_py()
    return coverage[fact, period_field]
