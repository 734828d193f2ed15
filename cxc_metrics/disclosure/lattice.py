"""What others than the internal viewer may select: a closed lattice (definitions 10).

Two selections of it never differ by a few records that only a third one would tell: one value or all of each
filter, one whole year or all, and at most two values fixed together, by filters, by breakdowns (a breakdown
fixes one in each row) and by what a figure is of. Each further value leaves fewer records in a cell:
docs/disclosure.md says how far two, three and four carry.

A filter and a breakdown by the same dimension fix one value. The view closed and validated fixes one, and so
does a figure that is of a part of the records (a share, a sum, the first visits): beside the number of all it
tells the number of the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from cxc_metrics.catalogue import Count, Coverage, Distinct, DistinctKeys, Kpi
from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.contract.dimensions import dimension
from cxc_metrics.measuring import Question
from cxc_metrics.scope import Period, Scope
from cxc_metrics.scope.values import GROUPS

from .viewer import Viewer

MOST_FIXED: Final = 2
CAN_BE_ASKED: Final = (
    "What can be asked: one value or all of each filter, one whole year or all, a wave or all, "
    "and at most two filters and breakdowns together, one beside a figure of a part of the records"
)
_FINER_THAN_YEARS: Final = frozenset({"quarter", "month"})
_VIEW: Final = "status"
_VALIDATED: Final = "validated"
# All that a fact counts: what is of fewer rows is of a part. Of other facts these are all rows.
_WHOLE: Final[Mapping[str, str]] = {
    "exchange": "countable",
    "dossier": "countable",
    "registration": "registration_status <> 'draft'",
}
_NUMBERS: Final = {2: "two", 3: "three", 4: "four", 5: "five"}


def admissible(question: Question, viewer: Viewer) -> str | None:
    """Why a viewer may not ask a question, with what can be asked instead; None where it may."""
    if viewer.sees_all:
        return None
    selections = [question.scope, *([question.compare] if isinstance(question.compare, Scope) else [])]
    kpis: list[Kpi | None] = [named if isinstance(named, Kpi) else find_kpi(named) for named in question.kpis]
    reasons = [
        reason_outside(question.by, scope, kpi)
        for scope in selections
        if not viewer.owns(scope)
        for kpi in kpis or (None,)
    ]
    return next((reason for reason in reasons if reason), None)


def reason_outside(by: Sequence[str], scope: Scope, kpi: Kpi | None = None) -> str | None:
    """Why a selection by these dimensions is outside of the lattice; None if it is in it.

    Without a figure it is told of one that is of all records.
    """
    reasons = [*_of_filters(scope), *_of_breakdowns(by), *_of_all_fixed(by, scope, kpi)]
    return f"{'; '.join(reasons)}. {CAN_BE_ASKED}" if reasons else None


def in_short(reason: str) -> str | None:
    """The reason in one line, where it is that a question is outside of the lattice; None for another."""
    before, is_outside, _ = reason.partition(f". {CAN_BE_ASKED}")
    return before if is_outside else None


def nearest(scope: Scope) -> Scope:
    """The selection of the lattice that is nearest: what is outside is widened, never narrowed to a guess.

    A period becomes its year where it lies in one, else all years; of several values all become allowed; of
    more than two filters the first two stay, and the view is the first to go.
    """
    wider = {name: () for name in _filters(scope) if name in _VALUED and not _is_single(scope, name)}
    inside = scope.with_(**wider, period=_whole_year(scope.period))
    beyond = _filters(inside)[MOST_FIXED:]
    return inside.with_(**{name: Scope.model_fields[name].default for name in beyond})


def is_full(scope: Scope) -> bool:
    """Whether a filter more would be one too many."""
    return len(_filters(scope)) >= MOST_FIXED


def is_whole_year(period: Period) -> bool:
    """Whether a period is one calendar year."""
    return period == _year(period.start.year)


_VALUED: Final = frozenset(Scope.fields()) - {"period", _VIEW}


def _filters(scope: Scope) -> list[str]:
    """Fields that narrow, the view last."""
    return sorted(scope.active(), key=lambda name: name == _VIEW)


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
    reasons = []
    if scope.period and not is_whole_year(scope.period):
        reasons.append(f"the period {scope.period} is not one whole year")
    for name in scope.active():
        if name in _VALUED and not _is_single(scope, name):
            values = ", ".join(map(str, getattr(scope, name)[:5]))
            reasons.append(f"{dimension(name).noun} has more than one value ({values})")
    return reasons


def _of_breakdowns(by: Sequence[str]) -> list[str]:
    return [
        f"a breakdown by {dimension(name).noun} is finer than years"
        for name in _dimensions(by)
        if name in _FINER_THAN_YEARS
    ]


def _of_all_fixed(by: Sequence[str], scope: Scope, kpi: Kpi | None) -> list[str]:
    """What filters, breakdowns and the figure fix together, where it is too much; and what helps."""
    chosen, broken = _dimensions(_filters(scope)), _dimensions(by)
    fixed = list(dict.fromkeys([*chosen, *broken]))
    part = _part(kpi, fixed) if kpi else ""
    number = len(fixed) + bool(part)
    beyond = number - MOST_FIXED
    if beyond <= 0:
        return []
    names = ["closed and validated" if name == _VIEW else dimension(name).noun for name in fixed]
    listed = ", ".join([*names, *([part] if part else [])])
    helps = (
        f"; take {'one filter' if beyond == 1 else f'{_NUMBERS.get(beyond, beyond)} filters'} away"
        if len(set(chosen) - set(broken)) >= beyond
        else ""
    )
    return [f"{_NUMBERS.get(number, number)} things would be told at once ({listed}), two at most are{helps}"]


def _part(kpi: Kpi, fixed: Sequence[str]) -> str:
    """What a figure is of besides, in words; empty where it is of all records, or that is fixed already."""
    if isinstance(kpi, Coverage) and kpi.universe is not None:
        # Its missing members are named: a number for each code.
        return "" if set(kpi.codes) <= set(fixed) else "each one reached or missing"
    if kpi.among == _VALIDATED and isinstance(kpi, Count):
        return "" if _VIEW in fixed else "closed and validated"
    is_of_all = isinstance(kpi, (Count, Coverage, Distinct, DistinctKeys)) and (
        kpi.among == _WHOLE.get(kpi.fact, "true") and not any("CASE" in key for key in _keys(kpi))
    )
    return "" if is_of_all else "a part of the records"


def _keys(kpi: Kpi) -> Sequence[str]:
    if isinstance(kpi, DistinctKeys):
        return kpi.keys
    return [kpi.key] if isinstance(kpi, Distinct) else []


def _dimensions(names: Sequence[str]) -> list[str]:
    """Each dimension once: a period of the lattice is a year."""
    return list(dict.fromkeys("year" if name == "period" else dimension(name).id for name in names))
