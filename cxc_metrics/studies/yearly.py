"""Yearly figures of organisations around their first visit, where a register brings them (definitions 6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import pandas as pd

from cxc_metrics.engine import Kind
from cxc_metrics.errors import NotMeasurable, UnknownName
from cxc_metrics.measuring.population import described_day, everything
from cxc_metrics.measuring.statement import Statement
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.errors import NotEstimable

if TYPE_CHECKING:
    from cxc_metrics.statistics.effect.staggered import Staggered

TABLE: Final = "organisation_year"
# Sums of money and of people grow by parts of themselves: courses are alike in logarithms, if at all.
YEARLY_FIGURES: Final = {
    "export_share": "y.export_share",
    "turnover_eur": "100 * ln(nullif(CAST(y.turnover_eur AS DOUBLE), 0))",
    "employees": "100 * ln(nullif(y.employees, 0))",
}
_NEEDED: Final = ("accepted", "first_held_on", "first_visit_on")


@dataclass(frozen=True)
class YearlyStudy:
    """Staggered difference-in-differences of one yearly figure, with what it takes to judge it.

    `figure` is a column of `organisation_year`; `found` is in percentage points for `export_share`, else in
    logarithms times 100 (about per cent). `values` are the figures of accepted visitors, `emptied` further
    ones whose cell was emptied for a flaw. `other_visits` counts organisations left out because they had
    travelled in an earlier year than that of their first held exchange, if they have one.
    """

    figure: str
    effect: Staggered
    values: int
    emptied: int
    other_visits: int
    statement: Statement

    @property
    def is_unreliable(self) -> bool:
        """Whether a twentieth or more of the figures was emptied."""
        return self.emptied >= 0.05 * (self.values + self.emptied)


def has_yearly_figures(version: DataVersionLike) -> bool:
    """Whether the register brings any figures of the kind."""
    return TABLE in version.manifest.tables


def yearly_study(
    version: DataVersionLike, figure: str = "export_share", scope: Scope | None = None
) -> YearlyStudy:
    """How a yearly figure moved around the first visit, against accepted visitors that had not travelled.

    Raises UnknownName for a figure there is not, NotMeasurable with the reason where it is refused. It speaks
    of the whole register only: a filter is refused, never ignored.
    """
    from cxc_metrics.statistics.effect.staggered import staggered

    if figure not in YEARLY_FIGURES:
        raise UnknownName("yearly figure", figure, YEARLY_FIGURES)
    if reason := _reason_against(version, scope or Scope()):
        raise NotMeasurable(reason)
    statement = _statement(version, figure)
    rows = version.query(statement.sql, statement.params).to_pandas()
    if rows["value"].isna().all():
        raise NotMeasurable(
            f"no accepted visitor has a value of {figure} in a whole year up to the register's day"
        )
    other = rows["visited_before"].astype(bool)
    try:
        effect = staggered(rows[~other].rename(columns={"value": "outcome"}))
    except NotEstimable as error:
        raise NotMeasurable(error.reason) from None
    return YearlyStudy(
        figure=figure,
        effect=effect,
        values=int(rows["value"].notna().sum()),
        emptied=int(rows["emptied"].sum()),
        other_visits=int(rows.loc[other, "unit"].nunique()),
        statement=statement,
    )


def _reason_against(version: DataVersionLike, scope: Scope) -> str:
    if not has_yearly_figures(version):
        return f"this register has no table {TABLE}"
    if missing := version.missing_tables("journey"):
        return f"this register has no table {' and no table '.join(missing)}"
    for column in _NEEDED:
        if lacking := version.missing_columns("journey", column):
            return f"this register does not fill {', '.join(lacking)}"
    if not scope.is_everything:
        return "yearly figures are compared over the whole register only; take the filters away"
    return ""


def _statement(version: DataVersionLike, figure: str) -> Statement:
    """One row per accepted visitor and whole year: `unit, year, first, cluster, value, ...`."""
    accepted, dialect = everything(version, "journey").of("accepted"), version.dialect
    organisation, year = (dialect.entry("key", place) for place in (1, 2))
    table, column = (dialect.identifier(name) for name in ("table", "column"))
    held, visited = (dialect.period("year", day) for day in ("v.held_on", "v.visited_on"))
    sql = f"""WITH accepted AS (
    SELECT
        organisation_id AS organisation_key,
        first_held_on,
        first_visit_on,
        {dialect.cast("partnership", Kind.TEXT)} AS cluster,
        row_number() OVER (PARTITION BY organisation_id ORDER BY decided_on, registration_id) AS place
    {accepted.clause()}
),

visitor AS (
    SELECT
        organisation_key,
        min(first_held_on) AS held_on,
        min(first_visit_on) AS visited_on,
        max(CASE WHEN place = 1 THEN cluster END) AS cluster
    FROM accepted GROUP BY organisation_key
),

emptied AS (
    SELECT {organisation} AS organisation_id, {dialect.cast(year, Kind.WHOLE)} AS year
    FROM emptied_cell WHERE {table} = '{TABLE}' AND {column} = $figure
)

SELECT
    y.organisation_id AS unit,
    y.year,
    {held} AS first,
    v.cluster,
    {YEARLY_FIGURES[figure]} AS value,
    v.visited_on IS NOT NULL AND {visited} < coalesce({held}, 9999) AS visited_before,
    e.year IS NOT NULL AS emptied
FROM {TABLE} AS y
JOIN organisation AS o ON o.organisation_id = y.organisation_id
JOIN visitor AS v ON v.organisation_key = o.organisation_key
LEFT JOIN emptied AS e ON e.organisation_id = y.organisation_id AND e.year = y.year
WHERE y.year <= $last_year
ORDER BY y.organisation_id, y.year"""
    about = (
        f"{figure} of accepted visitors by whole calendar year, and the year of their first held exchange",
        f"Data version {version.id}",
    )
    last_year = _last_whole_year(described_day(version))
    return accepted.statement(sql, *about, figure=figure, last_year=last_year)


def _last_whole_year(as_at: date) -> int:
    """Who travelled in a year is known at its end."""
    return as_at.year if (as_at.month, as_at.day) == (12, 31) else as_at.year - 1


def events_table(study: YearlyStudy) -> pd.DataFrame:
    """What leaves: the figure, and per year since the first visit the difference with its band."""
    return study.effect.events.assign(figure=study.figure)[
        ["figure", "event", "difference", "low", "high", "organisations"]
    ]
