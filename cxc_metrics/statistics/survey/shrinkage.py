"""Partnerships beside each other: how much of what sets them apart chance alone would give.

A share of four exchanges says less than one of four hundred. *Shrinkage* draws each towards the common mean,
the more the fewer it rests on, by an empirical Bayes prior fitted to all of them: beta-binomial for shares
(Efron and Morris, JASA 70, 1975), Gamma-Poisson for counts (Efron and Hastie, Computer Age Statistical
Inference, 2016, chapter 6). *Funnel limits* are where equal partnerships would lie by chance (Spiegelhalter,
Statistics in Medicine 24, 2005). Neither is a confidence interval.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import optimize, special, stats

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.quartiles_of_others import OTHERS_NEEDED

from .cluster import Floats

LEVELS = (0.95, 0.998)  # of the funnel: two and three standard deviations
# Prior strength at which units differ by no more than chance: the search goes no further.
STRONGEST = 1e6
WEAKEST = 1e-3


@dataclass(frozen=True, eq=False)
class Shrunken:
    """Units beside what chance alone would give.

    `table`: unit, value (as observed), n, shrunken, and the funnel's limits at its n: low95, high95, low998,
    high998. `mean` is that of all units together, `strength` what the prior weighs in units of n (shrunken is
    (n · value + strength · centre) / (n + strength)), infinite where they differ by no more than chance.
    """

    table: pd.DataFrame
    mean: float
    centre: float
    strength: float


def shrunken_shares(units: pd.DataFrame, *, unit: str, yes: str = "yes", n: str = "n") -> Shrunken:
    """Shares of `yes` among `n` of each unit, by a beta-binomial prior.

    Its strength is where the squared deviations, each over its beta-binomial variance, add up to units - 3:
    the estimate of James and Stein that Efron and Morris use, for unequal n. (The likelihood is too flat for
    few units: on their batting averages its maximum leaves next to no difference at all.) Raises
    `NotEstimable` under eight units with n of one or more.
    """
    k, size = _numbers(units, yes, n)
    mean, share = float(k.sum() / size.sum()), k / size

    def spread(strength: float) -> tuple[float, float]:
        """The common mean and the sum of deviations under this strength."""
        if mean in {0.0, 1.0}:
            return mean, 0.0
        weight = size * (strength + 1.0) / (size + strength)
        centre = float(np.average(share, weights=weight))
        return centre, float((weight * (share - centre) ** 2).sum()) / (centre * (1.0 - centre))

    wanted = len(k) - 3
    if spread(STRONGEST)[1] <= wanted:
        return _shrunken(units, unit, k, size, mean, mean, float("inf"), _binomial_limits)
    strength = WEAKEST
    if spread(WEAKEST)[1] < wanted:
        strength = float(
            np.exp(
                optimize.brentq(
                    lambda log: spread(float(np.exp(log)))[1] - wanted, np.log(WEAKEST), np.log(STRONGEST)
                )
            )
        )
    return _shrunken(units, unit, k, size, mean, spread(strength)[0], strength, _binomial_limits)


def shrunken_rates(
    units: pd.DataFrame, *, unit: str, count: str = "count", exposure: str = "exposure"
) -> Shrunken:
    """Counts over exposure (months) of each unit, by a Gamma prior of greatest likelihood; n is the exposure.

    Raises `NotEstimable` under eight units with an exposure.
    """
    k, size = _numbers(units, count, exposure)

    def likelihood(mean: float, strength: float) -> float:
        shape = mean * strength
        terms = special.gammaln(k + shape) - special.gammaln(shape)
        terms = terms + shape * np.log(strength / (strength + size)) - k * np.log(strength + size)
        return float(terms.sum())

    mean = float(k.sum() / size.sum())
    centre, strength = _prior(likelihood, mean)
    return _shrunken(units, unit, k, size, mean, centre, strength, _poisson_limits)


def funnel(mean: float, sizes: ArrayLike, *, counts: bool = False) -> pd.DataFrame:
    """The limits at each size: n, low95, high95, low998, high998; of shares, of `counts` over exposure.

    Shares are of whole numbers of records, so their sizes are rounded, each given once.
    """
    size = np.asarray(sizes, dtype=np.float64)
    if not counts:
        size = np.unique(np.rint(size))
    limits = _poisson_limits if counts else _binomial_limits
    return pd.DataFrame({"n": size, **_limits(limits, mean, size)})


def _numbers(units: pd.DataFrame, count: str, size: str) -> tuple[Floats, Floats]:
    k = units[count].to_numpy(dtype=np.float64, na_value=np.nan)
    n = units[size].to_numpy(dtype=np.float64, na_value=np.nan)
    if len(units) < OTHERS_NEEDED or not ((n > 0) & np.isfinite(k)).all():
        measured = int(((n > 0) & np.isfinite(k)).sum())
        raise NotEstimable(f"partnerships with a value: {measured}, and {OTHERS_NEEDED} are needed")
    return k, n


def _prior(likelihood: Callable[[float, float], float], mean: float) -> tuple[float, float]:
    """Centre and strength of the prior by maximum likelihood; strength is infinite at the bound."""
    if mean <= 0.0:
        return mean, float("inf")
    bounds = [(np.log(mean) - 4.0, np.log(mean) + 4.0), (np.log(WEAKEST), np.log(STRONGEST))]
    # From a weak and from a strong prior: the likelihood may be flat at one end.
    fits = [
        optimize.minimize(
            lambda point: -likelihood(float(np.exp(point[0])), float(np.exp(point[1]))),
            np.array([np.log(mean), np.log(strength)]),
            method="L-BFGS-B",
            bounds=bounds,
            options={"ftol": 1e-14, "gtol": 1e-9, "maxiter": 1000},
        )
        for strength in (1.0, 100.0, 10_000.0)
    ]
    centre, strength = np.exp(min(fits, key=lambda fit: float(fit.fun)).x)
    return (mean, float("inf")) if strength > STRONGEST / 2.0 else (float(centre), float(strength))


def _shrunken(
    units: pd.DataFrame,
    unit: str,
    k: Floats,
    size: Floats,
    mean: float,
    centre: float,
    strength: float,
    limits: Callable[[float, Floats, float], Floats],
) -> Shrunken:
    drawn = np.full(len(k), centre) if np.isinf(strength) else (k + strength * centre) / (size + strength)
    table = pd.DataFrame(
        {
            unit: units[unit].to_numpy(),
            "value": k / size,
            "n": size,
            "shrunken": drawn,
            **_limits(limits, mean, size),
        }
    )
    return Shrunken(table, mean, centre, strength)


def _limits(
    quantile: Callable[[float, Floats, float], Floats], mean: float, size: Floats
) -> dict[str, Floats]:
    limits: dict[str, Floats] = {}
    for level in LEVELS:
        name = f"{level * 100:g}".replace(".", "")
        tail = (1.0 - level) / 2.0
        limits[f"low{name}"] = quantile(mean, size, tail)
        limits[f"high{name}"] = quantile(mean, size, 1.0 - tail)
    return limits


def _binomial_limits(mean: float, size: Floats, tail: float) -> Floats:
    return np.clip(_between(stats.binom(size, mean), tail) / size, 0.0, 1.0)


def _poisson_limits(mean: float, size: Floats, tail: float) -> Floats:
    return np.maximum(_between(stats.poisson(mean * size), tail) / size, 0.0)


def _between(counts: stats.rv_discrete, tail: float) -> Floats:
    """The count at which the distribution reaches `tail`, interpolated (Spiegelhalter 2005, A.1.1)."""
    rank = np.asarray(counts.ppf(tail), dtype=np.float64)
    reached, before = counts.cdf(rank), counts.cdf(rank - 1.0)
    step = reached - before
    over = np.divide(reached - tail, step, out=np.zeros_like(rank), where=step > 0)
    return np.asarray(rank - over, dtype=np.float64)
