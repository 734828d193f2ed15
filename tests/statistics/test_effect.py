"""The difference from the comparison group: what is estimated, what is refused, what is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cxc_metrics.statistics.effect.balancing import effective_n
from cxc_metrics.statistics.effect.effect_checks import MOST_WEIGHT, inverse_weights
from cxc_metrics.statistics.effect.effect_words import conclusion
from cxc_metrics.statistics.effect.estimate import Effect, difference_from_comparison, prepared
from cxc_metrics.statistics.errors import NotEstimable

pytestmark = pytest.mark.filterwarnings("error")

COVARIATES = ["country_group", "size", "exports"]


def arms(
    n: int = 60, m: int = 150, difference: float = 5.0, seed: int = 1, partnerships: int = 10
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Participants come from the core group and export more often, and exporters grow faster; whose level is
    high falls back."""
    random = np.random.default_rng(seed)
    shared = random.normal(0, 1, partnerships)

    def arm(size: int, name: str, core: float, exporting: float, gain: float, level: float) -> pd.DataFrame:
        exports = random.random(size) < exporting
        before = random.normal(level, 8, size)
        member = np.arange(size) % partnerships
        growth = 3 * exports - 0.2 * (before - 20) + shared[member] + random.normal(0, 4, size)
        return pd.DataFrame(
            {
                "unit": [f"{name}{i}" for i in range(size)],
                "partnership": np.char.add("P", member.astype(str)),
                "country_group": np.where(random.random(size) < core, "core", "edge"),
                "size": random.choice(["micro", "small", "medium"], size),
                "exports": exports,
                "before": before,
                "after": before + growth + gain,
                "before_on": pd.Timestamp("2021-01-01"),
                "after_on": pd.Timestamp("2023-01-01"),
                "index_days": np.arange(size, dtype=float) % 100 + 500,
                "weight": 1.0 if name == "p" else random.exponential(1.0, size) + 0.2,
            }
        )

    return arm(n, "p", 0.7, 0.8, difference, 23), arm(m, "c", 0.5, 0.4, 0.0, 20)


def test_the_difference_is_that_of_the_weighted_regression_with_partnership_effects() -> None:
    """Change on the arm and one effect per partnership, by statsmodels, with the weights that were found;
    beside it the same with one constant. The weights keep near the base weights and make the arms alike."""
    ours, theirs = arms()
    got = difference_from_comparison(ours, theirs, COVARIATES)
    rows = pd.concat([ours, theirs])
    went = np.repeat([1.0, 0.0], [60, 150])
    weights = np.concatenate([np.ones(60), got.weights])
    change = (rows["after"] - rows["before"]).to_numpy()
    effects = pd.get_dummies(rows["partnership"], dtype=float).to_numpy()
    fit = sm.WLS(change, np.column_stack([went, effects]), weights=weights).fit()
    assert got.difference.estimate == pytest.approx(fit.params[0])
    across = np.average(change[:60]) - np.average(change[60:], weights=got.weights)
    assert got.across.estimate == pytest.approx(across)
    assert got.difference.low < 5.0 < got.difference.high
    assert (got.participants, got.comparison, got.partnerships) == (60, 150, 10)
    assert (got.outside, got.dropped) == ((0, 0), (0, 0, 0))
    assert got.weights.sum() == pytest.approx(60)
    assert got.effective == pytest.approx(got.weights.sum() ** 2 / (got.weights**2).sum())
    assert got.largest_weight == pytest.approx(got.weights.max() / 60)
    assert got.balance["difference_after"].abs().max() < 1e-5
    assert got.balance["difference_before"].abs().max() > 0.3
    assert got.balance["covariate"].iloc[-1] == "before"
    base = theirs["weight"].to_numpy()
    before = got.balance.set_index("covariate")["comparison_before"]["before"]
    assert before == pytest.approx(np.average(theirs["before"], weights=base))


def test_weights_begin_with_those_of_the_sets() -> None:
    """Arms that are alike in every kind and value already keep the weights they came with."""
    ours, _ = arms(n=40)
    theirs = pd.concat([ours, ours], ignore_index=True).assign(
        unit=[f"c{i}" for i in range(80)], weight=np.repeat([3.0, 1.0], 40), after=np.arange(80.0)
    )
    got = difference_from_comparison(ours, theirs, COVARIATES)
    assert got.weights.tolist() == pytest.approx([0.75] * 40 + [0.25] * 40, abs=1e-4)
    assert got.effective == pytest.approx(40**2 / (40 * 0.75**2 + 40 * 0.25**2))


