"""Counts changed by cell keys: the table of probabilities, and the change that a count and its key get.

The table is that of the cell-key method (Fraser and Wooton 2005; Thompson, Broadfoot and Elazar 2013), found
as Giessing (2016) and the package ptable do: of all distributions of the change that have no bias, a given
variance, a bounded size and never make a count negative, the one of greatest entropy. See docs/disclosure.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import root

LARGEST_CHANGE: Final = 5
VARIANCE: Final = 2.0
# Counts of two and three are changed more: with 2 throughout, one and two would be told apart too often.
VARIANCES: Final[Mapping[int, float]] = {2: 3.0, 3: 2.5}
# In the whole-number table a variance is reached or passed by less than a millionth, never fallen short of.
_MARGIN: Final = 5e-7
# Weights are whole numbers of this many parts, so that what is claimed of them can be added up exactly.
PARTS: Final = 1 << 48


@cache
def weights(count: int) -> dict[int, int]:
    """How many of `PARTS` each change of a count has. Counts from 5 on share theirs.

    Exactly without bias, of the variance wanted (more by at most a millionth), of at most 5; 0 stays 0.
    """
    if count <= 0:
        return {0: PARTS}
    if count > LARGEST_CHANGE:
        return weights(LARGEST_CHANGE)
    changes = np.arange(-count, LARGEST_CHANGE + 1)
    whole = [round(part * PARTS) for part in _most_entropy(changes, variance_of(count))]
    by_change = dict(zip(changes.tolist(), whole, strict=True))
    # What rounding left over is taken from the changes by one, which alters the variance by next to nothing.
    by_change[1] -= sum(change * part for change, part in by_change.items())
    by_change[0] += PARTS - sum(by_change.values())
    return by_change


def variance_of(count: int) -> float:
    """The variance that a count of one or more is changed with."""
    return VARIANCES.get(count, VARIANCE)


def _most_entropy(changes: NDArray[np.int64], variance: float) -> NDArray[np.float64]:
    """Greatest entropy for mean 0 and the variance: exp(a·v + b·v²), its two multipliers by Newton."""

    def distribution(multipliers: NDArray[np.float64]) -> NDArray[np.float64]:
        exponents = multipliers[0] * changes + multipliers[1] * changes**2
        raw = np.exp(exponents - exponents.max())
        return np.asarray(raw / raw.sum(), dtype=np.float64)

    def moments(multipliers: NDArray[np.float64]) -> list[float]:
        part = distribution(multipliers)
        return [float(part @ changes), float(part @ changes**2) - variance - _MARGIN]

    solved = root(moments, np.array([0.0, -0.25]), tol=1e-13)
    return distribution(solved.x)


@cache
def _limits(count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    by_change = weights(count)
    return np.array(list(by_change)), np.cumsum(np.array(list(by_change.values()), dtype=np.int64))


def perturbed(count: int, key: int) -> int:
    """A count changed by its cell key, a whole number taken modulo `PARTS`."""
    changes, limits = _limits(min(max(count, 0), LARGEST_CHANGE))
    place = int(np.searchsorted(limits, key % PARTS, side="right"))
    return count + int(changes[place])


def perturbed_all(counts: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.int64]:
    """Many counts at once, each changed by its key below `PARTS`."""
    result = counts.copy()
    kinds = np.clip(counts, 0, LARGEST_CHANGE)
    for kind in np.unique(kinds).tolist():
        changes, limits = _limits(kind)
        here = kinds == kind
        result[here] += changes[np.searchsorted(limits, keys[here], side="right")]
    return result
