"""How concentrated: Herfindahl-Hirschman index and effective numbers, beside what few exchanges allow.

With ten exchanges nobody can be seen to have twenty equal partners: twenty equal hosts read as 7.2
effective hosts on average. An effective number is therefore shown beside its expectation at the same
number of exchanges. 1/H is the effective number of Laakso and Taagepera (Comparative Political
Studies 12, 1979), exp of the entropy the one of order 1 of Hill (Ecology 54, 1973).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cxc_metrics.statistics.errors import NotMeasurable
from cxc_metrics.statistics.flow_table import Floats, FlowTable
from cxc_metrics.statistics.flows import small_number_flags

SEED = 20220401  # any fixed number: the same flows give the same expectation
DRAWS = 10_000
CELLS_AT_ONCE = 2_000_000  # simulated counts held in memory together
LEVEL = 0.95


@dataclass(frozen=True)
class Concentration:
    """`n` exchanges over `used` partners: index H in (0, 1], 1/H and exp(entropy), both in [1, used]."""

    n: float
    used: int
    hhi: float
    effective_number: float
    effective_number_entropy: float


@dataclass(frozen=True)
class Expectation:
    """Mean of a measure under chance alone and the range of 95 % of its values."""

    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class EqualShares:
    """Expectation of the two effective numbers if all partners were equally likely."""

    effective_number: Expectation
    effective_number_entropy: Expectation


def concentration(weights: ArrayLike) -> Concentration:
    """Concentration of one distribution, given as amounts per partner (zeros are no partners).

    Raises `NotMeasurable` where amounts are all zero, missing or below zero.
    """
    amounts = np.asarray(weights, dtype=np.float64).ravel()
    if not np.isfinite(amounts).all() or (amounts < 0).any():
        raise NotMeasurable("Some amounts are missing or below zero, so shares cannot be formed.")
    if not (amounts > 0).any():
        raise NotMeasurable("There is nothing to share out: all amounts are zero.")
    amounts = amounts[amounts > 0]
    squares, entropy = _moments(amounts[np.newaxis, :])
    return Concentration(
        n=float(amounts.sum()),
        used=len(amounts),
        hhi=float(squares[0]),
        effective_number=float(1.0 / squares[0]),
        effective_number_entropy=float(np.exp(entropy[0])),
    )


def equal_shares_expectation(nodes: int, n: float, *, draws: int = DRAWS, seed: int = SEED) -> EqualShares:
    """Effective numbers that `n` exchanges show if all `nodes` partners were equally likely.

    Multinomial draws with equal probabilities. Twenty nodes and ten exchanges give 7.2 for 1/H.
    Raises `NotMeasurable` without nodes, or unless `n` is a positive whole number.
    """
    if nodes < 1 or n < 1 or n != round(n):
        raise NotMeasurable("An expectation needs at least one partner and a whole number of exchanges.")
    generator = np.random.default_rng(seed)
    shares = np.full(nodes, 1.0 / nodes)
    block = max(1, CELLS_AT_ONCE // nodes)
    parts = [
        _moments(generator.multinomial(int(n), shares, size=min(block, draws - start)).astype(np.float64))
        for start in range(0, draws, block)
    ]
    squares = np.concatenate([part[0] for part in parts])
    entropy = np.concatenate([part[1] for part in parts])
    return EqualShares(summarise(1.0 / squares), summarise(np.exp(entropy)))


def partner_numbers(table: FlowTable) -> pd.DataFrame:
    """Effective number of destinations of each origin (of origins: give `table.transposed()`).

    Columns: node, n, partners, hhi, effective_number, effective_number_entropy, flag. The flag is
    "hidden" below 5 flows, "u" below 30, ":" without flows (values NaN). Raises `NotMeasurable`
    without any flows.
    """
    table.require_flows()
    n = table.sent
    hhi, entropy = moments_by_origin(table)
    return pd.DataFrame(
        {
            "node": list(table.nodes),
            "n": n,
            "partners": np.bincount(table.origin, minlength=len(n)).astype(np.int64),
            "hhi": hhi,
            "effective_number": 1.0 / hhi,
            "effective_number_entropy": np.exp(entropy),
            "flag": small_number_flags(n),
        }
    )


def moments_by_origin(table: FlowTable) -> tuple[Floats, Floats]:
    """H and entropy of each origin's flows; NaN for an origin that sends nothing."""
    size = len(table.nodes)
    share = table.weight / table.sent[table.origin]
    hhi = np.bincount(table.origin, weights=share**2, minlength=size)
    entropy = np.abs(np.bincount(table.origin, weights=-share * np.log(share), minlength=size))
    sends = table.sent > 0
    return np.where(sends, hhi, np.nan), np.where(sends, entropy, np.nan)


def summarise(values: Floats) -> Expectation:
    """Mean and central 95 % of simulated values; NaN values (undefined in that draw) are left out."""
    defined = values[np.isfinite(values)]
    if not len(defined):
        return Expectation(float("nan"), float("nan"), float("nan"))
    tail = (1.0 - LEVEL) / 2.0
    low, high = np.quantile(defined, [tail, 1.0 - tail])
    return Expectation(float(defined.mean()), float(low), float(high))


def _moments(counts: Floats) -> tuple[Floats, Floats]:
    """Per row of counts: H = Σ p², and the entropy -Σ p ln p with 0 ln 0 = 0."""
    total = counts.sum(axis=1)
    squares = (counts**2).sum(axis=1) / total**2
    logs = np.log(counts, out=np.zeros_like(counts), where=counts > 0)
    entropy = np.log(total) - (counts * logs).sum(axis=1) / total
    return squares, np.clip(entropy, 0.0, None)
