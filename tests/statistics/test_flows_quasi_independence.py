"""Modelled flows on a table with an empty diagonal: golden values, refusals, what is shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flows.flow_table import FlowTable
from cxc_metrics.statistics.flows.quasi_independence import quasi_independence, relative_intensity
from tests.statistics.long_flows import from_long

pytestmark = pytest.mark.filterwarnings("error")

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


def test_golden_relative_intensity():
    """Facts 6.4. DK→DE is below 1 here; the simple index, row times column over total, says 1.5."""
    table = relative_intensity(quasi_independence(flows(GOLDEN, ["BE", "DE", "DK", "EE"])), pairs="used")
    found = {(r.origin, r.destination): round(r.relative_intensity, 4) for r in table.itertuples()}
    assert found == {
        ("BE", "EE"): 5.0505,
        ("DE", "BE"): 1.8311,
        ("DE", "DK"): 1.3019,
        ("DK", "DE"): 0.8217,
        ("DK", "EE"): 2.1473,
        ("EE", "DE"): 1.5088,
        ("EE", "DK"): 0.5488,
    }


def test_three_countries_in_a_circle_by_hand():
    """A→B, B→C, C→A once each: margins of 1, six cells by symmetry, 0.5 each."""
    model = quasi_independence(flows([("A", "B", 1), ("B", "C", 1), ("C", "A", 1)], list("ABC")))
    assert np.allclose(model.matrix(), 0.5 * (1 - np.eye(3)), atol=1e-6)


def test_sectors_may_meet_their_own_so_the_model_is_plain_independence():
    """1  2
    1      6  2      E(1,1) = 8 · 8 / 10
    2      2  .
    """
    model = quasi_independence(flows([(1, 1, 6), (1, 2, 2), (2, 1, 2)], [1, 2], empty_diagonal=False))
    assert np.allclose(model.matrix(), [[6.4, 1.6], [1.6, 0.4]])
    assert "z" not in relative_intensity(model)["flag"].tolist()


def test_nothing_observed_reads_so_and_has_no_logarithm():
    """A, B, C send 10 to each other but A→B: 0."""
    rows = [(o, d, 10) for o in "ABC" for d in "ABC" if o != d and (o, d) != ("A", "B")]
    pair = relative_intensity(quasi_independence(flows(rows, list("ABC")))).set_index(
        ["origin", "destination"]
    )
    empty = pair.loc[("A", "B")]
    assert empty["relative_intensity"] == 0.0
    assert empty["reading"] == f"0 of {empty['modelled']:.1f} by size alone"
    assert bool(empty["shown"])


def test_shown_from_one_ranked_from_five_and_the_diagonal_does_not_apply():
    table = relative_intensity(quasi_independence(flows(GOLDEN, ["BE", "DE", "DK", "EE", "MT"])))
    pair = table.set_index(["origin", "destination"])
    assert len(pair) == 25
    assert pair.loc[("DE", "DE"), "flag"] == "z"
    assert pair.loc[("MT", "DE"), "flag"] == ":"
    assert pair.loc[("MT", "DE"), "reading"] == ""
    assert (table["shown"] == (table["modelled"] >= 1)).all()
    assert (table["ranked"] == (table["modelled"] >= 5)).all()
    assert pair.loc[("BE", "EE"), "flag"] == "c"  # modelled 0.4
    assert pair.loc[("DE", "DK"), "flag"] == ""  # modelled 4.6


def test_used_pairs_are_the_same_rows_without_the_empty_ones():
    model = quasi_independence(flows(GOLDEN, ["BE", "DE", "DK", "EE"]))
    every = relative_intensity(model)
    used = every[every["observed"] > 0].reset_index(drop=True)
    pd.testing.assert_frame_equal(relative_intensity(model, pairs="used"), used)


@pytest.mark.parametrize(
    ("rows", "named"),
    [
        ([("A", "B", 3), ("C", "A", 2), ("A", "D", 1)], "A is part of every flow"),
        ([("A", "B", 3), ("A", "C", 2), ("A", "D", 1)], "A is part of every flow"),
        ([("A", "B", 3), ("B", "A", 2)], "A and B are part of every flow"),
        ([("A", "B", 1)], "A and B are part of every flow"),
    ],
)
def test_one_country_in_every_flow_is_not_measurable(rows: list, named: str):
    with pytest.raises(NotEstimable, match=named):
        quasi_independence(flows(rows, list("ABCD")))


def test_a_country_in_almost_every_flow_does_not_settle():
    """A exchanges a thousand with B and with C each way; B→C once. 4 000 of 4 001 flows involve A."""
    hub = [("A", "B", 1000), ("A", "C", 1000), ("B", "A", 1000), ("C", "A", 1000)]
    with pytest.raises(NotEstimable, match="did not settle within 1000 rounds"):
        quasi_independence(flows([*hub, ("B", "C", 1)], list("ABC")))
    assert quasi_independence(flows([*hub, ("B", "C", 100)], list("ABC"))).iterations < 1000


def test_an_empty_selection_is_not_measurable():
    with pytest.raises(NotEstimable, match="no flows"):
        quasi_independence(flows([], list("AB")))
