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
    """Moments of a table of answers, without a loop over rows.

    `rows` has one answer a row and no missing `value` (see `answered`). A missing cluster label is
    a cluster of its own; without `cluster` every answer is.
    """
    return moments_of_sums(_sums(rows, value, by, cluster), by)


def moments_of_sums(sums: pd.DataFrame, by: Sequence[str]) -> GroupMoments:
    """Moments of answers that were summed up before, by an engine or here.

    `sums` has a row per group with an answer: the columns `by`; `n` answers, their `total`, the sum of their
    `squares`, the `smallest` and the `largest`; how many `clusters` they came in, the sum of the squared
    `sizes` of these, and `between`, the sum over clusters of total² / size.
    """
    n = sums["n"].to_numpy(dtype=np.float64)
    total = sums["total"].to_numpy(dtype=np.float64)
    mean = total / n
    constant = sums["smallest"].to_numpy(dtype=np.float64) == sums["largest"].to_numpy(dtype=np.float64)
    squares = np.clip(sums["squares"].to_numpy(dtype=np.float64) - total * mean, 0.0, None)
    squares[constant] = 0.0
    clusters = sums["clusters"].to_numpy(dtype=np.int64)
    sizes = sums["sizes"].to_numpy(dtype=np.float64)
    between = np.clip(sums["between"].to_numpy(dtype=np.float64) - total * mean, 0.0, None)
    return GroupMoments(
        keys=sums[list(by)].reset_index(drop=True),
        n=n.astype(np.int64),
        mean=mean,
        squares=squares,
        clusters=clusters,
        deff=_design_effects(n, clusters, sizes / n, squares, between, constant),
        constant=constant,
        effective=np.divide(n**2, sizes, out=np.zeros(len(n)), where=sizes > 0),
    )


def _sums(rows: pd.DataFrame, value: str, by: Sequence[str], cluster: str | None) -> pd.DataFrame:
    codes, keys = group_codes(rows, by)
    y = rows[value].to_numpy(dtype=np.float64)
    labels = cluster_labels(rows, cluster)
    # A cluster that spans several groups is one of its own in each.
    _, first, place = np.unique(codes * (len(rows) + 1) + labels, return_index=True, return_inverse=True)
    owner = codes[first]
    size, total = np.bincount(place), np.bincount(place, weights=y)
    smallest, largest = np.full(len(keys), np.inf), np.full(len(keys), -np.inf)
    np.minimum.at(smallest, codes, y)
    np.maximum.at(largest, codes, y)

    def summed(of: Integers, weights: Floats | None = None) -> NDArray[Any]:
        return np.bincount(of, weights=weights, minlength=len(keys))

    return keys.assign(
        n=summed(codes),
        total=summed(codes, y),
        squares=summed(codes, y**2),
        smallest=smallest,
        largest=largest,
        clusters=summed(owner),
        sizes=summed(owner, size.astype(np.float64) ** 2),
        between=summed(owner, total**2 / size),
    )


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
    n: Floats, clusters: Integers, mean_size: Floats, squares: Floats, between: Floats, constant: Marks
) -> Floats:
    """Design effect per group; `mean_size` is Σm²/Σm, `between` the squares between clusters."""
    within = np.clip(squares - between, 0.0, None)
    deff = np.ones(len(n))
    many = (clusters > 1) & (clusters < n) & ~constant
    k, m = clusters[many], n[many]
    mean_between = between[many] / (k - 1)
    mean_within = within[many] / (m - k)
    usual_size = (m - mean_size[many]) / (k - 1)
    correlation = (mean_between - mean_within) / (mean_between + (usual_size - 1.0) * mean_within)
    deff[many] = np.clip(1.0 + (mean_size[many] - 1.0) * correlation, 1.0, None)
    deff[(clusters == 1) & (n > 1)] = np.nan
    return deff


def effective_clusters(size: Floats, owner: Integers, groups: int) -> Floats:
    """(Σm)² / Σm² per group, from the size of each cluster and the group that it belongs to."""
    total = np.bincount(owner, weights=size, minlength=groups)
    squares = np.bincount(owner, weights=size**2, minlength=groups)
    return np.divide(total**2, squares, out=np.zeros(groups), where=squares > 0)
