"""Make a comparison group look like the participants: entropy balancing and the table that shows it.

The weights are the ones closest (in entropy) to the base weights among all that give the comparison group the
participants' means: Hainmueller, Political Analysis 20 (2012). The dual problem has one variable per
mean and is convex.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.survey.cluster import Floats, Marks

TOLERANCE = 1e-6  # largest difference of means allowed afterwards, in standard deviations
NOT_STATED = "not stated"


@dataclass(frozen=True)
class Moments:
    """What is balanced: one column per number or category level, for both arms."""

    names: tuple[tuple[str, str], ...]
    participants: Floats
    comparison: Floats


def entropy_weights(comparison: Floats, target: Floats, base: Floats | None = None) -> Floats:
    """Weights of the comparison rows, summing to 1, whose weighted column means equal `target`.

    Args:
        comparison: n × k matrix of the moments to balance.
        target: their k means among the participants.
        base: weights to stay close to, all above zero; equal ones if not given.

    Raises:
        NotEstimable: no weights reach the target (the participants lie outside the comparison group).
    """
    start = np.ones(len(comparison)) if base is None else base
    if comparison.shape[1] == 0:
        return np.asarray(start / start.sum(), dtype=np.float64)
    scale = comparison.std(axis=0)
    gap = (comparison - target) / np.where(scale > 0, scale, np.maximum(np.abs(target), 1.0))
    # Redundant moments (a number that follows from others) would make the dual flat: rotate them away.
    _, singular, axes = np.linalg.svd(gap - gap.mean(axis=0), full_matrices=False)
    result = _nearest(gap @ axes[singular > singular.max(initial=0.0) * 1e-10].T, np.log(start))
    left = float(np.abs(result @ gap).max())
    if not left <= TOLERANCE:
        raise NotEstimable(
            "No weights make the comparison group resemble the participants: a difference of "
            f"{left:.2g} standard deviations remains. The two groups hardly overlap."
        )
    return result


def _nearest(gap: Floats, base: Floats) -> Floats:
    """Weights exp(base + gap · λ) / Σ at the minimum of the dual, where their mean of `gap` is zero."""
    from scipy.optimize import minimize
    from scipy.special import logsumexp

    def weights(multipliers: Floats) -> Floats:
        score = base + gap @ multipliers
        return np.asarray(np.exp(score - logsumexp(score)), dtype=np.float64)

    def dual(multipliers: Floats) -> tuple[float, Floats]:
        return float(logsumexp(base + gap @ multipliers)), weights(multipliers) @ gap

    def curvature(multipliers: Floats) -> Floats:
        w = weights(multipliers)
        mean = w @ gap
        return np.asarray((gap * w[:, None]).T @ gap - np.outer(mean, mean), dtype=np.float64)

    start = np.zeros(gap.shape[1])
    if not len(start):
        return weights(start)
    options = {"gtol": TOLERANCE / 100, "maxiter": 500}
    return weights(minimize(dual, start, jac=True, hess=curvature, method="trust-exact", options=options).x)


def effective_n(weights: Floats) -> float:
    """Kish's effective number of rows, (Σw)² / Σw²."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def common_support(
    participants: pd.DataFrame, comparison: pd.DataFrame, covariates: Sequence[str]
) -> tuple[Marks, Marks]:
    """Rows of either arm whose categories all occur in the other arm too, repeated until stable.

    A participant from a country group without any comparison visitor cannot be compared, nor the other
    way round. Numbers are not cut.
    """
    kept = np.ones(len(participants), dtype=np.bool_), np.ones(len(comparison), dtype=np.bool_)
    columns = [c for c in covariates if not _is_number(participants[c], comparison[c])]
    levels = {c: (_levels(participants[c]), _levels(comparison[c])) for c in columns}
    while True:
        before = int(kept[0].sum()), int(kept[1].sum())
        for ours, theirs in levels.values():
            kept = kept[0] & np.isin(ours, theirs[kept[1]]), kept[1] & np.isin(theirs, ours[kept[0]])
        if before == (int(kept[0].sum()), int(kept[1].sum())):
            return kept


def moments(participants: pd.DataFrame, comparison: pd.DataFrame, covariates: Sequence[str]) -> Moments:
    """The columns to balance: numbers as they are, each category level as 0/1 ("not stated" is one)."""
    names: list[tuple[str, str]] = []
    ours: list[Floats] = []
    theirs: list[Floats] = []
    for covariate in covariates:
        left, right = participants[covariate], comparison[covariate]
        if _is_number(left, right):
            names.append((covariate, ""))
            ours.append(left.to_numpy(dtype=np.float64))
            theirs.append(right.to_numpy(dtype=np.float64))
            continue
        p, c = _levels(left), _levels(right)
        for level in np.union1d(p, c):
            names.append((covariate, str(level)))
            ours.append((p == level).astype(np.float64))
            theirs.append((c == level).astype(np.float64))
    return Moments(
        tuple(names),
        np.column_stack(ours) if ours else np.empty((len(participants), 0)),
        np.column_stack(theirs) if theirs else np.empty((len(comparison), 0)),
    )


def balance_table(balanced: Moments, weights: Floats, base: Floats | None = None) -> pd.DataFrame:
    """Means of both arms and their standardised difference before and after weighting.

    Before: with the `base` weights, equal ones if not given.

    The difference is divided by the root of the mean of both unweighted variances, before and after
    alike (Stuart, Statistical Science 25, 2010). Over 0.1 is usually called imbalance.

    Returns:
        `covariate, level, participants, comparison_before, comparison_after, difference_before,
        difference_after`, one row per moment.
    """
    mean = balanced.participants.mean(axis=0)
    before = np.average(balanced.comparison, axis=0, weights=base)
    after = weights @ balanced.comparison
    variances = [balanced.participants.var(axis=0, ddof=1), balanced.comparison.var(axis=0, ddof=1)]
    spread = np.sqrt((variances[0] + variances[1]) / 2.0)
    divisor = np.where(spread > 0, spread, 1.0)
    return pd.DataFrame(
        {
            "covariate": [name for name, _ in balanced.names],
            "level": [level for _, level in balanced.names],
            "participants": mean,
            "comparison_before": before,
            "comparison_after": after,
            "difference_before": (mean - before) / divisor,
            "difference_after": (mean - after) / divisor,
        }
    )


def _is_number(left: pd.Series, right: pd.Series) -> bool:
    return all(
        pd.api.types.is_numeric_dtype(s.dtype) and not pd.api.types.is_bool_dtype(s.dtype)
        for s in (left, right)
    )


def _levels(column: pd.Series) -> np.ndarray[tuple[int], np.dtype[np.str_]]:
    return np.where(column.isna(), NOT_STATED, column.to_numpy(dtype=object).astype(np.str_))
