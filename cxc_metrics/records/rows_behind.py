"""The rows behind a number: what a KPI was counted from, for drill-down."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxc_metrics.catalogue import Kpi, Quotient, Share
from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.catalogue.declaration import ALL_ROWS, condition
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.facts import fact_definition
from cxc_metrics.measure.emptied import told
from cxc_metrics.measure.plan import (
    as_seen,
    emptied_columns,
    reason_against,
    view_of,
)
from cxc_metrics.measure.sql import Statement, with_day
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike

DEFAULT_LIMIT = 1000
# In the rows behind a share: whether a row is in the numerator.
COUNTED = "counted"


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

    Raises UnknownName for a KPI there is not, NotMeasurable with the reason where it cannot be measured.
    """
    asked = kpi if isinstance(kpi, Kpi) else find_kpi(kpi)
    if isinstance(asked, Quotient):
        _, asked = asked.parts()
    selection = scope if scope is not None else Scope()
    reason = reason_against(asked, (), selection, version)
    seen = as_seen(asked, selection)
    if reason or seen is None:
        raise NotMeasurable(reason or asked.name)
    view = view_of(selection, version)
    # Rows that cannot tell it, as a cell they need was emptied, are not behind the number.
    seen = told(seen, view, emptied_columns(version, asked.fact), ()).kpi
    available = version.fact_columns(asked.fact)
    predicate, params = selection.predicate(available, asked.period_field)
    wanted = [part for part in (predicate, condition(view, seen.among)) if part and part != ALL_ROWS]
    params = with_day(" ".join(wanted), params, version.manifest.as_at)
    behind = f"FROM {version.fact(asked.fact)}" + (f"\nWHERE {' AND '.join(wanted)}" if wanted else "")
    columns = [column for column in asked.fact_info.row_columns if column in available]
    if isinstance(seen, Share):
        columns.append(f"coalesce({condition(view, seen.of)}, false) AS {COUNTED}")
    # The key first; a fact may have several rows of one key, and a page must not lose any of them.
    page = f"ORDER BY {', '.join(_plain(columns))}\nLIMIT {int(limit)} OFFSET {int(offset)}"
    statement = Statement(
        f"SELECT {', '.join(columns)}\n{behind}\n{page}", params, _about(asked, selection, version)
    )
    counted = version.query(f"SELECT count(*) AS total {behind}", params)
    return Rows(
        # A code with gaps stays whole: as floating point the ecosystem 14 would be read as 14.0.
        table=version.query(statement.sql, statement.params).to_pandas(integer_object_nulls=True),
        total=int(counted["total"][0].as_py()),
        offset=offset,
        statement=statement,
    )


def _plain(columns: list[str]) -> list[str]:
    return [column for column in columns if column.isidentifier()]


def _about(kpi: Kpi, scope: Scope, version: DataVersionLike) -> tuple[str, ...]:
    return (
        f"Rows behind {kpi.id} {kpi.name}",
        f"Selection: {scope.sentence(version)}",
        f"Data version {version.id} as at {version.manifest.as_at}",
        f"Fact {kpi.fact}: {fact_definition(kpi.fact).grain}",
    )
