"""The hidden cells of a table of counts with all its totals (definitions 4).

Primary: fewer than five. Secondary: as many more as it takes that no shown total has exactly one hidden cell
below it or hidden ones of fewer than five together, and that the totals determine no hidden cell. Totals of
one dimension are settled first, by themselves, and stand as they are in every table of two: what a table
hides follows from its own counts alone, whatever else was asked with it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence, Set
from enum import Enum
from itertools import combinations
from typing import Final

import numpy as np

from .two_way import Line, Side, TwoWay

FEWEST: Final = 5


class Summed(Enum):
    """Stands in a place for a dimension that is summed up."""

    UP = "all"


ALL: Final = Summed.UP
# The values of a cell or total, dimension by dimension.
Place = tuple[Hashable, ...]


def _always(_: Place) -> bool:
    return True


def hidden_cells(
    counts: Mapping[Place, int],
    *,
    possible: Callable[[Place], bool] = _always,
    fewest: int = FEWEST,
) -> frozenset[Place]:
    """The cells and totals that must not be shown; zeros too where nothing else is left to hide.

    `counts` has the cells and all their totals; what it has not is zero, and known to be where it is not
    `possible` (a country with itself). In more than two dimensions
    every table of two of them is protected, and each larger one as a table of its first dimension by the
    others together.

    >>> sorted(hidden_cells({(ALL,): 30, ("AT",): 3, ("BE",): 9, ("CY",): 18}))
    [('AT',), ('BE',)]
    """
    if not counts:
        return frozenset()
    dimensions = len(next(iter(counts)))
    whole: Place = (ALL,) * dimensions
    hidden: set[Place] = {whole} if 0 < counts.get(whole, 0) < fewest else set()
    for size in range(1, dimensions + 1):
        for kept in combinations(range(dimensions), size):
            hidden |= _in_table(_Places(counts, kept), hidden, possible, fewest)
    return frozenset(hidden)


class _Places:
    """The cells and totals of the table of some dimensions, by row (the first of them) and column."""

    def __init__(self, counts: Mapping[Place, int], kept: Sequence[int]) -> None:
        self._first, self._others = kept[0], kept[1:]
        self._dimensions = len(next(iter(counts)))
        inside = [place for place in counts if _kept(place) == tuple(kept)]
        self.rows = _ordered({(place[self._first],) for place in inside})
        self.columns = _ordered({tuple(place[at] for at in self._others) for place in inside})
        self.counts = counts
        self.is_line = not self._others

    def at(self, row: Place = (), column: Place = ()) -> Place:
        """The place of a row and column; without one, of its total."""
        place: list[Hashable] = [ALL] * self._dimensions
        for number, value in {
            **dict(zip((self._first,), row, strict=False)),
            **dict(zip(self._others, column, strict=False)),
        }.items():
            place[number] = value
        return tuple(place)

    def side(self, places: Sequence[Place], hidden: Set[Place]) -> Side:
        """The totals at these places."""
        counts = [self.counts.get(place, 0) for place in places]
        return Side(np.array([place in hidden for place in places], dtype=bool), np.array(counts))


def _in_table(
    there: _Places, hidden: Set[Place], possible: Callable[[Place], bool], fewest: int
) -> set[Place]:
    """The hidden cells of the table of these dimensions, whose totals are settled."""
    rows, columns, counts = there.rows, there.columns, there.counts
    is_hidden = there.at() in hidden
    if not rows:
        return set()
    if there.is_line:
        line = np.array([counts[there.at(row)] for row in rows])
        (mask,) = Line(line, fewest, whole_is_hidden=is_hidden).hidden()
        return {there.at(row) for row, is_few in zip(rows, mask, strict=True) if is_few}
    places = [[there.at(row, column) for column in columns] for row in rows]
    cells = np.array([[counts.get(place, 0) for place in line] for line in places])
    may_be = np.array([[possible(place) for place in line] for line in places])
    row_totals = there.side([there.at(row) for row in rows], hidden)
    column_totals = there.side([there.at(column=column) for column in columns], hidden)
    table = TwoWay(cells, may_be, fewest, row_totals, column_totals, whole_is_hidden=is_hidden)
    return {places[row][column] for row, column in np.argwhere(table.hidden()).tolist()}


def _kept(place: Place) -> tuple[int, ...]:
    return tuple(number for number, value in enumerate(place) if value is not ALL)


def _ordered(values: Iterable[Place]) -> list[Place]:
    """In an order that the values alone decide; what is not known comes last."""
    return sorted(
        values, key=lambda value: [(part is None, type(part).__name__, str(part)) for part in value]
    )
