"""Difference of two means, plain or weighted, of independent or of clustered organisations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cxc_metrics.statistics.cluster import Floats, Integers, Labels, cluster_labels
from cxc_metrics.statistics.errors import NotMeasurable
from cxc_metrics.statistics.intervals import LEVEL

FEW_CLUSTERS = 40  # below, cluster-robust t intervals are too narrow (Cameron and Miller, JHR 50, 2015)
LEAST_CLUSTERS = 6
WEBB_BELOW = 13  # below, two-point weights give too few distinct draws (Webb, QED 1315, 2014)
REPLICATES = 1999
SEED = 20220401
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
        return _with_t(estimate, variance, df, "pooled t")
    mine = left / (len(ours) - 1) / len(ours)
    other = float((w**2 * right / (1 - w)).sum())
    size = 1.0 / float((w**2).sum())
    df = (mine + other) ** 2 / (mine**2 / (len(ours) - 1) + other**2 / (size - 1))
    return _with_t(estimate, mine + other, df, "Welch's t")


def clustered_difference(
    participants: ArrayLike,
    comparison: ArrayLike,
    participant_clusters: Labels,
    comparison_clusters: Labels,
    weights: ArrayLike | None = None,
) -> Difference:
    """Difference of means of rows in clusters: cluster-robust (CR1) t with G - 1 degrees of freedom.

    Under 40 clusters the interval and p-value come from the wild cluster bootstrap-t with the null
    imposed (Cameron, Gelbach and Miller, REStat 90, 2008), inverted over hypothetical differences:
    Rademacher weights, Webb's six points under 13 clusters; 1 999 draws, seeded.

    `weights` of the comparison rows are on the scale on which each participant weighs 1. A missing
    cluster is a cluster of its own.

    Raises:
        NotMeasurable: fewer than six clusters in an arm, fewer than two rows, or no variation.
    """
    ours, theirs, w = _arms(participants, comparison, weights)
    both = np.concatenate([np.asarray(c, dtype=object) for c in (participant_clusters, comparison_clusters)])
    labels = cluster_labels(pd.DataFrame({"cluster": both}), "cluster")
    mine, other = labels[: len(ours)], labels[len(ours) :]
    fewest = min(len(np.unique(mine)), len(np.unique(other)))
    if fewest < LEAST_CLUSTERS:
        raise NotMeasurable(
            f"One group comes from only {fewest} clusters; {LEAST_CLUSTERS} are needed to judge variation."
        )
    total = float(len(theirs)) if weights is None else float(np.sum(weights))
    arms = _Arms(ours, theirs, w, mine, other, int(labels.max()) + 1, total)
    estimate = float(ours.mean() - w @ theirs)
    variance = float((arms.influence(0.0, restricted=False) ** 2).sum()) * arms.correction
    plain = _with_t(estimate, variance, float(arms.groups - 1), "cluster-robust t", arms.groups)
    if arms.groups >= FEW_CLUSTERS:
        return plain
    return _wild(plain, arms)


@dataclass(frozen=True)
class _Arms:
    """Both arms with comparison weights summing to 1 and cluster numbers from 0 to `groups` - 1.

    `total` is what the comparison weighs in all where each participant weighs 1.
    """

    ours: Floats
    theirs: Floats
    weights: Floats
    mine: Integers
    other: Integers
    groups: int
    total: float

    @property
    def correction(self) -> float:
        """The usual small-sample factor of CR1."""
        rows = len(self.ours) + len(self.theirs)
        return self.groups / (self.groups - 1) * (rows - 1) / (rows - 2)

    @property
    def shares(self) -> tuple[Floats, Floats]:
        """Share of each arm's weight that lies in each cluster."""
        return self._sums(np.ones_like(self.ours), np.ones_like(self.theirs))

    def influence(self, difference: float, *, restricted: bool) -> Floats:
        """What each cluster contributes to the estimated difference, from residuals.

        Residuals are taken from each arm's own mean, or (`restricted`) from the means that hold if the
        true difference is `difference`.
        """
        mine, other = self.residual_sums(difference, restricted=restricted)
        return mine - other

    def residual_sums(self, difference: float, *, restricted: bool) -> tuple[Floats, Floats]:
        ours, theirs = self.ours - difference, self.theirs
        if restricted:
            centre = (ours.sum() + self.total * (self.weights @ theirs)) / (len(ours) + self.total)
            return self._sums(ours - centre, theirs - centre)
        return self._sums(ours - ours.mean(), theirs - self.weights @ theirs)

    def residual_slope(self) -> tuple[Floats, Floats]:
        """What one more of the hypothetical difference adds to the restricted residuals."""
        whole = len(self.ours) + self.total
        shares = self.shares
        return -shares[0] * (self.total / whole), shares[1] * (len(self.ours) / whole)

    def _sums(self, ours: Floats, theirs: Floats) -> tuple[Floats, Floats]:
        mine = np.bincount(self.mine, weights=ours / len(ours), minlength=self.groups)
        other = np.bincount(self.other, weights=self.weights * theirs, minlength=self.groups)
        return mine.astype(np.float64), other.astype(np.float64)


