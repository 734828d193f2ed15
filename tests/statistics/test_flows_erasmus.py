"""The 35 × 35 Erasmus flows: every figure as worked out independently (erasmus_independent.py)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxc_metrics.statistics.flows.concentration import partner_numbers
from cxc_metrics.statistics.flows.flow_table import FlowTable
from cxc_metrics.statistics.flows.measures import (
    binary_reciprocity,
    density,
    net_balance,
    weighted_reciprocity,
)
from cxc_metrics.statistics.flows.quasi_independence import quasi_independence, relative_intensity
from tests.statistics.erasmus_independent import Erasmus, work_out
from tests.statistics.long_flows import from_long

pytestmark = [pytest.mark.shared_data, pytest.mark.filterwarnings("error")]


@pytest.fixture(scope="module")
def source(shared_data: Path) -> Path:
    return shared_data / "erasmus_flows" / "flows.csv"


@pytest.fixture(scope="module")
def independent(source: Path) -> Erasmus:
    return work_out(source)


@pytest.fixture(scope="module")
def table(source: Path, independent: Erasmus) -> FlowTable:
    long = pd.read_csv(source, keep_default_na=False).rename(
        columns={"o_iso": "from", "origin": "origin_name", "destination": "destination_name"}
    )
    long = long.rename(columns={"from": "origin", "d_iso": "destination", "participants": "weight"})
    return from_long(long, independent.countries, empty_diagonal=True)


def test_totals_are_those_of_the_source(table: FlowTable):
    """9 244 781 participants in 1 223 rows, of them 8 713 185 across a border in 1 188 rows."""
    assert (table.total, len(table.weight)) == (8_713_185, 1_188)
    assert table.total + table.on_diagonal == 9_244_781


def test_corridors(table: FlowTable, independent: Erasmus):
    model = quasi_independence(table)
    ours = relative_intensity(model, pairs="used").sort_values("observed", ascending=False, kind="stable")
    pairs = list(zip(ours["origin"], ours["destination"], ours["observed"], strict=True))
    assert pairs[0] == ("IT", "ES", 217_003)
    assert sorted(pairs) == sorted(independent.corridors)
    assert [w for *_, w in pairs] == [w for *_, w in independent.corridors]


def test_net_balances(table: FlowTable, independent: Erasmus):
    rows = net_balance(table)
    assert dict(zip(rows["node"], rows["net_balance"], strict=True)) == pytest.approx(independent.net_balance)
    assert (rows["flag"] == "").all()


def test_density_and_reciprocity(table: FlowTable, independent: Erasmus):
    assert density(table) == 1_188 / (35 * 34)
    assert binary_reciprocity(table) == pytest.approx(independent.binary_reciprocity, rel=1e-12)
    assert weighted_reciprocity(table) == pytest.approx(independent.weighted_reciprocity, rel=1e-12)


def test_relative_intensity_of_all_pairs(table: FlowTable, independent: Erasmus):
    rows = relative_intensity(quasi_independence(table))
    off = ~np.eye(35, dtype=bool)
    ratio = np.divide(independent.flows, independent.modelled, out=np.zeros((35, 35)), where=off)
    assert len(rows) == 35 * 35
    assert np.allclose(rows["modelled"].to_numpy().reshape(35, 35), independent.modelled, rtol=1e-5)
    assert np.allclose(rows["relative_intensity"].to_numpy().reshape(35, 35)[off], ratio[off], rtol=1e-5)
    assert (rows.loc[rows["flag"] == "z", "origin"] == rows.loc[rows["flag"] == "z", "destination"]).all()
    assert (rows["flag"] == "z").sum() == 35


def test_effective_number_of_destinations(table: FlowTable, independent: Erasmus):
    rows = partner_numbers(table)
    found = dict(zip(rows["node"], rows["effective_number"], strict=True))
    assert found == pytest.approx(independent.effective_destinations_of)
