"""Entropy balancing against a documented result; the balance table; what cannot be balanced."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from causaldata import cps_mixtape, nsw_mixtape

from cxc_metrics.statistics.effect.balancing import (
    balance_table,
    common_support,
    effective_n,
    entropy_weights,
    moments,
)
from cxc_metrics.statistics.errors import NotEstimable

pytestmark = pytest.mark.filterwarnings("error")

NUMBERS = ["age", "educ", "re74", "re75"]
ZERO_ONE = ["black", "hisp", "marr", "nodegree"]


def lalonde() -> tuple[pd.DataFrame, pd.DataFrame]:
    experiment = nsw_mixtape.load_pandas().data
    return experiment[experiment["treat"] == 1], cps_mixtape.load_pandas().data


def powers(data: pd.DataFrame) -> np.ndarray:
    numbers = [data[c].to_numpy(float) / 10.0 ** (4 if c.startswith("re") else 1) for c in NUMBERS]
    return np.column_stack(
        [v**k for v in numbers for k in (1, 2, 3)] + [data[c].to_numpy(float) for c in ZERO_ONE]
    )


def test_entropy_balancing_gives_the_documented_result_on_nsw_and_cps() -> None:
    """The example of the R package `entbal` (github.com/bvegetabile/entbal, README): 185 NSW participants,
    15 992 CPS-1 controls, eight covariates with three moments. Printed there: weighted ESS 116.46, control
    mean 4957.0 (s.e. 434.9), difference 1392.2 (s.e. 722.5, survey-weighted regression)."""
    treated, control = lalonde()
    assert (len(treated), len(control)) == (185, 15992)
    target = powers(treated).mean(axis=0)
    weights = entropy_weights(powers(control), target)
    assert weights.sum() == pytest.approx(1.0)
    assert weights @ powers(control) == pytest.approx(target, rel=1e-6)
    assert round(effective_n(weights), 2) == 116.46
    earnings = control["re78"].to_numpy(float)
    assert round(float(weights @ earnings), 1) == 4957.0
    assert round(float(treated["re78"].mean() - weights @ earnings), 1) == 1392.2

    # The survey regression's error: linearised (HC0), times the root of n / (n - 1) over both groups.
    y = np.concatenate([treated["re78"], earnings])
    arm = sm.add_constant(np.repeat([1.0, 0.0], [185, 15992]))
    fit = sm.WLS(y, arm, weights=np.concatenate([np.ones(185), 185 * weights])).fit(cov_type="HC0")
    printed = fit.bse * np.sqrt(len(y) / (len(y) - 1))
    assert [round(s, 1) for s in printed] == [434.9, 722.5]


def test_the_balance_table_gives_the_documented_differences() -> None:
    """Standardised differences before weighting, as the same README prints them."""
    treated, control = lalonde()
    names = ["age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75"]
    balanced = moments(treated, control, names)
    weights = entropy_weights(balanced.comparison, balanced.participants.mean(axis=0))
    table = balance_table(balanced, weights)
    assert table["covariate"].tolist() == names
    printed = [-0.80, -0.68, 2.43, -0.05, -1.23, 0.91, -1.57, -1.75]
    # The package divides variances by n, we by n - 1: 0.9051 there is 0.9039 here.
    assert table["difference_before"].to_numpy() == pytest.approx(np.array(printed), abs=0.0075)
    assert table["difference_after"].abs().max() < 1e-5
    assert table["participants"].round(2).tolist()[:2] == [25.82, 10.35]
    assert table["comparison_before"].round(2).tolist()[:2] == [33.23, 12.03]
    assert table["comparison_after"].to_numpy() == pytest.approx(table["participants"].to_numpy(), rel=1e-4)


def test_the_weights_are_the_ones_nearest_to_equal() -> None:
    """One moment, so the weights are exp(λx) / Σ: any other weights with that mean have less entropy."""
    x = np.arange(10.0)
    weights = entropy_weights(x[:, None], np.array([6.0]))
    slopes = np.diff(np.log(weights))
    assert slopes == pytest.approx(np.full(9, slopes[0]))
    assert weights @ x == pytest.approx(6.0)


def test_groups_that_are_alike_get_equal_weights() -> None:
    x = np.random.default_rng(0).normal(size=(50, 3))
    assert entropy_weights(x, x.mean(axis=0)) == pytest.approx(np.full(50, 1 / 50))
    assert entropy_weights(np.empty((4, 0)), np.empty(0)).tolist() == [0.25] * 4


def test_redundant_and_constant_moments_do_no_harm() -> None:
    """A column twice, its complement, and a constant say nothing new."""
    random = np.random.default_rng(4)
    x = random.normal(size=(80, 2))
    target = np.array([0.3, -0.2])
    once = entropy_weights(x, target)
    redundant = np.column_stack([x, x[:, 0], 1 - x[:, 1], np.ones(80)])
    again = entropy_weights(redundant, np.array([0.3, -0.2, 0.3, 1.2, 1.0]))
    assert again == pytest.approx(once, abs=1e-7)


def test_a_target_outside_the_comparison_group_is_not_measurable() -> None:
    with pytest.raises(NotEstimable, match="hardly overlap"):
        entropy_weights(np.arange(10.0)[:, None], np.array([12.0]))
    with pytest.raises(NotEstimable, match="hardly overlap"):
        entropy_weights(np.ones((5, 1)), np.array([2.0]))


def test_kinds_that_only_one_arm_has_are_set_aside_until_both_agree() -> None:
    """participant  country  size          visitor  country  size
       1            north    micro         a        north    micro
       2            north    large  out    b        south    micro  (south stays while 3 stays)
       3            south    small  out    c        west     micro  out
    Without 2 and 3 nobody from the south takes part: b goes as well."""
    ours = pd.DataFrame({"country": ["north", "north", "south"], "size": ["micro", "large", "small"]})
    theirs = pd.DataFrame({"country": ["north", "south", "west"], "size": ["micro"] * 3})
    kept = common_support(ours, theirs, ["country", "size"])
    assert kept[0].tolist() == [True, False, False]
    assert kept[1].tolist() == [True, False, False]


def test_missing_categories_are_a_level_and_truth_values_are_categories() -> None:
    ours = pd.DataFrame({"type": ["sme", None], "exports": [True, False], "staff": [3, 4]})
    theirs = pd.DataFrame({"type": [None, "sme"], "exports": [True, True], "staff": [5, 6]})
    got = moments(ours, theirs, ["type", "exports", "staff"])
    assert got.names == (
        ("type", "not stated"), ("type", "sme"), ("exports", "False"), ("exports", "True"), ("staff", ""),
    )  # fmt: skip
    assert got.participants.tolist() == [[0, 1, 0, 1, 3], [1, 0, 1, 0, 4]]
