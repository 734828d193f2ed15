"""Shrinkage and funnel limits: published examples, planted truth, and where there is nothing to shrink."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.survey.shrinkage import funnel, shrunken_rates, shrunken_shares

# Efron and Morris 1975: hits of 18 players in their first 45 at bats, and their average in the rest of 1970.
HITS = [18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7]
REST = [
    0.346, 0.298, 0.276, 0.222, 0.273, 0.270, 0.263, 0.210, 0.269,
    0.230, 0.264, 0.256, 0.303, 0.264, 0.226, 0.285, 0.316, 0.200,
]  # fmt: skip
# Thyrion's motor insurance, in Efron and Hastie 2016, table 6.1: policies with 0, 1, … claims in a year.
CLAIMS = [7840, 1317, 239, 42, 14, 4, 4, 1]


def shares(yes: list[int], n: list[int] | int) -> pd.DataFrame:
    return pd.DataFrame({"name": range(len(yes)), "yes": yes, "n": n})


def test_batting_averages_of_efron_and_morris() -> None:
    """Clemente's 0.400 becomes 0.294 with James and Stein (factor 0.212); squared errors fall by 3.5."""
    found = shrunken_shares(shares(HITS, 45), unit="name")
    shrunken, raw = found.table["shrunken"].to_numpy(), np.array(HITS) / 45
    assert found.mean == pytest.approx(0.2654, abs=5e-5)
    factor = 1 - 15 * (found.mean * (1 - found.mean) / 45) / ((raw - raw.mean()) ** 2).sum()
    assert factor == pytest.approx(0.212, abs=5e-4)
    # A beta-binomial posterior has 45/44 of that factor: the variance of one at bat is no longer all chance.
    assert 45 / (45 + found.strength) == pytest.approx(factor * 45 / 44)
    assert shrunken == pytest.approx(found.mean + factor * (raw - found.mean), abs=0.001)
    assert ((raw - REST) ** 2).sum() / ((shrunken - REST) ** 2).sum() == pytest.approx(3.5, abs=0.05)


def test_claims_of_efron_and_hastie() -> None:
    """Gamma fitted with shape 0.70 and scale 0.31; means after 0, 1, 3, 4 claims as printed there.

    (After 2 and 5 the book has 0.633 and 1.34, from shape and scale rounded to three digits.)"""
    claims = np.repeat(np.arange(8), CLAIMS)
    policies = pd.DataFrame({"name": np.arange(len(claims)), "count": claims, "exposure": 1.0})
    found = shrunken_rates(policies, unit="name")
    assert (round(found.centre * found.strength, 2), round(1 / found.strength, 2)) == (0.70, 0.31)
    after = {k: found.table["shrunken"][int(np.argmax(claims == k))] for k in (0, 1, 3, 4)}
    assert [round(after[0], 3), round(after[1], 3), round(after[3], 2), round(after[4], 2)] == [
        0.164, 0.398, 0.87, 1.10,
    ]  # fmt: skip


def test_shrinking_comes_nearer_to_the_truth() -> None:
    """60 draws of 25 partnerships of 4 to 200 exchanges with shares around 0.4, and with rates around 2."""
    generator = np.random.default_rng(7)
    raw, drawn = dict.fromkeys(("shares", "rates"), 0.0), dict.fromkeys(("shares", "rates"), 0.0)
    for _ in range(60):
        n = generator.integers(4, 200, 25)
        share = generator.beta(0.4 * 20, 0.6 * 20, 25)
        months = generator.uniform(2, 40, 25)
        pace = generator.gamma(4, 0.5, 25)
        counts = pd.DataFrame({"name": range(25), "count": generator.poisson(pace * months)})
        found = {
            "shares": (
                shrunken_shares(shares(generator.binomial(n, share).tolist(), n.tolist()), unit="name"),
                share,
            ),
            "rates": (shrunken_rates(counts.assign(exposure=months), unit="name"), pace),
        }
        for name, (one, truth) in found.items():
            raw[name] += ((one.table["value"] - truth) ** 2).sum()
            drawn[name] += ((one.table["shrunken"] - truth) ** 2).sum()
    assert drawn["shares"] < 0.6 * raw["shares"]
    assert drawn["rates"] < 0.9 * raw["rates"]


def test_equal_partnerships_are_drawn_together_and_lie_within_the_funnel() -> None:
    """Where chance alone sets them apart nothing is left, and 5 % lie outside the inner limits."""
    generator = np.random.default_rng(3)
    outside, together = [], []
    for _ in range(200):
        n = generator.integers(5, 150, 20)
        found = shrunken_shares(shares(generator.binomial(n, 0.3).tolist(), n.tolist()), unit="name")
        table = found.table
        outside += ((table["value"] < table["low95"]) | (table["value"] > table["high95"])).tolist()
        together.append(table["shrunken"].max() - table["shrunken"].min())
    assert np.mean(outside) == pytest.approx(0.05, abs=0.015)
    assert np.median(together) < 0.05


def test_funnel_limits_are_exact_quantiles_between_two_counts() -> None:
    """n = 10, mean 0.5: P(X ≤ 1) = 0.0107, P(X ≤ 2) = 0.0547; 2.5 % is at 2 - (0.0547 - 0.025) / 0.0439."""
    row = funnel(0.5, [10]).iloc[0]
    chance = stats.binom(10, 0.5)
    wanted = 2 - (chance.cdf(2) - 0.025) / chance.pmf(2)
    assert row["low95"] * 10 == pytest.approx(wanted)
    assert row["low998"] < row["low95"] < 0.5 < row["high95"] < row["high998"]
    counts = funnel(2.0, [6.0, 24.0], counts=True)
    assert counts["high95"].is_monotonic_decreasing
    assert (funnel(0.02, [3])[["low95", "low998"]] == 0.0).all(axis=None)


def test_eight_partnerships_are_needed_and_extremes_have_answers() -> None:
    with pytest.raises(NotEstimable, match="partnerships with a value: 7, and 8 are needed"):
        shrunken_shares(shares([1] * 7, 4), unit="name")
    for yes in ([0] * 8, [4] * 8, [0, 4] * 4, [4] + [0] * 7):
        found = shrunken_shares(shares(yes, 4), unit="name")
        assert found.table["shrunken"].between(0, 1).all()
        assert found.table[["low95", "high95", "low998", "high998"]].notna().all(axis=None)
    none = shrunken_rates(pd.DataFrame({"name": range(8), "count": 0, "exposure": 3.0}), unit="name")
    assert none.table["shrunken"].tolist() == [0.0] * 8


def test_the_funnel_has_its_limits_between_whole_numbers_too() -> None:
    """A binomial has none at 32.7 records: the lines of the chart were empty but for their ends."""
    table = funnel(0.72, np.geomspace(32, 115, 60))
    assert table["n"].iloc[[0, -1]].tolist() == [32, 115]
    assert table["n"].is_unique
    assert len(table) > 40
    assert table.notna().all(axis=None)
    assert (table["high95"] - table["low95"]).iloc[[0, 20, -1]].is_monotonic_decreasing
