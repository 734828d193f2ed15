"""What must hold for any answers: intervals contain their estimate, and more answers say more."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxc_metrics.statistics.survey.intervals import (
    mean_table,
    median_table,
    share_table,
    wilson,
)
from cxc_metrics.statistics.survey.ratio import ratio
from cxc_metrics.statistics.survey.share_difference import newcombe

SHARES = st.floats(0, 1)
SIZES = st.floats(1, 1e6)

ANSWERS = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.sampled_from([0.0, 1.0, None]), st.sampled_from(["x", "y", "z", None])
    ),
    max_size=60,
)


@given(SHARES, SIZES)
def test_wilson_contains_the_share_and_stays_between_0_and_1(p: float, n: float) -> None:
    low, high = wilson(p, n)
    assert 0 <= low <= p <= high <= 1


@given(SHARES, SIZES, st.floats(1.001, 100))
def test_wilson_shrinks_with_n(p: float, n: float, factor: float) -> None:
    low, high = wilson([p, p], [n, n * factor])
    assert high[1] - low[1] < high[0] - low[0]


@given(SHARES, SIZES)
def test_wilson_of_no_mirrors_wilson_of_yes(p: float, n: float) -> None:
    low, high = wilson([p, 1 - p], [n, n])
    assert low[1] == pytest.approx(1 - high[0], abs=1e-12)


@given(SHARES, SIZES, SHARES, SIZES)
def test_newcombe_contains_the_difference_and_turns_with_it(p: float, n: float, q: float, m: float) -> None:
    low, high = newcombe([p, q], [n, m], [q, p], [m, n])
    assert -1 <= low[0] <= p - q + 1e-12
    assert p - q - 1e-12 <= high[0] <= 1
    assert low[0] == pytest.approx(-high[1], abs=1e-12)


@settings(deadline=None)
@given(ANSWERS)
def test_tables_contain_their_estimates_and_never_warn(
    answers: list[tuple[str, float | None, str | None]],
) -> None:
    rows = pd.DataFrame(answers, columns=["g", "value", "event"]).astype({"value": "float64"})
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        tables = [share_table(rows, ["g"], cluster="event"), mean_table(rows, ["g"], cluster="event")]
        tables.append(median_table(rows, ["g"]))
    for table in tables:
        assert table["n"].sum() == rows["value"].notna().sum()
        given_low = table["low"].notna()
        assert (table["low"].notna() == table["high"].notna()).all()
        assert (table["low"] <= table["estimate"])[given_low].all()
        assert (table["estimate"] <= table["high"])[given_low].all()
        assert not (table["deff"] < 1).any()
        assert (table.loc[~given_low, "reason"] != "").all()
        assert set(table["flag"]) <= {"c", "u", ""}


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), min_size=1, max_size=25))
def test_a_ratio_contains_its_estimate_and_never_warns(exchanges: list[tuple[int, int]]) -> None:
    agreements, hosts = zip(*exchanges, strict=True)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = ratio(agreements, np.ones(len(agreements)), hosts)
    # Of at most six hosts there are always too few: an interval or not, it is told.
    assert got.reason
    assert np.isnan(got.low) == ("too few clusters" not in got.reason)
    if not np.isnan(got.low):
        assert 0 <= got.low <= got.estimate <= got.high
