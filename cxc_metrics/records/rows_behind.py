"""The rows behind a number: what a KPI was counted from, for drill-down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import pandas as pd

from cxc_metrics.catalogue import HostRatio, Kpi, Quotient, Share
from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.catalogue.declaration import condition
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.facts import fact_definition
from cxc_metrics.measuring.emptied import without_emptied
from cxc_metrics.measuring.measurable import as_seen, reason_against
from cxc_metrics.measuring.population import Population, emptied_columns, view_of
from cxc_metrics.measuring.statement import Statement
from cxc_metrics.scope.period import as_at_day
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.suppression import FEWEST

DEFAULT_LIMIT = 1000
# In the rows behind a share: whether a row is in the numerator.
COUNTED = "counted"
_SURVEY: Final = "survey"
_RESPONDED: Final = "responded"
# What the rows of a survey figure may be chosen by and still say nothing of what was answered.
_SAYS_NO_ANSWER: Final = frozenset(
    {"true", "countable", "survey_round", "side", "organisation_type", _RESPONDED, "held", "validated"}
)
_WORD: Final = re.compile(r"'[^']*'|[A-Za-z_]\w*")


@dataclass(frozen=True)
class Rows:
    """A page of the rows behind a KPI.

    `table` has the key and main columns of the fact, of which the register fills; for a share also `counted`.
    `total` is how many rows there are in all, `offset` how many come before this page.
    """

    table: pd.DataFrame
    total: int
    offset: int
    statement: Statement


def rows(
    version: DataVersionLike,
    kpi: str | Kpi,
    scope: Scope | None = None,
    limit: int = DEFAULT_LIMIT,
    offset: int = 0,
) -> Rows:
    """The rows of the population of a KPI (of a share or quotient: what is below) in a selection, in
    the order of their key; without those of which a cell that it needs was emptied.

    Raises UnknownName for a KPI there is not, NotMeasurable with the reason where it cannot be measured, or
    where its rows would tell who of fewer than five answered, or what somebody answered.
    """
    declared = kpi if isinstance(kpi, Kpi) else find_kpi(kpi)
    if isinstance(declared, Quotient):
        _, declared = declared.parts()
    selection = scope if scope is not None else Scope()
    reason = reason_against(declared, (), selection, version)
    seen = as_seen(declared, selection)
    if reason or seen is None:
        raise NotMeasurable(reason or declared.name)
    view = view_of(selection, version)
    # Rows that cannot tell it, as a cell they need was emptied, are not behind the number.
    seen = without_emptied(seen, view, emptied_columns(version, declared.fact), ()).kpi
    behind = Population(version, declared.fact, selection, view, declared.period_field).of(seen.among)
    if reason := _kept_back(seen, behind):
        raise NotMeasurable(reason)
    columns = [column for column in declared.fact_info.row_columns if column in behind.columns]
    # The key first; a fact may have several rows of one key, and a page must not lose any of them.
    page = f"ORDER BY {', '.join(columns)}\nLIMIT {int(limit)} OFFSET {int(offset)}"
    if isinstance(seen, Share):
        columns.append(f"coalesce({condition(view, seen.of)}, false) AS {COUNTED}")
    statement = behind.statement(
        f"SELECT {', '.join(columns)}\n{behind.clause()}\n{page}", *_about(declared, selection, version)
    )
    counted = behind.query(f"SELECT count(*) AS total\n{behind.clause()}")
    return Rows(
        # A code with gaps stays whole: as floating point the ecosystem 14 would be read as 14.0.
        table=version.query(statement.sql, statement.params).to_pandas(integer_object_nulls=True),
        total=int(counted["total"][0].as_py()),
        offset=offset,
        statement=statement,
    )


def _kept_back(kpi: Kpi, behind: Population) -> str | None:
    """Why the rows of a survey figure are not listed (definitions 4); None where they may be."""
    if kpi.fact != _SURVEY and not isinstance(kpi, HostRatio):
        return None
    names = {word for word in _WORD.findall(kpi.among) if word.islower() and word[0] != "'"}
    if kpi.fact == _SURVEY and not names <= _SAYS_NO_ANSWER:
        return "Answers are not listed one by one: these rows are those that gave one answer"
    answered = behind.of(_RESPONDED) if kpi.fact == _SURVEY else behind
    number = answered.query(f"SELECT count(*) AS answered\n{answered.clause()}")["answered"][0].as_py()
    if 0 < number < FEWEST:
        return "Who answered is listed only where at least five did"
    return None


def _about(kpi: Kpi, scope: Scope, version: DataVersionLike) -> tuple[str, ...]:
    return (
        f"Rows behind {kpi.id} {kpi.name}",
        f"Selection: {scope.sentence(version)}",
        f"Data version {version.id} {as_at_day(version.manifest.as_at)}",
        f"Fact {kpi.fact}: {fact_definition(kpi.fact).grain}",
    )
