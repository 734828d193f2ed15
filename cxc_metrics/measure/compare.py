"""Comparisons: which other selection, how its rows align, what the change is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from cxc_metrics.errors import UnknownName
from cxc_metrics.kpis import Kpi, dimension

from .cells import Cell, Key
from .measurement import ABSOLUTE, PERCENT, POINTS
from .scope import Scope

PREVIOUS_PERIOD = "previous"
COMPARISONS = (PREVIOUS_PERIOD,)
# Definitions 4: below this base a percentage says nothing.
SMALL_BASE = 20


class Difference(NamedTuple):
    """A change, its unit, and a flag where there is none."""

    change: float | None
    unit: str
    flag: str


def compared_scope(name: str, scope: Scope, as_at: date) -> Scope | None:
    """The selection to compare with; None where there is none.

    The previous period has the same length one year earlier, both cut at the as-at date (definitions 3): of a
    year that is known until May, January to May is compared. Raises UnknownName for another comparison.
    """
    if name != PREVIOUS_PERIOD:
        raise UnknownName("comparison", name, COMPARISONS)
    current = scope.period.cut_at(as_at) if scope.period else None
    return scope.with_(period=current.year_earlier()) if current else None


def shifted(key: Key, by: Sequence[str], years: int) -> Key:
    """The same row that many years later."""
    return Key(
        key.mask, tuple(_later(name, value, years) for name, value in zip(by, key.values, strict=True))
    )


def _later(name: str, value: int | str | bool | None, years: int) -> int | str | bool | None:
    if value is None or not dimension(name).is_time:
        return value
    if name == "year":
        return int(value) + years
    text = str(value)
    return f"{int(text[:4]) + years:04}{text[4:]}"


def difference(kpi: Kpi, now: Cell, before: Cell) -> Difference:
    """The change of one number (definitions 4).

    Percentage points for shares; per cent for the others, absolute where the base is under 20; none where
    either side is provisional or not available.
    """
    if "p" in now.flag + before.flag:
        return Difference(None, "", "p")
    if now.value is None or before.value is None:
        return Difference(None, "", "z" if "z" in now.flag else ":")
    gap = now.value - before.value
    if kpi.is_percent:
        return Difference(100 * gap, POINTS, "")
    base = before.value if kpi.kind in {"count", "distinct"} else before.n or 0
    if base < SMALL_BASE or not before.value:
        return Difference(gap, ABSOLUTE, "")
    return Difference(100 * gap / before.value, PERCENT, "")
