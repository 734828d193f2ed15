"""Measures beside chance: the two figures of the definitions, and that both ways to draw agree."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flows import equal_shares, flow_expectation
from cxc_metrics.statistics.flows.equal_shares import _every_split, equal_shares_expectation, summarise
from cxc_metrics.statistics.flows.flow_expectation import (
    DRAWS,
    DRAWS_OF_MANY_NODES,
    expected_at_same_n,
    expected_partner_numbers,
    null_tables,
    usual_draws,
)
from cxc_metrics.statistics.flows.flow_table import FlowTable
from cxc_metrics.statistics.flows.quasi_independence import quasi_independence
from tests.statistics.long_flows import from_long

pytestmark = pytest.mark.filterwarnings("error")


def flows(rows: list[tuple[object, object, float]], nodes: list, *, empty_diagonal: bool = True) -> FlowTable:
    long = pd.DataFrame(rows, columns=["origin", "destination", "weight"])
    return from_long(long, nodes, empty_diagonal=empty_diagonal)


def ring(size: int, steps: int) -> FlowTable:
    """Each node sends one exchange to each of the next `steps` nodes: all margins are equal."""
    names = [f"C{i:02d}" for i in range(size)]
    rows = [(names[i], names[(i + step) % size], 1) for i in range(size) for step in range(1, steps + 1)]
    return flows(rows, names)


def test_perfectly_symmetric_intensities_read_as_0_21_at_a_hundred_exchanges():
    """20 countries that send and host 5 each: modelled, every one of the 380 ordered pairs has the
    same intensity, 100/380. A hundred exchanges drawn from that return 21 % on average, not 100 %."""
    table = ring(20, 5)
    assert table.total == 100
    assert np.allclose(quasi_independence(table).matrix(), (1 - np.eye(20)) * 100 / 380)
    found = expected_at_same_n(table, draws=2000).set_index("measure").loc["weighted_reciprocity"]
    assert found["observed"] == 0.0
    assert round(found["expected"], 2) == 0.21
    assert found["low"] < 0.21 < found["high"]


def test_twenty_equal_hosts_read_as_7_2_at_ten():
    chance = equal_shares_expectation(20, 10)
    assert round(chance.effective_number.expected, 1) == 7.2
    assert 1 <= chance.effective_number.low < 7.2 < chance.effective_number.high <= 10


def test_expected_effective_number_of_two_equal_hosts_at_two_exchanges_by_hand():
    """Both at one host with probability 1/2 (reads 1), one each with 1/2 (reads 2): 1.5 on average."""
    chance = equal_shares_expectation(2, 2)
    assert chance.effective_number.expected == pytest.approx(1.5)
    assert chance.effective_number_entropy.expected == pytest.approx(1.5)
    assert (chance.effective_number.low, chance.effective_number.high) == pytest.approx((1, 2))


def test_the_expected_index_is_that_of_the_multinomial():
    """E[Σ p²] = 1/k + (1 - 1/k) / n exactly; 1/H is then at least its inverse (Jensen)."""
    for n in (1, 7, 20):
        squares, _, chances = _every_split(n, 12)
        assert chances.sum() == pytest.approx(1)
        assert (chances * squares).sum() == pytest.approx(1 / 12 + (11 / 12) / n)


def test_all_ways_to_split_and_simulation_agree(monkeypatch: pytest.MonkeyPatch):
    exact = equal_shares_expectation(9, 15)
    monkeypatch.setattr(equal_shares, "EXACT_UP_TO", 0)
    drawn = equal_shares_expectation(9, 15, draws=50_000)
    assert drawn.effective_number.expected == pytest.approx(exact.effective_number.expected, abs=0.03)
    entropy = exact.effective_number_entropy
    assert drawn.effective_number_entropy.expected == pytest.approx(entropy.expected, abs=0.03)
    assert drawn.effective_number.low == pytest.approx(exact.effective_number.low)
    assert drawn.effective_number.high == pytest.approx(exact.effective_number.high)


def test_many_partners_are_simulated_in_blocks(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(equal_shares, "CELLS_AT_ONCE", 5_000)
    chance = equal_shares_expectation(2_000, 40, draws=101)
    assert chance.effective_number.expected == pytest.approx(1 / (1 / 2000 + 1 / 40), rel=0.02)


def test_the_range_leaves_two_and_a_half_per_cent_on_each_side():
    found = summarise(np.arange(1.0, 201.0))
    assert (found.low, found.high, found.expected) == (5, 195, 100.5)
    skewed = summarise(np.array([3.0, 1.0, np.nan, 2.0]), np.array([0.01, 0.96, 0.5, 0.03]))
    assert (skewed.low, skewed.high) == (1, 2)
    assert skewed.expected == pytest.approx(0.01 * 3 + 0.96 + 0.06)


def test_expected_density_by_hand():
    """Equal intensities: a pair stays empty with (1 - 1/380)^100, so density is 1 - 0.7683."""
    found = expected_at_same_n(ring(20, 5), draws=2000).set_index("measure").loc["density"]
    assert found["expected"] == pytest.approx(1 - (1 - 1 / 380) ** 100, abs=0.002)
    assert found["null"] == "quasi-independence"


def test_every_measure_stands_beside_its_expectation():
    found = expected_at_same_n(ring(8, 3))
    assert found["measure"].tolist() == [
        "density",
        "binary_reciprocity",
        "weighted_reciprocity",
        "effective_origins",
        "effective_origins_entropy",
        "effective_destinations",
        "effective_destinations_entropy",
    ]
    assert (found["low"] <= found["expected"]).all()
    assert (found["expected"] <= found["high"]).all()
    assert (found["n"] == 24).all()


def test_the_same_flows_give_the_same_expectation():
    pd.testing.assert_frame_equal(expected_at_same_n(ring(8, 3)), expected_at_same_n(ring(8, 3)))
    other = expected_at_same_n(ring(8, 3), seed=1)
    assert not other["expected"].equals(expected_at_same_n(ring(8, 3))["expected"])


def test_drawing_by_exchange_and_by_cell_agree(monkeypatch: pytest.MonkeyPatch):
    """Unequal margins: mean simulated flow of every pair equals the modelled flow, either way."""
    names = [f"C{i}" for i in range(8)]
    rows = [
        (o, d, 1 + (7 * i + 3 * j) % 11) for i, o in enumerate(names) for j, d in enumerate(names) if i != j
    ]
    model = quasi_independence(flows(rows, names))
    for most in (250, 4):
        monkeypatch.setattr(flow_expectation, "MATRIX_UP_TO", most)
        drawn = list(null_tables(model, draws=3000))
        assert all(table.total == model.table.total for table in drawn)
        mean = sum(table.matrix() for table in drawn) / len(drawn)
        assert np.allclose(mean, model.matrix(), atol=5 * np.sqrt(model.matrix().max() / 3000))
        assert not np.diag(mean).any()


def test_sectors_are_drawn_with_their_diagonal(monkeypatch: pytest.MonkeyPatch):
    model = quasi_independence(flows([(1, 1, 6), (1, 2, 2), (2, 1, 2)], [1, 2], empty_diagonal=False))
    for most in (250, 1):
        monkeypatch.setattr(flow_expectation, "MATRIX_UP_TO", most)
        mean = sum(table.matrix() for table in null_tables(model, draws=3000)) / 3000
        assert np.allclose(mean, model.matrix(), atol=0.15)


def test_partner_numbers_beside_chance_at_their_own_number():
    """A sends 1: whatever happens it reads 1. B sends 2 among A, C, D with modelled shares s:
    reads 1 with Σ s² and 2 otherwise, so 2 - Σ s² is expected."""
    rows = [("A", "B", 1), ("B", "A", 1), ("B", "C", 1), ("C", "D", 6), ("D", "C", 5), ("C", "A", 3)]
    table = flows(rows, list("ABCDE"))
    found = expected_partner_numbers(table, draws=4000).set_index("node")
    assert found.loc["A", ["expected", "low", "high"]].tolist() == [1.0, 1.0, 1.0]
    shares = quasi_independence(table).matrix()[1] / 2
    assert found.loc["B", "expected"] == pytest.approx(2 - (shares**2).sum(), abs=0.03)
    assert math.isnan(found.loc["E", "expected"])
    assert found.loc["E", "flag"] == ":"


def test_where_the_null_cannot_be_fitted_the_observed_value_stands_with_a_reason():
    found = expected_at_same_n(flows([("A", "B", 3), ("A", "C", 1)], list("ABC"))).set_index("measure")
    assert found.loc["density", "observed"] == 2 / 6
    assert math.isnan(found.loc["density", "expected"])
    assert "A is part of every flow" in found.loc["density", "reason"]
    assert found.loc["effective_destinations", "reason"] == ""
    assert not math.isnan(found.loc["effective_destinations", "expected"])


def test_flows_that_are_no_counts_have_no_expectation():
    thirds = flows([("A", "B", 1 / 3), ("B", "C", 1), ("C", "A", 1)], list("ABC"))
    found = expected_at_same_n(thirds)
    assert found["expected"].isna().all()
    assert found["observed"].notna().all()
    assert found["reason"].str.contains("whole number").all()
    with pytest.raises(NotEstimable, match="whole numbers"):
        expected_partner_numbers(thirds)


def test_reciprocity_that_is_undefined_in_some_draws_is_averaged_over_the_others():
    """One of two sector exchanges crosses; a draw may have none that does."""
    found = expected_at_same_n(flows([(1, 1, 1), (1, 2, 1)], [1, 2], empty_diagonal=False))
    reciprocity = found.set_index("measure").loc["weighted_reciprocity"]
    assert reciprocity["expected"] == 0.0


@pytest.mark.parametrize(("nodes", "n"), [(0, 10), (20, 0), (20, 2.5)])
def test_an_expectation_needs_partners_and_whole_exchanges(nodes: int, n: float):
    with pytest.raises(NotEstimable, match="whole number of exchanges"):
        equal_shares_expectation(nodes, n)


def test_an_empty_selection_is_not_measurable():
    with pytest.raises(NotEstimable, match="no flows"):
        expected_at_same_n(flows([], list("AB")))
    with pytest.raises(NotEstimable, match="no flows"):
        expected_partner_numbers(flows([], list("AB")))


def test_many_nodes_are_simulated_less_often():
    assert usual_draws(ring(8, 3)) == DRAWS
    assert usual_draws(ring(300, 1)) == DRAWS_OF_MANY_NODES
