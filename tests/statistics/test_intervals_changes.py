"""Changes, response rates and the others' quartiles."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from cxc_metrics.statistics.changes import (
    ABSOLUTE,
    PERCENT,
    POINTS,
    change_of_count,
    change_of_share,
    newcombe,
    quartiles_of_others,
    response,
)
from cxc_metrics.statistics.errors import NotMeasurable
from cxc_metrics.statistics.intervals import Interval, share

pytestmark = pytest.mark.filterwarnings("error")

# Newcombe, Statistics in Medicine 17 (1998), 873-890, table II, method 10.
PUBLISHED = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
]


@pytest.mark.parametrize(("a", "m", "b", "n", "low", "high"), PUBLISHED)
def test_newcombe_gives_the_published_limits(a: int, m: int, b: int, n: int, low: float, high: float) -> None:
    got = newcombe(a / m, m, b / n, n)
    assert (round(float(got[0]), 4), round(float(got[1]), 4)) == (low, high)


def test_a_survey_share_changes_by_percentage_points_with_newcombes_interval() -> None:
    got = change_of_share(share([1] * 56 + [0] * 14), share([1] * 48 + [0] * 32), survey=True)
    assert (got.unit, got.reason) == (POINTS, "")
    assert (got.value, got.low, got.high) == (
        pytest.approx(20.0),
        pytest.approx(5.24, abs=0.005),
        pytest.approx(33.39, abs=0.005),
    )


def test_clustered_answers_widen_the_interval_of_a_change() -> None:
    answers, events = np.repeat([1, 1, 1, 0, 1, 0, 1, 1], 6), np.repeat(np.arange(8), 6)
    base = share([1, 0] * 24)
    clustered = change_of_share(share(answers, events), base, survey=True)
    plain = change_of_share(share(answers), base, survey=True)
    assert clustered.value == plain.value
    assert clustered.high - clustered.low > 1.3 * (plain.high - plain.low)


def test_a_register_share_changes_without_an_interval() -> None:
    got = change_of_share(share([1] * 30), share([1, 0] * 15), survey=False)
    assert got.value == pytest.approx(50.0)
    assert math.isnan(got.low)
    assert math.isnan(got.high)


def test_a_change_from_one_cluster_says_why_it_has_no_interval() -> None:
    got = change_of_share(share([1, 0] * 20, ["e"] * 40), share([1, 0] * 20), survey=True)
    assert got.value == 0.0
    assert math.isnan(got.low)
    assert "one cluster" in got.reason


@pytest.mark.parametrize(
    ("now", "base", "value", "unit"),
    [(30, 20, 50.0, PERCENT), (30, 19, 11.0, ABSOLUTE), (0, 0, 0.0, ABSOLUTE), (10, 40, -75.0, PERCENT)],
)
def test_a_count_changes_absolutely_where_the_base_is_under_20(
    now: float, base: float, value: float, unit: str
) -> None:
    got = change_of_count(now, base)
    assert (got.value, got.unit) == (pytest.approx(value), unit)


def test_no_change_is_given_where_a_side_is_provisional_hidden_or_missing() -> None:
    many, few = share([1, 0] * 20), share([1, 0, 1, 1])
    cases = [
        change_of_count(30, 20, provisional=True),
        change_of_share(many, many, survey=True, provisional=True),
        change_of_share(many, few, survey=True),
        change_of_share(many, share([]), survey=True),
        change_of_count(float("nan"), 20),
    ]
    for got in cases:
        assert math.isnan(got.value)
        assert got.reason
    missing = Interval(math.nan, math.nan, math.nan, 40, 1.0, "", "")
    assert "no value" in change_of_share(many, missing, survey=False).reason


def test_response_rate_and_bounds() -> None:
    """100 invited, 40 answered, 30 said yes. Had the other 60 said no: 30 %; had they said yes: 90 %."""
    got = response(30, 40, 100)
    assert (got.rate, got.worst, got.best) == (0.4, 0.3, 0.9)


@pytest.mark.parametrize("counts", [(0, 0, 0), (5, 4, 10), (3, 12, 10), (-1, 4, 10)])
def test_impossible_response_counts_are_not_measurable(counts: tuple[int, int, int]) -> None:
    with pytest.raises(NotMeasurable):
        response(*counts)


def test_quartiles_leave_the_own_partnership_out() -> None:
    """partnership  P0 … P8 with the values 0 … 8, n = 30 each; for P8 the others are 0 … 7."""
    units = pd.DataFrame({"p": [f"P{i}" for i in range(9)], "value": np.arange(9.0), "n": 30})
    last = quartiles_of_others(units, unit="p").iloc[8]
    assert (last["q1"], last["median"], last["q3"], last["others"]) == (1.75, 3.5, 5.25, 8)
    first = quartiles_of_others(units, unit="p").iloc[0]
    assert (first["q1"], first["median"], first["q3"]) == (2.75, 4.5, 6.25)


def test_quartiles_need_eight_others_with_n_of_30() -> None:
    """Nine partnerships, one of them with n = 29: it may look at eight others, they see only seven."""
    units = pd.DataFrame({"p": list("abcdefghi"), "value": np.arange(9.0), "n": [29] + [30] * 8})
    got = quartiles_of_others(units, unit="p")
    assert got["others"].tolist() == [8] + [7] * 8
    assert got["median"].notna().tolist() == [True] + [False] * 8
    assert got["reason"].iloc[1] == "only 7 others with n of 30 or more, 8 are needed"


def test_quartiles_of_nothing_are_an_empty_table() -> None:
    empty = pd.DataFrame({"p": [], "value": [], "n": []})
    assert list(quartiles_of_others(empty, unit="p").columns) == [
        "p", "value", "n", "q1", "median", "q3", "others", "reason",
    ]  # fmt: skip
