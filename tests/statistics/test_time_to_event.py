"""Waiting times: published results, ties, the day the register describes, cohorts too young to tell."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.waiting.time_to_event import Incidence, cumulative_incidence

pytestmark = pytest.mark.filterwarnings("error")


def by_hand(days: np.ndarray, outcome: np.ndarray) -> dict[float, float]:
    """Aalen-Johansen as the textbook writes it, day by day, tied events at once."""
    share, waiting_share, result = 0.0, 1.0, {}
    for day in np.unique(days):
        at_risk = (days >= day).sum()
        happened, left = ((days == day) & (outcome == 1)).sum(), ((days == day) & (outcome == 2)).sum()
        share += waiting_share * happened / at_risk
        waiting_share *= 1 - (happened + left) / at_risk
        result[float(day)] = share
    return result


def test_aalen_johansen_gives_the_published_incidence_and_limits() -> None:
    """Six units; cause 2 of lifelines' own test against SAS PROC LIFETEST (lifelines, test_estimation.py,
    TestAalenJohansenFitter): variances 0.032 and 0.048, limits 0.00836904-0.58185303 at day 4 and
    0.05197575-0.75281579 at day 5. In our coding that cause is the event and cause 1 competes.

    day      1  2  3  4  5  6
    outcome  -  c  c  e  e  -
    """
    got = cumulative_incidence([1, 2, 3, 4, 5, 6], [0, 2, 2, 1, 1, 0])
    assert got.curve["share"].tolist() == pytest.approx([0, 0, 0, 0.2, 0.4, 0.4])
    assert got.curve["low"].tolist()[3:] == pytest.approx([0.00836904, 0.05197575, 0.05197575], abs=5e-9)
    assert got.curve["high"].tolist()[3:] == pytest.approx([0.58185303, 0.75281579, 0.75281579], abs=5e-9)
    assert (got.n, got.events, got.competing, got.waiting, got.median) == (6, 2, 2, 2, None)


def share_by(found: Incidence, day: int) -> float:
    """The share that has arrived by a day, as the steps of the curve say."""
    before = found.curve.loc[found.curve["day"] <= day, "share"]
    return float(before.iloc[-1]) if len(before) else 0.0


def test_competing_events_are_not_censored() -> None:
    """Ten registrations; four withdraw on day 1, six are matched on day 2: 60 % were ever matched. One
    minus Kaplan-Meier, with withdrawal as censoring, would say 100 %."""
    got = cumulative_incidence([1] * 4 + [2] * 6, [2] * 4 + [1] * 6)
    assert share_by(got, 2) == pytest.approx(0.6)
    assert got.median == 2.0


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), min_size=1, max_size=60))
def test_ties_on_a_day_are_exact_and_repeatable(units: list[tuple[int, int]]) -> None:
    """Events, competing events and censoring on the same days, day 0 included."""
    days, outcome = (np.array(column) for column in zip(*units, strict=True))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        got = cumulative_incidence(days, outcome)
        again = cumulative_incidence(days[::-1], outcome[::-1])
    expected = by_hand(days, outcome)
    assert got.curve["day"].tolist() == list(expected)
    assert got.curve["share"].tolist() == pytest.approx(list(expected.values()), abs=1e-12)
    pd.testing.assert_frame_equal(got.curve, again.curve)
    inside = got.curve.dropna()
    assert (inside["low"] <= inside["share"]).all()
    assert (inside["share"] <= inside["high"]).all()


def test_the_interval_is_that_of_lifelines_where_it_can_give_one() -> None:
    """lifelines' own loop over the same shifted times, no ties between kinds of event."""
    from lifelines import AalenJohansenFitter

    random = np.random.default_rng(8)
    days = random.permutation(400)[:120]
    outcome = random.choice([0, 1, 2], 120, p=[0.3, 0.5, 0.2])
    got = cumulative_incidence(days, outcome)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        theirs = AalenJohansenFitter().fit(days + 1, outcome, event_of_interest=1).confidence_interval_
    bounds = np.sort(theirs.to_numpy()[1:], axis=1)  # lifelines names the lower one "upper"
    assert got.curve["low"].to_numpy() == pytest.approx(bounds[:, 0], nan_ok=True, abs=1e-9)
    assert got.curve["high"].to_numpy() == pytest.approx(bounds[:, 1], nan_ok=True, abs=1e-9)


def test_a_median_may_not_be_reached() -> None:
    """Ten units, four matched by day 40, six still waiting on day 100."""
    got = cumulative_incidence([10, 20, 30, 40] + [100] * 6, [1] * 4 + [0] * 6)
    assert (got.median, got.median_high) == (None, None)
    assert share_by(got, 40) == pytest.approx(0.4)
    assert share_by(got, 100) == pytest.approx(0.4)


def test_a_share_of_nobody_or_everybody_has_no_interval() -> None:
    got = cumulative_incidence([10] * 40, [1] * 20 + [2] * 20)
    assert share_by(got, 5) == 0.0
    at = got.curve.iloc[-1]
    assert (at["share"], got.flag) == (pytest.approx(0.5), "")
    assert at["low"] < 0.5 < at["high"]
    assert cumulative_incidence([10], [1]).curve[["low", "high"]].isna().all(axis=None)
    assert got.median == 10.0  # exactly half, though the fractions multiply to 0.49999999999999994


def test_all_at_once_and_nobody_ever() -> None:
    everybody = cumulative_incidence([0] * 40, [1] * 40)
    assert (everybody.median, share_by(everybody, 0)) == (0.0, 1.0)
    nobody = cumulative_incidence([0] * 40, [0] * 40)
    assert (nobody.median, share_by(nobody, 0)) == (None, 0.0)
    one = cumulative_incidence([3], [1])
    assert (one.median, one.flag) == (3.0, "c")


@pytest.mark.parametrize(("days", "outcome"), [([], []), ([-1, 2], [1, 1]), ([np.nan], [0])])
def test_impossible_waiting_times_are_not_measurable(days: list[float], outcome: list[int]) -> None:
    with pytest.raises(NotEstimable):
        cumulative_incidence(days, outcome)


def test_units_may_be_counted_instead_of_listed() -> None:
    """One row that stands for three units gives what three rows give."""
    days, outcome, times = np.array([3, 3, 5, 9, 9]), np.array([1, 2, 1, 0, 1]), np.array([3, 1, 4, 20, 2])
    counted = cumulative_incidence(days, outcome, times)
    listed = cumulative_incidence(np.repeat(days, times), np.repeat(outcome, times))
    pd.testing.assert_frame_equal(counted.curve, listed.curve)
    assert (counted.n, counted.events, counted.competing, counted.waiting) == (30, 9, 1, 20)
    assert (counted.median, counted.flag, counted.reason) == (listed.median, listed.flag, listed.reason)


def test_where_everybody_arrived_the_median_has_an_upper_bound():
    """20 after 5 days, 20 after 6: half by day 5. Its scale has no limit at a share of 1, but after day 6
    nobody waits, so "not reached" would be wrong."""
    found = cumulative_incidence(np.repeat([5, 6], 20), np.full(40, 1))
    assert (found.median, found.median_low, found.median_high, found.waiting) == (5, 5, 6, 0)
