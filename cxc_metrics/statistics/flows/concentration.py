"""How concentrated: Herfindahl-Hirschman index and effective numbers, beside what few exchanges allow.

With ten exchanges nobody can be seen to have twenty equal partners: twenty equal hosts read as 7.2
effective hosts on average. An effective number is therefore shown beside its expectation at the same
number of exchanges (`equal_shares`). 1/H is the effective number of Laakso and Taagepera (Comparative
Political Studies 12, 1979), exp of the entropy the one of order 1 of Hill (Ecology 54, 1973).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.survey.intervals import flags

from .flow_table import Floats, FlowTable


@dataclass(frozen=True)
class Concentration:
    """`n` exchanges over `used` partners: index H in (0, 1], 1/H and exp(entropy), both in [1, used]."""

    n: float
    used: int
    hhi: float
    effective_number: float
    effective_number_entropy: float


def concentration(weights: ArrayLike) -> Concentration:
    """Concentration of one distribution, given as amounts per partner (zeros are no partners).

    Raises `NotEstimable` where amounts are all zero, missing or below zero.
    """
    amounts = np.asarray(weights, dtype=np.float64).ravel()
    if not np.isfinite(amounts).all() or (amounts < 0).any():
        raise NotEstimable("Some amounts are missing or below zero, so shares cannot be formed.")
    if not (amounts > 0).any():
        raise NotEstimable("There is nothing to share out: all amounts are zero.")
    amounts = amounts[amounts > 0]
    squares, entropy = moments_by_row(amounts[np.newaxis, :])
    return Concentration(
        n=float(amounts.sum()),
        used=len(amounts),
        hhi=float(squares[0]),
        effective_number=float(1.0 / squares[0]),
        effective_number_entropy=float(np.exp(entropy[0])),
    )


def partner_numbers(table: FlowTable) -> pd.DataFrame:
    """Effective number of destinations of each origin (of origins: give `table.transposed()`).

    Columns: node, n, partners, hhi, effective_number, effective_number_entropy, flag. The flag is
    "c" below 5 flows, "u" below 30, ":" without flows (values NaN). Raises `NotEstimable`
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
            "flag": [str(flag) for flag in flags(n)],
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


def moments_by_row(counts: Floats) -> tuple[Floats, Floats]:
    """Per row of counts: H = Σ p², and the entropy -Σ p ln p with 0 ln 0 = 0."""
    shares = counts / counts.sum(axis=1, keepdims=True)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    entropy = -(shares * logs).sum(axis=1)
    return (shares**2).sum(axis=1), np.clip(entropy, 0.0, None)
