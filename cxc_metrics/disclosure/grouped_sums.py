"""Sums by row of the answer, of what a keyed statement gave by code: all rows of a table at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cxc_metrics.facts.unit_keys import MODULUS
from cxc_metrics.measuring.cells import Key, Value
from cxc_metrics.measuring.sql import mask_of
from cxc_metrics.statistics.perturbation import perturbed_all


class _Coded(NamedTuple):
    """A column as numbers of its values; the first value is none."""

    places: NDArray[np.int64]
    values: list[Value]


class GroupedRows:
    """The rows of a keyed statement, to be summed up over some of its dimensions or others."""

    def __init__(self, rows: pa.Table, dimensions: Sequence[str]) -> None:
        self._coded = {name: _coded(rows[name]) for name in dimensions}
        self._rows = rows

    def sums(self, by: Sequence[str], kept: Sequence[str]) -> GroupedSums:
        """Those of the dimensions `by`, of which the rows keep some."""
        return GroupedSums(self._rows, self._coded, by, kept)


class GroupedSums:
    """The rows of an answer that keep some dimensions, and what is summed up in each."""

    def __init__(
        self, rows: pa.Table, coded: Mapping[str, _Coded], by: Sequence[str], kept: Sequence[str]
    ) -> None:
        self._rows = rows
        together = np.zeros(rows.num_rows, dtype=np.int64)
        for name in kept:
            together = together * len(coded[name].values) + coded[name].places
        _, first, self._places = np.unique(together, return_index=True, return_inverse=True)
        mask, columns = mask_of(by, kept), []
        for name in by:
            values, places = coded[name].values, coded[name].places[first].tolist()
            columns.append([values[place] if name in kept else None for place in places])
        self.keys = [
            Key(mask, values) for values in (zip(*columns, strict=True) if columns else [()] * len(first))
        ]

    def counts(self, column: str) -> NDArray[np.int64]:
        """The sums of a column of whole numbers."""
        return self._summed(whole_numbers(self._rows, column))

    def changed(self, counts: NDArray[np.int64], keys: str) -> list[int]:
        """Counts changed by the sums of a column of keys."""
        # That they run over 64 bits in adding changes nothing: these are a multiple of the modulus.
        sums = self._summed(keys_in_column(self._rows, keys).astype(np.uint64))
        changed: list[int] = perturbed_all(counts, (sums % np.uint64(MODULUS)).astype(np.int64)).tolist()
        return changed

    def _summed(self, values: NDArray[Any]) -> NDArray[Any]:
        sums = np.zeros(len(self.keys), dtype=values.dtype)
        np.add.at(sums, self._places, values)
        return sums


def _coded(column: pa.ChunkedArray) -> _Coded:
    whole = column.unify_dictionaries().combine_chunks()
    if not pa.types.is_dictionary(whole.type):
        whole = whole.dictionary_encode()
    places = np.asarray(whole.indices.cast(pa.int64()).fill_null(-1).to_numpy(), dtype=np.int64)
    return _Coded(places + 1, [None, *whole.dictionary.to_pylist()])


def without_gaps(rows: pa.Table, column: str) -> NDArray[Any]:
    """A column of numbers, 0 where there is none."""
    values = rows[column]
    # Filling what has no gap takes longer than looking.
    return np.asarray((values.fill_null(0) if values.null_count else values).to_numpy())


def whole_numbers(rows: pa.Table, column: str) -> NDArray[np.int64]:
    """A column of whole numbers, nothing as 0."""
    return np.asarray(without_gaps(rows, column), dtype=np.int64)


def keys_in_column(rows: pa.Table, column: str) -> NDArray[np.int64]:
    """A column of sums of keys, each below their modulus."""
    keys = np.asarray(without_gaps(rows, column), dtype=np.float64).astype(np.int64)
    return np.asarray(keys % MODULUS, dtype=np.int64)
