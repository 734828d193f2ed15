"""The change between two numbers of one KPI (definitions 4)."""

from __future__ import annotations

from typing import NamedTuple

from cxc_metrics.kpis import Kpi, SurveyShare

from .cells import Cell
from .measurement import ABSOLUTE, PERCENT, POINTS

# Definitions 4: below this base a percentage says nothing.
SMALL_BASE = 20


class Difference(NamedTuple):
    """A change, its unit, a flag where there is none, and an interval where survey shares have one."""

    change: float | None
    unit: str
    flag: str
    low: float | None = None
    high: float | None = None


def difference(kpi: Kpi, now: Cell, before: Cell, *, independent: bool = True) -> Difference:
    """The change of one number.

    Percentage points for shares, survey shares with Newcombe's interval on n / deff where no answer can be in
    both; per cent for the others, absolute where the base is under 20 or the number may be below zero; none
    where either side is provisional, hidden or not available.
    """
    if "p" in now.flag + before.flag:
        return Difference(None, "", "p")
    if now.value is None or before.value is None:
        return Difference(None, "", _why_none(now, before))
    gap = now.value - before.value
    if kpi.is_percent:
        low, high = _newcombe(now, before) if isinstance(kpi, SurveyShare) and independent else (None, None)
        return Difference(100 * gap, POINTS, "", low, high)
    if kpi.unit == POINTS:
        return Difference(gap, POINTS, "")
    base = before.value if kpi.kind in {"count", "distinct"} else before.n or 0
    if base < SMALL_BASE or before.value <= 0:
        return Difference(gap, ABSOLUTE, "")
    return Difference(100 * gap / before.value, PERCENT, "")


def _why_none(now: Cell, before: Cell) -> str:
    if "z" in now.flag:
        return "z"
    return "c" if "c" in now.flag + before.flag else ":"


def _newcombe(now: Cell, before: Cell) -> tuple[float | None, float | None]:
    """Bounds in percentage points; none where a design effect cannot be told."""
    from cxc_metrics.statistics.changes import newcombe

    n, base_n = _effective(now), _effective(before)
    if n is None or base_n is None or now.value is None or before.value is None:
        return None, None
    low, high = newcombe(float(now.value), n, float(before.value), base_n)
    return 100 * float(low), 100 * float(high)


def _effective(cell: Cell) -> float | None:
    deff = (cell.more or {}).get("deff")
    return cell.n / float(deff) if cell.n and deff else None
