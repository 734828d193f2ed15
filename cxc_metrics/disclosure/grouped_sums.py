"""Sums by row of the answer, of what a keyed statement gave by code: all rows of a table at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from cxc_metrics.facts.unit_keys import MODULUS
from cxc_metrics.measuring.cells import Key, plain
from cxc_metrics.measuring.sql import mask_of
from cxc_metrics.statistics.perturbation import perturbed_all


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


def whole_numbers(rows: pa.Table, column: str) -> NDArray[np.int64]:
    """A column of whole numbers, nothing as 0."""
    return np.asarray(rows[column].fill_null(0).to_numpy(), dtype=np.int64)


def keys_in_column(rows: pa.Table, column: str) -> NDArray[np.int64]:
    """A column of sums of keys, each below their modulus."""
    keys = np.asarray(rows[column].fill_null(0).to_numpy(), dtype=np.float64).astype(np.int64)
    return np.asarray(keys % MODULUS, dtype=np.int64)
