"""Answers that come in groups: how much less they say than the same number of independent answers.

Ten visitors of one group event answer alike. The design effect `deff` says by how much the variance
of a mean or share grows; `n / deff` independent answers would tell as much. It follows from the
intra-cluster correlation of a one-way analysis of variance (Donner and Koval, Biometrics 36, 1980)
and Kish's formula for clusters of unequal size, `1 + (Σm²/Σm − 1) · ICC` (Kish, Survey Sampling,
1965), and is never taken below 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Marks = NDArray[np.bool_]
Labels = Sequence[str] | Sequence[int] | Sequence[str | None] | NDArray[Any] | pd.Series

ONE_CLUSTER = "all come from one cluster: the variation between clusters cannot be told"
NO_VARIATION = "all answers are equal: the design effect cannot be estimated and is taken as 1"


@dataclass(frozen=True)
class GroupMoments:
    """Per group, in the order of `keys`: everything shares and means need. Arrays of equal length.

    `squares` is the sum of squared deviations from the group's mean. `deff` is NaN where all
    answers of a group (two or more) share one cluster. `effective` is the effective number of clusters,
    (Σm)² / Σm²: one event of 40 answers beside five of one are not six clusters but 1.3.
    """

    keys: pd.DataFrame
    n: Integers
    mean: Floats
    squares: Floats
    clusters: Integers
    deff: Floats
    constant: Marks
    effective: Floats


def answered(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    """The rows whose `value` is a finite number; others are no answers. Copies the table."""
    numbers = pd.to_numeric(rows[value]).to_numpy(dtype=np.float64, na_value=np.nan)
    kept = np.isfinite(numbers)
    table: pd.DataFrame = rows.loc[kept].assign(**{value: numbers[kept]}).reset_index(drop=True)
    return table


def group_codes(rows: pd.DataFrame, by: Sequence[str]) -> tuple[Integers, pd.DataFrame]:
    """Number the groups of `by` from 0 in sorted order; missing keys are a group of their own.

    Returns the code of each row, and one row of keys per group. Without `by` all rows are one group.
    """
    if not by:
        return np.zeros(len(rows), dtype=np.int64), pd.DataFrame(index=range(min(len(rows), 1)))
    names = list(by)
    numbered = rows.groupby(names, dropna=False, observed=True, sort=True).ngroup()
    codes: Integers = numbered.to_numpy().astype(np.int64)
    _, first = np.unique(codes, return_index=True)
    return codes, rows[names].iloc[first].reset_index(drop=True)


def group_moments(rows: pd.DataFrame, value: str, by: Sequence[str], cluster: str | None) -> GroupMoments:
    """Sums per group and per cluster within group, without a loop over rows.

    `rows` has one answer a row and no missing `value` (see `answered`). A missing cluster label is
    a cluster of its own; without `cluster` every answer is.
    """
    codes, keys = group_codes(rows, by)
    groups = len(keys)
    y = rows[value].to_numpy(dtype=np.float64)
    n = np.bincount(codes, minlength=groups).astype(np.int64)
    mean = np.bincount(codes, weights=y, minlength=groups) / n
    spread = y - mean[codes]
    squares: Floats = np.bincount(codes, weights=spread**2, minlength=groups).astype(np.float64)
    top = np.full(groups, -np.inf)
    bottom = np.full(groups, np.inf)
    np.maximum.at(top, codes, y)
    np.minimum.at(bottom, codes, y)
    constant = top == bottom
    squares[constant] = 0.0
    labels = cluster_labels(rows, cluster)
    clusters, deff, effective = _design_effects(codes, labels, spread, n, squares, constant)
    return GroupMoments(keys, n, mean, squares, clusters, deff, constant, effective)


def cluster_labels(rows: pd.DataFrame, cluster: str | None) -> Integers:
    """Number the clusters of `rows`; a missing label, or no `cluster` at all, is one of its own each."""
    if cluster is None:
        return np.arange(len(rows), dtype=np.int64)
    codes, names = pd.factorize(rows[cluster])
    labels = codes.astype(np.int64)
    unknown = labels < 0
    labels[unknown] = len(names) + np.arange(int(unknown.sum()))
    return labels


def _design_effects(
    codes: Integers, labels: Integers, spread: Floats, n: Integers, squares: Floats, constant: Marks
) -> tuple[Integers, Floats, Floats]:
    """Clusters, design effect, effective clusters per group; `spread` are deviations from its mean."""
    groups = len(n)
    width = int(labels.max()) + 1 if len(labels) else 1
    pairs, cell = np.unique(codes * width + labels, return_inverse=True)
    owner = pairs // width
    size = np.bincount(cell, minlength=len(pairs)).astype(np.float64)
    total = np.bincount(cell, weights=spread, minlength=len(pairs))
    clusters = np.bincount(owner, minlength=groups).astype(np.int64)
    mean_size = np.bincount(owner, weights=size**2, minlength=groups) / n  # Σm²/Σm
    between = np.bincount(owner, weights=total**2 / size, minlength=groups)
    within = np.clip(squares - between, 0.0, None)

    deff = np.ones(groups)
    many = (clusters > 1) & (clusters < n) & ~constant
    k, m = clusters[many], n[many].astype(np.float64)
    mean_between = between[many] / (k - 1)
    mean_within = within[many] / (m - k)
    usual_size = (m - mean_size[many]) / (k - 1)
    correlation = (mean_between - mean_within) / (mean_between + (usual_size - 1.0) * mean_within)
    deff[many] = np.clip(1.0 + (mean_size[many] - 1.0) * correlation, 1.0, None)
    deff[(clusters == 1) & (n > 1)] = np.nan
    return clusters, deff, effective_clusters(size, owner, groups)


def effective_clusters(size: Floats, owner: Integers, groups: int) -> Floats:
    """(Σm)² / Σm² per group, from the size of each cluster and the group that it belongs to."""
    total = np.bincount(owner, weights=size, minlength=groups)
    squares = np.bincount(owner, weights=size**2, minlength=groups)
    return np.divide(total**2, squares, out=np.zeros(groups), where=squares > 0)
