"""The probability of a target: against simulation, uneven months, and its calibration on the sample."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.waiting.target_chance import target_chance
from tests.statistics.target_calibration import said


def test_it_is_the_negative_binomial_of_a_gamma_pace() -> None:
    """One on each of 40 days, 9 days apart: the months are even, so nothing but the pace is uncertain. Of the
    last 352 days; drawn: a pace from Gamma(40.5, 352), then Poisson."""
    ages = np.arange(0, 360, 9)
    found = target_chance(ages, left=10, days_left=90)
    assert (found.window_days, found.dispersion) == (352, 1.0)
    assert found.pace_per_month == pytest.approx(40 / 352 * 30.4375)
    generator = np.random.default_rng(1)
    drawn = generator.poisson(generator.gamma(40.5, 1 / 352, 400_000) * 90)
    assert found.probability == pytest.approx((drawn >= 10).mean(), abs=0.005)
    assert (found.low, found.high) == (np.quantile(drawn, 0.025), np.quantile(drawn, 0.975))
    assert found.expected == pytest.approx(drawn.mean(), abs=0.05)


def test_only_the_last_twelve_months_and_nothing_after_the_day_make_the_pace() -> None:
    ages = np.arange(0, 360, 9)
    early = np.concatenate([ages, np.arange(400, 900, 2)])
    found = target_chance(early, left=10, days_left=90)
    assert found.window_days == 365
    assert found.pace_per_month == pytest.approx(40 / 365 * 30.4375)
    later = target_chance(np.concatenate([early, [-1, -40]]), left=10, days_left=90)
    assert later == found
    assert target_chance(*np.unique(early, return_counts=True), left=10, days_left=90) == found


def test_months_that_go_up_and_down_make_it_less_sure() -> None:
    """The same 120 in 360 days, evenly or in four months only: the mean stays, the range grows."""
    even = target_chance(np.arange(0, 360, 3), left=45, days_left=90)
    bunched = target_chance(
        np.sort(np.arange(0, 360, 3) % 90 % 30 + 90 * (np.arange(120) % 4)), left=45, days_left=90
    )
    assert bunched.dispersion > 3 > even.dispersion
    assert bunched.high - bunched.low > 1.5 * (even.high - even.low)
    assert even.probability < bunched.probability < 0.5


def test_a_pace_that_has_stopped_is_small_and_not_nothing() -> None:
    """None for twelve months after many: Jeffreys' prior leaves half an exchange a year."""
    found = target_chance(np.arange(400, 700, 3), left=1, days_left=365)
    assert found.pace_per_month == 0.0
    assert found.probability == pytest.approx(1 - stats.nbinom(0.5, 0.5).pmf(0))
    assert target_chance(np.arange(0, 360, 9), left=0, days_left=10).probability == 1.0
    assert target_chance(np.arange(0, 360, 9), left=1, days_left=0).probability == 0.0


def test_twelve_exchanges_and_six_months_are_needed() -> None:
    with pytest.raises(NotEstimable, match="exchanges so far: 11, and 12 are needed"):
        target_chance(np.arange(0, 330, 30), left=3, days_left=90)
    with pytest.raises(NotEstimable, match="the first exchange was 181 days ago: six months are needed"):
        target_chance([*range(20), 181], left=3, days_left=90)
    assert target_chance([*range(20), 182], left=3, days_left=90).window_days == 183
    with pytest.raises(NotEstimable, match="exchanges so far: 0"):
        target_chance([], left=3, days_left=90)


def test_of_the_samples_closed_partnerships_those_said_to_reach_it_did(sample_files: Path) -> None:
    """docs/soundness.md has the table over many registers; here the ends of the scale on one."""
    cases = list(said(sample_files))
    low = [one.reached for one in cases if one.probability < 0.05]
    high = [one.reached for one in cases if one.probability > 0.95]
    assert len(cases) > 40
    assert np.mean(low) <= 0.05
    assert not high or np.mean(high) >= 0.8
    score = np.mean([(one.probability - one.reached) ** 2 for one in cases])
    share = np.mean([one.reached for one in cases])
    assert score < max(share * (1 - share), 0.02)
