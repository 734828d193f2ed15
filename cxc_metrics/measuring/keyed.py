"""SQL over keyed facts: of each figure the counts it is made of, each with the sum of the keys counted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cxc_metrics.catalogue import (
    Count,
    Coverage,
    Distinct,
    DistinctKeys,
    HostRatio,
    Kpi,
    MethodOfSums,
    Ratio,
    Share,
    ShareOfKeys,
    Sum,
    View,
)
from cxc_metrics.catalogue.declaration import where
from cxc_metrics.engine import Dialect, Kind
from cxc_metrics.facts.unit_keys import MODULUS, RECORD_KEY, as_key

from .keyed_amounts import amounts_sql
from .keyed_answers import answers_sql
from .population import Population
from .sql import ROLLED_UP, column_of, kept_sets

COUNTS, AMOUNTS, ANSWERS, CODES = "keyed counts", "keyed amounts", "keyed answers", "keyed codes"


class Counted(NamedTuple):
    """SQL of a count, and of the sum of the keys of what is counted."""

    number: str
    keys: str


def keyed_way(kpi: Kpi) -> str:
    """How a figure is read from keyed facts."""
    if isinstance(kpi, (Sum, Ratio, HostRatio)):
        return AMOUNTS
    if isinstance(kpi, Coverage):
        return f"{CODES} {kpi.id}"
    return f"{ANSWERS} {kpi.id}" if isinstance(kpi, MethodOfSums) else COUNTS


def keyed_sql(population: Population, kpis: Sequence[Kpi], by: Sequence[str], *, totals: bool) -> str:
    """The statement that gives what the cells of these KPIs, all read in one way, are made of."""
    way = keyed_way(kpis[0])
    if way == AMOUNTS:
        return amounts_sql(population, kpis, by, totals=totals)
    if isinstance(kpis[0], Coverage):
        return _codes_sql(population, kpis[0], by)
    if isinstance(kpis[0], MethodOfSums):
        return answers_sql(population, kpis[0], by, totals=totals)
    return _counts_sql(population, kpis, by, totals=totals)


def counted(kpi: Kpi, view: View) -> dict[str, Counted]:
    """The counts that a figure is made of: `n`, and `value` or `of`."""
    rows = where(view, kpi.among)
    key_sum = view.dialect.whole_sum
    records = Counted(f"count(*){rows}", key_sum(RECORD_KEY, rows))
    if isinstance(kpi, Count):
        return {"n": records}
    if isinstance(kpi, Share):
        of = where(view, kpi.among, kpi.of)
        return {"n": records, "of": Counted(f"count(*){of}", key_sum(RECORD_KEY, of))}
    if isinstance(kpi, ShareOfKeys):
        of = where(view, kpi.among, kpi.of)
        return {"n": _different([kpi.key], rows, view), "of": _different([kpi.key], of, view)}
    if isinstance(kpi, DistinctKeys):
        return {"n": records, "value": _different(kpi.keys, rows, view)}
    if isinstance(kpi, Distinct):
        return {"n": records, "value": _different([kpi.key], rows, view)}
    raise TypeError(f"{type(kpi).__name__} is not made of counts")


def _different(expressions: Sequence[str], rows: str, view: View) -> Counted:
    """Different things: of one column what standard SQL says, of several taken together by their list."""
    keys = [as_key(view.read(expression)) for expression in expressions]
    if len(keys) == 1:
        return Counted(
            f"count(DISTINCT {keys[0]}){rows}", view.dialect.whole_sum(keys[0], rows, different=True)
        )
    listed = view.dialect.different_values(keys, rows)
    return Counted(f"coalesce({view.dialect.how_many(listed)}, 0)", view.dialect.total_of(listed))


def _counts_sql(population: Population, kpis: Sequence[Kpi], by: Sequence[str], *, totals: bool) -> str:
    dialect = population.dialect
    selected = list(by)
    if totals and by:
        selected.append(f"{dialect.grouping(by)} AS {ROLLED_UP}")
    for kpi in kpis:
        for part, sql in counted(kpi, population.view).items():
            selected.append(f"{sql.number} AS {dialect.identifier(column_of(kpi, part))}")
            selected.append(f"{sql.keys} AS {dialect.identifier(column_of(kpi, part, keys=True))}")
    lines = ["SELECT", ",\n".join(f"    {item}" for item in selected), population.clause(by)]
    if by:
        groups = dialect.grouping_sets(kept_sets(by)) if totals else ", ".join(by)
        lines.append(f"GROUP BY {groups}")
    return "\n".join(lines)


def code_column(place: int) -> str:
    """The column of the codes of a figure's first, second, … column of codes."""
    return f"code {place}"


def _codes_sql(population: Population, kpi: Coverage, by: Sequence[str]) -> str:
    """The records of every code, or pair of codes."""
    dialect = population.dialect
    rows = where(population.view, kpi.among)
    selected = [
        *by,
        *(f"{code} AS {dialect.identifier(code_column(place))}" for place, code in enumerate(kpi.codes)),
        f"count(*){rows} AS {dialect.identifier(column_of(kpi, 'rows'))}",
        f"{_key_sum(rows, dialect)} AS {dialect.identifier(column_of(kpi, 'rows keys'))}",
    ]
    listed = ",\n".join(f"    {item}" for item in selected)
    places = ", ".join(dict.fromkeys([*by, *kpi.codes]))
    return f"SELECT\n{listed}\n{population.clause(by)}\nGROUP BY {places}"


def _key_sum(rows: str, dialect: Dialect) -> str:
    """A sum of keys below their modulus: floating point holds it exactly, and is read at once."""
    return dialect.cast(f"{dialect.whole_sum(RECORD_KEY, rows)} % {MODULUS}", Kind.REAL)
