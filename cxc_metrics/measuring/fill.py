"""Which rows a table has, and what stands where a statement gave nothing: zero only where the register
looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from cxc_metrics.catalogue import (
    Flow,
    Kpi,
    Method,
    dimension,
)
from cxc_metrics.catalogue.kinds.by_method import REASON
from cxc_metrics.scope.period import (
    Period,
    months,
    span,
    value_of,
)
from cxc_metrics.scope.selection import Scope
from cxc_metrics.statistics.flags import HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE, PROVISIONAL

from .cells import (
    Cell,
    Cells,
    Key,
    Value,
    rolled_up,
)
from .sql import is_rolled_up

_SIDES = ("visitor_country", "host_country")
# Columns of facts that are true only between two countries.
_CROSS_BORDER = frozenset({"countable", "validated", "cancelled"})


@dataclass(frozen=True)
class Frame:
    """What decides on zeros and flags: dimensions, selection, as-at date, first covered day by KPI.

    Without an as-at date no KPI is counted by a date: none is covered.

    `covered` has a day, or None where a fact has no dated row, for the KPIs that are counted by a date in
    this question; the others are not in it.
    """

    by: tuple[str, ...]
    scope: Scope
    as_at: date | None
    covered: Mapping[str, date | None]

    @property
    def is_country_matrix(self) -> bool:
        """Whether both sides' countries are dimensions."""
        return set(_SIDES) <= set(self.by)

    @cached_property
    def times(self) -> tuple[int, ...]:
        """Places of the dimensions that are years, quarters or months."""
        return tuple(place for place, name in enumerate(self.by) if dimension(name).is_time)

    def days(self, key: Key) -> Period | None:
        """The days that a row is about: its year, quarter and month within the selected period; None: all."""
        period = self.scope.period
        for place in self.times:
            days = None if key.values[place] is None else span(str(key.values[place]))
            if days is not None:
                period = days if period is None else (period.overlap(days) or days)
        return period


def is_cross_border(kpi: Kpi) -> bool:
    """Whether a country with itself is structurally empty for it."""
    return bool(_CROSS_BORDER & kpi.words())


def found_keys(cells: Cells) -> list[Key]:
    """Rows in which at least one KPI found something, and the whole; in the order they came."""
    return list(
        dict.fromkeys(
            key
            for by_key in cells.values()
            for key, cell in by_key.items()
            if not cell.is_empty or key == whole(len(key.values))
        )
    )


def whole(dimensions: int) -> Key:
    """The row of the whole selection: the only one without dimensions, else the grand total."""
    return Key((1 << dimensions) - 1, (None,) * dimensions)


def completed_keys(keys: Iterable[Key], frame: Frame, kpis: Sequence[Kpi], *, totals: bool) -> list[Key]:
    """The rows found, every covered month or year, the diagonal of a country × country table, the whole."""
    complete = dict.fromkeys(keys)
    if totals or not frame.by:
        complete[whole(len(frame.by))] = None
    if frame.is_country_matrix and len(frame.by) == 2 and any(is_cross_border(kpi) for kpi in kpis):
        codes = {value for key in complete if key.mask == 0 for value in key.values if value is not None}
        complete.update(dict.fromkeys(Key(0, (code, code)) for code in codes))
    complete.update(dict.fromkeys(_periods(list(complete), frame)))
    return list(complete)


def _periods(keys: Sequence[Key], frame: Frame) -> Iterable[Key]:
    places = frame.times
    window = _window(frame)
    if not places or window is None:
        return
    only_time = len(places) == len(frame.by)
    for mask in {key.mask for key in keys} | ({0} if only_time else set()):
        kept = [place for place in places if not is_rolled_up(mask, frame.by, place)]
        moments = {tuple(value_of(frame.by[place], day) for place in kept) for day in months(window)}
        rests = {_emptied(key.values, kept) for key in keys if key.mask == mask}
        if only_time and mask == 0:
            rests.add((None,) * len(places))
        for rest in rests if kept else ():
            for moment in moments:
                yield Key(mask, _woven(rest, moment, kept))


def _emptied(values: tuple[Value, ...], places: Sequence[int]) -> tuple[Value, ...]:
    return tuple(None if place in places else value for place, value in enumerate(values))


def _woven(rest: tuple[Value, ...], moment: tuple[Value, ...], places: Sequence[int]) -> tuple[Value, ...]:
    values = list(rest)
    for place, value in zip(places, moment, strict=True):
        values[place] = value
    return tuple(values)


def _window(frame: Frame) -> Period | None:
    """The days to fill: selected, and covered by the register for at least one KPI."""
    first = min((day for day in frame.covered.values() if day is not None), default=None)
    if first is None or frame.as_at is None or first > frame.as_at:
        return None
    covered = Period(first, frame.as_at)
    return covered.overlap(frame.scope.period) if frame.scope.period else covered


def filled(kpi: Kpi, by_key: Mapping[Key, Cell], keys: Sequence[Key], frame: Frame) -> dict[Key, Cell]:
    """A cell for every row, with the flags that follow from period and country."""
    nothing = _nothing(kpi)
    cells = {key: by_key.get(key) or nothing for key in keys}
    # Most tables have neither days nor a diagonal: then a number that is there needs no second look.
    diagonal = frame.is_country_matrix and is_cross_border(kpi)
    if not _is_settled(kpi, frame):
        return {key: _flagged(kpi, cell, key, frame, diagonal) for key, cell in cells.items()}
    sender, other = (frame.by.index(side) for side in _SIDES) if diagonal else (0, 0)
    return {
        key: _flagged(kpi, cell, key, frame, diagonal)
        if cell.value is None or (diagonal and key.values[sender] == key.values[other])
        else cell
        for key, cell in cells.items()
    }


def _nothing(kpi: Kpi) -> Cell:
    universe = getattr(kpi, "universe", None)
    more = {REASON: kpi.empty} if isinstance(kpi, (Flow, Method)) else {}
    return Cell(0 if kpi.zero_when_empty else None, 0, missing=tuple(universe or ()), more=more)


def _flagged(kpi: Kpi, cell: Cell, key: Key, frame: Frame, diagonal: bool) -> Cell:
    if diagonal:
        visitor, host = (key.values[frame.by.index(side)] for side in _SIDES)
        if visitor is not None and visitor == host and not set(_SIDES) & set(rolled_up(key, frame.by)):
            return cell.withheld(NOT_APPLICABLE)
    days = frame.days(key) if kpi.id in frame.covered else None
    if days is not None and cell.is_empty and not _is_covered(days, frame.covered[kpi.id], frame.as_at):
        return cell.withheld(NOT_AVAILABLE)
    if cell.value is None:
        # A number that is hidden is there: it is not "not available" as well.
        return cell if HIDDEN in cell.flag else cell.flagged(NOT_AVAILABLE)
    return cell.flagged(PROVISIONAL) if days is not None and not _is_over(days, frame.as_at) else cell


def _is_settled(kpi: Kpi, frame: Frame) -> bool:
    """Whether the days of the rows decide nothing: all the same, covered, and over at the as-at date."""
    if kpi.id not in frame.covered:
        return True
    period = frame.scope.period
    return (
        not frame.times
        and period is not None
        and _is_covered(period, frame.covered[kpi.id], frame.as_at)
        and _is_over(period, frame.as_at)
    )


def _is_over(days: Period, as_at: date | None) -> bool:
    return as_at is not None and days.end <= as_at


def _is_covered(days: Period, first: date | None, as_at: date | None) -> bool:
    return first is not None and as_at is not None and days.end >= first and days.start <= as_at
