"""The comparison group and the difference from it: who is compared, what is refused, what is said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxc_metrics.statistics.effect import Effect, difference_from_comparison
from cxc_metrics.statistics.effect_words import conclusion
from cxc_metrics.statistics.errors import NotMeasurable
from cxc_metrics.statistics.risk_set import months_between, risk_set

pytestmark = pytest.mark.filterwarnings("error")

COVARIATES = ["country_group", "size", "exports"]


def dates(*days: str | None) -> pd.Series:
    return pd.Series(pd.to_datetime(list(days)))


def test_whole_months_since_acceptance() -> None:
    got = months_between(
        dates("2023-01-15", "2023-01-15", "2023-01-31", "2022-12-01"),
        dates("2023-03-14", "2023-03-15", "2023-02-28", "2023-12-01"),
    )
    assert got.tolist() == [1, 2, 0, 12]


def test_the_comparison_is_accepted_not_yet_matched_and_as_many_months_waiting() -> None:
    """One participant, accepted on 10 January 2023, starts on 20 April: three whole months.

    visitor  accepted   matched   left      in the risk set
    a        15 Jan     -         -         yes
    b        15 Jan     21 Apr    -         yes, matched the day after (chosen by nothing later)
    c        15 Jan     20 Apr    -         no, matched on the day
    d        15 Jan     -         1 Apr     no, had withdrawn
    e        1 Feb      -         -         no, two months only
    f        1 May      -         -         no, not accepted yet
    p        10 Jan     1 Mar     -         the participant itself: matched
    """
    participants = pd.DataFrame(
        {"unit": ["p"], "accepted_on": dates("2023-01-10"), "started_on": dates("2023-04-20")}
    )
    pool = pd.DataFrame(
        {
            "unit": list("abcdefp"),
            "accepted_on": dates(*["2023-01-15"] * 4, "2023-02-01", "2023-05-01", "2023-01-10"),
            "matched_on": dates(None, "2023-04-21", "2023-04-20", None, None, None, "2023-03-01"),
            "left_on": dates(None, None, None, "2023-04-01", None, None, None),
        }
    )
    got = risk_set(participants, pool)
    assert got.comparison["unit"].tolist() == ["a", "b"]
    assert (got.comparison["index_on"] == pd.Timestamp("2023-04-20")).all()
    assert got.comparison["months"].tolist() == [3, 3]
    assert got.comparison["matched_later"].tolist() == [False, True]
    assert got.participants["months"].tolist() == [3]
    assert got.without_comparison == 0


def test_each_visitor_enters_once_at_a_day_drawn_in_proportion_to_the_starts() -> None:
    """Three participants start on 1 June, one on 2 June, all accepted three months before; 4 000 visitors
    were waiting as long on both days: three quarters inherit 1 June."""
    participants = pd.DataFrame(
        {
            "unit": list("pqrs"),
            "accepted_on": dates("2023-03-01", "2023-03-01", "2023-03-01", "2023-03-02"),
            "started_on": dates("2023-06-01", "2023-06-01", "2023-06-01", "2023-06-02"),
        }
    )
    pool = pd.DataFrame(
        {"unit": [f"v{i:04}" for i in range(4000)], "accepted_on": pd.Timestamp("2023-02-20")}
    )
    pool = pool.assign(matched_on=pd.NaT, left_on=pd.NaT)
    got = risk_set(participants, pool)
    assert got.comparison["unit"].is_unique
    assert len(got.comparison) == 4000
    assert (got.comparison["index_on"] == pd.Timestamp("2023-06-01")).mean() == pytest.approx(0.75, abs=0.03)
    shuffled = risk_set(participants, pool.sample(frac=1, random_state=2))
    pd.testing.assert_frame_equal(got.comparison, shuffled.comparison)


def test_participants_without_anybody_waiting_as_long_are_counted_out() -> None:
    participants = pd.DataFrame(
        {
            "unit": ["p", "q"],
            "accepted_on": dates("2023-01-10", "2022-01-10"),
            "started_on": dates("2023-04-20", "2023-04-20"),
        }
    )
    pool = pd.DataFrame(
        {"unit": ["a"], "accepted_on": dates("2023-01-15"), "matched_on": dates(None), "left_on": dates(None)}
    )
    got = risk_set(participants, pool)
    assert got.participants["unit"].tolist() == ["p"]
    assert got.without_comparison == 1
    with pytest.raises(NotMeasurable, match="still unmatched"):
        risk_set(participants.iloc[1:], pool)
    with pytest.raises(NotMeasurable, match="No participant"):
        risk_set(participants.iloc[:0], pool)


def arms(
    n: int = 60, m: int = 150, difference: float = 5.0, seed: int = 1
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Participants come from the core group and export more often, and exporters grow faster."""
    random = np.random.default_rng(seed)

    def arm(size: int, name: str, core: float, exporting: float, gain: float) -> pd.DataFrame:
        exports = random.random(size) < exporting
        t0 = random.normal(20, 8, size)
        growth = 3 * exports + random.normal(0, 4, size)
        return pd.DataFrame(
            {
                "unit": [f"{name}{i}" for i in range(size)],
                "country_group": np.where(random.random(size) < core, "core", "edge"),
                "size": random.choice(["micro", "small", "medium"], size),
                "exports": exports,
                "t0": t0,
                "t2": t0 + (growth + gain) / 2,
                "t3": t0 + growth + gain,
            }
        )

    return arm(n, "p", 0.7, 0.8, difference), arm(m, "c", 0.5, 0.4, 0.0)


