"""Differences of means against print and against statsmodels; the wild bootstrap against brute force."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from causaldata import nsw_mixtape
from scipy.stats import ttest_ind

from cxc_metrics.statistics.difference import REPLICATES, _draws, clustered_difference, difference_in_means
from cxc_metrics.statistics.errors import NotMeasurable

pytestmark = pytest.mark.filterwarnings("error")


def nsw() -> tuple[np.ndarray, np.ndarray]:
    data = nsw_mixtape.load_pandas().data.astype({"re78": "float64"})
    return data.loc[data["treat"] == 1, "re78"].to_numpy(), data.loc[data["treat"] == 0, "re78"].to_numpy()


def test_the_nsw_experiment_gives_the_published_difference() -> None:
    """Dehejia and Wahba's NSW sample (causaldata): 1794.34, s.e. 632.85 pooled and 671.00 HC2."""
    treated, control = nsw()
    assert (len(treated), len(control)) == (185, 260)
    welch, pooled = difference_in_means(treated, control), difference_in_means(treated, control, pooled=True)
    assert (round(welch.estimate, 2), round(welch.se, 2), round(pooled.se, 2)) == (1794.34, 671.00, 632.85)
    theirs = ttest_ind(treated, control, equal_var=False)
    assert (welch.p_value, welch.df) == (pytest.approx(theirs.pvalue), pytest.approx(theirs.df))
    assert (welch.low, welch.high) == pytest.approx(tuple(theirs.confidence_interval()))


def test_the_detectable_difference_is_found_four_times_in_five() -> None:
    """With 183 degrees of freedom: (1.973 + 0.844) standard errors."""
    treated, control = nsw()
    got = difference_in_means(treated, control, pooled=True)
    assert got.df == 443
    assert got.detectable / got.se == pytest.approx(1.9653 + 0.8424, abs=2e-4)


def weighted_regression(y: np.ndarray, arm: np.ndarray, weights: np.ndarray, **options: object):
    return sm.WLS(y, sm.add_constant(arm), weights=weights).fit(**options)


def test_a_weighted_difference_has_the_hc2_error_of_the_weighted_regression() -> None:
    random = np.random.default_rng(1)
    ours, theirs, w = random.normal(size=40), random.normal(size=70), random.exponential(size=70)
    got = difference_in_means(ours, theirs, w)
    arm = np.repeat([1.0, 0.0], [40, 70])
    fit = weighted_regression(
        np.concatenate([ours, theirs]), arm, np.concatenate([np.ones(40), w]), cov_type="HC2"
    )
    assert (got.estimate, got.se) == (pytest.approx(fit.params[1]), pytest.approx(fit.bse[1]))


def clustered_data(groups: int, seed: int) -> tuple[np.ndarray, ...]:
    random = np.random.default_rng(seed)
    mine, other = random.integers(0, groups, 50), random.integers(0, groups, 80)
    own = random.normal(size=groups)
    ours, theirs = 0.4 + own[mine] + random.normal(size=50), own[other] + random.normal(size=80)
    return ours, theirs, mine, other, random.exponential(size=80)


@pytest.mark.parametrize("weighted", [False, True])
def test_a_clustered_difference_has_the_cr1_error_of_the_regression(weighted: bool) -> None:
    ours, theirs, mine, other, w = clustered_data(60, 2)
    got = clustered_difference(ours, theirs, mine, other, w if weighted else None)
    fit = weighted_regression(
        np.concatenate([ours, theirs]),
        np.repeat([1.0, 0.0], [50, 80]),
        np.concatenate([np.ones(50), w if weighted else np.ones(80)]),
        cov_type="cluster",
        cov_kwds={"groups": np.concatenate([mine, other])},
        use_t=True,
    )
    assert (got.method, got.df) == ("cluster-robust t", got.clusters - 1)
    assert (got.estimate, got.se) == (pytest.approx(fit.params[1]), pytest.approx(fit.bse[1]))
    assert (got.low, got.high) == pytest.approx(tuple(fit.conf_int()[1]))


