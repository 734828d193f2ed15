"""How likely a target is reached by the end: Gamma-Poisson with the recent pace.

The pace of the last twelve months is known up to a Gamma distribution, what it brings until the end is
Poisson given the pace: together negative binomial (Anisimov and Fedorov, Statistics in Medicine 26, 2007, for
one recruiting centre). Exchanges come in groups and by season, so both variances grow by the dispersion of
the months; without that, registers in the thousands are far too sure of themselves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cxc_metrics.statistics.counted import counted
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.survey.cluster import Floats, Integers

FEWEST = 12
SHORTEST_DAYS = 183
WINDOW_DAYS = 365
DAYS_PER_MONTH = 365.25 / 12
PRIOR_SHAPE = 0.5  # Jeffreys' prior of a Poisson rate
LEVEL = 0.95


@dataclass(frozen=True)
class TargetChance:
    """What the recent pace would bring by the end.

    `probability` of at least the exchanges that are left; how many more are `expected`, with the central 95 %
    of them; the `pace_per_month` with the days it rests on, and the dispersion of its months (1 or more).
    """

    probability: float
    expected: float
    low: int
    high: int
    pace_per_month: float
    window_days: int
    dispersion: float


def target_chance(
    ages: ArrayLike, counts: ArrayLike | None = None, *, left: float, days_left: float
) -> TargetChance:
    """The chance that `left` more exchanges are held in `days_left` days at the recent pace.

    `ages` says how many days before the as-at day the exchanges held so far began (0: on that day), one each,
    or so many of them as `counts` says; those after that day (below 0) are left out. Raises `NotEstimable`
    under twelve exchanges or six months since the first.
    """
    from_start = np.asarray(ages, dtype=np.int64)
    times = np.ones(len(from_start)) if counts is None else np.asarray(counts, dtype=np.float64)
    from_start, times = from_start[from_start >= 0], times[from_start >= 0]
    if times.sum() < FEWEST:
        raise NotEstimable(f"exchanges so far: {times.sum():.0f}, and {FEWEST} are needed to judge the pace")
    if from_start.max() + 1 < SHORTEST_DAYS:
        ago = counted(int(from_start.max()), "day", "days")
        raise NotEstimable(f"the first exchange was {ago} ago: six months are needed")
    window = min(WINDOW_DAYS, int(from_start.max()) + 1)
    recent = from_start < window
    held = float(times[recent].sum())
    spread = _dispersion(from_start[recent], times[recent], window)
    shape, rate = held / spread + PRIOR_SHAPE, window / spread
    mean = shape / rate * days_left
    low, probability, high = _negative_binomial(mean, spread * mean + mean**2 / shape, left)
    return TargetChance(probability, mean, low, high, held / window * DAYS_PER_MONTH, window, spread)


def _dispersion(ages: Integers, counts: Floats, window: int) -> float:
    """Pearson's X² of the exchanges per month of the window over its degrees of freedom, at least 1."""
    months = int(window // DAYS_PER_MONTH)
    monthly = np.bincount(ages * months // window, weights=counts, minlength=months)
    mean = monthly.mean()
    return max(1.0, float(((monthly - mean) ** 2).sum() / mean / (months - 1))) if mean > 0 else 1.0


def _negative_binomial(mean: float, variance: float, left: float) -> tuple[int, float, int]:
    """Lower end, probability of at least `left`, upper end."""
    from scipy import stats

    if left <= 0:
        return 0, 1.0, 0
    if mean <= 0:
        return 0, 0.0, 0
    size = mean**2 / (variance - mean)
    drawn = stats.nbinom(size, size / (size + mean))
    tail = (1.0 - LEVEL) / 2.0
    return int(drawn.ppf(tail)), float(drawn.sf(np.ceil(left) - 1)), int(drawn.ppf(1.0 - tail))
