"""One table of two dimensions, or one line of cells under a total: which of its cells are hidden.

The heuristic: hide the smallest cell that is left of a line in trouble, then of the row and column of a cell
that is determined; a cell that a shown total tells by itself after those that none does, and a zero only
where nothing else is left. At last show again, the largest first, each one without which all holds.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .determined import Arc, determined

Mask = NDArray[np.bool_]
Counts = NDArray[np.int64]
_WHOLE: Final = 0


class Side(NamedTuple):
    """The totals of all rows, or of all columns: which are hidden, and what each is."""

    hidden: Mask
    counts: Counts


class _Table(ABC):
    """Counts of which some are hidden; `mask` says which."""

    def __init__(self, counts: Counts, fewest: int) -> None:
        self.counts, self.fewest = counts, fewest
        self.mask: Mask = (counts > 0) & (counts < fewest)
        self.possible: Mask = np.ones_like(self.mask)

    @abstractmethod
    def lines(self) -> Sequence[tuple[int, Mask]]:
        """The axes along which lines add up, and which of their totals are hidden."""

    @abstractmethod
    def determined(self) -> Iterator[Mask]:
        """For each hidden number that the others determine: where hiding one more may help."""

    def hidden(self) -> Mask:
        """The cells to hide."""
        primary = self.mask.copy()
        while (more := self._next()) is not None:
            self.mask[more] = True
        secondary = [(row, column) for row, column in np.argwhere(self.mask & ~primary).tolist()]
        for place in sorted(secondary, key=lambda at: -int(self.counts[at])):
            self.mask[place] = False
            if any(True for _ in self.wrong_places()):
                self.mask[place] = True
        return self.mask

    def wrong_places(self) -> Iterator[Mask]:
        """Where hiding one more cell may help, for each breach of the rule."""
        for axis, total_hidden in self.lines():
            number = self.mask.sum(axis=axis)
            together = np.where(self.mask, self.counts, 0).sum(axis=axis)
            wrong = ~total_hidden & (number > 0) & ((number == 1) | (together < self.fewest))
            for place in np.flatnonzero(wrong).tolist():
                yield self.line(axis, place)
        yield from self.determined()

    def floor(self) -> int:
        """What each hidden cell holds at least; none, where a zero is among them."""
        return 0 if (self.mask & (self.counts == 0)).any() else 1

    def line(self, axis: int, place: int) -> Mask:
        """The cells of one row (axis 1) or column (axis 0)."""
        line = np.zeros_like(self.mask)
        line[(place, slice(None)) if axis == 1 else (slice(None), place)] = True
        return line

    def _next(self) -> tuple[int, int] | None:
        """One more cell to hide; None where nothing is wrong, or nothing is left to hide."""
        anything = None
        for candidates in self.wrong_places():
            if (chosen := self._smallest(candidates)) is not None:
                return chosen
            anything = np.ones_like(self.mask)
        return None if anything is None else self._smallest(anything)

    def _smallest(self, candidates: Mask) -> tuple[int, int] | None:
        left = [
            (int(row), int(column)) for row, column in np.argwhere(candidates & self.possible & ~self.mask)
        ]
        alone = self._alone()
        return min(left, key=lambda at: (self.counts[at] == 0, alone[at], self.counts[at], at), default=None)

    def _alone(self) -> Mask:
        """The cells that a shown total tells, as there is no other in the line."""
        there = self.counts > 0
        alone = np.zeros_like(self.mask)
        for axis, total_hidden in self.lines():
            single = (there.sum(axis=axis) == 1) & ~total_hidden
            alone |= there & (single[:, None] if axis == 1 else single[None, :])
        return alone


class Line(_Table):
    """Cells of one dimension under the whole."""

    def __init__(self, counts: Counts, fewest: int, *, whole_is_hidden: bool) -> None:
        super().__init__(counts.reshape(1, -1), fewest)
        self._whole_is_hidden = np.array([whole_is_hidden])

    def lines(self) -> Sequence[tuple[int, Mask]]:
        """The one line."""
        return [(1, self._whole_is_hidden)]

    def determined(self) -> Iterator[Mask]:
        """See `_Table`: every cell goes from the whole to one node, and what they are together back."""
        cells = self.counts[self.mask]
        arcs = [Arc(_WHOLE, 1, bool(count > self.floor())) for count in cells]
        if self._whole_is_hidden[0]:
            arcs.append(Arc(1, _WHOLE, can_fall=True))
        if any(determined(arcs, 2)):
            yield self.line(1, 0)


class TwoWay(_Table):
    """Cells of two dimensions, whose totals are settled; what is not `possible` is known to be empty."""

    def __init__(
        self, counts: Counts, possible: Mask, fewest: int, rows: Side, columns: Side, *, whole_is_hidden: bool
    ) -> None:
        super().__init__(counts, fewest)
        # Where a total of nothing is shown, there is nothing to hide below it.
        empty_rows = (rows.counts == 0) & ~rows.hidden
        empty_columns = (columns.counts == 0) & ~columns.hidden
        self.possible = possible & ~empty_rows[:, None] & ~empty_columns[None, :]
        self._rows, self._columns, self._whole_is_hidden = rows, columns, whole_is_hidden
        hides_zero = any((side.hidden & (side.counts == 0)).any() for side in (rows, columns))
        self._floor_of_totals = 0 if hides_zero else 1

    def lines(self) -> Sequence[tuple[int, Mask]]:
        """Rows and columns."""
        return [(1, self._rows.hidden), (0, self._columns.hidden)]

    def determined(self) -> Iterator[Mask]:
        """See `_Table`: the whole goes to the rows, these to the columns, these back to the whole."""
        arcs, candidates = self._arcs()
        nodes = 2 + sum(self.mask.shape)
        if self._whole_is_hidden:
            arcs.append(Arc(nodes - 1, _WHOLE, can_fall=True))
        for (kind, row, column), is_told in zip(candidates, determined(arcs, nodes), strict=False):
            if is_told:
                yield self._around(kind, row, column)

    def _arcs(self) -> tuple[list[Arc], list[tuple[str, int, int]]]:
        rows, columns = self.mask.shape
        floor = self.floor()
        arcs: list[Arc] = []
        places: list[tuple[str, int, int]] = []
        for row, column in np.argwhere(self.mask).tolist():
            arcs.append(Arc(1 + row, 1 + rows + column, bool(self.counts[row, column] > floor)))
            places.append(("cell", row, column))
        for row in np.flatnonzero(self._rows.hidden).tolist():
            arcs.append(Arc(_WHOLE, 1 + row, bool(self._rows.counts[row] > self._floor_of_totals)))
            places.append(("row", row, 0))
        for column in np.flatnonzero(self._columns.hidden).tolist():
            arcs.append(
                Arc(
                    1 + rows + column,
                    1 + rows + columns,
                    bool(self._columns.counts[column] > self._floor_of_totals),
                )
            )
            places.append(("column", 0, column))
        return arcs, places

    def _around(self, kind: str, row: int, column: int) -> Mask:
        if kind == "row":
            return self.line(1, row)
        if kind == "column":
            return self.line(0, column)
        return self.line(1, row) | self.line(0, column)
