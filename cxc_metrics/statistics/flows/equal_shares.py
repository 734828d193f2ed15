"""Effective numbers under chance alone: what so many exchanges show if all partners were equally likely.

Up to twenty exchanges, where the answer is far from the number of partners, it is worked out over
all ways to split them; above, it is simulated with a fixed seed. Twenty equal hosts read as 7.2 at
ten exchanges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from math import factorial, prod

import numpy as np

from cxc_metrics.statistics.errors import NotEstimable

from .concentration import moments_by_row
from .flow_table import Floats

SEED = 20220401  # any fixed number: the same flows give the same expectation
DRAWS = 10_000
EXACT_UP_TO = 20  # exchanges: 627 ways to split them
CELLS_AT_ONCE = 2_000_000  # simulated counts held in memory together
LEVEL = 0.95


@dataclass(frozen=True)
class Expectation:
    """Mean of a measure under chance alone and the range of 95 % of its values."""

    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class EqualShares:
    """Expectation of the two effective numbers, 1/H and exp(entropy)."""

    effective_number: Expectation
    effective_number_entropy: Expectation


def equal_shares_expectation(nodes: int, n: float, *, draws: int = DRAWS, seed: int = SEED) -> EqualShares:
    """Effective numbers that `n` exchanges show if all `nodes` partners were equally likely.

    `draws` and `seed` matter above 20 exchanges only. Raises `NotEstimable` without nodes, or unless
    `n` is a positive whole number.
    """
    if nodes < 1 or n < 1 or n != round(n):
        raise NotEstimable("An expectation needs at least one partner and a whole number of exchanges.")
    if n <= EXACT_UP_TO:
        squares, entropy, chances = _every_split(int(n), nodes)
    else:
        squares, entropy = _simulated(int(n), nodes, draws, seed)
        chances = np.full(draws, 1.0 / draws)
    return EqualShares(summarise(1.0 / squares, chances), summarise(np.exp(entropy), chances))


def summarise(values: Floats, chances: Floats | None = None) -> Expectation:
    """Mean and central 95 % of values; undefined ones (NaN) are left out. Equal chances if not given."""
    defined = np.isfinite(values)
    if not defined.any():
        return Expectation(float("nan"), float("nan"), float("nan"))
    weight = (np.ones(len(values)) if chances is None else chances)[defined]
    order = np.argsort(values[defined], kind="stable")
    ordered, reached = values[defined][order], np.cumsum(weight[order]) / weight.sum()
    tail = (1.0 - LEVEL) / 2.0
    # A hair of slack, so that rounding in the running sum does not move the range to the next value.
    low, high = ordered[np.searchsorted(reached, [tail - 1e-12, 1.0 - tail - 1e-12])]
    return Expectation(float(np.average(values[defined], weights=weight)), float(low), float(high))


def _simulated(n: int, nodes: int, draws: int, seed: int) -> tuple[Floats, Floats]:
    generator = np.random.default_rng(seed)
    shares = np.full(nodes, 1.0 / nodes)
    block = max(1, CELLS_AT_ONCE // nodes)
    parts = [
        moments_by_row(generator.multinomial(n, shares, size=min(block, draws - start)).astype(np.float64))
        for start in range(0, draws, block)
    ]
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def _every_split(n: int, nodes: int) -> tuple[Floats, Floats, Floats]:
    """H, entropy and probability of each way to split `n` exchanges over `nodes` equal partners."""
    splits = [split for split in _partitions(n, n) if len(split) <= nodes]
    chances = []
    for split in splits:
        orders = factorial(n) // prod(factorial(part) for part in split)
        alike = prod(factorial(times) for times in Counter(split).values())
        choices = factorial(nodes) // factorial(nodes - len(split)) // alike
        chances.append(orders * choices / nodes**n)
    counts = np.zeros((len(splits), n))
    for row, split in enumerate(splits):
        counts[row, : len(split)] = split
    squares, entropy = moments_by_row(counts)
    return squares, entropy, np.array(chances)


def _partitions(n: int, largest: int) -> Iterator[tuple[int, ...]]:
    if n == 0:
        yield ()
    for part in range(min(n, largest), 0, -1):
        for rest in _partitions(n - part, part):
            yield (part, *rest)