def test_the_difference_is_that_of_the_weighted_changes() -> None:
    ours, theirs = arms()
    got = difference_from_comparison(ours, theirs, COVARIATES)
    changes = ours["t3"] - ours["t0"], theirs["t3"] - theirs["t0"]
    assert got.difference.estimate == pytest.approx(
        changes[0].mean() - np.average(changes[1], weights=got.weights)
    )
    # Unweighted, the exporters among the participants would be taken for an effect.
    assert changes[0].mean() - changes[1].mean() > got.difference.estimate
    assert got.difference.low < 5.0 < got.difference.high
    assert (got.participants, got.comparison, got.outside) == (60, 150, (0, 0))
    assert got.weights.sum() == pytest.approx(60)
    assert 30 < got.effective < 150
    assert got.balance["difference_after"].abs().max() < 1e-5
    assert got.balance["difference_before"].abs().max() > 0.5
    assert got.difference.method == "Welch's t"


def test_rounds_show_change_from_baseline_in_both_arms() -> None:
    ours, theirs = arms()
    ours.loc[:9, "t2"] = np.nan
    rounds = difference_from_comparison(ours, theirs, COVARIATES).rounds
    assert rounds["arm"].tolist() == ["participants"] * 3 + ["comparison"] * 3
    assert rounds["round"].tolist() == ["baseline", "6 months", "18 months"] * 2
    assert rounds["n"].tolist() == [60, 50, 60, 150, 150, 150]
    last = rounds.iloc[2]
    assert last["change"] == pytest.approx((ours["t3"] - ours["t0"]).mean())
    assert last["low"] < last["change"] < last["high"]
    assert rounds["change"].iloc[[0, 3]].tolist() == [0.0, 0.0]
    without_t2 = difference_from_comparison(ours.drop(columns="t2"), theirs, COVARIATES).rounds
    assert without_t2["n"].tolist() == [60, 60, 150, 150, 150]


def test_only_organisations_with_both_answers_count_and_attrition_is_shown() -> None:
    ours, theirs = arms()
    ours.loc[:4, "t0"] = np.nan
    ours.loc[3:9, "t3"] = np.nan
    got = difference_from_comparison(ours, theirs, COVARIATES)
    assert got.participants == 50
    row = got.attrition.iloc[0]
    assert row.tolist()[:5] == ["participants", 60, 55, 53, 50]
    assert row["share_with_both"] == pytest.approx(50 / 60)


def test_small_arms_are_refused_with_their_numbers() -> None:
    ours, theirs = arms(n=29)
    with pytest.raises(NotMeasurable, match="only 29 participants and 150 comparison organisations") as told:
        difference_from_comparison(ours, theirs, COVARIATES)
    assert told.value.reason.endswith("30 are needed in each group.")
    with pytest.raises(NotMeasurable, match="60 participants and 29 comparison"):
        difference_from_comparison(*arms(m=29), COVARIATES)
    with pytest.raises(NotMeasurable, match="only 0 participants and 0 comparison"):
        difference_from_comparison(ours.iloc[:0], theirs.iloc[:0], COVARIATES)


def test_a_small_effective_number_is_refused() -> None:
    """Nine of ten participants export, one of forty visitors does: a few visitors would carry all weight."""
    ours, theirs = arms()
    ours["exports"] = np.arange(60) % 10 > 0
    theirs["exports"] = np.arange(150) % 40 == 0
    with pytest.raises(NotMeasurable, match=r"are worth only .*30 are needed"):
        difference_from_comparison(ours, theirs, ["exports"])


