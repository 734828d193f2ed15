"""Differences of means of independent organisations against print and against statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from causaldata import nsw_mixtape
from scipy.stats import ttest_ind

from cxc_metrics.statistics.effect.difference import difference_in_means
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
