"""Weights fitted on past choices: conditional logit (McFadden 1974), alternatives sampled (McFadden 1978).

A visitor chose one host among those that were open to it. With fifty of them drawn at random beside the
chosen one, each as likely as another, the likelihood of the choice among those drawn estimates the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import optimize, stats

from cxc_metrics.statistics.errors import NotEstimable

from .pools import Bools, Floats, Ints

ALTERNATIVES: Final = 50
FEWEST: Final = 30
LEVEL: Final = 0.95
# A weight this large says that a feature decides every choice, and no interval can be told.
_BEYOND: Final = 15.0


@dataclass(frozen=True, eq=False)
class ChoiceFit:
    """`weights`: feature, weight, std_error, low, high (95 %); those that do not vary have no weight.

    `choices` visitors, `clusters` of them (hosts, where several chose the same), `alternatives` a visitor on
    average; `log_likelihood` beside that of chance, `pseudo_r2` (McFadden's) by which it is better.
    """

    weights: pd.DataFrame
    choices: int
    clusters: int
    alternatives: float
    log_likelihood: float
    by_chance: float

    @property
    def pseudo_r2(self) -> float:
        """McFadden's: 0 for chance, 1 for certainty."""
        return 1 - self.log_likelihood / self.by_chance

    def as_weights(self) -> dict[str, float]:
        """Weight by feature; 0 for one that could not be fitted."""
        weights = self.weights["weight"].fillna(0.0)
        return dict(zip(self.weights["feature"], weights.to_list(), strict=True))


def drawn_alternatives(
    open_to: Bools, chosen: Ints, generator: np.random.Generator, most: int = ALTERNATIVES
) -> tuple[Ints, Bools]:
    """For each choice the chosen host first, then up to `most` others that were open, drawn without order.

    `open_to` is choices by hosts. Returns places of hosts (choices by `most` + 1) and which of them are
    there: where fewer were open, the row is filled up with the chosen one.
    """
    others = open_to.copy()
    rows = np.arange(len(chosen))
    others[rows, chosen] = False
    ticket = np.where(others, generator.random(others.shape, dtype=np.float32), np.float32(2))
    most = min(most, others.shape[1] - 1)
    place = np.argpartition(ticket, most - 1, axis=1)[:, :most] if most > 0 else np.empty((len(rows), 0), int)
    there = np.take_along_axis(others, place, axis=1)
    hosts = np.where(there, place, chosen[:, None])
    present = np.column_stack([np.ones(len(rows), np.bool_), there])
    return np.column_stack([chosen, hosts]), present


def fit_choices(table: Floats, present: Bools, names: tuple[str, ...], cluster: Ints) -> ChoiceFit:
    """The weights under which the first alternative of each row is likeliest.

    `table` is choices by alternatives by features, `present` says which alternatives there are; `cluster`
    tells which choices hang together: standard errors allow for it (sandwich, with G / (G - 1)).

    Raises NotEstimable under thirty choices, or where the features separate all choices.
    """
    choosable = present.sum(axis=1) > 1
    table, present, cluster = table[choosable], present[choosable], cluster[choosable]
    if len(table) < FEWEST:
        raise NotEstimable(
            f"past matches with a choice among hosts: {len(table)}, and {FEWEST} are needed to fit weights"
        )
    beside = np.where(present[..., None], table - table[:, :1], 0.0)  # against the chosen one, whose row is 0
    varies = np.flatnonzero(np.abs(beside).max(axis=(0, 1)) > 0)
    likelihood = _Likelihood(beside[..., varies], present)
    result = optimize.minimize(
        likelihood.value,
        np.zeros(len(varies)),
        jac=likelihood.slope,
        hess=likelihood.curvature,
        method="trust-exact",
        options={"gtol": 1e-7 * len(table)},
    )
    if not result.success or np.abs(result.x).max(initial=0) > _BEYOND:
        raise NotEstimable(
            "the features tell every past choice apart, so their weights have no limit: take fewer features"
        )
    errors = np.sqrt(np.diag(likelihood.sandwich(result.x, cluster)))
    groups = len(np.unique(cluster))
    return ChoiceFit(
        weights=_weights(names, varies, result.x, errors, groups),
        choices=len(table),
        clusters=groups,
        alternatives=float(present.sum() / len(present)) - 1,
        log_likelihood=-float(result.fun),
        by_chance=-float(np.log(present.sum(axis=1)).sum()),
    )


class _Likelihood:
    """Minus the log likelihood of choices, from features against the chosen alternative."""

    def __init__(self, beside: Floats, present: Bools) -> None:
        self._beside, self._present = beside, present

    def _shares(self, weights: Floats) -> tuple[Floats, Floats]:
        scores = np.where(self._present, self._beside @ weights, -np.inf)
        highest = scores.max(axis=1, keepdims=True)
        likely = np.exp(scores - highest)
        total = likely.sum(axis=1, keepdims=True)
        return likely / total, (np.log(total) + highest)[:, 0]

    def value(self, weights: Floats) -> float:
        return float(self._shares(weights)[1].sum())

    def slopes(self, weights: Floats) -> Floats:
        """By choice."""
        by_choice: Floats = np.einsum("na,nak->nk", self._shares(weights)[0], self._beside)
        return by_choice

    def slope(self, weights: Floats) -> Floats:
        total: Floats = self.slopes(weights).sum(axis=0)
        return total

    def curvature(self, weights: Floats) -> Floats:
        shares = self._shares(weights)[0]
        mean = np.einsum("na,nak->nk", shares, self._beside)
        flat = self._beside.reshape(-1, self._beside.shape[-1])
        total: Floats = flat.T @ (shares.reshape(-1, 1) * flat) - mean.T @ mean
        return total

    def sandwich(self, weights: Floats, cluster: Ints) -> Floats:
        """Covariance that allows for choices that hang together."""
        bread = np.linalg.pinv(self.curvature(weights))
        place = np.unique(cluster, return_inverse=True)[1]
        summed = np.zeros((int(place.max(initial=0)) + 1, len(weights)))
        np.add.at(summed, place, self.slopes(weights))
        groups = len(summed)
        scale = groups / (groups - 1) if groups > 1 else 1.0
        covariance: Floats = scale * bread @ (summed.T @ summed) @ bread
        return covariance


def _weights(
    names: tuple[str, ...], varies: Ints, weights: Floats, errors: Floats, clusters: int
) -> pd.DataFrame:
    quantile = float(stats.t.ppf((1 + LEVEL) / 2, max(clusters - 1, 1)))
    every = np.full((len(names), 2), np.nan)
    every[varies] = np.column_stack([weights, errors])
    return pd.DataFrame(
        {
            "feature": list(names),
            "weight": every[:, 0],
            "std_error": every[:, 1],
            "low": every[:, 0] - quantile * every[:, 1],
            "high": every[:, 0] + quantile * every[:, 1],
        }
    )