def test_days_and_values_of_both_arms_are_told() -> None:
    ours, theirs = arms()
    got = difference_from_comparison(ours, theirs, COVARIATES)
    spans = got.spans.set_index(["arm", "span"])
    assert spans.loc[("participants", "baseline_days")].tolist() == [730.0] * 3
    assert spans.loc[("participants", "index_days")].tolist() == [500.0, 529.5, 559.0]
    mean = np.average(theirs["index_days"], weights=got.weights)
    assert spans.loc[("comparison", "index_days")].tolist() == pytest.approx([500.0, mean, 599.0])
    courses = got.courses.set_index("arm")
    assert courses["n"].tolist() == [60, 150]
    assert courses.loc["participants", "change"] == pytest.approx((ours["after"] - ours["before"]).mean())
    assert courses.loc["comparison", "before"] == pytest.approx(ours["before"].mean(), abs=1e-4)


def test_small_arms_are_refused_with_their_numbers() -> None:
    ours, theirs = arms(n=29)
    with pytest.raises(NotEstimable, match=r"only 29 participants have a baseline and an answer 548 ± 92"):
        difference_from_comparison(ours, theirs, COVARIATES)
    with pytest.raises(NotEstimable, match="only 29 answers 548 ± 92 days after the comparison date"):
        difference_from_comparison(*arms(m=29), COVARIATES)
    empty = ours.iloc[:0]
    with pytest.raises(NotEstimable, match="only 0 participants"):
        difference_from_comparison(empty, theirs.iloc[:0], COVARIATES)


def test_one_partnership_cannot_tell_the_visit_from_its_own_course() -> None:
    with pytest.raises(NotEstimable, match="tell the visit's effect from the partnership's own course"):
        difference_from_comparison(*arms(partnerships=1), COVARIATES)
    with pytest.raises(NotEstimable, match="only 5 partnerships have both"):
        difference_from_comparison(*arms(partnerships=5), COVARIATES)


def test_partnerships_with_one_arm_only_are_left_out_and_told() -> None:
    """P0 has participants only, P1 and Q have visitors still waiting only; one has no partnership at all."""
    ours, theirs = arms(partnerships=12)
    ours = ours[ours["partnership"] != "P1"].copy()
    theirs = theirs[theirs["partnership"] != "P0"].copy()
    theirs.loc[theirs.index[:3], "partnership"] = "Q"
    theirs.loc[theirs.index[3], "partnership"] = None
    told = (
        int((ours["partnership"] == "P0").sum()),
        int((~theirs["partnership"].isin(ours["partnership"])).sum()),
    )
    got = difference_from_comparison(ours, theirs, COVARIATES)
    assert got.dropped == (3, *told)
    assert (got.partnerships, got.participants) == (10, len(ours) - told[0])
    assert "partnerships with one group only: 3, with" in conclusion(got, outcome="Turnover")


def test_a_small_effective_number_is_refused() -> None:
    """Nine of ten participants export, one of forty visitors does: a few visitors would carry all weight."""
    ours, theirs = arms()
    ours["exports"], theirs["exports"] = np.arange(60) % 10 > 0, np.arange(150) % 40 == 0
    with pytest.raises(NotEstimable, match=r"are worth only .*30 are needed"):
        difference_from_comparison(ours, theirs, ["exports"])


def test_an_effective_number_of_thirty_is_enough() -> None:
    """Half of the participants export. Of 40 visitors 10 do: the weights are 0.5 / 10 and 0.5 / 30, worth
    1 / (0.25 / 10 + 0.25 / 30) = 30. Of 40 with 9: 1 / (0.25 / 9 + 0.25 / 31) = 27.9, which is refused."""
    ours, theirs = arms(m=40)
    ours, theirs = ours.assign(before=20.0, weight=1.0), theirs.assign(before=20.0, weight=1.0)
    ours["exports"], theirs["exports"] = np.arange(60) // 10 % 2 == 0, np.arange(40) < 10
    assert difference_from_comparison(ours, theirs, ["exports"]).effective == pytest.approx(30)
    theirs["exports"] = np.arange(40) < 9
    with pytest.raises(NotEstimable, match=r"are worth only 27\.9; 30 are needed"):
        difference_from_comparison(ours, theirs, ["exports"])


def test_kinds_without_counterpart_are_left_out_and_counted() -> None:
    ours, theirs = arms()
    ours.loc[:2, "country_group"] = "overseas"
    theirs.loc[:6, "size"] = "large"
    got = difference_from_comparison(ours, theirs, COVARIATES)
    assert got.outside == (3, 7)
    assert "does not speak for 3 participants" in conclusion(got, outcome="Turnover")
    theirs["size"] = "large"
    with pytest.raises(NotEstimable, match="of a kind that both groups have"):
        difference_from_comparison(ours, theirs, COVARIATES)


