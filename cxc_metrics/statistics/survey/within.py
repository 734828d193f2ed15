"""A difference between two arms inside partnerships: weighted regression, clustered errors, wild bootstrap.

Partnerships that place more visitors may also have visitors who grow more. With an effect for each
partnership only visitors of one partnership are compared with each other. Errors are clustered by partnership
(CR1, t with G - 1 degrees of freedom); under 40 partnerships interval and p-value come from the wild cluster
bootstrap-t with the null imposed (Cameron, Gelbach and Miller, REStat 90, 2008; MacKinnon, Nielsen and Webb,
Journal of Econometrics 2023), inverted over hypothetical differences: Rademacher weights, Webb's six points
under 13 clusters (Webb, QED 1315, 2014); 1 999 draws, seeded.

Everything follows from four sums of each partnership: of the arm's deviation times the outcome and times
itself, and of outcome and arm alone; they are linear in the hypothetical difference.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from cxc_metrics.statistics.counted import counted
from cxc_metrics.statistics.effect.mean_difference import Difference, with_t
from cxc_metrics.statistics.errors import NotEstimable

from .cluster import Floats, Integers, Marks
from .intervals import LEVEL

# Below, cluster-robust t intervals are too narrow (Cameron and Miller, JHR 50, 2015).
FEW_CLUSTERS: Final = 40
LEAST_CLUSTERS: Final = 6
WEBB_BELOW: Final = 13  # below, two-point weights give too few distinct draws
REPLICATES: Final = 1999
SEED: Final = 20220401


@dataclass(frozen=True)
class Regression:
    """The difference, and what of the outcome's variation it explains.

    `partial` is Cohen's partial f of the arm, in size: the root of explained over unexplained variation.
    """

    difference: Difference
    partial: float


def weighted_difference(
    outcome: Floats, went: Marks, weights: Floats, clusters: Integers, *, within: bool
) -> Regression:
    """Regress the outcome on the arm, with an effect for each cluster (`within`) or one constant.

    Args:
        outcome: one value a row.
        went: rows of the participants.
        weights: of all rows; each participant weighs 1.
        clusters: number of each row's cluster, from 0 without gaps.
        within: compare inside clusters only.

    Raises:
        NotEstimable: fewer than six clusters (within: with both arms), or no variation.
    """
    sums = _Sums.of(outcome, went, weights, clusters, within=within)
    informative = int((sums.square > 1e-12).sum()) if within else len(sums.square)
    if informative < LEAST_CLUSTERS:
        raise NotEstimable(
            f"Refused: only {counted(informative, 'partnership has', 'partnerships have')} "
            "both participants and visitors still waiting; "
            f"{LEAST_CLUSTERS} are needed to judge how much partnerships vary."
        )
    estimate = float(sums.product.sum() / sums.square.sum())
    variation = float((weights * (sums.outcome - estimate * sums.arm) ** 2).sum())
    bare = float(np.sqrt((sums.scores(estimate) ** 2).sum()) / sums.square.sum())
    _refuse_still(outcome, weights, variation, bare, informative)
    rows = len(outcome)
    correction = informative / (informative - 1) * (rows - 1) / (rows - 2)
    plain = with_t(estimate, correction * bare**2, float(informative - 1), "cluster-robust t", informative)
    partial = float(np.sqrt(estimate**2 * sums.square.sum() / variation))
    return Regression(plain if informative >= FEW_CLUSTERS else _wild(plain, bare, sums), partial)


def _refuse_still(outcome: Floats, weights: Floats, variation: float, bare: float, informative: int) -> None:
    """Raise NotEstimable where nothing varies, or no partnership differs from another."""
    if variation <= 1e-12 * max(1.0, float((weights * outcome**2).sum())):
        raise NotEstimable("All values are equal within each group, so their variation cannot be told.")
    if bare <= 1e-9 * np.sqrt(variation / float(weights.sum())):
        raise NotEstimable(
            f"All {informative} partnerships show the same difference, so how much they vary cannot be told."
        )


@dataclass(frozen=True)
class _Sums:
    """Outcome and arm as deviations from their weighted means, and their sums by cluster.

    `product` and `square`: weighted sums of the arm's deviation times the outcome's, and squared; `values`
    and `arms`: weighted sums of both deviations alone, which are zero within clusters; `weight`: of all rows.
    """

    outcome: Floats
    arm: Floats
    product: Floats
    square: Floats
    values: Floats
    arms: Floats
    weight: float

    @classmethod
    def of(cls, outcome: Floats, went: Marks, weights: Floats, clusters: Integers, *, within: bool) -> _Sums:
        groups = clusters if within else np.zeros_like(clusters)

        def deviation(values: Floats) -> Floats:
            total = np.bincount(groups, weights=weights)
            mean = np.bincount(groups, weights=weights * values) / np.where(total > 0, total, 1.0)
            return np.asarray(values - mean[groups], dtype=np.float64)

        def by_cluster(values: Floats) -> Floats:
            return np.bincount(clusters, weights=weights * values).astype(np.float64)

        y, t = deviation(outcome), deviation(went.astype(np.float64))
        nothing = np.zeros(int(clusters.max()) + 1)
        values, arms = (nothing, nothing) if within else (by_cluster(y), by_cluster(t))
        return cls(y, t, by_cluster(t * y), by_cluster(t * t), values, arms, float(weights.sum()))

    def scores(self, difference: float) -> Floats:
        """What each cluster's residuals add to the difference, if `difference` is the true one."""
        return self.product - difference * self.square


def _wild(plain: Difference, bare: float, sums: _Sums) -> Difference:
    """Replace interval and p-value of a cluster-robust t by those of the wild cluster bootstrap."""
    draws = _draws(len(sums.square))
    # Residuals are linear in the hypothetical difference: what is drawn is worked out once, not for each.
    at = _drawn(draws, sums, sums.scores(plain.estimate), sums.values - plain.estimate * sums.arms)
    slope = _drawn(draws, sums, -sums.square, -sums.arms)
    squares = [
        (factor * other).sum(axis=1)
        for factor, other in ((at[1], at[1]), (at[1], slope[1]), (slope[1], slope[1]))
    ]
    total = float(sums.square.sum())

    def p_value(difference: float) -> float:
        off = difference - plain.estimate
        spread = np.sqrt(np.clip(squares[0] + off * (2 * squares[1] + off * squares[2]), 0.0, None)) / total
        shift = at[0] + off * slope[0]
        t = np.divide(shift, spread, out=np.zeros(len(draws)), where=spread > 0)
        return float((np.abs(t) >= abs(off) / bare - 1e-12).mean())

    low, high = (_bound(p_value, plain, side) for side in (-1.0, 1.0))
    return replace(plain, low=low, high=high, p_value=p_value(0.0), method="wild cluster bootstrap")


def _drawn(draws: Floats, sums: _Sums, scores: Floats, residuals: Floats) -> tuple[Floats, Floats]:
    """Of each draw the difference it shifts, and each cluster's score around the refitted line."""
    shift = draws @ scores / sums.square.sum()
    centre = draws @ residuals / sums.weight
    return shift, draws * scores - np.outer(centre, sums.arms) - np.outer(shift, sums.square)


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


def robustness_value(partial: float) -> float:
    """How strong an unmeasured cause must be to take the whole difference away.

    The share of the residual variation of both arm and outcome it would have to explain (Cinelli and
    Hazlett, Journal of the Royal Statistical Society B 82, 2020, section 4.2). `partial` is Cohen's partial f
    of the arm, |t| / √df.
    """
    square = partial**2
    return float((np.sqrt(square**2 + 4 * square) - square) / 2)
