"""All that the public may ask of a register's records, at once: counts as they are and as they are shown.

The attacker's answers are reckoned here and not asked one by one, which would take days; `test_pairs.py`
asks the product itself for some of them and compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxc_metrics.catalogue import catalogue
from cxc_metrics.measuring import dimensions_of
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.perturbation import LARGEST_CHANGE, PARTS, weights
from cxc_metrics.store import DataVersion

Ints = NDArray[np.int64]
# Of status a filter names the view only.
FILTERS = frozenset({*Scope.fields(), "year"} - {"status", "period"})
FINER = frozenset({"quarter", "month"})
_KEEPS = np.uint64(PARTS - 1)
_LIMITS = {
    count: np.cumsum(np.array(list(weights(count).values()), dtype=np.int64))
    for count in range(LARGEST_CHANGE + 1)
}


class Cells(NamedTuple):
    """The cells by some dimensions: in which each record is, and of each its count, true and shown."""

    places: Ints
    counts: Ints
    shown: Ints


@dataclass(frozen=True)
class Records:
    """Held exchanges: their keys, and by dimension their values as numbers (the last of each: no value)."""

    keys: NDArray[np.uint64]
    values: dict[str, Ints]
    names: dict[str, list[str | None]]

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """What tells any records apart."""
        return tuple(name for name, values in self.values.items() if len(np.unique(values)) > 1)

    def value(self, name: str, row: int) -> str | None:
        """A record's value of a dimension."""
        return self.names[name][self.values[name][row]]

    def where(self, inside: NDArray[np.bool_]) -> Records:
        """Some of the records."""
        return Records(self.keys[inside], {name: of[inside] for name, of in self.values.items()}, self.names)

    def cells(self, by: Sequence[str]) -> Cells:
        """The cells that have any record."""
        places = np.zeros(len(self.keys), dtype=np.int64)
        for name in by:
            places = places * len(self.names[name]) + self.values[name]
            _, places = np.unique(places, return_inverse=True)
        size = int(places.max()) + 1
        counts = np.bincount(places, minlength=size)
        order = np.argsort(places, kind="stable")
        ends = np.cumsum(counts)
        # Running sums go over 64 bits, which are a multiple of the modulus: differences of them are right.
        running = np.concatenate([np.zeros(1, np.uint64), np.cumsum(self.keys[order], dtype=np.uint64)])
        sums = (running[ends] - running[ends - counts]) & _KEEPS
        return Cells(places, counts, shown(counts, sums))


def shown(counts: Ints, keys: NDArray[np.uint64]) -> Ints:
    """Counts changed by their cell keys, by the published table."""
    result = counts.copy()
    for count, limits in _LIMITS.items():
        here = counts >= count if count == LARGEST_CHANGE else counts == count
        lowest = min(weights(count))
        result[here] += lowest + np.searchsorted(limits, keys[here].astype(np.int64), side="right")
    return result


def records_of(version: DataVersion) -> Records:
    """The held exchanges of a data version, by every dimension of O01 that the public may ask."""
    keyed = version.keyed()
    by = [name for name in dimensions_of(catalogue()["O01"], version) if name not in FINER]
    columns = ", ".join(["record_key", *by])
    rows = keyed.query(f"SELECT {columns} FROM {keyed.fact('exchange')} WHERE countable").to_pandas()
    return coded(rows, by)


def coded(rows: pd.DataFrame, by: Sequence[str]) -> Records:
    """Rows with their record keys, the values of dimensions as numbers."""
    values, names = {}, {}
    for name in by:
        codes, uniques = pd.factorize(rows[name].astype(object), use_na_sentinel=True)
        names[name] = [*map(text_of, uniques), None]
        values[name] = np.where(codes < 0, len(uniques), codes).astype(np.int64)
    return Records(rows["record_key"].to_numpy().astype(np.uint64), values, names)


def text_of(value: object) -> str:
    """A value as an address names it: codes of columns with gaps come as 14.0."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
