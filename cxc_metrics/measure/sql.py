"""From declarations and a selection to SQL: one statement per fact and date, totals by GROUPING SETS."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from cxc_metrics.catalogue import Kpi, View, dimension
from cxc_metrics.scope.selection import Scope

from .emptied import relaxed

ROLLED_UP = "rolled_up"
ROWS = "rows"
# Rows that might belong to a figure and cannot tell it: a cell they need was emptied.
UNTOLD = "untold"
_PARAMETER = re.compile(r"\$([A-Za-z_]\w*)")
_TIME = {
    "year": "year({0})",
    "quarter": "year({0}) || '-Q' || quarter({0})",
    "month": "strftime({0}, '%Y-%m')",
}


@dataclass(frozen=True)
class Statement:
    """SQL as it is run, with its bound parameters; `about` are the lines of comment above it."""

    sql: str
    params: Mapping[str, int | str | date] = field(default_factory=dict)
    about: tuple[str, ...] = ()

    def text(self) -> str:
        """A script that runs by hand: comments, and the parameters written as literals."""
        body = _PARAMETER.sub(lambda found: _literal(self.params[found[1]]), self.sql)
        return "\n".join([*(f"-- {' '.join(line.split())}" for line in self.about), f"{body};"])


@dataclass(frozen=True)
class Source:
    """Where a statement reads: a fact's relation, the columns it fills, and the date rows are counted by.

    `default_period` is the date that the fact's own year, quarter and month are made of. `emptied` are the
    columns that need an emptied cell in some row; `untold` has the condition of such rows by KPI id.
    """

    relation: str
    columns: tuple[str, ...]
    period_field: str | None
    default_period: str | None
    emptied: tuple[str, ...] = ()
    untold: Mapping[str, str] = field(default_factory=dict)

    def predicate(self, scope: Scope) -> tuple[str, dict[str, int | str | date]]:
        """The selection; rows of which an emptied cell hides whether they belong are in it and told apart."""
        predicate, params = scope.predicate(self.columns, self.period_field)
        return (relaxed(predicate, self.emptied) if predicate and self.emptied else predicate), params

    def from_clause(self, by: Sequence[str]) -> str:
        """The relation; year, quarter and month are replaced where a KPI is counted by another date."""
        periods = [name for name in by if dimension(name).is_time]
        if not periods or self.period_field == self.default_period:
            return f"FROM {self.relation}"
        replaced = ", ".join(f"{_TIME[name].format(self.period_field)} AS {name}" for name in periods)
        return f"FROM (SELECT * REPLACE ({replaced}) FROM {self.relation})"


def aggregate(
    source: Source, kpis: Sequence[Kpi], by: Sequence[str], scope: Scope, view: View, *, totals: bool
) -> tuple[str, dict[str, int | str | date]]:
    """All KPIs of one fact in one SELECT: dimensions, perhaps `rolled_up`, then the columns of each KPI."""
    selected = list(by)
    if totals and by:
        selected.append(f"GROUPING({', '.join(by)}) AS {ROLLED_UP}")
    for kpi in kpis:
        for part, expression in kpi.columns(view).items():
            selected.append(f'{expression} AS "{column_name(kpi, part)}"')
        if kpi.id in source.untold:
            rows = f"FILTER (WHERE {source.untold[kpi.id]})"
            selected.append(f'count(*) {rows} AS "{column_name(kpi, UNTOLD)}"')
    predicate, params = source.predicate(scope)
    lines = ["SELECT", ",\n".join(f"    {item}" for item in selected), source.from_clause(by)]
    if predicate:
        lines.append(f"WHERE {predicate}")
    if by:
        lines.append(f"GROUP BY {_groups(by, totals=totals)}")
    return "\n".join(lines), params


def with_day(sql: str, params: Mapping[str, int | str | date], as_at: date) -> dict[str, int | str | date]:
    """The parameters, and the as-at date where the statement speaks of it (`$as_at`)."""
    return {**params, "as_at": as_at} if "$as_at" in sql else dict(params)


def column_name(kpi: Kpi, part: str) -> str:
    """The column of a KPI's part: its id for the value."""
    return kpi.id if part == "value" else f"{kpi.id}_{part}"


def mask_of(by: Sequence[str], kept: Sequence[str]) -> int:
    """GROUPING's number for the rows that keep these dimensions: the first dimension is the highest bit."""
    return sum(1 << (len(by) - 1 - place) for place, name in enumerate(by) if name not in kept)


def is_rolled_up(mask: int, by: Sequence[str], place: int) -> bool:
    """Whether the dimension at that place is summed up in rows of that mask."""
    return bool(mask >> (len(by) - 1 - place) & 1)


def kept_sets(by: Sequence[str]) -> list[tuple[str, ...]]:
    """All sets of dimensions, from all of them to none."""
    return [kept for size in range(len(by), -1, -1) for kept in combinations(by, size)]


def _groups(by: Sequence[str], *, totals: bool) -> str:
    if not totals:
        return ", ".join(by)
    return f"GROUPING SETS ({', '.join('(' + ', '.join(kept) + ')' for kept in kept_sets(by))})"


def _literal(value: int | str | date) -> str:
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
