"""Random draws that come out the same for the same seed, whatever was drawn elsewhere.

Every theme has a stream of its own (PCG64, seeded with the run's seed and the theme's name), so that a
change in one theme leaves the others as they were. Arrays only: a million draws cost what a hundred do.
"""

from __future__ import annotations

from zlib import crc32

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Days = npt.NDArray[np.datetime64]

NOBODY = -1
NEVER = np.datetime64("NaT", "D")


class Dice:
    """Draws of one theme."""

    def __init__(self, seed: int, theme: str) -> None:
        entropy = np.random.SeedSequence([seed, crc32(theme.encode())])
        self._random = np.random.Generator(np.random.PCG64(entropy))

    def chance(self, probability: float | Floats, size: int) -> Bools:
        """True with that probability."""
        return self._random.random(size) < probability

    def uniform(self, size: int) -> Floats:
        """Between 0 and 1."""
        return self._random.random(size)

    def normal(self, size: int) -> Floats:
        """Standard normal."""
        return self._random.standard_normal(size)

    def between(self, low: int, high: int, size: int) -> Ints:
        """Whole numbers from `low` to `high`, both included."""
        return self._random.integers(low, high, size, endpoint=True)

    def order(self, size: int) -> Ints:
        """The numbers from 0 to size - 1 in random order."""
        return self._random.permutation(size)

    def pick(self, weights: Floats | list[float], size: int) -> Ints:
        """Positions in `weights`, with probabilities in proportion."""
        steps = np.cumsum(np.asarray(weights, dtype=np.float64))
        places = np.searchsorted(steps, self._random.random(size) * steps[-1], side="right")
        positions: Ints = np.minimum(places, len(steps) - 1)
        return positions

    def pick_by_row(self, weights: Floats, rows: Ints) -> Ints:
        """For each entry of `rows` a column of `weights`, with the probabilities of that row."""
        steps = np.cumsum(weights, axis=1)
        steps /= steps[:, -1:]
        width = weights.shape[1]
        flat = (steps + np.arange(len(steps))[:, None]).ravel()
        places = np.searchsorted(flat, rows + self._random.random(len(rows)), side="right")
        columns: Ints = np.clip(places - rows * width, 0, width - 1)
        return columns

    def lag(self, median: float | Floats, spread: float, size: int, *, least: int = 0) -> Ints:
        """Waiting times in days: log-normal with that median, `spread` on the log scale."""
        drawn = np.exp(self._random.standard_normal(size) * spread) * median
        return np.maximum(np.rint(drawn), least).astype(np.int64)

    def some(self, candidates: Bools, count: int) -> Ints:
        """At most `count` positions where `candidates` holds, without repetition, in rising order."""
        positions = np.flatnonzero(candidates)
        return np.sort(self._random.permutation(positions)[:count])


def days_after(start: Days, lag: Ints) -> Days:
    """`start` and `lag` days."""
    later: Days = start + lag.astype("timedelta64[D]")
    return later


def days_between(start: Days, end: Days) -> Ints:
    """Whole days from `start` to `end`; both must be known."""
    return (end - start).astype("timedelta64[D]").astype(np.int64)


def known_by(days: Days, as_at: np.datetime64) -> Days:
    """`days`, empty where they lie after `as_at`: what a register of that day cannot know."""
    return np.where(days <= as_at, days, NEVER)
