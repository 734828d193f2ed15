"""The figure of the page, what it can be told by, and the year by which it is judged whether it changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from cxc_metrics.access import YEAR_BEFORE, Question, Reader
from cxc_metrics.scope import Scope
from cxc_metrics.words import sentences
from ui import session
from ui.session import memory

# What the lists are by, by what a register's units are; the first that a figure can be told by is its own.
_BY: Final = {
    "participations": ("participant_country", "participant_sector", "partnership"),
    "one_to_one": ("participant_country", "participant_sector", "partnership"),
    "meetings": ("visitor_country", "host_country", "visitor_sector"),
}
_BY_OF_EXCHANGES: Final = ("visitor_country", "visitor_sector", "partnership")


def figures(reader: Reader) -> tuple[str, ...]:
    """What says how much happened, and those of the list that some selection of the register can tell."""
    every = dict.fromkeys((reader.volume(), *reader.watched()))
    return tuple(name for name in every if reader.lack(name) is None)


def of_page(scope: Scope) -> str:
    """The figure that the address names; without one, what says how much happened."""
    reader = session.reader()
    offered = shown(figures(reader), scope, reader)
    named, volume = session.page_value(session.FIGURE_PARAMETER), reader.volume()
    return named if named in offered else next(iter(offered), volume)


def shown(names: Sequence[str], scope: Scope, reader: Reader) -> tuple[str, ...]:
    """Closed and validated, what was held is what is validated: it stands once, by its own name."""
    if scope.status != "validated":
        return tuple(names)
    return tuple(name for name in names if reader.kpi(name).validated_as not in names)


def dimensions(reader: Reader) -> tuple[str, ...]:
    """What the lists are by: filters that the register has, in their order."""
    return tuple(by for by in _BY.get(reader.manifest.shape, _BY_OF_EXCHANGES) if reader.can_filter(by))


def why_not(figure: str, by: Sequence[str], scope: Scope) -> str:
    """Why the figure cannot be told by these dimensions in this selection, in words; empty where it can."""
    reader = session.reader()
    reason = reader.lack(figure, by, of_others=not reader.viewer.owns(scope))
    reason = reason or reader.reason_against(Question((figure,), tuple(by), scope.apart_from(*by)))
    return sentences.bare_reason(reason) if reason else ""


def as_sentence(reason: str) -> str:
    """A reason as it begins a sentence."""
    return f"{reason[:1].upper()}{reason[1:]}"


def judged(scope: Scope) -> Scope | None:
    """The selection whose change is shown: its own period, else the last whole year; None where neither."""
    if scope.period is not None:
        return scope
    last = last_whole_year(session.reader())
    return None if last is None else scope.with_(period=str(last))


@memory.remembered(64)
def last_whole_year(reader: Reader) -> int | None:
    """The last year that is over on the as-at day, where the register has the year before as well."""
    years = [int(year) for year in reader.options("year")]
    as_at = reader.manifest.as_at or date(max(years, default=1), 12, 31)
    over = [year for year in years if date(year, 12, 31) <= as_at]
    return over[-1] if over and over[-1] - 1 in years else None


@memory.remembered(64)
def begins_within(reader: Reader) -> str:
    """The first year, where the register only begins within it; else an empty text."""
    years = [int(year) for year in reader.options("year")]
    if len(years) < 2:
        return ""
    second = Scope(period=str(years[1]))
    figure = reader.measure([reader.volume()], scope=second, compare=YEAR_BEFORE)[reader.volume()]
    change = None if figure.reason else figure.change
    return str(years[0]) if change is not None and change.doubt else ""
