"""Gravity without effects of the hosts: against another library, a planted gap, and where it is silent."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flows import gap_bootstrap
from cxc_metrics.statistics.flows.flow_table import FlowTable
from cxc_metrics.statistics.flows.gap_bootstrap import _Model
from cxc_metrics.statistics.flows.hosting_gap import TERMS, hosting_gap
from tests.statistics.gap_world import coverage, gap_world
from tests.statistics.long_flows import from_long

# pyfixest 0.60 still calls pandas with inplace=True; pandas hides that notice outside of tests.
pytestmark = pytest.mark.filterwarnings("ignore:The inplace keyword:pandas.errors.Pandas4Warning")


def _rows(world, flows) -> pd.DataFrame:
    """The model's table, made by loops."""
    both = {(row.origin, row.destination): row for row in world.pairs.itertuples()}
    weight = flows.matrix()
    rows = []
    for i, origin in enumerate(world.nodes):
        for j, host in enumerate(world.nodes):
            if i == j:
                continue
            pair = both.get((origin, host)) or both[host, origin]
            known = (np.log(pair.distance_km), float(pair.border), float(pair.common_language))
            rows.append(
                (origin, host, weight[i, j], min(i, j) * 100 + max(i, j), *known, np.log(world.pool[host]))
            )
    return pd.DataFrame(rows, columns=["origin", "destination", "observed", "unordered_pair", *TERMS])


def test_modelled_hosting_is_that_of_a_poisson_regression_with_a_dummy_for_each_origin() -> None:
    world = gap_world(3, size=9, total=400)
    flows = world.drawn(np.random.default_rng(1), 1.0)
    rows = _rows(world, flows)
    dummies = pd.get_dummies(rows["origin"]).astype(float)
    fit = sm.GLM(
        rows["observed"], pd.concat([dummies, rows[list(TERMS)]], axis=1), family=sm.families.Poisson()
    ).fit(tol=1e-12)
    wanted = rows.assign(modelled=fit.fittedvalues).groupby("destination")["modelled"].sum()
    found = hosting_gap(flows, world.pairs, world.pool, draws=50)
    places = found.places.set_index("node")
    assert places["modelled"].to_dict() == pytest.approx(wanted.to_dict(), rel=1e-5)
    assert found.coefficients.set_index("term")["estimate"].to_dict() == pytest.approx(
        fit.params[list(TERMS)].to_dict(), abs=1e-5
    )
    # The origins' effects keep the whole, so gaps add up to nothing.
    assert places["gap"].sum() == pytest.approx(0.0, abs=1e-4)
    assert (places["observed"].sum(), found.outside, found.parameters) == (flows.total, 0, 9 + 4)


def test_the_resamples_refit_the_model_that_the_library_fits() -> None:
    """Each pair taken once is the data itself; one pair taken twice is that pair's rows twice."""
    world = gap_world(5, size=8, total=300)
    flows = world.drawn(np.random.default_rng(2), 2.0)
    rows = _rows(world, flows)
    model = _Model(rows, TERMS)
    times = np.ones((2, model.pairs), dtype=np.int64)
    times[1, 3] = 2
    found = pd.DataFrame(model.drawn(times)[0], columns=model.hosts)
    library = hosting_gap(flows, world.pairs, world.pool, draws=20).places.set_index("node")["ratio"]
    assert found.loc[0].to_dict() == pytest.approx(library.to_dict(), rel=1e-5)
    twice = pd.concat([rows, rows[pd.factorize(rows["unordered_pair"])[0] == 3]])
    dummies = pd.get_dummies(twice["origin"]).astype(float)
    fit = sm.GLM(
        twice["observed"], pd.concat([dummies, twice[list(TERMS)]], axis=1), family=sm.families.Poisson()
    )
    sums = (
        twice.assign(modelled=fit.fit(tol=1e-12).fittedvalues)
        .groupby("destination")[["observed", "modelled"]]
        .sum()
    )
    assert found.loc[1].to_dict() == pytest.approx((sums["observed"] / sums["modelled"]).to_dict(), rel=1e-6)


