"""Betweenness on graphs small enough to work out by hand."""

from __future__ import annotations

import igraph
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flows.brokerage import brokerage
from cxc_metrics.statistics.flows.flow_table import FlowTable
from tests.statistics.long_flows import from_long


def flows(rows: list[tuple[object, object, float]], nodes: list, *, empty_diagonal: bool = True) -> FlowTable:
    long = pd.DataFrame(rows, columns=["origin", "destination", "weight"])
    return from_long(long, nodes, empty_diagonal=empty_diagonal)


def test_a_square_with_a_tail():
    """A — B — C        A-C, A-D go through B: 2.   A-E: two ways, both through B (1), half through C, D.
    |   |        B-E: half through C, half through D.   C-D: half through B, half through E.
    D — E        B 2 + 1 + 0.5 = 3.5   C 0.5 + 0.5 = 1   D 1   E 0.5   A 0;  divided by 4·3/2
    """
    rows = [("A", "B", 3), ("B", "A", 1), ("B", "C", 2), ("D", "B", 1), ("C", "E", 1), ("E", "D", 7)]
    found = brokerage(flows(rows, list("ABCDE"))).set_index("node")
    assert found["betweenness"].to_dict() == {"A": 0, "B": 3.5, "C": 1, "D": 1, "E": 0.5}
    assert found["degree"].to_dict() == {"A": 1, "B": 3, "C": 2, "D": 2, "E": 2}
    assert found["brokerage"].to_list() == pytest.approx([0, 3.5 / 6, 1 / 6, 1 / 6, 0.5 / 6])


def test_the_centre_of_a_star_has_all_of_it():
    found = brokerage(flows([("A", x, 1) for x in "BCDE"], list("ABCDE"))).set_index("node")["brokerage"]
    assert found.to_dict() == {"A": 1.0, "B": 0.0, "C": 0.0, "D": 0.0, "E": 0.0}


def test_members_without_exchanges_count_in_the_scale():
    """A — B — C alone: B is between the one pair of 1; with two idle members, between 1 of 6."""
    rows = [("A", "B", 1), ("B", "C", 1)]
    assert brokerage(flows(rows, list("ABC")))["brokerage"].max() == 1.0
    assert brokerage(flows(rows, list("ABCDE")))["brokerage"].max() == pytest.approx(1 / 6)


def test_exchanges_within_a_cluster_make_no_link():
    rows = [("A", "A", 5), ("A", "B", 1), ("B", "C", 1)]
    found = brokerage(flows(rows, list("ABC"), empty_diagonal=False))
    assert found["degree"].tolist() == [1, 2, 1]


@pytest.mark.parametrize(
    ("rows", "nodes", "words"),
    [
        ([], "ABC", "no flows"),
        ([("A", "B", 1)], "AB", "fewer than three"),
        ([("A", "A", 1)], "ABC", "links two different"),
    ],
)
def test_a_network_without_links_is_not_measurable(rows: list, nodes: str, words: str):
    with pytest.raises(NotEstimable, match=words):
        brokerage(flows(rows, list(nodes), empty_diagonal=False))


@given(
    st.sets(
        st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] < pair[1]), min_size=1
    )
)
def test_each_member_keeps_its_own_value(links: set[tuple[int, int]]):
    """The network is handed to igraph renumbered and without idle members: nobody gets another's value."""
    plain = igraph.Graph(n=12, edges=sorted(links)).betweenness()
    found = brokerage(flows([(*pair, 1) for pair in links], list(range(12))))
    assert found["betweenness"].tolist() == pytest.approx(plain)
