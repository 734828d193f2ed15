"""Differences within partnerships against print, statsmodels and brute force; the robustness value."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from causaldata import nsw_mixtape

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.survey.within import (
    REPLICATES,
    _draws,
    robustness_value,
    weighted_difference,
)

pytestmark = pytest.mark.filterwarnings("error")

Data = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def clustered(groups: int, seed: int, *, size: int = 6) -> Data:
    """Outcome, arm, weights and cluster: both arms in every cluster, which shares a part of the outcome."""
    random = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(groups), size)
    went = np.tile(np.arange(size) < size // 2, groups) ^ (random.random(groups * size) < 0.15)
    went[::size], went[1::size] = True, False
    weights = np.where(went, 1.0, random.exponential(size=len(clusters)))
    outcome = 0.4 * went + random.normal(size=groups)[clusters] + random.normal(size=len(clusters))
    return outcome, went, weights, clusters


def design(went: np.ndarray, clusters: np.ndarray, within: bool) -> np.ndarray:
    rest = np.eye(clusters.max() + 1)[clusters] if within else np.ones((len(went), 1))
    return np.column_stack([went.astype(float), rest])


@pytest.mark.parametrize("within", [True, False])
def test_the_difference_is_the_coefficient_of_the_regression_with_its_clustered_error(within: bool) -> None:
    """statsmodels' sandwich without a correction, times G/(G-1) · (n-1)/(n-2)."""
    outcome, went, weights, clusters = clustered(50, 2)
    got = weighted_difference(outcome, went, weights, clusters, within=within)
    fit = sm.WLS(outcome, design(went, clusters, within), weights=weights).fit(
        cov_type="cluster", cov_kwds={"groups": clusters, "use_correction": False}
    )
    correction = 50 / 49 * (len(outcome) - 1) / (len(outcome) - 2)
    d = got.difference
    assert (d.method, d.df, d.clusters) == ("cluster-robust t", 49, 50)
    assert (d.estimate, d.se) == pytest.approx((fit.params[0], fit.bse[0] * np.sqrt(correction)))
    assert (d.low + d.high) / 2 == pytest.approx(d.estimate)
    plain = sm.WLS(outcome, design(went, clusters, within), weights=weights).fit()
    assert got.partial == pytest.approx(abs(plain.tvalues[0]) / np.sqrt(plain.df_resid))


def test_the_nsw_experiment_without_clusters_gives_the_published_difference() -> None:
    """Every person a cluster of its own: 1794.34 again, with the error of HC1 (a little under HC2)."""
    data = nsw_mixtape.load_pandas().data.astype({"re78": "float64"})
    went = data["treat"].to_numpy() == 1
    outcome, own = data["re78"].to_numpy(), np.arange(len(data))
    got = weighted_difference(outcome, went, np.ones(len(data)), own, within=False).difference
    fit = sm.OLS(outcome, sm.add_constant(went.astype(float))).fit(cov_type="HC1")
    assert (round(got.estimate, 2), len(data)) == (1794.34, 445)
    assert got.se == pytest.approx(fit.bse[1], rel=2e-3)
    assert got.se == pytest.approx(671.00, abs=1.0)


def refitted(data: Data, null: float, *, within: bool) -> float:
    """Share of the method's own draws, each refitted as written, whose t is as far out as the data's."""
    outcome, went, weights, clusters = data
    full, root = design(went, clusters, within), np.sqrt(weights)
    bare = full[:, 1:]
    moved = outcome - null * went
    fitted = bare @ np.linalg.lstsq(bare * root[:, None], moved * root, rcond=None)[0]
    draws = _draws(clusters.max() + 1)[:, clusters]
    every = np.vstack([outcome, draws * (moved - fitted) + fitted + null * went])
    beta = np.linalg.lstsq(full * root[:, None], (every * root).T, rcond=None)[0]
    residual = every - (full @ beta).T
    inverse = np.linalg.pinv((full.T * weights) @ full)[0]
    influence = (full @ inverse) * weights
    scores = [(residual * influence)[:, clusters == one].sum(axis=1) for one in np.unique(clusters)]
    t = (beta[0] - null) / np.sqrt(np.square(scores).sum(axis=0))
    return float((np.abs(t[1:]) >= abs(t[0]) - 1e-9).mean())


