"""Differences of clustered organisations: from how many clusters on the t interval is trusted."""

from __future__ import annotations

import numpy as np
import pytest

from cxc_metrics.statistics.difference import Difference, clustered_difference

pytestmark = pytest.mark.filterwarnings("error")


def _difference(groups: int, shared: int) -> Difference:
    """That many clusters, the first `shared` of them in both arms; two organisations of an arm in each."""
    half = (groups - shared) // 2
    mine = np.repeat(np.arange(shared + half), 2)
    other = np.repeat(np.concatenate([np.arange(shared), np.arange(shared + half, groups)]), 2)
    random = np.random.default_rng(7)
    own = random.normal(size=groups)
    ours, theirs = own[mine] + random.normal(size=len(mine)), own[other] + random.normal(size=len(other))
    return clustered_difference(ours, theirs, mine, other)


@pytest.mark.parametrize(
    ("groups", "method"),
    [(38, "wild cluster bootstrap"), (39, "wild cluster bootstrap"), (40, "cluster-robust t")],
)
@pytest.mark.parametrize("shared", [0, 10])
def test_under_forty_clusters_the_interval_is_bootstrapped(groups: int, shared: int, method: str) -> None:
    """Cluster-robust t intervals are too narrow under 40 clusters (Cameron and Miller 2015). A cluster that
    is in both arms is one cluster: 10 in both and 30 in one of them are 40."""
    got = _difference(groups, shared)
    assert (got.clusters, got.df, got.method) == (groups, groups - 1, method)


def test_the_bootstrapped_interval_is_not_the_t_interval() -> None:
    """The t interval lies evenly around the estimate, the bootstrapped one where the draws put it."""
    few, many = _difference(39, 10), _difference(40, 10)
    assert many.high - many.estimate == pytest.approx(many.estimate - many.low)
    assert few.high - few.estimate != pytest.approx(few.estimate - few.low, rel=1e-4)
