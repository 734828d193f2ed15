"""The bias that the method is there to avoid, and the coverage of what it gives instead."""

from __future__ import annotations

import numpy as np
import pytest

from cxc_metrics.statistics.waiting.time_to_event import cumulative_incidence

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("error")]


def one_year_of_registrations(random: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Waiting times with a true median of 90 days (exponential); registrations come evenly over the
    365 days before `as_at`; who is not matched by then is still waiting."""
    wait = random.exponential(90 / np.log(2), n)
    observed = random.uniform(0, 365, n)
    return np.floor(np.minimum(wait, observed)), (wait <= observed).astype(int)


def test_a_true_median_of_90_days_reads_58_among_resolved_cases() -> None:
    days, outcome = one_year_of_registrations(np.random.default_rng(1), 100_000)
    assert round(np.median(days[outcome == 1]) + 0.5) == 58  # + 0.5: whole days are rounded down
    assert cumulative_incidence(days, outcome).median == pytest.approx(90, abs=1)


def test_coverage_of_the_share_by_day_90_and_of_the_median() -> None:
    """300 registrations of one year; half as many withdraw as are matched, at the same pace, so two
    thirds are matched in the end: 2/3 (1 - 2^(-90/60)) by day 90, one half by day 120."""
    random = np.random.default_rng(2)
    share, reached = 2 / 3 * (1 - 2 ** (-90 / 60)), 120.0
    inside = np.zeros(2)
    for _ in range(250):
        wait, leaves = random.exponential(60 / np.log(2), 300), random.random(300) < 1 / 3
        observed = random.uniform(60, 365, 300)
        outcome = np.where(wait > observed, 0, np.where(leaves, 2, 1))
        # Days count from 1 here, so that "by day 90" means a wait of at most 90.
        got = cumulative_incidence(np.ceil(np.minimum(wait, observed)), outcome)
        at = got.curve[got.curve["day"] <= 90].iloc[-1]
        inside[0] += at.low <= share <= at.high
        low = got.median_low if got.median_low is not None else np.inf
        high = got.median_high if got.median_high is not None else np.inf
        inside[1] += low <= reached <= high
    assert 0.92 <= inside[0] / 250 <= 0.98
    assert 0.92 <= inside[1] / 250 <= 0.98
