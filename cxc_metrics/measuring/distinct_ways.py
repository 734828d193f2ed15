"""How different organisations are counted: what it takes in memory decides, before a statement is written.

A string of bits has a bit for every organisation of the register in every row of the answer, in each thread:
the quickest way by far (decision 031) until rows × organisations outgrow the memory. A list has an entry for
every row of the fact in every grouping. Where neither fits, all keys of a figure are set below each other and
counted by `count(DISTINCT)`, which needs what is there, in a statement of its own that goes alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import prod
from typing import Final
from weakref import WeakKeyDictionary

from cxc_metrics.catalogue import DistinctKeys, Kpi
from cxc_metrics.catalogue.declaration import condition
from cxc_metrics.scope.version_protocol import DataVersionLike

from .population import Population, everything
from .sql import ROLLED_UP, UNTOLD, column_name, kept_sets

# What the sets of one statement may take: a quarter of the 2 GB that the engine is given.
BUDGET: Final = 512 << 20
_THREADS: Final = 2
_ENTRY_BYTES: Final = 8
# Below this number of organisations nothing has to be looked up: a thousand rows of bits fit.
_FEW: Final = 500_000
UNITED_KEY: Final = "united_key"
_PLACE: Final = "united_place"


class Way(StrEnum):
    """How the different organisations of a statement are counted."""

    BITS = "bits"
    LISTS = "lists"
    UNITED = "united"


def way_of(
    columns: int, *, highest: int, answer_rows: int, fact_rows: int, groupings: int, dimensions: int
) -> Way:
    """The way for figures that have so many key columns together.

    `highest` is the highest key, `answer_rows` how many rows the answer may have, `groupings` in how many
    grouping sets every row of the fact is counted, `dimensions` by how many it is told.
    """
    if dimensions <= 2:
        bits = columns * answer_rows * _THREADS * (highest // 8 + 1)
        return Way.BITS if bits <= BUDGET else Way.UNITED
    lists = columns * fact_rows * groupings * _ENTRY_BYTES
    return Way.LISTS if lists <= BUDGET else Way.UNITED


def way_for(
    kpis: Sequence[Kpi], by: Sequence[str], version: DataVersionLike, *, highest: int, totals: bool
) -> Way:
    """The way for the figures of one statement over one fact."""
    columns = sum(len(kpi.keys) for kpi in kpis if isinstance(kpi, DistinctKeys))
    usual = Way.LISTS if len(by) > 2 else Way.BITS
    if not columns or highest <= _FEW or not version.dialect.counts_by_sets:
        return usual
    fact = kpis[0].fact
    values = _values(version, fact, by)
    return way_of(
        columns,
        highest=highest,
        answer_rows=prod(values[name] + totals for name in by),
        fact_rows=values[""],
        groupings=2 ** len(by) if totals else 1,
        dimensions=len(by),
    )


def united_sql(
    population: Population, kpi: DistinctKeys, by: Sequence[str], *, untold: str | None, totals: bool
) -> str:
    """The statement of one figure: a row of the fact for each of its keys, then what is different there."""
    dialect = population.dialect
    clause = population.clause(by)
    each = [
        f"SELECT *, {key} AS {UNITED_KEY}, {place} AS {_PLACE}\n{clause}"
        for place, key in enumerate(kpi.keys)
    ]
    # A condition on rows of the fact holds of each of them once.
    among, once = condition(population.view, kpi.among), f"{_PLACE} = 0"
    selected = list(by)
    if totals and by:
        selected.append(f"{dialect.grouping(by)} AS {ROLLED_UP}")
    parts = {
        "value": f"count(DISTINCT {UNITED_KEY}){dialect.only(among)}",
        "n": f"count(*){dialect.only(f'({among}) AND {once}')}",
    }
    if untold is not None:
        parts[UNTOLD] = f"count(*){dialect.only(f'({untold}) AND {once}')}"
    selected += [f"{sql} AS {dialect.identifier(column_name(kpi, part))}" for part, sql in parts.items()]
    united = "\nUNION ALL\n".join(each)
    lines = ["SELECT", ",\n".join(f"    {item}" for item in selected), f"FROM (\n{united}\n) AS united"]
    if by:
        groups = dialect.grouping_sets(kept_sets(by)) if totals else ", ".join(by)
        lines.append(f"GROUP BY {groups}")
    return "\n".join(lines)


# Data versions never change: what was once asked of one stays known while it is open.
_VALUES: WeakKeyDictionary[DataVersionLike, dict[tuple[str, ...], dict[str, int]]] = WeakKeyDictionary()


def _values(version: DataVersionLike, fact: str, by: Sequence[str]) -> dict[str, int]:
    """How many values each dimension has in a fact, a missing one too; by the empty name how many rows."""
    counts = _VALUES.setdefault(version, {})
    key = (fact, *by)
    if key not in counts:
        numbers = ", ".join(["count(*)", *(f"count(DISTINCT {name}) + 1" for name in by)])
        row = version.query(f"SELECT {numbers}\n{everything(version, fact).clause()}")
        counts[key] = dict(zip(("", *by), (int(column[0].as_py()) for column in row.columns), strict=True))
    return counts[key]
