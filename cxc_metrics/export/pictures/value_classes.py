"""Classes of a map or a matrix: as many values in each as in the next, told apart in grey and by every eye.

A scale with equal steps shows one country far ahead of the others and calls the rest pale; by quantiles the
others are told apart as well. On a signed scale both sides have the same limits, and zero is a class of its
own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from .colours import Palette

MOST: Final = 5
_MOST_A_SIDE: Final = 3


class ValueClass(NamedTuple):
    """What the legend says of a class: its colour, the least and the greatest of its values."""

    fill: str
    low: float
    high: float


def classes(
    values: Sequence[float], palette: Palette, *, diverging: bool = False
) -> tuple[list[ValueClass], list[int]]:
    """The classes that have a member, from the lowest to the highest; and of each value which is its own."""
    marks = _signed(values) if diverging else _ranks(values, MOST)
    present = sorted(set(marks))
    fills = [_fill(mark, present, palette, diverging=diverging) for mark in present]
    made = []
    for mark, fill in zip(present, fills, strict=True):
        own = [float(value) for value, its in zip(values, marks, strict=True) if its == mark]
        made.append(ValueClass(fill, min(own), max(own)))
    return made, [present.index(mark) for mark in marks]


def _ranks(values: Sequence[float], most: int) -> list[int]:
    """Which of at most so many classes; equal values are never in two."""
    different = sorted(set(values))
    if len(different) <= most:
        return [different.index(value) for value in values]
    limits = np.unique(np.quantile(values, np.arange(1, most) / most, method="inverted_cdf"))
    return [int(np.searchsorted(limits, value, side="left")) for value in values]


def _signed(values: Sequence[float]) -> list[int]:
    """Beyond zero by size, with one set of limits for both sides."""
    beyond = [abs(value) for value in values if value]
    sizes = iter(_ranks(beyond, _MOST_A_SIDE))
    return [(next(sizes) + 1) * (1 if value > 0 else -1) if value else 0 for value in values]


def _fill(mark: int, present: Sequence[int], palette: Palette, *, diverging: bool) -> str:
    if diverging:
        return palette.diverging[len(palette.diverging) // 2 + mark]
    if len(present) == 1:
        return palette.classes[len(palette.classes) // 2]
    # Few classes take the ends of the scale, not two neighbours.
    step = (len(palette.classes) - 1) / (len(present) - 1)
    return palette.classes[round(present.index(mark) * step)]
