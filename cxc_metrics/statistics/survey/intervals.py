"""Intervals for survey answers: shares, means and medians.

Register shares are complete counts and have none. All intervals are two-sided at 95 %. Each method
comes for one group (`share`, `mean`, `median`: an `Interval`) and for a table of many
groups at once (`share_table`, …: one row per group). The columns of such a table are the group keys,
then `estimate, low, high, n, deff, clusters, flag, reason`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from cxc_metrics.statistics.flags import HIDDEN, NOT_AVAILABLE, UNRELIABLE

from .cluster import (
    NO_VARIATION,
    ONE_CLUSTER,
    Floats,
    GroupMoments,
    Integers,
    Labels,
    answered,
    group_codes,
    group_moments,
)

LEVEL = 0.95
HIDDEN_BELOW = 5
UNRELIABLE_BELOW = 30
MEDIAN_NEEDS = 6
# Below so many effective clusters (Σm)² / Σm² the interval on n / deff covers too little.
CLUSTERS_NEEDED = 10


@dataclass(frozen=True)
class Interval:
    """An estimate with its 95 % interval.

    `low` and `high` are NaN where no interval can be given; `reason` then says why, or why one is not to be
    relied on. `flag` is "c" under 5 answers, "u" (low reliability) under 30 or where `reason` is given
    (so under ten effective clusters), ":" without any, else "". A hidden estimate is computed, but is not to
    be shown. `deff` is the design effect used, `clusters` the number of clusters the answers came in.
    """

    estimate: float
    low: float
    high: float
    n: int
    deff: float
    method: str
    flag: str
    clusters: int = 0
    reason: str = ""


def size_flag(n: int) -> str:
    """The flag that follows from the number of answers alone (definitions 4)."""
    return str(flags(np.array([n]))[0])


def wilson(share: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Wilson's score interval of shares on `n` answers (or n / deff), elementwise.

    Wilson, JASA 22 (1927), through statsmodels. NaN where `n` is 0 or either is missing.
    """
    from statsmodels.stats.proportion import proportion_confint

    p, size = np.broadcast_arrays(np.asarray(share, dtype=np.float64), np.asarray(n, dtype=np.float64))
    measured = (size > 0) & np.isfinite(p)
    low, high = np.full(p.shape, np.nan), np.full(p.shape, np.nan)
    low[measured], high[measured] = proportion_confint(
        p[measured] * size[measured], size[measured], 1 - LEVEL, "wilson"
    )
    # Rounding may leave a bound 1e-17 on the wrong side of a share of 0 or 1.
    return np.minimum(low, p), np.maximum(high, p)


