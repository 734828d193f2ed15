"""Weights from past choices: against statsmodels, planted weights, and what cannot be fitted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.discrete.conditional_models import ConditionalLogit

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.matching.choice_model import drawn_alternatives, fit_choices
from tests import planted_matching
from tests.planted_matching import MODEL, fitted_draws
from tests.statistics.matching_world import fitted_again

TABLE = Path(__file__).resolve().parents[2] / "docs" / "planted_matching.csv"
PLANTED = planted_matching.PLANTED[MODEL]


def test_weights_and_likelihood_are_those_of_statsmodels() -> None:
    """Rows without any other host are no choice; the fourth feature is the same for all and has no weight."""
    generator = np.random.default_rng(1)
    table = generator.normal(size=(60, 6, 4))
    table[..., 3] = 1.0
    present = generator.random((60, 6)) < 0.8
    present[:, 0], present[:5, 1:] = True, False
    fit = fit_choices(table, present, ("a", "b", "c", "same"), np.arange(60))
    rows = present.copy()
    rows[present.sum(axis=1) == 1] = False
    group, place = np.nonzero(rows)
    model = ConditionalLogit(np.float64(place == 0), table[group, place][:, :3], groups=group)
    expected = model.fit(disp=False)
    assert fit.weights["weight"].to_list()[:3] == pytest.approx(expected.params.tolist(), abs=1e-4)
    assert fit.weights.isna().to_numpy()[3].tolist() == [False, True, True, True, True]
    assert fit.log_likelihood == pytest.approx(expected.llf, abs=1e-6)
    assert fit.by_chance == pytest.approx(model.loglike(np.zeros(3)))
    assert fit.choices == fit.clusters == len(np.unique(group))


def test_planted_weights_are_within_their_intervals() -> None:
    """The long form, 400 draws a scenario, is `make planted`: docs/planted_matching.csv."""
    covered = np.zeros(len(PLANTED))
    for seed in range(10):
        fit = fitted_again(np.random.default_rng(seed), PLANTED, visitors=300, hosts=200)
        truth = np.array([PLANTED[name] for name in fit.weights["feature"]])
        covered += (fit.weights["low"] <= truth) & (truth <= fit.weights["high"])
    assert covered.min() >= 7, dict(zip(PLANTED, covered, strict=True))
    assert fit.alternatives == 50
    assert 0 < fit.pseudo_r2 < 1


def test_the_table_of_400_draws_is_of_all_planted_weights_and_its_intervals_hold() -> None:
    """What `make planted` wrote, and one draw of each kind made again."""
    table = pd.read_csv(TABLE)
    for scenario, planted in planted_matching.PLANTED.items():
        part = table[table["draws_of"] == scenario].set_index("weight")
        assert part["planted"].to_dict() == dict(planted)
        assert (part["draws"] == 400).all()
        assert part["coverage"].between(0.92, 0.98).all()
        for draw in fitted_draws(scenario, 3):
            row = part.loc[draw.feature]
            assert abs(draw.weight - row["mean"]) < 4.5 * row["spread"], draw


def test_alternatives_are_open_different_and_drawn_alike() -> None:
    open_to = np.ones((2_000, 12), np.bool_)
    open_to[:, 3] = False
    open_to[0, 4:] = False
    chosen = np.full(2_000, 1)
    places, present = drawn_alternatives(open_to, chosen, np.random.default_rng(1), most=5)
    assert (places[:, 0] == 1).all()
    assert present[0].sum() == 3  # the chosen one, and the two others that were open
    assert present[1:].all()
    assert all(len(set(row)) == 6 for row in places[1:])
    drawn = np.bincount(places[1:, 1:].ravel(), minlength=12)
    assert drawn[[1, 3]].tolist() == [0, 0]
    assert drawn[drawn > 0] == pytest.approx(np.full(10, 1_999 * 0.5), rel=0.1)
    again = drawn_alternatives(open_to, chosen, np.random.default_rng(1), most=5)
    assert (again[0] == places).all()


def test_what_cannot_be_fitted_says_why() -> None:
    table, present = np.random.default_rng(1).normal(size=(29, 3, 1)), np.ones((29, 3), np.bool_)
    with pytest.raises(NotEstimable, match="past matches with a choice among hosts: 29, and 30 are needed"):
        fit_choices(table, present, ("a",), np.arange(29))
    apart = np.zeros((40, 3, 1))
    apart[:, 0] = 1.0
    with pytest.raises(NotEstimable, match="tell every past choice apart"):
        fit_choices(apart, np.ones((40, 3), np.bool_), ("a",), np.arange(40))


def test_choices_that_hang_together_widen_the_intervals() -> None:
    """Every choice written down four times is no more evidence where the four are one cluster."""
    generator = np.random.default_rng(3)
    table, present = generator.normal(size=(80, 5, 2)), np.ones((80, 5), np.bool_)
    single = fit_choices(table, present, ("a", "b"), np.arange(80))
    four = np.repeat(np.arange(80), 4)
    together = fit_choices(table[four], present[four], ("a", "b"), four)
    assert together.weights["std_error"].to_list() == pytest.approx(
        single.weights["std_error"].to_list(), rel=1e-4
    )
