"""Difference of two means of independent organisations (for partnerships see `within`)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from cxc_metrics.statistics.errors import NotMeasurable
from cxc_metrics.statistics.survey.cluster import Floats
from cxc_metrics.statistics.survey.intervals import LEVEL

POWER = 0.8


@dataclass(frozen=True)
class Difference:
    """Participants' mean minus comparison mean, with standard error and 95 % interval.

    `detectable` is the smallest true difference that would have been found with a power of 80 %.
    `clusters` is 0 where rows are taken as independent.
    """

    estimate: float
    se: float
    df: float
    low: float
    high: float
    p_value: float
    detectable: float
    method: str
    clusters: int = 0


def difference_in_means(
    participants: ArrayLike, comparison: ArrayLike, weights: ArrayLike | None = None, *, pooled: bool = False
) -> Difference:
    """Difference of means of independent rows: Welch's t, or the pooled t.

    With `weights` of the comparison rows the standard error is the weighted counterpart of Welch's
    (HC2 of the weighted regression; weights taken as given) and the degrees of freedom use their
    effective number.

    Raises:
        NotMeasurable: fewer than two rows in an arm, or no variation in both.
    """
    ours, theirs, w = _arms(participants, comparison, weights)
    estimate = float(ours.mean() - w @ theirs)
    left = float(((ours - ours.mean()) ** 2).sum())
    right = (theirs - w @ theirs) ** 2
    if pooled:
        df = float(len(ours) + len(theirs) - 2)
        variance = (left + float(right.sum())) / df * (1 / len(ours) + 1 / len(theirs))
        return with_t(estimate, variance, df, "pooled t")
    mine = left / (len(ours) - 1) / len(ours)
    other = float((w**2 * right / (1 - w)).sum())
    size = 1.0 / float((w**2).sum())
    df = (mine + other) ** 2 / (mine**2 / (len(ours) - 1) + other**2 / (size - 1))
    return with_t(estimate, mine + other, df, "Welch's t")


def with_t(estimate: float, variance: float, df: float, method: str, clusters: int = 0) -> Difference:
    """A difference with the interval of Student's t."""
    from scipy.stats import t as student

    se = float(np.sqrt(variance))
    half = float(student.isf((1 - LEVEL) / 2, df)) * se
    detectable = half + float(student.ppf(POWER, df)) * se
    p = 2 * float(student.sf(abs(estimate) / se, df))
    return Difference(estimate, se, df, estimate - half, estimate + half, p, detectable, method, clusters)


def _arms(
    participants: ArrayLike, comparison: ArrayLike, weights: ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    ours, theirs = np.asarray(participants, dtype=np.float64), np.asarray(comparison, dtype=np.float64)
    if len(ours) < 2 or len(theirs) < 2:
        raise NotMeasurable(
            f"A difference needs two organisations in each group; here are {len(ours)} and {len(theirs)}."
        )
    if not (np.isfinite(ours).all() and np.isfinite(theirs).all()):
        raise NotMeasurable("A value is missing; only organisations with all values can be compared.")
    if max(np.ptp(ours), np.ptp(theirs)) <= 1e-12 * max(1.0, np.abs(ours).max(), np.abs(theirs).max()):
        raise NotMeasurable("All values are equal within each group, so their variation cannot be told.")
    w = np.ones(len(theirs)) if weights is None else np.asarray(weights, dtype=np.float64)
    return ours, theirs, w / w.sum()
