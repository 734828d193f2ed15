"""Staggered difference-in-differences: a published example, hand-made means, planted truths, refusals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t

from cxc_metrics.statistics.effect.staggered import _usable, fitted, staggered
from cxc_metrics.statistics.errors import NotEstimable
from tests.measuring.crossing import THOROUGH
from tests.planted_years import SCENARIOS, found, panel

DRAWN = 10 if THOROUGH else 4
TABLE = Path(__file__).resolve().parents[2] / "docs" / "planted_years.csv"


def minimum_wages() -> pd.DataFrame:
    """Teen employment (logarithm) of 500 counties and the year their state raised the minimum wage.

    `mpdta` of the R package did, taken from the Python package csdid (MIT licence).
    """
    wide = pd.read_csv(Path(__file__).with_name("mpdta.csv"))
    rows = wide.melt(["county", "first"], var_name="year", value_name="outcome")
    return rows.rename(columns={"county": "unit"}).astype({"year": "int64"})


def test_group_time_effects_are_differences_of_mean_changes() -> None:
    """Against whoever had not been treated by then, worked out from the means of the published example."""
    rows = minimum_wages()
    read = staggered(rows)
    wide = rows.pivot(index=["unit", "first"], columns="year", values="outcome").reset_index("first")
    by_hand, weights = [], []
    for first in (2004, 2006, 2007):
        for year in (one for one in range(2003, 2008) if one != first - 1):
            change = wide[year] - wide[first - 1]
            later = max(year, first - 1)
            waiting = (wide["first"] == 0) | ((wide["first"] > later) & (wide["first"] != first))
            by_hand.append(change[wide["first"] == first].mean() - change[waiting].mean())
            weights.append((wide["first"] == first).sum() if year >= first else 0)
    assert np.allclose(read.cells["difference"], by_hand, atol=1e-9)
    assert read.estimate == pytest.approx(np.average(by_hand, weights=weights), abs=1e-9)
    assert (read.travelled, read.comparison, read.by_cluster) == (191, 480, True)
    assert read.events["organisations"].tolist() == [131, 171, 171, 0, 191, 60, 20, 20]


def test_the_same_rows_give_the_same_numbers_in_any_order() -> None:
    rows = panel(SCENARIOS[1], 3, planted=True)
    one, other = staggered(rows), staggered(rows.sample(frac=1, random_state=1))
    assert (one.estimate, one.low, one.high) == (other.estimate, other.low, other.high)
    pd.testing.assert_frame_equal(one.events, other.events)
    assert (one.by_cluster, staggered(panel(SCENARIOS[2], 3, planted=True)).by_cluster) == (True, False)


def test_a_planted_effect_is_found_and_none_where_none_is() -> None:
    for scenario in SCENARIOS[:2]:
        for planted in (True, False):
            drawn = [found(scenario, number, planted=planted) for number in range(500, 500 + DRAWN)]
            assert abs(np.mean([one.estimate - one.truth for one in drawn])) < 0.2
            assert sum(one.low <= one.truth <= one.high for one in drawn) >= 0.7 * DRAWN
            assert all(one.low > 0 for one in drawn) is planted


def test_who_was_growing_faster_is_misread_and_the_years_before_tell_it() -> None:
    drawn = [found(SCENARIOS[3], number, planted=False) for number in range(5)]
    assert all(one.low > 0 for one in drawn)
    assert all(one.apart_before for one in drawn)


def test_the_table_of_many_registers_covers() -> None:
    table = pd.read_csv(TABLE)
    assert list(table["scenario"].unique()) == [one.name for one in SCENARIOS]
    assert (table["registers"] >= 200).all()
    held = table[table["must_hold"]]
    assert held["bias"].abs().max() <= 0.05
    assert held[["coverage", "band_coverage"]].stack().between(0.92, 0.98).all()
    missed = table[table["scenario"] == SCENARIOS[3].name]
    assert (missed["coverage"] < 0.1).all()
    assert (missed["apart_before"] > 0.9).all()


def test_it_is_refused_in_words() -> None:
    rows = panel(SCENARIOS[0], 1, planted=True)
    went = rows[rows["first"].notna()]
    stayed = rows[rows["first"].isna()]
    some = went["unit"].unique()[:12]
    refused = {
        "organisations that travelled have figures": pd.concat([stayed, went[went["unit"].isin(some)]]),
        "organisations that had not travelled": went[went["unit"].isin(went["unit"].unique()[:25])],
        "figures of the year before its first visit": pd.concat(
            [stayed, went[went["year"] >= went["first"]]]
        ),
        "only 0 organisations that travelled": stayed,
    }
    for words, table in refused.items():
        with pytest.raises(NotEstimable, match=words):
            staggered(table)
    with pytest.raises(NotEstimable, match="30 are needed"):
        staggered(rows.assign(outcome=np.nan))


def test_who_left_late_compares_until_then_and_small_groups_are_left_out() -> None:
    rows = panel(SCENARIOS[0], 2, planted=False)
    late = rows.assign(first=rows["first"].where(rows["unit"] > 3, 2018))
    read = staggered(late)
    seen = late[(late["first"] == 2018) & (late["year"] == 2017)]["unit"].nunique()
    assert 0 < read.few == seen < 5
    assert 2018 not in set(read.cells["first"])
    everybody = rows.assign(first=rows["first"].fillna(2024))
    read = staggered(everybody)
    assert read.years == (2016, 2023)
    assert set(read.cells["first"]) == {2020, 2021, 2022, 2023}


def test_the_interval_leaves_out_each_partnership_in_turn() -> None:
    """The library's own estimate without each of the clusters, one fit after the other."""
    rows, _, _ = _usable(panel(SCENARIOS[1], 3, planted=True))
    found, _ = fitted(rows, cluster="cluster")
    without = [
        float(fitted(rows[rows["cluster"] != one], cluster="cluster")[0].overall_att)
        for one in rows["cluster"].unique()
    ]
    count = len(without)
    spread = (count - 1) / count * sum((one - found.overall_att) ** 2 for one in without)
    read = staggered(panel(SCENARIOS[1], 3, planted=True))
    assert read.by_cluster
    assert read.high - read.estimate == pytest.approx(t.ppf(0.975, count - 1) * spread**0.5, rel=0.02)
    assert read.estimate - read.low == pytest.approx(read.high - read.estimate)
