"""Ratios of two sums whose parts come in clusters: agreements per 100 exchanges, drawn by host.

Agreements at one host depend on each other, so whole hosts are drawn. A Poisson interval would take
them for independent and be too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from .cluster import (
    ONE_CLUSTER,
    Floats,
    Labels,
    answered,
    cluster_labels,
    group_codes,
)
from .intervals import (
    LEVEL,
    Interval,
    few_clusters,
    flags,
    interval_of_row,
)

REPLICATES = 1999
SEED = 20220401  # any fixed number will do: the same rows give the same interval
# Below so many effective hosts (Σm)² / Σm² a bootstrap of hosts covers 90 % and less.
HOSTS_NEEDED = 20
# Up to so many clusters each is listed; the jackknife of that takes memory for their square.
LISTED = 5_000
SAME_RATIO = "the ratio is the same in every cluster: its variation cannot be told"


def ratio_table(
    rows: pd.DataFrame,
    by: Sequence[str] = (),
    *,
    numerator: str,
    denominator: str,
    cluster: str,
    per: float = 1.0,
) -> pd.DataFrame:
    """Σ numerator / Σ denominator per group, with a bootstrap interval over clusters.

    Whole clusters are drawn 1 999 times; the interval is bias-corrected and accelerated (Efron,
    JASA 82, 1987; `scipy.stats.bootstrap`). The draws start from the same seed in every group and
    do not depend on the order of the rows, so a group's interval is the same alone as beside others.
    Its coverage is near 95 % from about 60 clusters on, near 90 % at 20; under 20 effective clusters
    (Σm)² / Σm² it is flagged "u".

    Args:
        rows: one row per exchange; rows where either number is missing are left out.
        by: columns of the group keys.
        numerator: number of agreements, 0 or more.
        denominator: number of exchanges, more than 0 (usually 1).
        cluster: column of the host; a missing host is a cluster of its own.
        per: factor of the ratio, 100 for "per 100".

    Returns:
        A table as in `intervals`; `n` counts the rows, `deff` is NaN, for it is not used.

    Raises:
        ValueError: a negative number, or a denominator of 0.
    """
    kept = answered(answered(rows, numerator), denominator)
    if (kept[numerator] < 0).any() or (kept[denominator] <= 0).any():
        raise ValueError(f"{numerator!r} must not be negative and {denominator!r} must be more than 0")
    codes, _ = group_codes(kept, by)
    in_clusters = kept[list(by)].assign(
        group=codes, label=cluster_labels(kept, cluster), over=kept[numerator], under=kept[denominator], n=1
    )
    sums = in_clusters.groupby(["group", "label"]).agg(
        {**dict.fromkeys(by, "first"), "over": "sum", "under": "sum", "n": "sum"}
    )
    return ratio_of(sums.reset_index(drop=True).assign(clusters=1), by, per=per)


def ratio_of(sums: pd.DataFrame, by: Sequence[str], *, per: float = 1.0) -> pd.DataFrame:
    """The table of `ratio_table` from sums by cluster.

    `sums` has the columns `by`, `over`, `under`, `n` (rows) of one cluster, and how many `clusters`
    there are of that kind.
    """
    codes, keys = group_codes(sums, by)
    ordered = sums.assign(group=codes).sort_values(["group", "under", "over"], kind="stable")
    kinds = (part[["over", "under", "clusters"]] for _, part in ordered.groupby("group"))
    results = pd.DataFrame(
        [_ratio(*kind.to_numpy(np.float64).T) for kind in kinds],
        columns=["estimate", "low", "high", "clusters", "reason"],
    )
    n = (sums["n"] * sums["clusters"]).groupby(codes).sum().to_numpy(np.int64)
    return keys.assign(
        estimate=results["estimate"] * per,
        low=results["low"] * per,
        high=results["high"] * per,
        n=n,
        deff=np.nan,
        clusters=results["clusters"],
        flag=flags(n, (results["reason"] != "").to_numpy(dtype=np.bool_)),
        reason=results["reason"],
    )


def ratio(numerator: ArrayLike, denominator: ArrayLike, clusters: Labels, per: float = 1.0) -> Interval:
    """One ratio of sums; see `ratio_table`."""
    rows = pd.DataFrame(
        {"over": np.asarray(numerator), "under": np.asarray(denominator), "cluster": np.asarray(clusters)}
    )
    table = ratio_table(rows, numerator="over", denominator="under", cluster="cluster", per=per)
    return interval_of_row(table, "bootstrap over clusters")


def _ratio(over: Floats, under: Floats, clusters: Floats) -> tuple[float, float, float, int, str]:
    """The bootstrap, and why it is not to be relied on where the exchanges lie with too few hosts."""
    count = int(clusters.sum())
    estimate = float((over * clusters).sum() / (under * clusters).sum())
    effective = float((under * clusters).sum() ** 2 / (under**2 * clusters).sum())
    few = "" if effective >= HOSTS_NEEDED else few_clusters(effective, HOSTS_NEEDED)
    if count == 1:
        return estimate, float("nan"), float("nan"), count, ONE_CLUSTER
    if np.ptp(over / under) == 0.0:
        return estimate, float("nan"), float("nan"), count, SAME_RATIO
    if count <= LISTED:
        low, high = _drawn(*(np.repeat(side, clusters.astype(np.int64)) for side in (over, under)))
    else:
        low, high = _drawn_by_kind(over, under, clusters, estimate)
    return estimate, min(low, estimate), max(high, estimate), count, few


def _drawn(over: Floats, under: Floats) -> tuple[float, float]:
    """The interval with every cluster listed."""
    from scipy.stats import bootstrap

    def quotient(a: Floats, b: Floats, axis: int) -> Floats:
        return np.asarray(a.sum(axis=axis) / b.sum(axis=axis), dtype=np.float64)

    result = bootstrap(
        (over, under),
        quotient,
        paired=True,
        vectorized=True,
        n_resamples=REPLICATES,
        confidence_level=LEVEL,
        method="BCa",
        rng=np.random.default_rng(SEED),
    )
    low, high = map(float, result.confidence_interval)
    return low, high


def _drawn_by_kind(over: Floats, under: Floats, clusters: Floats, estimate: float) -> tuple[float, float]:
    """The same interval where clusters are too many to list: how many of each kind are drawn is multinomial.

    Bias correction and acceleration as in Efron (JASA 82, 1987), the jackknife over kinds of clusters.
    """
    from scipy.special import ndtr, ndtri

    count = int(clusters.sum())
    drawn = np.random.default_rng(SEED).multinomial(count, clusters / count, size=REPLICATES)
    ratios = (drawn @ over) / (drawn @ under)
    below = (np.sum(ratios < estimate) + np.sum(ratios <= estimate)) / (2 * REPLICATES)
    bias = ndtri(below)
    without = ((over * clusters).sum() - over) / ((under * clusters).sum() - under)
    away = np.average(without, weights=clusters) - without
    acceleration = (clusters * away**3).sum() / (6 * (clusters * away**2).sum() ** 1.5)
    z = bias + ndtri([(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    low, high = np.quantile(ratios, ndtr(bias + z / (1 - acceleration * z)))
    return float(low), float(high)
