"""The interval of a difference of two shares, and the others' quartiles."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxc_metrics.statistics.quartiles_of_others import quartiles_of_others
from cxc_metrics.statistics.survey.share_difference import newcombe

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
    alone = quartiles_of_others(units.tail(1), unit="p")["reason"].iloc[0]
    assert alone == "no others with n of 30 or more, 8 are needed"
    pair = quartiles_of_others(units.tail(2), unit="p")["reason"].iloc[0]
    assert pair == "only 1 other with n of 30 or more, 8 are needed"


def test_quartiles_of_nothing_are_an_empty_table() -> None:
    empty = pd.DataFrame({"p": [], "value": [], "n": []})
    assert list(quartiles_of_others(empty, unit="p").columns) == [
        "p", "value", "n", "q1", "median", "q3", "others", "reason",
    ]  # fmt: skip
