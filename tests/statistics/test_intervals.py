"""Intervals of survey answers: published values, the cluster correction, many groups at once, bad input."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from statsmodels.formula.api import ols

from cxc_metrics.statistics.survey.cluster import group_moments
from cxc_metrics.statistics.survey.intervals import (
    mean,
    mean_table,
    median,
    median_table,
    share,
    share_table,
    size_flag,
    wilson,
)
from cxc_metrics.statistics.survey.ratio import ratio, ratio_table

pytestmark = pytest.mark.filterwarnings("error")

# Newcombe, Statistics in Medicine 17 (1998), 857-872, table I (81/263 … 1/29); facts 6.4 (the others).
PUBLISHED_WILSON = [
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0, 0.1611),
    (1, 29, 0.0061, 0.1718),
    (9, 10, 0.5958, 0.9821),
    (45, 50, 0.7864, 0.9565),
    (30, 43, 0.5489, 0.8140),
    (0, 8, 0.0, 0.3244),
    (8, 8, 0.6756, 1.0),
]


@pytest.mark.parametrize(("yes", "n", "low", "high"), PUBLISHED_WILSON)
def test_wilson_gives_the_published_limits(yes: int, n: int, low: float, high: float) -> None:
    got = share([1] * yes + [0] * (n - yes))
    assert (round(got.low, 4), round(got.high, 4)) == (low, high)
    assert got.estimate == pytest.approx(yes / n)
    assert (got.n, got.deff) == (n, 1.0)


def test_clustered_answers_widen_the_interval() -> None:
    """Ten events, six answers each. As they stand: six events all yes, four all no: 60 answers say as
    much as 10, for within an event nobody differs. ICC = 1, deff = 6, Wilson on 60 / 6 = 10 answers:
    6/10 reads 0.3127 to 0.8318, and not 0.4737 to 0.7143 as for 36/60."""
    answers = np.repeat([1] * 6 + [0] * 4, 6)
    clustered = share(answers, np.repeat(np.arange(10), 6))
    plain = share(answers)
    assert clustered.deff == pytest.approx(6.0)
    assert (round(clustered.low, 4), round(clustered.high, 4)) == (0.3127, 0.8318)
    assert (round(plain.low, 4), round(plain.high, 4)) == (0.4737, 0.7143)
    assert (clustered.n, clustered.clusters, clustered.flag) == (60, 10, "")


def design_effect(values: object, clusters: object) -> float:
    rows = pd.DataFrame({"value": values, "cluster": clusters})
    return float(group_moments(rows, "value", (), "cluster").deff[0])


def test_the_design_effect_is_the_anova_icc_with_kishs_unequal_sizes() -> None:
    random = np.random.default_rng(11)
    sizes = random.integers(2, 12, 15)
    events = np.repeat(np.arange(15), sizes)
    values = random.normal(size=events.size) + random.normal(size=15)[events]
    anova = sm.stats.anova_lm(ols("y ~ C(g)", pd.DataFrame({"y": values, "g": events})).fit())
    between, within = anova["mean_sq"]
    usual = (sizes.sum() - (sizes**2).sum() / sizes.sum()) / 14
    icc = (between - within) / (between + (usual - 1) * within)
    expected = 1 + ((sizes**2).sum() / sizes.sum() - 1) * icc
    assert design_effect(values, events) == pytest.approx(expected, rel=1e-12)
    assert expected > 1.5


def test_a_design_effect_is_never_below_one() -> None:
    """Each event has one yes and one no: less variation between events than chance gives."""
    assert design_effect([0, 1] * 10, np.repeat(np.arange(10), 2)) == 1.0


def test_answers_that_are_their_own_clusters_have_no_design_effect() -> None:
    assert share([0, 1, 1, 1, 0, 1], list("abcdef")) == share([0, 1, 1, 1, 0, 1])


def test_a_missing_cluster_label_is_a_cluster_of_its_own() -> None:
    got = share([1, 1, 0, 1, 0, 0], ["a", "a", None, None, "b", "b"])
    assert got.clusters == 4


@pytest.mark.parametrize(("n", "flag"), [(0, ":"), (1, "c"), (4, "c"), (5, "u"), (29, "u"), (30, "")])
def test_small_numbers_are_flagged(n: int, flag: str) -> None:
    assert size_flag(n) == flag
    assert share(([1, 0] * n)[:n]).flag == flag


def test_a_mean_has_students_interval() -> None:
    """Student's own sleep data (Biometrika 6, 1908; R's `sleep`): extra hours of ten patients, mean
    1.58; `t.test(extra[group == 1] - extra[group == 2])` prints -2.4598858 to -0.7001142."""
    first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    got = mean(np.subtract(first, second))
    assert got.estimate == pytest.approx(-1.58)
    assert (round(got.low, 7), round(got.high, 7)) == (-2.4598858, -0.7001142)


def test_a_clustered_mean_counts_n_over_deff_answers() -> None:
    values, events = np.repeat([1.0, 2, 3, 4, 5, 6, 7, 8], 5), np.repeat(np.arange(8), 5)
    got = mean(values, events)
    assert got.deff == pytest.approx(5.0)
    spread = values.std(ddof=1)
    half = 2.364624252 * spread / math.sqrt(8)  # t with 7 degrees of freedom
    assert (got.low, got.high) == (pytest.approx(4.5 - half), pytest.approx(4.5 + half))


# Ranks in print: Campbell and Gardner, BMJ 296 (1988), 1454-1456.
@pytest.mark.parametrize(
    ("n", "low", "high"), [(6, 1, 6), (10, 2, 9), (20, 6, 15), (50, 18, 33), (100, 40, 61)]
)
def test_a_median_lies_between_two_order_statistics(n: int, low: int, high: int) -> None:
    values = np.random.default_rng(n).permutation(np.arange(1, n + 1))
    got = median(values)
    assert (got.estimate, got.low, got.high) == ((n + 1) / 2, low, high)


def test_a_median_of_five_has_no_interval() -> None:
    got = median([3, 1, 2, 5, 4])
    assert got.estimate == 3.0
    assert math.isnan(got.low)
    assert math.isnan(got.high)
    assert (got.flag, got.reason) == ("u", "a median has an interval from 6 answers on")


def test_a_ratio_is_drawn_by_host() -> None:
    """Twenty hosts with five exchanges each: ten hosts have five agreements, ten none. By exchange it
    is 50 of 100; by host only 20 draws were made, so the interval is about √5 times as wide."""
    over, hosts = np.repeat([1, 0], 50), np.repeat(np.arange(20), 5)
    by_host = ratio(over, np.ones(100), hosts, per=100)
    by_exchange = ratio(over, np.ones(100), np.arange(100), per=100)
    assert by_host.estimate == by_exchange.estimate == 50.0
    widths = by_host.high - by_host.low, by_exchange.high - by_exchange.low
    assert widths[0] / widths[1] == pytest.approx(math.sqrt(5), rel=0.12)
    assert widths[1] == pytest.approx(2 * 1.96 * 5, rel=0.1)  # 100 · √(0.25 / 100) = 5
    assert (by_host.n, by_host.clusters) == (100, 20)


def test_a_ratio_is_the_same_every_time_and_whatever_the_order_of_rows() -> None:
    random = np.random.default_rng(5)
    rows = pd.DataFrame(
        {"agreements": random.poisson(0.3, 200), "exchanges": 1, "host": random.integers(0, 40, 200)}
    )
    arguments = {"numerator": "agreements", "denominator": "exchanges", "cluster": "host", "per": 100.0}
    shuffled = rows.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(ratio_table(rows, **arguments), ratio_table(shuffled, **arguments))


ANSWERS = pd.DataFrame(
    {
        "wave": [1, 1, 2, 2, 2, None, 1, 2, 1, None, 2, 2],
        "country": pd.Categorical(list("aababbabbaab"), categories=["a", "b", "never"]),
        "event": list("xxyyzzxyzxyz"),
        "value": [1, 0, 1, 1, None, 0, 1, 0, 1, 1, 1, 0],
    }
)


@pytest.mark.parametrize("table", [share_table, mean_table])
def test_a_table_of_groups_equals_each_group_alone(table: Callable[..., pd.DataFrame]) -> None:
    """Measuring with a filter equals filtering the rows first, missing keys included."""
    whole = table(ANSWERS, ["wave", "country"], cluster="event")
    assert whole[["wave", "country"]].drop_duplicates().shape[0] == len(whole) == 6
    assert whole["n"].sum() == 11  # one answer is missing
    for _, row in whole.iterrows():
        chosen = ANSWERS[
            (ANSWERS["country"] == row["country"])
            & (ANSWERS["wave"].isna() if pd.isna(row["wave"]) else ANSWERS["wave"] == row["wave"])
        ]
        alone = table(chosen, cluster="event").iloc[0]
        for column in ("estimate", "low", "high", "n", "deff", "clusters", "flag", "reason"):
            assert alone[column] == row[column] or (pd.isna(alone[column]) and pd.isna(row[column])), column


def test_medians_and_ratios_of_groups_equal_each_group_alone() -> None:
    random = np.random.default_rng(3)
    rows = pd.DataFrame(
        {
            "g": random.integers(0, 4, 90),
            "h": random.integers(0, 20, 90),
            "v": random.poisson(2, 90),
            "one": 1,
        }
    )
    medians = median_table(rows, ["g"], value="v")
    ratios = ratio_table(rows, ["g"], numerator="v", denominator="one", cluster="h")
    for position, g in enumerate(medians["g"]):
        part = rows[rows["g"] == g]
        pd.testing.assert_frame_equal(
            median_table(part, value="v"), medians.drop(columns="g").iloc[[position]].reset_index(drop=True)
        )
        pd.testing.assert_frame_equal(
            ratio_table(part, numerator="v", denominator="one", cluster="h"),
            ratios.drop(columns="g").iloc[[position]].reset_index(drop=True),
        )
        assert medians["estimate"].iloc[position] == np.median(part["v"])


EMPTY = pd.DataFrame({"g": pd.Series(dtype=str), "value": pd.Series(dtype=float), "c": pd.Series(dtype=str)})


def test_no_answers_give_an_empty_table_and_a_flagged_interval() -> None:
    for table in (
        share_table(EMPTY, ["g"], cluster="c"),
        mean_table(EMPTY, ["g"], cluster="c"),
        median_table(EMPTY, ["g"]),
    ):
        assert table.empty
        assert list(table.columns)[:4] == ["g", "estimate", "low", "high"]
    assert ratio_table(EMPTY, ["g"], numerator="value", denominator="value", cluster="c").empty
    for got in (share([]), mean([]), median([]), share([None, None]), ratio([], [], [])):
        assert (got.n, got.flag, got.reason) == (0, ":", "no answers")
        assert math.isnan(got.estimate)


def test_one_answer_says_its_value_and_is_hidden() -> None:
    for got in (share([1]), mean([4]), median([4]), ratio([1], [1], ["h"])):
        assert (got.n, got.flag) == (1, "c")
        assert got.estimate in (1.0, 4.0)
    assert mean([4]).reason == "one answer has no variation to judge by"


def test_a_constant_outcome_claims_no_certainty() -> None:
    """Forty times the same answer from eight events of five."""
    events = np.repeat(np.arange(8), 5)
    everybody = share(np.ones(40), events)
    assert (everybody.estimate, everybody.deff, everybody.flag) == (1.0, 1.0, "u")
    assert everybody.low == pytest.approx(0.9124, abs=1e-4)
    assert "design effect" in everybody.reason
    fives = mean(np.full(40, 5.0), events)
    assert (fives.estimate, fives.flag) == (5.0, "u")
    assert math.isnan(fives.low)
    none = ratio(np.zeros(40), np.ones(40), events)
    assert (none.estimate, none.flag) == (0.0, "u")
    assert math.isnan(none.high)


def test_one_cluster_has_no_interval() -> None:
    for got in (
        share([1, 0] * 20, ["e"] * 40),
        mean(np.arange(40.0), ["e"] * 40),
        ratio([1, 0] * 20, [1] * 40, ["e"] * 40),
    ):
        assert math.isnan(got.low)
        assert math.isnan(got.high)
        assert got.flag == "u"
        assert "one cluster" in got.reason


def test_what_is_no_share_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or 1"):
        share([0, 1, 2])
    with pytest.raises(ValueError, match="more than 0"):
        ratio([1, 1], [1, 0], ["a", "b"])


def test_wilson_of_nobody_is_missing() -> None:
    low, high = wilson([np.nan, 0.5], [10, 0])
    assert np.isnan([*low, *high]).all()
