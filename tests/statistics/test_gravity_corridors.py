"""Fewer visits than modelled: the tail, the published correction, and no more false alarms than stated."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flows.corridors import benjamini_hochberg, fewer_than_modelled, lower_tail
from cxc_metrics.statistics.gravity.model import gravity
from tests.measuring.crossing import THOROUGH
from tests.statistics.gravity_world import World, world

# pyfixest 0.60 still calls pandas with inplace=True; pandas hides that notice outside of tests.
pytestmark = [
    pytest.mark.filterwarnings("error"),
    pytest.mark.filterwarnings("ignore:The inplace keyword:pandas.errors.Pandas4Warning"),
]

# Benjamini and Hochberg, "Controlling the false discovery rate", Journal of the Royal Statistical
# Society B 57 (1995), section 3.2: fifteen hypotheses of a trial on myocardial infarction.
PUBLISHED = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
    0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000,
]  # fmt: skip


def test_published_example_rejects_four_of_fifteen_at_five_per_cent():
    """In print: the procedure rejects the four smallest, since 0.0095 ≤ 4/15 · 0.05 = 0.013."""
    adjusted = benjamini_hochberg(PUBLISHED)
    assert (adjusted <= 0.05).sum() == 4
    assert adjusted[3] == pytest.approx(0.0095 * 15 / 4)


@pytest.mark.parametrize(("modelled", "fewer"), [(2.4, True), (2.2, False)])
def test_the_rate_is_ten_per_cent(modelled: float, fewer: bool):
    """No visit where 2.4 are modelled has a probability of e^−2.4 = 0.091, where 2.2 are of 0.111."""
    pair = {"origin": ["A"], "destination": ["B"], "observed": [0], "modelled": [modelled], "ratio": [0.0]}
    fit: Any = SimpleNamespace(pairs=pd.DataFrame(pair), dispersion=1.0)
    assert fewer_than_modelled(fit)["fewer"].tolist() == [fewer]


def test_the_order_of_the_corridors_does_not_matter():
    order = np.random.default_rng(1).permutation(15)
    assert benjamini_hochberg(np.array(PUBLISHED)[order]) == pytest.approx(
        benjamini_hochberg(PUBLISHED)[order]
    )


def test_lower_tail_by_hand():
    """Poisson with mean 2: P(0) = e⁻², P(≤ 1) = 3 e⁻². With dispersion 2 the NB1 has r = 2, p = 1/2:
    P(0) = 1/4, P(1) = 2 · 1/8, so P(≤ 1) = 1/2."""
    assert lower_tail([0, 1], [2, 2], 1.0) == pytest.approx([np.exp(-2), 3 * np.exp(-2)])
    assert lower_tail([0, 1], [2, 2], 2.0) == pytest.approx([0.25, 0.5])
    assert lower_tail([0], [2], 0.4) == pytest.approx([np.exp(-2)])  # never sharper than chance


def test_the_tail_has_the_variance_it_says():
    counts = np.arange(400)
    below = lower_tail(counts, np.full(400, 30.0), 3.0)
    chance = np.diff(below, prepend=0.0)
    mean = (counts * chance).sum()
    assert mean == pytest.approx(30)
    assert (counts**2 * chance).sum() - mean**2 == pytest.approx(3 * 30)


def test_more_dispersion_makes_a_low_flow_less_surprising():
    tails = [float(lower_tail([5], [20], dispersion)[0]) for dispersion in (1.0, 2.0, 5.0)]
    assert tails == sorted(tails)
    assert tails[0] == pytest.approx(stats.poisson.cdf(5, 20))


@pytest.fixture(scope="module")
def twelve() -> World:
    return world(12, 6000, seed=1)


def test_emptied_corridors_are_found(twelve: World):
    """Three large corridors lose nine tenths of their visits."""
    drawn = twelve.draw(np.random.default_rng(3))
    largest = np.argsort(twelve.mean, axis=None)[::-1][[2, 9, 16]]
    emptied = {(twelve.nodes[i], twelve.nodes[j]) for i, j in zip(*np.divmod(largest, 12), strict=True)}
    np.put(drawn, largest, drawn.ravel()[largest] // 10)
    found = fewer_than_modelled(gravity(twelve.flows(drawn), twelve.pairs))
    flagged = found[found["fewer"]]
    assert emptied <= set(zip(flagged["origin"], flagged["destination"], strict=True))
    assert (flagged["ratio"] < 1).all()
    assert (found["modelled"] >= 1).all()
    assert found["lower_tail"].is_monotonic_increasing
    assert (found["fewer"] == (found["adjusted"] <= 0.10)).all()


def test_a_corridor_modelled_below_one_is_not_tested(twelve: World):
    drawn = twelve.draw(np.random.default_rng(3))
    fit = gravity(twelve.flows(drawn), twelve.pairs)
    tested = fewer_than_modelled(fit)
    assert len(tested) == (fit.pairs["modelled"] >= 1).sum() < len(fit.pairs)


def test_where_all_is_modelled_below_one_nothing_can_be_found(twelve: World):
    thin = np.zeros((12, 12))
    thin[:6, :6] = 1 - np.eye(6)
    thin[0, 1] = 0
    thin[4, 3] = 0
    fit = gravity(twelve.flows(thin * 0.1), twelve.pairs)
    with pytest.raises(NotEstimable, match="one exchange or more"):
        fewer_than_modelled(fit)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("size", "total", "dispersion"),
    [(20, 600, 1.0), (12, 3000, 4.0)],
)
def test_no_more_false_alarms_than_stated(size: int, total: float, dispersion: float):
    """25 tables (80 in `make thorough`) in which nothing is amiss: any flag is false, and at most 10 % of
    the tables may show one (with no true corridor, the false discovery rate is the chance of any flag)."""
    place = world(size, total, seed=size)
    generator = np.random.default_rng(int(total))
    runs = 80 if THOROUGH else 25
    alarms = 0
    for _ in range(runs):
        fit = gravity(place.flows(place.draw(generator, dispersion)), place.pairs)
        alarms += bool(fewer_than_modelled(fit)["fewer"].any())
    assert alarms <= 0.10 * runs, alarms


@pytest.mark.slow
def test_among_true_discoveries_the_false_share_stays_below_the_rate():
    """12 tables (40 in `make thorough`) with six emptied corridors: false / flagged is at most 10 % on
    average, and most of the six are found."""
    place = world(12, 6000, seed=8)
    emptied = np.argsort(place.mean, axis=None)[::-1][3:33:5]
    thinned = place.mean.copy()
    np.put(thinned, emptied, place.mean.ravel()[emptied] * 0.15)
    true = {(place.nodes[i], place.nodes[j]) for i, j in zip(*np.divmod(emptied, 12), strict=True)}
    holed = World(place.nodes, place.pairs, thinned)
    generator = np.random.default_rng(8)
    false_shares, hits = [], 0
    runs = 40 if THOROUGH else 12
    for _ in range(runs):
        found = fewer_than_modelled(gravity(holed.flows(holed.draw(generator)), holed.pairs))
        flagged: pd.DataFrame = found[found["fewer"]]
        names = set(zip(flagged["origin"], flagged["destination"], strict=True))
        false_shares.append(len(names - true) / max(len(names), 1))
        hits += len(names & true)
    assert np.mean(false_shares) <= 0.10
    assert hits >= 0.7 * 6 * runs
