"""Weights for silence: those who answered, weighted to the margins of those who were asked.

Raking (iterative proportional fitting: Deming and Stephan, Annals of Mathematical Statistics 11, 1940) by
weightipy. It mends what differs by the characteristics that are raked over, and nothing that makes people of
one kind answer or keep silent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxc_metrics.statistics.counted import counted
from cxc_metrics.statistics.effect.balancing import NOT_STATED, effective_n
from cxc_metrics.statistics.errors import NotEstimable

from .cluster import Floats, GroupMoments, group_moments
from .intervals import student, wilson

# A group with fewer answers is raked together with the other small ones of its characteristic.
FEWEST_ANSWERS = 5
FEWEST = 30  # answers, for weighting at all
MOST_WEIGHT = 5.0  # of the mean weight; heavier ones are cut
TOLERANCE = 1e-4  # largest difference of a weighted margin from its target that is left, as a share
OTHER = "others"


@dataclass(frozen=True, eq=False)
class Raked:
    """`weights` of those who answered, 1 on average. `groups` shows what was weighted: characteristic, group,
    asked, answered, weighted (shares). `silent` are those asked whose group has no answer even with the other
    small ones: nobody speaks for them. `effective_n` is Kish's, `largest` the greatest weight, `cut` how many
    were held at five.
    """

    weights: Floats
    groups: pd.DataFrame
    silent: int
    effective_n: float
    largest: float
    cut: int


@dataclass(frozen=True)
class Weighted:
    """A share or mean with weights, its interval, and the answers it amounts to."""

    estimate: float
    low: float
    high: float
    effective_n: float


def raked(sample_asked: pd.DataFrame, answered: pd.Series, by: Sequence[str]) -> Raked:
    """Weight those of `asked` who answered to the margins of all who were asked.

    `asked` has one row per person asked with the characteristics `by` (missing is a group of its own),
    `answered` is true or false for each. Raises `NotEstimable` under 30 answers, or where no weights meet
    the margins.
    """
    spoke = answered.to_numpy(dtype=np.bool_)
    if int(spoke.sum()) < FEWEST:
        raise NotEstimable(
            f"{counted(int(spoke.sum()), 'answer', 'answers')}, {FEWEST} are needed to weight them"
        )
    groups = pd.DataFrame({name: _pooled(sample_asked[name], spoke) for name in by}, index=sample_asked.index)
    heard = np.ones(len(sample_asked), dtype=np.bool_)
    for name in by:
        heard &= groups[name].isin(set(groups.loc[spoke, name])).to_numpy()
    sample = groups[spoke].reset_index(drop=True)
    varying = [name for name in by if sample[name].nunique() > 1]
    margins = {name: groups.loc[heard, name].value_counts(normalize=True, sort=False) for name in by}
    weights = _fitted(sample[varying], {name: margins[name] for name in varying})
    weights, cut = _cut(weights)
    return Raked(
        weights=weights,
        groups=_compared(groups, spoke, weights, by),
        silent=int((~heard).sum()),
        effective_n=effective_n(weights),
        largest=float(weights.max()),
        cut=cut,
    )


def weighted_share(values: pd.Series, weights: Floats, clusters: pd.Series | None = None) -> Weighted:
    """Share of 1 among values of 0 and 1 with these weights: Wilson on Kish's n over the design effect.

    The design effect of the clusters is that of the unweighted answers (`cluster`), so the interval takes no
    credit for what the raked characteristics explain.
    """
    share = float(np.average(values.to_numpy(dtype=np.float64), weights=weights))
    size = effective_n(weights) / float(_moments(values, clusters).deff[0])
    low, high = wilson(share, size)
    return Weighted(share, float(low), float(high), size)


def weighted_mean(values: pd.Series, weights: Floats, clusters: pd.Series | None = None) -> Weighted:
    """Mean with these weights: Student's t on Kish's n over the design effect, as `weighted_share`.

    The variance is the unbiased one of weights that say how many an answer stands for, Σw(x - m)² / Σw over
    1 - 1/n of Kish's n. Answers that are all equal have no interval.
    """
    value, moments = values.to_numpy(dtype=np.float64), _moments(values, clusters)
    mean = float(np.average(value, weights=weights))
    kish = effective_n(weights)
    squares = 0.0 if moments.constant[0] else float(np.average((value - mean) ** 2, weights=weights))
    size = kish / float(moments.deff[0])
    low, high = student(mean, np.sqrt(squares / (1.0 - 1.0 / kish)), size)
    return Weighted(mean, float(low), float(high), size)


def _moments(values: pd.Series, clusters: pd.Series | None) -> GroupMoments:
    """Design effect and the like of the answers without weights."""
    rows = pd.DataFrame({"value": values.to_numpy(dtype=np.float64)})
    rows = rows if clusters is None else rows.assign(cluster=clusters.to_numpy())
    return group_moments(rows, "value", (), None if clusters is None else "cluster")


def _pooled(column: pd.Series, spoke: np.ndarray) -> np.ndarray:
    """The groups of one characteristic as text, those with fewer than five answers put together."""
    groups = np.where(column.isna(), NOT_STATED, column.astype(object).map(str))
    names, counts = np.unique(groups[spoke], return_counts=True)
    enough = set(names[counts >= FEWEST_ANSWERS])
    return np.array([name if name in enough else OTHER for name in groups], dtype=object)


def _fitted(sample: pd.DataFrame, margins: dict[str, pd.Series]) -> Floats:
    """Weights of mean 1 that give `sample` these margins (shares)."""
    if not margins:
        return np.ones(len(sample))
    import weightipy

    scheme = weightipy.scheme_from_dict(
        {name: {group: 100.0 * share for group, share in target.items()} for name, target in margins.items()},
    )
    frame = weightipy.weight_dataframe(sample.copy(), scheme, weight_column="weight", verbose=False)
    weights: Floats = frame["weight"].to_numpy(dtype=np.float64)
    weights = weights / weights.mean()
    for name, target in margins.items():
        reached = pd.Series(weights).groupby(sample[name].to_numpy()).sum() / weights.sum()
        gap = float((reached - target).abs().max())
        if not gap <= TOLERANCE:
            raise NotEstimable(f"no weights meet the margins of {name}: {gap:.1%} are left")
    return weights


def _cut(weights: Floats) -> tuple[Floats, int]:
    """Weights of mean 1 of which none is above five, and how many were held there."""
    held = np.zeros(len(weights), dtype=np.bool_)
    while (heavy := weights > MOST_WEIGHT * (1.0 + TOLERANCE)).any():
        held |= heavy
        weights = np.where(held, MOST_WEIGHT, weights)
        # The others make up for it, so that the mean stays 1.
        rest = (len(weights) - MOST_WEIGHT * held.sum()) / weights[~held].sum()
        weights = np.where(held, MOST_WEIGHT, weights * rest)
    return weights, int(held.sum())


def _compared(groups: pd.DataFrame, spoke: np.ndarray, weights: Floats, by: Sequence[str]) -> pd.DataFrame:
    """Shares of each group among those asked, those who answered, and those who answered with weights."""
    rows = []
    for name in by:
        shares_asked = groups[name].value_counts(normalize=True)
        answered = groups.loc[spoke, name].value_counts(normalize=True)
        weighted = pd.Series(weights).groupby(groups.loc[spoke, name].to_numpy()).sum() / weights.sum()
        rows += [
            (name, group, shares_asked[group], answered.get(group, 0.0), weighted.get(group, 0.0))
            for group in sorted(shares_asked.index)
        ]
    return pd.DataFrame(rows, columns=["characteristic", "group", "asked", "answered", "weighted"])
