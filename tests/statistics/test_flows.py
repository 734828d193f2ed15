"""Density, reciprocity, net balance, concentration, new pairs: golden values of facts 6.4 and traps.

The golden flows (T = 24, four countries):

    from\\to   BE   DE   DK   EE
    BE         z    .    .    2
    DE         4    z    6    .
    DK         .    3    z    3
    EE         .    5    1    z
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flows.concentration import concentration, partner_numbers
from cxc_metrics.statistics.flows.flow_table import FlowTable
from cxc_metrics.statistics.flows.measures import (
    binary_reciprocity,
    cross_share,
    density,
    net_balance,
    weighted_reciprocity,
)
from tests.statistics.long_flows import from_long

pytestmark = pytest.mark.filterwarnings("error")

COUNTRIES = ["BE", "DE", "DK", "EE"]
GOLDEN = [
    ("DE", "DK", 6),
    ("DE", "BE", 4),
    ("DK", "DE", 3),
    ("BE", "EE", 2),
    ("EE", "DE", 5),
    ("EE", "DK", 1),
    ("DK", "EE", 3),
]


def flows(rows: list[tuple[object, object, float]], nodes: list, *, empty_diagonal: bool = True) -> FlowTable:
    long = pd.DataFrame(rows, columns=["origin", "destination", "weight"])
    return from_long(long, nodes, empty_diagonal=empty_diagonal)


@pytest.fixture
def golden() -> FlowTable:
    return flows(GOLDEN, COUNTRIES)


def test_golden_density_and_reciprocity(golden: FlowTable):
    assert golden.total == 24
    assert round(density(golden), 5) == 0.58333
    assert round(binary_reciprocity(golden), 5) == 0.57143
    assert round(weighted_reciprocity(golden), 5) == 0.33333


def test_golden_net_balance(golden: FlowTable):
    balance = net_balance(golden).set_index("node")["net_balance"].round(4).to_dict()
    assert balance == {"BE": 0.3333, "DE": -0.1111, "DK": 0.0769, "EE": -0.0909}


def test_golden_concentration(golden: FlowTable):
    of_germany = partner_numbers(golden).set_index("node").loc["DE"]
    assert round(of_germany["hhi"], 2) == 0.52
    assert round(of_germany["effective_number"], 5) == 1.92308
    assert round(of_germany["effective_number_entropy"], 5) == 1.96013
    senders = concentration(golden.sent)
    assert round(senders.hhi, 5) == 0.30556
    assert round(senders.effective_number, 5) == 3.27273


def test_one_distribution_and_the_table_agree(golden: FlowTable):
    alone = concentration([6, 0, 4])
    in_table = partner_numbers(golden).set_index("node").loc["DE"]
    assert alone.used == in_table["partners"] == 2
    assert alone.n == in_table["n"] == 10
    assert math.isclose(alone.hhi, in_table["hhi"])
    assert math.isclose(alone.effective_number_entropy, in_table["effective_number_entropy"])


def test_hosts_of_a_country_are_read_from_the_transposed_table(golden: FlowTable):
    """DE receives 3 from DK and 5 from EE: H = (9 + 25) / 64."""
    guests = partner_numbers(golden.transposed()).set_index("node").loc["DE"]
    assert guests["n"] == 8
    assert math.isclose(guests["hhi"], 34 / 64)


def test_a_country_that_cannot_visit_itself_has_no_diagonal_in_any_total():
    """A  B
    A      9  2      the 9 is set aside and named; density 2/2, not 3/4
    B      1  .
    """
    table = flows([("A", "A", 9), ("A", "B", 2), ("B", "A", 1)], ["A", "B"])
    assert (table.total, table.on_diagonal) == (3, 9)
    assert density(table) == 1.0
    assert weighted_reciprocity(table) == pytest.approx(2 / 3)


def test_what_stays_within_its_ecosystem_is_not_returned_traffic():
    """1  2
    1      9  2      reciprocity over the 3 that cross: (1 + 1) / 3, not (9 + 1 + 1) / 12
    2      1  .
    """
    table = flows([(1, 1, 9), (1, 2, 2), (2, 1, 1)], [1, 2], empty_diagonal=False)
    assert table.total == 12
    assert density(table) == 3 / 4
    assert weighted_reciprocity(table) == pytest.approx(2 / 3)
    assert binary_reciprocity(table) == 1.0


def test_density_depends_on_the_node_list_eligible_or_active(golden: FlowTable):
    eligible = flows(GOLDEN, [*COUNTRIES, "MT"])
    assert density(golden) == 7 / 12
    assert density(eligible) == 7 / 20


def test_rows_of_one_pair_are_added_up_in_any_order(golden: FlowTable):
    split = [(o, d, 1) for o, d, w in GOLDEN for _ in range(int(w))]
    again = flows(split[::-1], COUNTRIES)
    assert np.array_equal(again.matrix(), golden.matrix())


def test_net_balance_is_hidden_below_five_and_unreliable_below_thirty():
    """sent + received: A 4, B 5, C 29, D 30, E none."""
    table = flows(
        [("A", "B", 2), ("A", "C", 2), ("B", "C", 3), ("C", "D", 24), ("D", "F", 6)], list("ABCDEF")
    )
    rows = net_balance(table).set_index("node")
    assert rows["n"].to_dict() == {"A": 4, "B": 5, "C": 29, "D": 30, "E": 0, "F": 6}
    assert rows["flag"].to_dict() == {"A": "c", "B": "u", "C": "u", "D": "", "E": ":", "F": "u"}
    assert math.isnan(rows.loc["E", "net_balance"])


def test_a_flow_without_origin_is_counted_apart():
    table = flows([("A", "B", 2), (None, "B", 3), ("A", float("nan"), 1)], ["A", "B"])
    assert (table.total, table.unknown) == (2, 4)


def test_sector_numbers_that_became_decimals_are_still_sectors():
    long = pd.DataFrame({"origin": [1.0, None], "destination": [2.0, 2.0], "weight": [1, 1]})
    table = from_long(long, [1, 2], empty_diagonal=False)
    assert (table.total, table.unknown) == (1, 1)


def test_cross_sector_share_with_its_modelled_value():
    """1  2
    1      6  2      4 of 10 cross; by chance 1 - (8·8 + 2·2) / 100 = 0.32
    2      2  .
    """
    found = cross_share(flows([(1, 1, 6), (1, 2, 2), (2, 1, 2), (None, 1, 5)], [1, 2], empty_diagonal=False))
    assert (found.n, found.crossing, found.unknown) == (10, 4, 5)
    assert found.share == pytest.approx(0.4)
    assert found.ei_index == pytest.approx(-0.2)
    assert found.modelled_share == pytest.approx(0.32)


@pytest.mark.parametrize(
    "measure", [density, binary_reciprocity, weighted_reciprocity, net_balance, partner_numbers]
)
def test_an_empty_selection_is_not_measurable(measure):
    with pytest.raises(NotEstimable) as error:
        measure(flows([], COUNTRIES))
    assert error.value.reason == "There are no flows in this selection."


@pytest.mark.parametrize("nodes", [[], ["A"]])
def test_no_country_or_one_country_is_not_measurable(nodes: list[str]):
    table = flows([(n, n, 3) for n in nodes], nodes)
    with pytest.raises(NotEstimable):
        density(table)


def test_one_exchange_is_measured():
    table = flows([("A", "B", 1)], ["A", "B", "C"])
    assert density(table) == 1 / 6
    assert binary_reciprocity(table) == weighted_reciprocity(table) == 0.0
    assert net_balance(table)["flag"].tolist() == ["c", "c", ":"]


def test_traffic_that_never_leaves_cannot_be_returned():
    with pytest.raises(NotEstimable, match="leaves its own node"):
        weighted_reciprocity(flows([(1, 1, 3)], [1, 2], empty_diagonal=False))


def test_countries_have_no_cross_share():
    with pytest.raises(NotEstimable, match="always 1"):
        cross_share(flows(GOLDEN, COUNTRIES))


@pytest.mark.parametrize(("weight", "words"), [(-1.0, "below zero"), (float("nan"), "no number")])
def test_flows_that_are_no_amounts_are_not_measurable(weight: float, words: str):
    with pytest.raises(NotEstimable, match=words):
        flows([("BE", "DE", weight)], COUNTRIES)
    with pytest.raises(NotEstimable, match="missing or below zero"):
        concentration([1.0, weight])


def test_a_node_named_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        FlowTable.from_positions(np.array([0]), np.array([1]), [1.0], ["A", "A"], empty_diagonal=True)


def test_nothing_to_share_out_is_not_measurable():
    with pytest.raises(NotEstimable, match="all amounts are zero"):
        concentration([0, 0])
