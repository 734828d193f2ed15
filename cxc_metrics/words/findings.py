"""What a figure's course says in one sentence: "Health visits from Spain rose from 5 in 2021 to 14 in 2023".

Plain text, as all findings (`sentences`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from cxc_metrics.catalogue import Kpi
from cxc_metrics.scope import Labelled, Scope

from . import language, numbers
from .texts import say


class Point(NamedTuple):
    """The value of a period, and whether the register is open or incomplete there."""

    period: str
    value: float | None
    is_partial: bool


def subject(kpi: Kpi, scope: Scope, named: Labelled, *, is_volume: bool) -> str:
    """What a figure is of: the selection itself where the figure is its number. No period:
    the years are said.

    Ends with a comma where it holds one: "Visits, partnership X, rose".
    """
    selection = scope.with_(period=None)
    if selection.is_everything:
        return kpi.name
    text = selection.sentence(named, locale=language.chosen())
    if not is_volume or scope.status != "held":
        text = say("finding.in", figure=kpi.name, selection=_within(text, named))
    return f"{text}," if ", " in text else text


def course(kpi: Kpi, what: str, points: Sequence[Point], *, protected: bool = False) -> str:
    """How it went from the first to the last whole period; of a single one, what it was; else what is known
    of one that goes on. `protected` numbers are about right and said so.
    """
    there = [point for point in points if point.value is not None]
    if not any(point.value for point in there):
        return say("sentence.none", what=kpi.noun)
    whole = [point for point in there if not point.is_partial]
    form = "finding.about" if protected else "finding.exact"
    if len(whole) < 2:
        last = (whole or there)[-1]
        value = say(form, value=numbers.with_unit_once(kpi, last.value))
        key = "finding.single" if whole else "finding.so_far"
        return say(key, what=what.removesuffix(","), value=value, period=last.period)
    first, last = whole[0], whole[-1]
    start, end = (say(form, value=numbers.with_unit_once(kpi, point.value)) for point in (first, last))
    if start == end:
        return say("finding.stayed", what=what, value=end, first=first.period, last=last.period)
    verb = "finding.rose" if (last.value or 0) > (first.value or 0) else "finding.fell"
    return say(verb, what=what, start=start, end=end, first=first.period, last=last.period)


def _within(text: str, named: Labelled) -> str:
    """A sentence within another: no capital where it begins with a noun of ours and not with a name."""
    nouns = named.vocabulary
    visits = nouns.counted[1] if nouns.counted else nouns.said("visits")
    begins = text.lower().removeprefix("all ").startswith(visits)
    return f"{text[:1].lower()}{text[1:]}" if begins else text