def student(mean: ArrayLike, spread: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """Student's t interval of means with standard deviation `spread` on `n` (or n / deff), elementwise.

    NaN where answers do not differ (an interval of zero width would claim certainty) or are not above one.
    """
    from scipy.stats import t as distribution

    centre, deviation, size = np.broadcast_arrays(
        *(np.asarray(values, np.float64) for values in (mean, spread, n))
    )
    usable = (size > 1.0) & (deviation > 0.0)
    half = np.full(centre.shape, np.nan)
    quantile = distribution.isf((1 - LEVEL) / 2, size[usable] - 1.0)
    half[usable] = quantile * deviation[usable] / np.sqrt(size[usable])
    return centre - half, centre + half


def share_table(
    answers: pd.DataFrame, by: Sequence[str] = (), *, value: str = "value", cluster: str | None = None
) -> pd.DataFrame:
    """Shares of yes among survey answers per group: Wilson on n / deff.

    Args:
        answers: one row per answer; `value` is 0 or 1 (missing: no answer, left out).
        by: columns of the group keys; none for all answers together.
        value: name of the answer column.
        cluster: column with the cluster of each answer (the group event, else the host).

    Raises:
        ValueError: an answer other than 0 and 1.
    """
    rows = answered(answers, value)
    if not np.isin(rows[value].to_numpy(), (0.0, 1.0)).all():
        raise ValueError(f"A share needs answers of 0 or 1; {value!r} holds others")
    return share_of(group_moments(rows, value, by, cluster))


def share_of(moments: GroupMoments) -> pd.DataFrame:
    """The table of `share_table` from the moments of answers of 0 and 1."""
    low, high = wilson(moments.mean, moments.n / moments.deff)
    doubtful = moments.constant & (moments.clusters > 1) & (moments.clusters < moments.n)
    lack = np.where(np.isnan(moments.deff), ONE_CLUSTER, np.where(doubtful, NO_VARIATION, ""))
    reason = _with_few_clusters(lack, moments)
    return _table(moments, moments.mean, low, high, reason)


def mean_table(
    answers: pd.DataFrame, by: Sequence[str] = (), *, value: str = "value", cluster: str | None = None
) -> pd.DataFrame:
    """Means of answers per group with Student's t interval on n / deff answers.

    Arguments as for `share_table`, with any number as value. Answers that are all equal have a mean
    but no interval: one of zero width would claim certainty.
    """
    return mean_of(group_moments(answered(answers, value), value, by, cluster))


def mean_of(moments: GroupMoments) -> pd.DataFrame:
    """The table of `mean_table` from the moments of answers."""
    effective = moments.n / moments.deff
    spread = np.sqrt(moments.squares / np.maximum(moments.n - 1, 1))
    low, high = student(moments.mean, spread, effective)
    reason = np.select(
        [moments.n == 1, np.isnan(moments.deff), moments.constant, ~(effective > 1.0)],
        [
            "one answer has no variation to judge by",
            ONE_CLUSTER,
            "all answers are equal: their variation cannot be told",
            "the clustered answers amount to no more than one independent answer",
        ],
        default="",
    )
    return _table(moments, moments.mean, low, high, _with_few_clusters(reason, moments))


def median_table(
    answers: pd.DataFrame, by: Sequence[str] = (), *, value: str = "value", cluster: str | None = None
) -> pd.DataFrame:
    """Medians of answers per group; the interval lies between two order statistics, from n = 6.

    The ranks are binomial quantiles (Conover, Practical Nonparametric Statistics, 1999, 3.2), so the
    coverage is at least 95 % whatever the distribution. Answers are taken as independent; `cluster` only
    tells where they are too alike for that (flag "u").
    """
    rows = answered(answers, value)
    moments = group_moments(rows, value, by, cluster)
    codes, _ = group_codes(rows, by)
    return median_of(moments, codes, rows[value].to_numpy(dtype=np.float64), np.ones(len(rows), np.int64))


def median_of(moments: GroupMoments, codes: Integers, values: Floats, times: Integers) -> pd.DataFrame:
    """The table of `median_table` from numbers of answers: `times` of each value in group `codes`.

    Groups are numbered as they stand in `moments`.
    """
    from scipy.stats import binom

    order = np.lexsort((values, codes))
    y, upto = values[order], np.cumsum(times[order])
    n = moments.n
    start = np.cumsum(n) - n

    def in_order(place: Integers) -> Floats:
        """The answer at a place, counted from the first answer of the first group."""
        return np.asarray(y[np.searchsorted(upto, place, side="right")], dtype=np.float64)

    middle = (in_order(start + (n - 1) // 2) + in_order(start + n // 2)) / 2.0
    rank = binom.ppf((1 - LEVEL) / 2, n, 0.5).astype(np.int64)
    enough = n >= MEDIAN_NEEDS
    low, high = np.full(len(n), np.nan), np.full(len(n), np.nan)
    low[enough] = in_order((start + rank - 1)[enough])
    high[enough] = in_order((start + n - rank)[enough])
    lack = np.where(enough, "", f"a median has an interval from {MEDIAN_NEEDS} answers on")
    reason = _with_few_clusters(lack, moments)
    return moments.keys.assign(
        estimate=middle,
        low=low,
        high=high,
        n=n,
        deff=1.0,
        clusters=moments.clusters,
        flag=flags(n, reason != ""),
        reason=reason,
    )


def share(values: ArrayLike, clusters: Labels | None = None) -> Interval:
    """One survey share; see `share_table`."""
    table = share_table(_one_group(values, clusters), cluster=None if clusters is None else "cluster")
    return interval_of_row(table, "Wilson on n / deff")


def mean(values: ArrayLike, clusters: Labels | None = None) -> Interval:
    """One mean of survey answers; see `mean_table`."""
    table = mean_table(_one_group(values, clusters), cluster=None if clusters is None else "cluster")
    return interval_of_row(table, "Student's t on n / deff")


def median(values: ArrayLike) -> Interval:
    """One median of survey answers; see `median_table`."""
    return interval_of_row(median_table(_one_group(values, None)), "order statistics")


def no_answers(method: str) -> Interval:
    """What stands where nobody answered."""
    nan = float("nan")
    return Interval(nan, nan, nan, 0, nan, method, NOT_AVAILABLE, 0, "no answers")


def interval_of_row(table: pd.DataFrame, method: str) -> Interval:
    """The one row of an interval table as an `Interval`; an empty table has no answers."""
    if table.empty:
        return no_answers(method)
    row = table.iloc[0]
    return Interval(
        estimate=float(row["estimate"]),
        low=float(row["low"]),
        high=float(row["high"]),
        n=int(row["n"]),
        deff=float(row["deff"]),
        method=method,
        flag=str(row["flag"]),
        clusters=int(row["clusters"]),
        reason=str(row["reason"]),
    )


def flags(n: NDArray[np.int64] | Floats, doubtful: NDArray[np.bool_] | None = None) -> NDArray[np.str_]:
    """Flag by numbers of answers or flows: ":" for 0, "c" under 5, "u" under 30 or where `doubtful`."""
    unreliable = n < UNRELIABLE_BELOW if doubtful is None else doubtful | (n < UNRELIABLE_BELOW)
    return np.select([n == 0, n < HIDDEN_BELOW, unreliable], [NOT_AVAILABLE, HIDDEN, UNRELIABLE], default="")


def few_clusters(effective: float, needed: int) -> str:
    """Why an interval is not to be relied on, for `u` (definitions 4)."""
    return f"too few clusters: as uneven as they are, they count as {effective:.1f}, {needed} are needed"


def _with_few_clusters(reason: NDArray[np.str_], moments: GroupMoments) -> NDArray[np.str_]:
    """Reasons, and where there is none the one of few effective clusters; answers of their own are none."""
    few = (moments.effective < CLUSTERS_NEEDED) & (moments.clusters < moments.n) & (reason == "")
    warnings = [few_clusters(number, CLUSTERS_NEEDED) for number in moments.effective]
    return np.where(few, np.array(warnings, dtype=object), reason.astype(object))


def _one_group(values: ArrayLike, clusters: Labels | None) -> pd.DataFrame:
    rows = pd.DataFrame({"value": np.asarray(values)})
    return rows if clusters is None else rows.assign(cluster=np.asarray(clusters))


def _table(
    moments: GroupMoments, estimate: Floats, low: Floats, high: Floats, reason: NDArray[np.str_]
) -> pd.DataFrame:
    return moments.keys.assign(
        estimate=estimate,
        low=low,
        high=high,
        n=moments.n,
        deff=moments.deff,
        clusters=moments.clusters,
        flag=flags(moments.n, reason != ""),
        reason=reason,
    )
