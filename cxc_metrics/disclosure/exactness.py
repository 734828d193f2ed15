"""How far a protected number may be from the true one, worked out of what is shown and of nothing else."""

from __future__ import annotations

from typing import Final, NamedTuple

from cxc_metrics.catalogue import (
    Count,
    Coverage,
    Distinct,
    DistinctKeys,
    Kpi,
    Share,
    ShareOfKeys,
    Sum,
    SurveyShare,
)
from cxc_metrics.statistics.perturbation import LARGEST_CHANGE

from .figures import Cell
from .protected_amounts import units_counted

# By as much at most nine counts in ten are changed, whatever their size.
USUAL_CHANGE: Final = 2


class TrueRange(NamedTuple):
    """The true number is no smaller and no larger; of a share as a fraction."""

    low: float
    high: float


def true_range(kpi: Kpi, cell: Cell, change: int = LARGEST_CHANGE) -> TrueRange | None:
    """Where the true number lies if no count was changed by more than `change`.

    None where it follows from more than one or two counts (sums of money, means, ratios), and of a list of
    which each member stands for itself.
    """
    if cell.value is None:
        return None
    if isinstance(kpi, (Share, ShareOfKeys, SurveyShare)):
        return _of_share(cell.value, cell.n or 0, change)
    units = units_counted(kpi) if isinstance(kpi, Sum) else _units(kpi)
    if units is None:
        return None
    # What is nothing stays nothing, so a number that is shown stands for one at least.
    low = max(cell.value - units * change, units if cell.value else 0)
    return TrueRange(low, cell.value + units * change)


def _units(kpi: Kpi) -> int | None:
    is_count = isinstance(kpi, (Count, Distinct, DistinctKeys))
    return 1 if is_count or (isinstance(kpi, Coverage) and kpi.universe is None) else None


def _of_share(value: float, n: int, change: int) -> TrueRange:
    """A part over its whole: both were changed, in opposite directions at the worst.

    A share shown as 1 may be of a part that came out larger than the whole: then it is at least as large.
    """
    part = value * n
    low = max(part - change, 0.0) / (n + change) if n else 0.0
    return TrueRange(low, min((part + change) / (n - change), 1.0) if n > change else 1.0)