@pytest.mark.parametrize("within", [True, False])
@pytest.mark.parametrize("groups", [8, 20])
def test_p_value_and_limits_are_those_of_the_draws_refitted_one_by_one(groups: int, within: bool) -> None:
    """The limits are where the share of draws falls to 5 %: just inside it is more, just outside less."""
    data = clustered(groups, 3)
    got = weighted_difference(*data, within=within).difference
    assert (got.method, got.clusters) == ("wild cluster bootstrap", groups)
    assert refitted(data, 0.0, within=within) == pytest.approx(got.p_value, abs=2 / REPLICATES)
    for limit, outwards in ((got.low, -1e-5), (got.high, 1e-5)):
        assert refitted(data, limit + outwards, within=within) < 0.05 + 1 / REPLICATES
        assert refitted(data, limit - outwards, within=within) >= 0.05 - 1 / REPLICATES


def test_a_difference_lies_outside_the_wild_interval_exactly_when_it_is_rejected() -> None:
    for seed in range(8):
        outcome, went, weights, clusters = clustered(10, seed)
        got = weighted_difference(outcome, went, weights, clusters, within=True).difference
        assert (got.p_value < 0.05) == (not got.low <= 0 <= got.high)
        assert got.low < got.estimate < got.high
        more = weighted_difference(outcome + 7.0 * went, went, weights, clusters, within=True).difference
        assert (more.low - 7.0, more.high - 7.0) == pytest.approx((got.low, got.high), abs=1e-6)


def test_under_forty_partnerships_the_interval_is_bootstrapped() -> None:
    for groups, method in ((39, "wild cluster bootstrap"), (40, "cluster-robust t")):
        got = weighted_difference(*clustered(groups, 1), within=True).difference
        assert (got.clusters, got.df, got.method) == (groups, groups - 1, method)


def test_what_partnerships_have_in_common_does_not_reach_the_difference() -> None:
    """Whatever is added to all of one partnership, the difference within stays; the one across moves."""
    outcome, went, weights, clusters = clustered(12, 5)
    lifted = outcome + 10.0 * (clusters > 5)
    stays, moves = (
        [
            weighted_difference(y, went, weights, clusters, within=one).difference.estimate
            for y in (outcome, lifted)
        ]
        for one in (True, False)
    )
    assert stays[0] == pytest.approx(stays[1])
    assert moves[0] != pytest.approx(moves[1])


def test_too_few_partnerships_and_equal_values_are_refused() -> None:
    with pytest.raises(NotEstimable, match="only 5 partnerships have both participants and visitors still"):
        weighted_difference(*clustered(5, 1), within=True)
    assert weighted_difference(*clustered(6, 1), within=True).difference.clusters == 6
    outcome, went, weights, clusters = clustered(8, 1)
    with pytest.raises(NotEstimable, match="All values are equal"):
        weighted_difference(np.full_like(outcome, 0.1), went, weights, clusters, within=True)
    with pytest.raises(NotEstimable, match="All 8 partnerships show the same difference"):
        weighted_difference(
            np.tile([3.0, 4.0, 1.0, 2.0], 8), np.tile([True, True, False, False], 8), np.ones(32),
            np.repeat(np.arange(8), 4), within=True,
        )  # fmt: skip
    one_arm = np.where(clusters < 3, True, went)
    with pytest.raises(NotEstimable, match="only 5 partnerships"):
        weighted_difference(outcome, one_arm, weights, clusters, within=True)


def test_the_robustness_value_is_that_of_cinelli_and_hazlett_for_darfur() -> None:
    """Their example (table 1; sensemakr's documentation): t = 4.184, 783 degrees of freedom, robustness value
    13.9 %."""
    assert robustness_value(4.18445 / np.sqrt(783)) == pytest.approx(0.13878, abs=1e-5)
    assert robustness_value(0.0) == 0.0
    assert robustness_value(-0.2) == robustness_value(0.2)