@pytest.mark.parametrize("groups", [8, 20])
def test_the_wild_bootstrap_equals_refitting_every_draw(groups: int) -> None:
    """Null imposed: refit without the arm, flip residuals by cluster, refit with statsmodels, compare t."""
    ours, theirs, mine, other, w = clustered_data(groups, 3)
    got = clustered_difference(ours, theirs, mine, other, w)
    assert got.method == "wild cluster bootstrap"
    y, arm = np.concatenate([ours, theirs]), np.repeat([1.0, 0.0], [50, 80])
    weights, labels = np.concatenate([np.ones(50), w]), np.concatenate([mine, other])

    def t_of(outcome: np.ndarray) -> float:
        fit = weighted_regression(outcome, arm, weights, cov_type="cluster", cov_kwds={"groups": labels})
        return float(fit.tvalues[1])

    centre = np.average(y, weights=weights)
    random = np.random.default_rng(99)
    points = np.array([-1.0, 1.0]) if groups > 12 else np.sqrt([0.5, 1, 1.5])
    draws = random.choice(np.concatenate([points, -points]), size=(600, groups))
    beyond = np.mean([abs(t_of(centre + (y - centre) * v[labels])) >= abs(t_of(y)) for v in draws])
    # Two independent simulations of one p-value: four standard errors apart at most.
    error = np.sqrt(got.p_value * (1 - got.p_value) * (1 / 600 + 1 / REPLICATES))
    assert abs(beyond - got.p_value) <= 4 * error
    assert 0.005 < got.p_value < 0.98


def refitted(y: np.ndarray, arm: np.ndarray, weights: np.ndarray, labels: np.ndarray, null: float) -> float:
    """Share of the method's own draws, each refitted as written, whose t is as far out as the data's."""
    ours = arm == 1
    centre = np.average(y - null * arm, weights=weights)
    drawn = _draws(len(np.unique(labels)))[:, labels] * (y - null * arm - centre) + centre + null * arm
    every = np.vstack([y, drawn])
    means = [np.average(every[:, one], axis=1, weights=weights[one]) for one in (ours, ~ours)]
    residual = every - np.where(ours, means[0][:, None], means[1][:, None])
    share = np.where(ours, weights / weights[ours].sum(), -weights / weights[~ours].sum())
    scores = [(residual * share)[:, labels == one].sum(axis=1) for one in np.unique(labels)]
    t = (means[0] - means[1] - null) / np.sqrt(np.square(scores).sum(axis=0))
    return float((np.abs(t[1:]) >= abs(t[0]) - 1e-12).mean())


@pytest.mark.parametrize("groups", [8, 20])
def test_p_value_and_limits_are_those_of_the_draws_refitted_one_by_one(groups: int) -> None:
    """The limits are where the share of draws falls to 5 %: just inside it is more, just outside less."""
    ours, theirs, mine, other, w = clustered_data(groups, 3)
    got = clustered_difference(ours, theirs, mine, other, w)
    y, arm = np.concatenate([ours, theirs]), np.repeat([1.0, 0.0], [50, 80])
    data = y, arm, np.concatenate([np.ones(50), w]), pd.factorize(np.concatenate([mine, other]))[0]
    assert refitted(*data, null=0.0) == pytest.approx(got.p_value, abs=1e-12)
    for limit, outwards in ((got.low, -1e-6), (got.high, 1e-6)):
        assert refitted(*data, null=limit + outwards) < 0.05 <= refitted(*data, null=limit - outwards)


def test_a_difference_lies_outside_the_wild_interval_exactly_when_it_is_rejected() -> None:
    for seed in range(8):
        ours, theirs, mine, other, _ = clustered_data(10, seed)
        got = clustered_difference(ours, theirs, mine, other)
        assert (got.p_value < 0.05) == (not got.low <= 0 <= got.high)
        assert got.low < got.estimate < got.high
        again = clustered_difference(ours + 7.0, theirs, mine, other)
        assert (again.low - 7.0, again.high - 7.0) == pytest.approx((got.low, got.high), abs=1e-6)


def test_a_missing_cluster_is_one_of_its_own() -> None:
    ours, theirs, mine, other, _ = clustered_data(10, 1)
    labels = pd.Series(mine).astype(object).where(np.arange(50) >= 5, None)
    assert clustered_difference(ours, theirs, labels, other).clusters == 15


def test_bad_input_is_not_measurable() -> None:
    with pytest.raises(NotMeasurable, match="two organisations in each group; here are 1 and 3"):
        difference_in_means([1.0], [1.0, 2.0, 3.0])
    with pytest.raises(NotMeasurable, match="All values are equal"):
        difference_in_means([1.0, 1.0], [2.0, 2.0])
    with pytest.raises(NotMeasurable, match="All values are equal"):
        difference_in_means([1.0, 1.0], [2.0, 2.0], pooled=True)
    with pytest.raises(NotMeasurable, match="All values are equal"):
        difference_in_means([0.1 + 0.2, 0.3], [0.3, 0.3])
    with pytest.raises(NotMeasurable, match="value is missing"):
        difference_in_means([1.0, np.nan], [2.0, 3.0])
    with pytest.raises(NotMeasurable, match="only 5 clusters; 6 are needed"):
        clustered_difference(np.arange(10.0), np.arange(10.0), np.arange(10) % 5, np.arange(10))
    with pytest.raises(NotMeasurable, match="All values are equal"):
        clustered_difference(np.ones(10), np.ones(10), np.arange(10), np.arange(10))
