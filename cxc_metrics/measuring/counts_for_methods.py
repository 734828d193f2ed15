"""SQL for methods of counts: how many rows of a fact there are of each kind, by the dimensions asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cxc_metrics.catalogue import MethodOfCounts
from cxc_metrics.catalogue.declaration import ALL_ROWS, condition
from cxc_metrics.catalogue.kinds.by_method import INSIDE, TIMES

from .population import Population
from .sql import UNTOLD, column_name


def counts_for_method(
    population: Population, kpi: MethodOfCounts, by: Sequence[str], *, untold: Mapping[str, str]
) -> str:
    """The rows of one KPI counted: dimensions, `inside`, what the method is given, `times`.

    Totals are sums of these counts. `untold` as for `aggregate`.
    """
    view, quoted = population.view, population.dialect.identifier
    given = {name: name for name in by} | dict(kpi.columns(view))
    counted = {name: name for name in (*by, INSIDE)} | kpi.tallied(view)
    inside = condition(view, kpi.among)
    if kpi.id in untold:
        name = column_name(kpi, UNTOLD)
        given[name], counted[name] = untold[kpi.id], quoted(name)
        inside = inside if inside == ALL_ROWS else f"({inside}) OR ({untold[kpi.id]})"
    return "\n".join(
        [
            # Named, as Spark groups by place only what is: not `*`.
            f"SELECT {', '.join(map(quoted, counted))}, count(*) AS {TIMES}",
            f"FROM (SELECT {_listed(counted, population)}",
            f"FROM (SELECT {_listed(given, population)}",
            f"{population.of(inside).clause(by)}) AS given) AS counted",
            # In an order that neither the file's rows nor threads decide.
            f"GROUP BY {(places := ', '.join(map(str, range(1, len(counted) + 1))))}",
            f"ORDER BY {places}",
        ]
    )


def _listed(columns: Mapping[str, str], population: Population) -> str:
    quoted = population.dialect.identifier
    return ", ".join(name if name == sql else f"{sql} AS {quoted(name)}" for name, sql in columns.items())
