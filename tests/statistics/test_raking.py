"""Raking: a published example, a planted silence that it mends, and where it refuses."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.weightstats import DescrStatsW

from cxc_metrics.statistics.effect.balancing import entropy_weights
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.survey.intervals import mean, share
from cxc_metrics.statistics.survey.raking import (
    _fitted,
    raked,
    weighted_mean,
    weighted_share,
)
from tests.measuring.crossing import THOROUGH

# California schools, cluster sample `apiclus1` of the R package survey: school type, met its target, schools,
# sum of api00, sum of enroll. Margins of all 6 194 schools.
SCHOOLS = [
    ("E", "No", 12, 7156, 5243), ("E", "Yes", 132, 86281, 57088), ("H", "No", 3, 1978, 2237),
    ("H", "Yes", 11, 6682, 13587), ("M", "No", 8, 4851, 5983), ("M", "Yes", 17, 10935, 16460),
]  # fmt: skip
MARGINS = {"type": {"E": 4421, "H": 755, "M": 1018}, "met": {"No": 1072, "Yes": 5122}}


def schools_raked() -> tuple[float, float]:
    """Mean of api00 and total of enroll with raked weights."""
    sample = pd.DataFrame([(a, b) for a, b, n, _, _ in SCHOOLS for _ in range(n)], columns=["type", "met"])
    weights = _fitted(sample, {name: pd.Series(target) / 6194 for name, target in MARGINS.items()})
    cells = (pd.Series(weights) * 6194 / weights.sum()).groupby([sample["type"], sample["met"]]).mean()
    score = sum(cells[a, b] * total for a, b, _, total, _ in SCHOOLS) / 6194
    return score, sum(cells[a, b] * total for a, b, _, _, total in SCHOOLS)


def test_the_raked_schools_of_the_package_survey() -> None:
    """tests/rakecheck.Rout.save there: mean of api00 641.23, total of enroll 3647280."""
    score, pupils = schools_raked()
    assert (round(score, 2), round(pupils)) == (641.23, 3647280)


def _asked(generator: np.random.Generator, size: int) -> pd.DataFrame:
    """Three groups and ten partnerships; the third group is less often satisfied and answers less."""
    group = generator.choice(["a", "b", "c"], size, p=[0.4, 0.3, 0.3])
    partnership = generator.integers(0, 10, size)
    satisfied = generator.random(size) < np.select([group == "a", group == "b"], [0.9, 0.7], default=0.3)
    spoke = generator.random(size) < np.select([group == "a", group == "b"], [0.7, 0.5], default=0.2)
    return pd.DataFrame(
        {"group": group, "partnership": partnership, "satisfied": satisfied.astype(float), "spoke": spoke}
    )


def test_a_silence_by_group_is_mended_and_the_interval_holds_the_truth() -> None:
    """True: 0.4 · 0.9 + 0.3 · 0.7 + 0.3 · 0.3 = 0.66; those who answer say about 0.76. 120 draws of 600, 40
    outside of `make thorough`. A number of 10 for each satisfied one, give or take 3, has the mean 6.6.
    """
    draws, near = (120, 0.01) if THOROUGH else (40, 0.017)
    generator, other = np.random.default_rng(11), np.random.default_rng(12)
    plain, mended, held, means, mean_held = [], [], 0, [], 0
    for _ in range(draws):
        people = _asked(generator, 600)
        answers = people[people["spoke"]]
        found = raked(people, people["spoke"], ["group", "partnership"])
        told = weighted_share(answers["satisfied"], found.weights)
        plain.append(answers["satisfied"].mean())
        mended.append(told.estimate)
        held += told.low <= 0.66 <= told.high
        amount = weighted_mean(10 * answers["satisfied"] + other.normal(0, 3, len(answers)), found.weights)
        means.append(amount.estimate)
        mean_held += amount.low <= 6.6 <= amount.high
    assert np.mean(plain) > 0.74
    assert np.mean(mended) == pytest.approx(0.66, abs=near)
    assert 0.93 <= held / draws <= 1.0
    assert np.mean(means) == pytest.approx(6.6, abs=10 * near)
    # 0.942 of 1 000 such draws; of 120 all but one in a hundred would hold 0.90 or more at 0.95.
    assert mean_held / draws >= 0.90


def test_raking_is_entropy_balancing_on_the_margins() -> None:
    """The weights nearest to equal with these margins are one and the same, found in another way."""
    people = _asked(np.random.default_rng(2), 800).assign(partnership=lambda table: table["partnership"] % 4)
    found = raked(people, people["spoke"], ["group", "partnership"])
    columns = pd.get_dummies(people[["group", "partnership"]].astype(str)).astype(float)
    other = entropy_weights(columns[people["spoke"]].to_numpy(), columns.mean().to_numpy())
    assert found.weights == pytest.approx(other * len(other), rel=1e-5)
    compared = found.groups
    assert compared["weighted"].to_numpy() == pytest.approx(compared["asked"].to_numpy(), abs=1e-4)
    assert (found.silent, found.cut) == (0, 0)
    assert found.effective_n < people["spoke"].sum()


def test_equal_weights_are_the_interval_without_weights() -> None:
    values = pd.Series([1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0, 1.0] * 4)
    clusters = pd.Series(np.repeat(np.arange(8), 5))
    told, plain = weighted_share(values, np.ones(40), clusters), share(values.to_numpy(), clusters)
    assert (told.estimate, told.low, told.high) == pytest.approx((plain.estimate, plain.low, plain.high))


def test_a_weighted_mean_is_students_on_kishs_n() -> None:
    """Independent answers with weights as statsmodels has them, told Kish's n of answers; with equal weights,
    clusters and all, the mean without weights; answers that do not differ have no interval."""
    generator = np.random.default_rng(3)
    values, weights = pd.Series(generator.normal(5, 2, 60)), generator.uniform(0.2, 3, 60)
    told = weighted_mean(values, weights)
    kish = weights.sum() ** 2 / (weights**2).sum()
    low, high = DescrStatsW(values, weights * kish / weights.sum()).tconfint_mean(0.05)
    assert (told.low, told.high, told.effective_n) == pytest.approx((low, high, kish))
    clusters = pd.Series(np.repeat(np.arange(12), 5))
    values = values + np.repeat(generator.normal(0, 2, 12), 5)
    told, plain = weighted_mean(values, np.ones(60), clusters), mean(values.to_numpy(), clusters)
    assert plain.deff > 1.5
    assert (told.estimate, told.low, told.high) == pytest.approx((plain.estimate, plain.low, plain.high))
    assert np.isnan(weighted_mean(pd.Series([0.1] * 60), weights, clusters).low)


def test_small_groups_go_together_and_who_nobody_speaks_for_is_counted() -> None:
    """40 of group a answer of 60; of b 2 of 10, of c 1 of 10, together 3 of 20. None of the 5 without list
    answers: they are silent, and the list, in which all who answered are alike, weighs nothing."""
    people = pd.DataFrame(
        {
            "group": ["a"] * 60 + ["b"] * 10 + ["c"] * 10,
            "list": ["x"] * 75 + [None] * 5,
        }
    )
    spoke = pd.Series([True] * 40 + [False] * 20 + [True] * 2 + [False] * 8 + [True] + [False] * 9)
    found = raked(people, spoke, ["group", "list"])
    groups = found.groups.set_index(["characteristic", "group"])
    assert set(groups.loc["group"].index) == {"a", "others"}
    assert found.silent == 5
    # Of the 75 heard, 60 are of group a and 15 others: 40 answers stand for 0.8, three for 0.2.
    assert groups.loc[("group", "a"), "weighted"] == pytest.approx(0.8)
    assert found.largest == pytest.approx(43 * 0.2 / 3)
    # Three would have to stand for half of all: 7.2 each. They are held at five, the others make up for it.
    heavy = raked(people.assign(group=["a"] * 40 + ["b"] * 40), spoke, ["group"])
    assert (heavy.cut, heavy.largest) == (3, pytest.approx(5.0))
    assert heavy.weights.mean() == pytest.approx(1.0)
    assert heavy.weights.min() == pytest.approx(28 / 40)


def test_thirty_answers_are_needed() -> None:
    people = pd.DataFrame({"group": ["a", "b"] * 30})
    with pytest.raises(NotEstimable, match="29 answers, 30 are needed"):
        raked(people, pd.Series([True] * 29 + [False] * 31), ["group"])
