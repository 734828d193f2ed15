"""From declarations and a selection to SQL: one statement per fact and date, totals by GROUPING SETS."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from cxc_metrics.catalogue import Kpi

from .population import Population

ROLLED_UP = "rolled_up"
ROWS = "rows"
# Rows that might belong to a figure and cannot tell it: a cell they need was emptied.
UNTOLD = "untold"


def aggregate(
    population: Population,
    kpis: Sequence[Kpi],
    by: Sequence[str],
    *,
    untold: Mapping[str, str],
    totals: bool,
) -> str:
    """All KPIs of one fact in one SELECT: dimensions, perhaps `rolled_up`, then the columns of each KPI.

    `untold` has by KPI id the condition of rows that cannot tell it, as a cell was emptied.
    """
    dialect = population.dialect
    selected = list(by)
    if totals and by:
        selected.append(f"{dialect.grouping(by)} AS {ROLLED_UP}")
    for kpi in kpis:
        for part, expression in kpi.columns(population.view).items():
            selected.append(f"{expression} AS {dialect.identifier(column_name(kpi, part))}")
        if kpi.id in untold:
            name = dialect.identifier(column_name(kpi, UNTOLD))
            selected.append(f"{kpi.number_of(dialect.only(untold[kpi.id]))} AS {name}")
    lines = ["SELECT", ",\n".join(f"    {item}" for item in selected), population.clause(by)]
    if by:
        groups = dialect.grouping_sets(kept_sets(by)) if totals else ", ".join(by)
        lines.append(f"GROUP BY {groups}")
    return "\n".join(lines)


def column_name(kpi: Kpi, part: str) -> str:
    """The column of a KPI's part: its id for the value."""
    return kpi.id if part == "value" else f"{kpi.id}_{part}"


def column_of(kpi: Kpi, part: str, *, keys: bool = False) -> str:
    """The column of a part's count, or of the sum of its keys, in a statement over keyed facts."""
    return f"{kpi.id} {part} keys" if keys else f"{kpi.id} {part}"


def mask_of(by: Sequence[str], kept: Sequence[str]) -> int:
    """GROUPING's number for the rows that keep these dimensions: the first dimension is the highest bit."""
    return sum(1 << (len(by) - 1 - place) for place, name in enumerate(by) if name not in kept)


def is_rolled_up(mask: int, by: Sequence[str], place: int) -> bool:
    """Whether the dimension at that place is summed up in rows of that mask."""
    return bool(mask >> (len(by) - 1 - place) & 1)


def kept_sets(by: Sequence[str]) -> list[tuple[str, ...]]:
    """All sets of dimensions, from all of them to none."""
    return [kept for size in range(len(by), -1, -1) for kept in combinations(by, size)]
