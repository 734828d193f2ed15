"""The change between two numbers of one KPI: the one rule of all comparisons (definitions 2 and 4)."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple

from cxc_metrics.catalogue import Kpi, SurveyShare
from cxc_metrics.scope.period import Period
from cxc_metrics.statistics.flags import HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE, PROVISIONAL, UNRELIABLE

from .cells import Cell
from .measurement import ABSOLUTE, PERCENT, POINTS

# Below this base a percentage says nothing: records, and for counts the number itself.
SMALL_BASE: Final = 20
# What a period may lack of its days and still be compared: a register of which the first visit was on the
# second Monday of January began with that year, one of which it was in September did not.
_MAY_LACK: Final = 0.05
_SHARED: Final = "no interval: some organisation, host or event stands behind answers of both sides"
_UNKNOWN: Final = "no interval: an answer names no organisation, so it may be on both sides"


class Difference(NamedTuple):
    """A change, its unit, a flag where there is none or a doubtful one (`u`), the interval of survey shares.

    `reason` says why there is no change, why it is doubtful, or why it has no interval.
    """

    change: float | None
    unit: str
    flag: str
    low: float | None = None
    high: float | None = None
    reason: str = ""


def difference(kpi: Kpi, now: Cell, base: Cell, *, lacking: str = "", shared: bool = False) -> Difference:
    """The change of one number since (or against) its base.

    Percentage points for shares; per cent for the others where the base rests on at least 20 records (of
    counts: is at least 20), absolute below and where it is not above zero. None where either side is
    provisional, hidden or not available. Flag `u` where a number that grows with time is `lacking` part of
    its days (why). Survey shares have Newcombe's interval on n / deff where the two sides share no answer,
    organisation, host or event (`shared`: they do).
    """
    if PROVISIONAL in now.flag + base.flag:
        return Difference(None, "", PROVISIONAL, reason="one of the two sides is provisional")
    if now.value is None or base.value is None:
        return _without(now, base)
    change = _change(kpi, now, base, shared=shared)
    return change._replace(flag=UNRELIABLE, reason=lacking) if lacking and kpi.zero_when_empty else change


def _change(kpi: Kpi, now: Cell, base: Cell, *, shared: bool) -> Difference:
    assert now.value is not None and base.value is not None  # noqa: S101, PT018 - the caller has made sure
    gap = now.value - base.value
    if kpi.is_percent or kpi.unit == POINTS:
        return _of_shares(now, base, shared=shared) if isinstance(kpi, SurveyShare) else _in_points(kpi, gap)
    records = base.value if kpi.kind in {"count", "distinct"} else base.n or 0
    if records < SMALL_BASE or base.value <= 0:
        return Difference(gap, ABSOLUTE, "")
    return Difference(100 * gap / base.value, PERCENT, "")


def _in_points(kpi: Kpi, gap: float) -> Difference:
    """Complete counts have no interval, and need none."""
    return Difference(100 * gap if kpi.is_percent else gap, POINTS, "")


def lacking(days: Period | None, first: date | None) -> str:
    """Why a period is not whole, where the register begins within it: what was not recorded did happen."""
    if days is None or first is None or not days.start < first <= days.end:
        return ""
    part = (first - days.start).days / ((days.end - days.start).days + 1)
    return f"the register only begins on {first}, within the days compared" if part > _MAY_LACK else ""


def _without(now: Cell, base: Cell) -> Difference:
    if NOT_APPLICABLE in now.flag:
        return Difference(None, "", NOT_APPLICABLE, reason="not applicable")
    if HIDDEN in now.flag + base.flag:
        return Difference(None, "", HIDDEN, reason="one of the two sides is hidden")
    return Difference(None, "", NOT_AVAILABLE, reason="one of the two sides has no value")


def _of_shares(now: Cell, base: Cell, *, shared: bool) -> Difference:
    """Survey shares in percentage points, with an interval where both sides are independent."""
    assert now.value is not None and base.value is not None  # noqa: S101, PT018 - the caller has made sure
    share, base_share = float(now.value), float(base.value)
    change = Difference(100 * (share - base_share), POINTS, "")
    # Of two sides that hold answers of nobody known, these may be the same.
    if None not in (now.unnamed, base.unnamed) and (shared or (now.unnamed and base.unnamed)):
        return change._replace(reason=_SHARED)
    if now.unnamed or base.unnamed:
        return change._replace(reason=_UNKNOWN)
    reasons = "; ".join(dict.fromkeys(why for side in (now, base) if (why := _reason(side))))
    n, base_n = _effective(now), _effective(base)
    if n is None or base_n is None:
        return change._replace(reason=f"no interval: {reasons or 'too few answers'}")
    from cxc_metrics.statistics.survey.share_difference import newcombe

    low, high = newcombe(share, n, base_share, base_n)
    doubt = f"interval of low reliability: {reasons}" if reasons else ""
    return change._replace(low=100 * float(low), high=100 * float(high), reason=doubt)


def _reason(cell: Cell) -> str:
    """Why the side's own interval is missing or not to be relied on."""
    return str((cell.more or {}).get("reason") or "")


def _effective(cell: Cell) -> float | None:
    deff = (cell.more or {}).get("deff")
    return cell.n / float(deff) if cell.n and deff else None