def test_groups_that_do_not_overlap_in_a_number_are_refused() -> None:
    ours, theirs = arms()
    with pytest.raises(NotEstimable, match="hardly overlap"):
        difference_from_comparison(ours.assign(before=90.0), theirs, COVARIATES)


def test_a_constant_outcome_is_not_measurable() -> None:
    ours, theirs = (arm.assign(before=1.0, after=1.0) for arm in arms())
    with pytest.raises(NotEstimable, match="All values are equal"):
        difference_from_comparison(ours, theirs, COVARIATES)


def test_an_organisation_twice_in_one_arm_is_an_error_and_in_both_arms_is_told() -> None:
    ours, theirs = arms()
    with pytest.raises(ValueError, match="twice"):
        difference_from_comparison(pd.concat([ours, ours.head(1)]), theirs, COVARIATES)
    theirs.loc[:9, "unit"] = ours["unit"].iloc[:10].to_numpy()
    got = difference_from_comparison(ours, theirs.assign(matched_later=np.arange(150) < 12), COVARIATES)
    assert (got.both_arms, got.matched_later) == (10, 12)


def test_inverse_probability_weights_are_base_weight_times_odds_cut_at_ten() -> None:
    """Against statsmodels' logistic regression, whose ridge is none: near it where no kind is rare. One kind
    that nearly only participants have would weigh without end: its odds are cut."""
    ours, theirs = arms(n=400, m=900)
    sample = prepared(ours, theirs, ["exports"])
    got = inverse_weights(sample, ["exports"])
    rows = pd.concat([ours, theirs])
    before = (rows["before"] - rows["before"].mean()) / rows["before"].std(ddof=0)
    design = sm.add_constant(np.column_stack([rows["exports"].astype(float), before]))
    fit = sm.GLM(
        np.repeat([1.0, 0.0], [400, 900]), design, family=sm.families.Binomial(), freq_weights=rows["weight"]
    ).fit()
    chance = fit.fittedvalues[400:]
    assert got == pytest.approx(theirs["weight"].to_numpy() * chance / (1 - chance), rel=0.05)
    assert effective_n(got) > 100
    theirs["exports"], ours["exports"] = np.arange(900) < 2, np.arange(400) % 10 > 0
    cut = inverse_weights(prepared(ours, theirs, ["exports"]), ["exports"])
    assert (cut / theirs["weight"].to_numpy()).max() == pytest.approx(MOST_WEIGHT)


def effect_of(difference: float) -> Effect:
    return difference_from_comparison(*arms(difference=difference), COVARIATES)


def test_the_conclusion_says_what_may_and_what_may_not_be_said() -> None:
    found = effect_of(5.0)
    words = conclusion(found, outcome="Share of turnover from abroad", unit="percentage points")
    assert words.startswith("Share of turnover from abroad: the change from baseline to about 18 months was ")
    for part in (
        "percentage points larger among 60 participants than among 150 visitors accepted and not yet matched",
        "who had not travelled by their answer",
        "compared within 10 partnerships",
        "It may be said that the change was larger among participants",
        "It may not be said that the exchange caused it",
        "alike only in country group, size, exports and the baseline value",
        "no method mends that",
        f"explains {found.robustness:.0%} of what is left",
        "cannot be tested whether both groups were already moving alike (parallel trends)",
        "would be found four times in five",
    ):
        assert part in words


def test_an_interval_around_zero_proves_neither_a_difference_nor_its_absence() -> None:
    words = conclusion(effect_of(0.0), outcome="Turnover")
    assert "The interval includes zero" in words
    assert "nor that both changed alike" in words
    assert "It may be said" not in words


def test_a_smaller_change_is_called_smaller() -> None:
    words = conclusion(effect_of(-9.0), outcome="Turnover")
    assert "smaller among 60 participants" in words
    assert "the change was smaller among participants" in words


def test_partnerships_may_explain_what_moves_by_more_than_half_an_interval() -> None:
    """The main interval is 4 wide: 2 away is still half of it, 2.1 is more."""
    found = effect_of(5.0)
    main = replace(found.difference, estimate=5.0, low=3.0, high=7.0)

    def with_across(estimate: float) -> Any:
        return replace(found, difference=main, across=replace(found.across, estimate=estimate))

    for estimate, apart in ((3.0, False), (7.0, False), (2.9, True), (7.1, True)):
        one = with_across(estimate)
        assert one.apart is apart
        assert ("partnerships, not visits, may explain it" in conclusion(one, outcome="Turnover")) is apart
