"""Does the interval of the difference contain the true one in 92 to 98 of 100 studies?

Conditions: 80 participants and 200 visitors still waiting, who differ in country group, size and export
status; the change since baseline depends on all three; the true difference is 4. Seeded, never flaky.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxc_metrics.statistics.effect import difference_from_comparison

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("error")]

TRUTH = 4.0
STUDIES = 300


def study(random: np.random.Generator, partnerships: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both arms of one study; with `partnerships`, their visitors' changes share a part (ICC about 0.1)."""
    shared = random.normal(0, 2, max(partnerships, 1))

    def arm(size: int, name: str, core: float, exporting: float, gain: float) -> pd.DataFrame:
        is_core, exports = random.random(size) < core, random.random(size) < exporting
        kind = random.choice(3, size, p=[0.5, 0.3, 0.2] if gain else [0.3, 0.3, 0.4])
        t0 = random.normal(20, 8, size)
        change = 2 * is_core + 3 * exports - 1.5 * kind + random.gamma(2, 4, size) + gain
        rows = pd.DataFrame({"unit": [f"{name}{i}" for i in range(size)], "t0": t0})
        if partnerships:
            member = random.integers(0, partnerships, size)
            rows["partnership"], change = member, change + shared[member] * (1 if gain else -1)
        size_class = np.array(["micro", "small", "medium"])[kind]
        return rows.assign(
            country_group=np.where(is_core, "core", "edge"), size=size_class, exports=exports, t3=t0 + change
        )

    return arm(80, "p", 0.6, 0.7, TRUTH), arm(200, "c", 0.4, 0.5, 0.0)


def coverage(partnerships: int = 0, studies: int = STUDIES) -> tuple[float, float]:
    """Share of studies whose interval contains the truth, and the mean estimate."""
    random = np.random.default_rng(12)
    inside, estimates = 0, []
    for _ in range(studies):
        got = difference_from_comparison(
            *study(random, partnerships),
            ["country_group", "size", "exports"],
            cluster="partnership" if partnerships else None,
        ).difference
        inside += got.low <= TRUTH <= got.high
        estimates.append(got.estimate)
    return inside / studies, float(np.mean(estimates))


def test_independent_organisations() -> None:
    covered, mean = coverage()
    assert 0.92 <= covered <= 0.98
    assert mean == pytest.approx(TRUTH, abs=0.2)


@pytest.mark.parametrize("partnerships", [12, 25])
def test_organisations_in_few_partnerships(partnerships: int) -> None:
    """The harder case: visitors of one partnership move together, participants up where others go down."""
    covered, _ = coverage(partnerships, studies=200)
    assert 0.92 <= covered <= 0.98


def test_what_the_comparison_group_is_weighted_for_would_else_be_taken_for_an_effect() -> None:
    random = np.random.default_rng(13)
    raw = []
    for _ in range(100):
        ours, theirs = study(random)
        raw.append((ours["t3"] - ours["t0"]).mean() - (theirs["t3"] - theirs["t0"]).mean())
    assert np.mean(raw) > TRUTH + 1.0