def test_a_host_held_down_is_found_and_the_intervals_hold_the_truth() -> None:
    """20 draws; docs/soundness.md has the table of many. It is left with 0.4 of what it would have had."""
    found = coverage(20, total=1500, dispersion=2.0, uneven=0.0, resamples=299)
    assert found.intervals >= 350
    assert found.covered >= 0.93
    assert found.covered_down >= 0.85
    assert found.found_down >= 0.8
    assert found.ratio_down == pytest.approx(0.4, abs=0.1)
    assert found.others_fewer <= 0.05


def test_equal_questions_get_equal_answers() -> None:
    world = gap_world(1, size=10)
    flows = world.drawn(np.random.default_rng(3), 1.0)
    one, other = (hosting_gap(flows, world.pairs, world.pool, draws=60).places for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


def _small(weights: list[tuple[str, str, float]], nodes: str = "ABCD") -> tuple[FlowTable, pd.DataFrame]:
    flows = from_long(
        pd.DataFrame(weights, columns=["origin", "destination", "weight"]), list(nodes), empty_diagonal=True
    )
    pairs = [
        (a, b, 100.0 * (1 + i + j), False, (i + j) % 2 == 0)
        for i, a in enumerate(nodes)
        for j, b in enumerate(nodes)
        if i < j
    ]
    return flows, pd.DataFrame(
        pairs, columns=["origin", "destination", "distance_km", "border", "common_language"]
    )


def test_who_has_no_accepted_host_is_no_host_of_the_model_and_its_visits_are_outside() -> None:
    world = gap_world(7, size=10, total=900)
    flows = world.drawn(np.random.default_rng(4), 1.0)
    none, alone = world.nodes[0], world.nodes[1]
    pool = {node: n for node, n in world.pool.items() if node != none}
    received = dict(zip(flows.nodes, flows.received, strict=True))
    found = hosting_gap(flows, world.pairs, pool, draws=50)
    row = found.places.set_index("node").loc[none]
    assert (row["flag"], row["note"]) == (":", "no accepted registration on record")
    assert np.isnan(row["modelled"])
    assert row["observed"] == received[none] == found.outside
    # A host that nobody visited has a modelled number and a gap, but no interval that resampling could give.
    matrix = flows.matrix()
    matrix[:, 1] = 0
    row = (
        hosting_gap(world.flows(matrix), world.pairs, world.pool, draws=50)
        .places.set_index("node")
        .loc[alone]
    )
    assert (row["observed"], row["ratio"], row["flag"]) == (0, 0, "u")
    assert "none at all" in row["note"] or "modelled below 5" in row["note"]
    assert np.isnan(row["low"])


def test_few_exchanges_have_no_interval_and_a_reason() -> None:
    world = gap_world(7, size=10, total=60)
    found = hosting_gap(world.drawn(np.random.default_rng(4), 1.0), world.pairs, world.pool, draws=50)
    assert "fewer than 10 each: no interval is given" in found.no_interval
    assert found.places["low"].isna().all()
    assert set(found.places["flag"]) == {"u"}


def test_resamples_that_cannot_be_fitted_leave_the_model_without_intervals(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = gap_world(7, size=10, total=900)
    monkeypatch.setattr(gap_bootstrap, "MOST_STEPS", 1)
    found = hosting_gap(world.drawn(np.random.default_rng(4), 1.0), world.pairs, world.pool, draws=50)
    assert "cannot be fitted" in found.no_interval
    assert found.places["modelled"].notna().all()
    assert found.places["low"].isna().all()


def test_what_cannot_be_modelled_is_refused_with_a_reason() -> None:
    flows, pairs = _small([("A", "B", 3), ("B", "A", 2), ("C", "A", 4)])
    with pytest.raises(NotEstimable, match="Fewer than three"):
        hosting_gap(flows, pairs, {"A": 4, "B": 2})
    with pytest.raises(NotEstimable, match="only"):
        hosting_gap(flows, pairs, {"A": 4, "B": 2, "C": 9})
    nothing, _ = _small([])
    with pytest.raises(NotEstimable, match="no flows"):
        hosting_gap(nothing, pairs, {"A": 4, "B": 2, "C": 9})