def _wild(plain: Difference, arms: _Arms) -> Difference:
    """Replace interval and p-value of a cluster-robust t by those of the wild cluster bootstrap."""
    draws = _draws(arms.groups)
    se = plain.se / np.sqrt(arms.correction)
    # Residuals are linear in the hypothetical difference: what is drawn is worked out once, not for each.
    at = _drawn(draws, arms, arms.residual_sums(plain.estimate, restricted=True))
    moved = _drawn(draws, arms, arms.residual_slope())
    squares = [
        (one * other).sum(axis=1) for one, other in ((at[1], at[1]), (at[1], moved[1]), (moved[1], moved[1]))
    ]

    def p_value(difference: float) -> float:
        off = difference - plain.estimate
        spread = np.sqrt(np.clip(squares[0] + off * (2 * squares[1] + off * squares[2]), 0.0, None))
        t = np.divide(at[0] + off * moved[0], spread, out=np.zeros(len(draws)), where=spread > 0)
        return float((np.abs(t) >= abs(off) / se - 1e-12).mean())

    return Difference(
        estimate=plain.estimate,
        se=plain.se,
        df=plain.df,
        low=_bound(p_value, plain, -1.0),
        high=_bound(p_value, plain, 1.0),
        p_value=p_value(0.0),
        detectable=plain.detectable,
        method="wild cluster bootstrap",
        clusters=plain.clusters,
    )


def _drawn(draws: Floats, arms: _Arms, residuals: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Of each draw the difference it shifts, and each cluster's score around that."""
    mine, other = residuals
    shares = arms.shares
    shift_mine, shift_other = draws @ mine, draws @ other
    scores = draws * (mine - other) - np.outer(shift_mine, shares[0]) + np.outer(shift_other, shares[1])
    return shift_mine - shift_other, scores


def _bound(p_value: Callable[[float], float], plain: Difference, side: float) -> float:
    """The difference at which the p-value falls to 5 %, by bisection; infinite if it never does."""
    inside, outside = plain.estimate, plain.estimate + side * 2 * plain.se
    for _ in range(12):
        if p_value(outside) < 1 - LEVEL:
            break
        inside, outside = outside, plain.estimate + 2 * (outside - plain.estimate)
    else:
        return side * np.inf
    for _ in range(30):
        middle = (inside + outside) / 2
        if p_value(middle) < 1 - LEVEL:
            outside = middle
        else:
            inside = middle
    return inside


def _draws(groups: int) -> Floats:
    random = np.random.default_rng(SEED)
    if groups < WEBB_BELOW:
        six = np.sqrt([0.5, 1.0, 1.5])
        return random.choice(np.concatenate([-six, six]), size=(REPLICATES, groups))
    return random.choice(np.array([-1.0, 1.0]), size=(REPLICATES, groups))


def _with_t(estimate: float, variance: float, df: float, method: str, clusters: int = 0) -> Difference:
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
