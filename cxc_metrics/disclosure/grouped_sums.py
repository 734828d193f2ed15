"""Sums by row of the answer, of what a keyed statement gave by contributor: all rows of a table at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from cxc_metrics.facts.unit_keys import MODULUS
from cxc_metrics.measuring.cells import Key, plain
from cxc_metrics.measuring.keyed import CONTRIBUTOR
from cxc_metrics.measuring.sql import kept_sets, mask_of
from cxc_metrics.statistics.perturbation import perturbed


class GroupedSums:
    """The rows of an answer that keep some dimensions, and what is summed up in each."""

    def __init__(self, rows: pa.Table, dimensions: pd.DataFrame, kept: Sequence[str]) -> None:
        self._rows = rows
        by, names = list(dimensions.columns), list(kept)
        if names:
            grouped: Any = dimensions.groupby(names, dropna=False, observed=True, sort=False)
            self._places = grouped.ngroup().to_numpy()
        else:
            self._places = np.zeros(rows.num_rows, dtype=np.int64)
        _, first = np.unique(self._places, return_index=True)
        values = {name: dimensions[name].iloc[first].tolist() for name in names}
        mask = mask_of(by, kept)
        self.keys = [
            Key(mask, tuple(plain(values[name][place]) if name in values else None for name in by))
            for place in range(len(first))
        ]

    def counts(self, column: str) -> NDArray[np.int64]:
        """The sums of a column of whole numbers."""
        values = np.asarray(self._rows[column].fill_null(0).to_numpy(), dtype=np.int64)
        return self._summed(values)

    def amounts(self, column: str) -> NDArray[np.float64]:
        """The sums of a column of amounts, to the cent."""
        values = np.asarray(self._rows[column].fill_null(0).to_numpy(), dtype=np.float64)
        return np.round(self._summed(values), 2)

    def changed(self, counts: NDArray[np.int64], keys: str) -> list[int]:
        """Counts changed by the sums of a column of keys."""
        sums = self._summed(_keys(self._rows[keys]))
        return [perturbed(int(count), int(key)) for count, key in zip(counts, sums, strict=True)]

    def contributors(self, column: str) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
        """How many contributed to an amount, how much the largest, and how much all but the two largest."""
        places, pairs = self._pairs
        values = np.asarray(self._rows[column].fill_null(0).to_numpy(), dtype=np.float64)
        sizes = np.abs(np.bincount(pairs, weights=values, minlength=len(places)))
        some = sizes > 0
        order = np.lexsort((-sizes[some], places[some]))
        of_row, size = places[some][order], sizes[some][order]
        rank = np.arange(len(of_row)) - np.searchsorted(of_row, of_row)
        number = len(self.keys)
        largest = np.bincount(of_row, weights=np.where(rank == 0, size, 0), minlength=number)
        rest = np.bincount(of_row, weights=np.where(rank > 1, size, 0), minlength=number)
        how_many = np.bincount(of_row, minlength=number).astype(np.int64)
        return how_many, largest.astype(np.float64), rest.astype(np.float64)

    def reporting(self, column: str) -> NDArray[np.int64]:
        """How many contributors have a row that is counted in a column."""
        places, pairs = self._pairs
        counts = self._rows[column].fill_null(0).to_numpy()
        each = np.bincount(pairs, weights=counts, minlength=len(places))
        return np.bincount(places[each > 0], minlength=len(self.keys)).astype(np.int64)

    @cached_property
    def _pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Of every pair of a row of the answer and a contributor: that row; and which pair each row is of."""
        _, who = np.unique(self._rows[CONTRIBUTOR].to_numpy(), return_inverse=True)
        width = int(who.max()) + 1 if len(who) else 1
        pairs, inverse = np.unique(self._places * width + who, return_inverse=True)
        return pairs // width, inverse

    def _summed(self, values: NDArray[Any]) -> NDArray[Any]:
        sums = np.zeros(len(self.keys), dtype=values.dtype)
        np.add.at(sums, self._places, values)
        return sums


def grouped_sums(rows: pa.Table, by: Sequence[str], *, totals: bool) -> Iterator[GroupedSums]:
    """The same for the rows of a breakdown, and for those that sum dimensions up."""
    dimensions = rows.select(list(by)).to_pandas()
    for kept in kept_sets(by) if totals and rows.num_rows else [tuple(by)]:
        yield GroupedSums(rows, dimensions, kept)


def _keys(column: pa.ChunkedArray) -> NDArray[np.uint64]:
    """Sums of keys, below their modulus each: that they run over 64 bits in adding changes nothing."""
    keys = np.asarray(column.fill_null(0).to_numpy(), dtype=np.float64).astype(np.int64)
    return (keys % MODULUS).astype(np.uint64)
