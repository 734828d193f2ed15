"""What others than the internal viewer may select: a closed lattice (definitions 10).

Two selections of it never differ by a few records that only a third one would tell: one value or all of each
filter, one whole year or all, at most two filters and two breakdowns. The view (held, or closed and
validated) is no filter: it says which exchanges count, as another figure does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from cxc_metrics.contract.dimensions import dimension
from cxc_metrics.measuring import Question
from cxc_metrics.scope import Period, Scope
from cxc_metrics.scope.values import GROUPS

from .viewer import Viewer

MOST_FILTERS: Final = 2
MOST_BREAKDOWNS: Final = 2
CAN_BE_ASKED: Final = (
    "What can be asked: one value or all of each filter, one whole year or all, a wave or all, "
    "at most two filters and two breakdowns"
)
_FINER_THAN_YEARS: Final = frozenset({"quarter", "month"})


def admissible(question: Question, viewer: Viewer) -> str | None:
    """Why a viewer may not ask a question, with what can be asked instead; None where it may."""
    if viewer.sees_all:
        return None
    selections = [question.scope, *([question.compare] if isinstance(question.compare, Scope) else [])]
    reasons = [reason_outside(question.by, scope) for scope in selections if not viewer.owns(scope)]
    return next((reason for reason in reasons if reason), None)


def reason_outside(by: Sequence[str], scope: Scope) -> str | None:
    """Why a selection by these dimensions is outside of the lattice; None if it is in it."""
    reasons = [*_of_filters(scope), *_of_breakdowns(by)]
    return f"{'; '.join(reasons)}. {CAN_BE_ASKED}" if reasons else None


def nearest(scope: Scope) -> Scope:
    """The selection of the lattice that is nearest: what is outside is widened, never narrowed to a guess.

    A period becomes its year where it lies in one, else all years; of several values all become allowed; of
    more than two filters the first two stay.
    """
    wider = {name: () for name in _filters(scope) if name != "period" and not _is_single(scope, name)}
    inside = scope.with_(**wider, period=_whole_year(scope.period))
    beyond = _filters(inside)[MOST_FILTERS:]
    return inside.with_(**{name: None if name == "period" else () for name in beyond})


def is_whole_year(period: Period) -> bool:
    """Whether a period is one calendar year."""
    return period == _year(period.start.year)


def _filters(scope: Scope) -> list[str]:
    return [name for name in scope.active() if name != "status"]


def _is_single(scope: Scope, name: str) -> bool:
    values = getattr(scope, name)
    return len(values) == 1 and values[0] not in GROUPS


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def _whole_year(period: Period | None) -> Period | None:
    if period is None or period.start.year != period.end.year:
        return None
    return _year(period.start.year)


def _of_filters(scope: Scope) -> list[str]:
    chosen, reasons = _filters(scope), []
    for name in chosen:
        if name == "period":
            if not is_whole_year(scope.period or _year(date.max.year)):
                reasons.append(f"the period {scope.period} is not one whole year")
        elif not _is_single(scope, name):
            noun = dimension(name).noun
            values = ", ".join(map(str, getattr(scope, name)[:5]))
            reasons.append(f"{noun} has more than one value ({values})")
    if len(chosen) > MOST_FILTERS:
        reasons.append(f"{len(chosen)} filters are more than {MOST_FILTERS}")
    return reasons


def _of_breakdowns(by: Sequence[str]) -> list[str]:
    names = list(dict.fromkeys(dimension(name).id for name in by))
    reasons = [
        f"a breakdown by {dimension(name).noun} is finer than years"
        for name in names
        if name in _FINER_THAN_YEARS
    ]
    if len(names) > MOST_BREAKDOWNS:
        reasons.append(f"{len(names)} breakdowns are more than {MOST_BREAKDOWNS}")
    return reasons
