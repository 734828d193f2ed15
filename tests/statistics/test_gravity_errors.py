"""Bias-reduced clustered standard errors against print and against formulas known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
from causaldata import nsw_mixtape

from cxc_metrics.statistics.survey.cluster_robust import bias_reduced_errors

pytestmark = pytest.mark.filterwarnings("error")


def regression(columns: np.ndarray, outcome: np.ndarray, cluster: np.ndarray, wanted: int):
    slopes = np.linalg.lstsq(columns, outcome, rcond=None)[0]
    found = bias_reduced_errors(columns, outcome - columns @ slopes, cluster, [wanted])
    return slopes[wanted], found.std_error[0], found.df[0]


def test_clusters_of_one_give_the_hc2_error_of_the_nsw_experiment():
    """Published: difference in means 1794.34, s.e. 671.00 (HC2), 185 treated and 260 controls."""
    experiment = nsw_mixtape.load_pandas().data
    treated = experiment["treat"].to_numpy(dtype=float)
    columns = np.column_stack([np.ones(len(treated)), treated])
    earned = experiment["re78"].to_numpy(dtype=float)
    slope, error, _ = regression(columns, earned, np.arange(len(treated)), 1)
    assert round(slope, 2) == 1794.34
    assert round(error, 2) == 671.00


def test_a_mean_over_equal_clusters_has_the_error_of_the_cluster_means():
    """Five clusters of four: s / √5 of the cluster means, with exactly four degrees of freedom."""
    outcome = np.random.default_rng(1).normal(size=20)
    cluster = np.repeat(np.arange(5), 4)
    _, error, df = regression(np.ones((20, 1)), outcome, cluster, 0)
    means = outcome.reshape(5, 4).mean(axis=1)
    assert error == pytest.approx(means.std(ddof=1) / np.sqrt(5))
    assert df == pytest.approx(4)


def test_two_arms_of_clusters_are_compared_as_welch_does():
    """Three against six clusters of two; error √(s₁²/3 + s₂²/6) of cluster means, and the degrees of
    freedom of Welch at equal variances, (1/3 + 1/6)² / (1/(9·2) + 1/(36·5))."""
    outcome = np.random.default_rng(2).normal(size=18)
    cluster = np.repeat(np.arange(9), 2)
    columns = np.column_stack([np.ones(18), (cluster < 3).astype(float)])
    _, error, df = regression(columns, outcome, cluster, 1)
    means = outcome.reshape(9, 2).mean(axis=1)
    assert error == pytest.approx(np.sqrt(means[:3].var(ddof=1) / 3 + means[3:].var(ddof=1) / 6))
    assert df == pytest.approx((1 / 3 + 1 / 6) ** 2 / (1 / (9 * 2) + 1 / (36 * 5)))


def test_the_order_of_rows_and_the_names_of_clusters_do_not_matter():
    generator = np.random.default_rng(3)
    columns = np.column_stack([np.ones(21), generator.normal(size=21)])
    outcome = generator.normal(size=21)
    cluster = np.array([0, 0, 1, 1, 2, 2, 3, 4, 5, 5, 5, 6, 6, 7, 7, 8, 8, 8, 9, 9, 9])
    order = generator.permutation(21)
    straight = regression(columns, outcome, cluster, 1)
    mixed = regression(columns[order], outcome[order], 100 - 7 * cluster[order], 1)
    assert mixed == pytest.approx(straight)


def test_a_row_with_an_effect_of_its_own_adds_nothing():
    """The last row is fitted exactly by its own dummy: as if it were not there."""
    generator = np.random.default_rng(4)
    columns = np.column_stack([np.ones(12), generator.normal(size=12)])
    outcome = generator.normal(size=12)
    cluster = np.repeat(np.arange(6), 2)
    without = regression(columns, outcome, cluster, 1)
    extended = np.zeros((13, 3))
    extended[:12, :2] = columns
    extended[12] = [1.0, 0.7, 1.0]
    with_it = regression(extended, np.append(outcome, 9.0), np.append(cluster, 99), 1)
    assert with_it == pytest.approx(without)