def test_thirty_of_each_are_enough_and_so_is_an_effective_number_of_thirty() -> None:
    """Half of the participants export. Of 40 visitors 10 do: the weights are 0.5 / 10 and 0.5 / 30, worth
    1 / (0.25 / 10 + 0.25 / 30) = 30. Of 40 with 9: 1 / (0.25 / 9 + 0.25 / 31) = 27.9, which is refused."""
    ours, _ = arms(n=30)
    alike = ours.assign(unit=[f"c{i}" for i in range(30)], t3=ours["t3"] - np.arange(30) / 10)
    assert difference_from_comparison(ours, alike, COVARIATES).effective == pytest.approx(30)
    ours, theirs = arms(m=40)
    ours["exports"] = np.arange(60) % 2 == 0
    theirs["exports"] = np.arange(40) < 10
    assert difference_from_comparison(ours, theirs, ["exports"]).effective == pytest.approx(30)
    theirs["exports"] = np.arange(40) < 9
    with pytest.raises(NotMeasurable, match=r"are worth only 27\.9; 30 are needed"):
        difference_from_comparison(ours, theirs, ["exports"])


def test_kinds_without_counterpart_are_left_out_and_counted() -> None:
    ours, theirs = arms()
    ours.loc[:2, "country_group"] = "overseas"
    theirs.loc[:6, "size"] = "large"
    got = difference_from_comparison(ours, theirs, COVARIATES)
    assert got.outside == (3, 7)
    assert "does not speak for 3 participants" in conclusion(got, outcome="Turnover")
    theirs["size"] = "large"
    with pytest.raises(NotMeasurable, match="of a kind that both groups have"):
        difference_from_comparison(ours, theirs, COVARIATES)


def test_groups_that_do_not_overlap_in_a_number_are_refused() -> None:
    ours, theirs = arms()
    with pytest.raises(NotMeasurable, match="hardly overlap"):
        difference_from_comparison(ours.assign(staff=500.0), theirs.assign(staff=np.arange(150.0)), ["staff"])


def test_a_constant_outcome_is_not_measurable() -> None:
    ours, theirs = arms()
    with pytest.raises(NotMeasurable, match="All values are equal"):
        difference_from_comparison(ours.assign(t0=1.0, t3=1.0), theirs.assign(t0=1.0, t3=1.0), COVARIATES)


def test_few_partnerships_are_judged_by_the_wild_bootstrap() -> None:
    ours, theirs = arms()
    ours["partnership"], theirs["partnership"] = np.arange(60) % 10, np.arange(150) % 12
    got = difference_from_comparison(ours, theirs, COVARIATES, cluster="partnership")
    assert (got.difference.method, got.difference.clusters) == ("wild cluster bootstrap", 12)
    plain = difference_from_comparison(ours, theirs, COVARIATES)
    assert got.difference.estimate == plain.difference.estimate


def test_an_organisation_in_both_arms_makes_organisations_the_clusters() -> None:
    ours, theirs = arms()
    theirs.loc[:9, "unit"] = ours["unit"].iloc[:10].to_numpy()
    got = difference_from_comparison(ours, theirs.assign(matched_later=np.arange(150) < 10), COVARIATES)
    assert (got.both_arms, got.matched_later) == (10, 10)
    assert (got.difference.method, got.difference.clusters) == ("cluster-robust t", 200)


def test_an_organisation_twice_in_one_arm_is_an_error() -> None:
    ours, theirs = arms()
    with pytest.raises(ValueError, match="twice"):
        difference_from_comparison(pd.concat([ours, ours.head(1)]), theirs, COVARIATES)


def effect_of(difference: float) -> Effect:
    return difference_from_comparison(*arms(difference=difference), COVARIATES)


def test_the_conclusion_says_what_may_and_what_may_not_be_said() -> None:
    words = conclusion(effect_of(5.0), outcome="Share of turnover from abroad", unit="percentage points")
    assert words.startswith("Share of turnover from abroad: the change from baseline to follow-up was ")
    assert (
        "percentage points larger among 60 participants than among 150 visitors accepted and not yet" in words
    )
    assert "It may be said that the change was larger among participants" in words
    assert "It may not be said that the exchange caused it" in words
    assert "alike only in country group, size and exports" in words
    assert "cannot be tested whether both groups were already moving alike (parallel trends)" in words
    assert "would be found four times in five" in words
    assert "100% of the participants" in words


def test_an_interval_around_zero_proves_neither_a_difference_nor_its_absence() -> None:
    words = conclusion(effect_of(0.0), outcome="Turnover")
    assert "The interval includes zero" in words
    assert "nor that both changed alike" in words
    assert "It may be said" not in words


def test_a_smaller_change_is_called_smaller() -> None:
    words = conclusion(effect_of(-9.0), outcome="Turnover")
    assert "smaller among 60 participants" in words
    assert "the change was smaller among participants" in words
