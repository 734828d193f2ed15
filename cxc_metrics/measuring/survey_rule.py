"""Survey figures of few answers are hidden, and whatever would give them away (definitions 4).

The one home of this rule: every exact number of a survey passes it before anything is made of it (quotients,
changes, companions, studies), for whomever it was asked. What is hidden has no value, no number of answers,
no interval, no design effect and no response rate; and nothing says whether it is hidden for its own sake
or for another's.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from cxc_metrics.catalogue import (
    DistinctKeys,
    HostRatio,
    Kpi,
    Share,
    ShareOfKeys,
    SurveyMean,
    SurveyMedian,
    SurveyShare,
    catalogue,
)
from cxc_metrics.catalogue.kinds.by_method import REASON
from cxc_metrics.statistics.flags import HIDDEN
from cxc_metrics.statistics.suppression import ALL, Place, hidden_cells

from .cells import Cell, Key, plain
from .cells_of_sums import groupings, is_invited, numbers_of_answers
from .sql import is_rolled_up, kept_sets

WHY: Final = "fewer than five answers, or such a number could be worked out from it"
_FACT: Final = "survey"
_SIDES: Final = ("visitor_country", "host_country")
_ANSWERED: Final = (SurveyShare, SurveyMean, SurveyMedian, HostRatio)
HIDDEN_CELL: Final = Cell(None, None, HIDDEN, more={REASON: WHY})


def base_of(kpi: Kpi) -> Kpi | None:
    """The share whose answers a number of organisations was counted from; None for every other figure."""
    if not isinstance(kpi, DistinctKeys) or kpi.fact != _FACT:
        return None
    beside = (catalogue()[name] for name in kpi.shown_with)
    return next(other for other in beside if isinstance(other, SurveyShare))


def with_few_hidden(
    kpi: Kpi, cells: dict[Key, Cell], sums: pd.DataFrame | None, by: Sequence[str], *, totals: bool
) -> dict[Key, Cell]:
    """The cells of a figure, those hidden that the rule hides; of any other than a survey figure as they are.

    `sums` are those of a method: the number of answers of every total is taken from them, asked or not.
    """
    if isinstance(kpi, _ANSWERED):
        if sums is None:
            raise TypeError(f"{kpi.id} is told by sums")
        counts = _answers(sums, by)
    elif isinstance(kpi, (Share, ShareOfKeys)) and kpi.fact == _FACT:
        counts = _responses(cells, by)
    else:
        return cells
    hidden = hidden_cells(counts, possible=lambda place: not _is_diagonal(place, by))
    if not hidden:
        return cells
    keys = (_key(place) for place in hidden)
    return {**cells, **{key: HIDDEN_CELL for key in keys if totals or not key.mask}}


def few_hidden(groups: pd.DataFrame, answered: str) -> pd.Series[bool]:
    """Which groups of one characteristic are hidden, by their numbers of answers."""
    counts: dict[Place, int] = {(place,): int(n) for place, n in enumerate(groups[answered])}
    hidden = hidden_cells({(ALL,): sum(counts.values()), **counts})
    return pd.Series([(place,) in hidden for place in range(len(groups))], groups.index, dtype=bool)


def _answers(sums: pd.DataFrame, by: Sequence[str]) -> dict[Place, int]:
    """Numbers of answers by cell, and of every total."""
    counts: dict[Place, int] = {(ALL,) * len(by): 0}
    for kept, part in groupings(sums, by):
        here = part[is_invited(part)].assign(n=numbers_of_answers(part))
        for row in here[[*kept, "n"]].to_dict("records"):
            # Who was asked and did not answer is there too, as zero, by one dimension.
            if row["n"] or len(kept) == 1:
                place = _at(by, {name: plain(row[name]) for name in kept})
                counts[place] = counts.get(place, 0) + int(row["n"])
    return counts


def _at(by: Sequence[str], values: Mapping[str, Hashable]) -> Place:
    return tuple(values.get(name, ALL) for name in by)


def _responses(cells: Mapping[Key, Cell], by: Sequence[str]) -> dict[Place, int]:
    """Numbers of those who answered, which a rate of all invited gives; totals where they were not asked."""
    counts: dict[Place, int] = {}
    for key, cell in cells.items():
        if key.mask:
            continue
        answered = round((cell.value or 0) * (cell.n or 0))
        for kept in kept_sets(by):
            place = tuple(value if name in kept else ALL for name, value in zip(by, key.values, strict=True))
            counts[place] = counts.get(place, 0) + answered
    totals = {_place(key, by): cell for key, cell in cells.items() if key.mask}
    counts.update({place: round((cell.value or 0) * (cell.n or 0)) for place, cell in totals.items()})
    return counts


def _place(key: Key, by: Sequence[str]) -> Place:
    return tuple(
        ALL if is_rolled_up(key.mask, by, number) else value for number, value in enumerate(key.values)
    )


def _key(place: Place) -> Key:
    mask = sum(1 << (len(place) - 1 - number) for number, value in enumerate(place) if value is ALL)
    values: tuple[Any, ...] = tuple(None if value is ALL else value for value in place)
    return Key(mask, values)


def _is_diagonal(place: Place, by: Sequence[str]) -> bool:
    """Whether it is a country with itself, which nobody takes for hidden."""
    if not set(_SIDES) <= set(by):
        return False
    visitor, host = (place[by.index(side)] for side in _SIDES)
    return visitor is not ALL and visitor is not None and visitor == host
