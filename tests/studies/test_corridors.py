"""Corridors: every pair beside two models; what cannot be told says why."""

from __future__ import annotations

import math
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.studies import corridors, country_pairs
from cxc_metrics.studies.corridors import COLUMNS
from tests.measuring.flow_register import GOLDEN, flows_register
from tests.statistics.erasmus_independent import binary, weighted, work_out

SIDES = ["visitor_country", "host_country"]
# A gravity of our own making: 9 countries, flows fall with distance; Spain and Portugal hardly meet.
CODES = ("DE", "FR", "IT", "ES", "PT", "PL", "AT", "BE", "NL")


def _made() -> list[tuple[str, str, int]]:
    pairs = country_pairs(CODES)
    return [
        (row.origin, row.destination, 1 if {row.origin, row.destination} == {"ES", "PT"} else amount)
        for row in pairs.itertuples()
        if (amount := round(12_000 / row.distance_km)) > 0
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    with flows_register(tmp_path_factory.mktemp("made"), _made()) as version:
        yield version


def test_distances_borders_and_languages_of_known_pairs() -> None:
    """Great circle Paris–Berlin 878 km, Lisbon–Helsinki 3 365 km, London–Dublin 464 km (any atlas)."""
    pairs = country_pairs().set_index(["origin", "destination"])
    for pair, km in {("FR", "DE"): 878, ("PT", "FI"): 3365, ("UK", "IE"): 464}.items():
        assert pairs.loc[pair, "distance_km"] == pytest.approx(km, rel=0.01)
        assert pairs.loc[pair[::-1], "distance_km"] == pairs.loc[pair, "distance_km"]
    assert pairs.loc[("DE", "AT"), ["border", "common_language"]].tolist() == [True, True]
    assert pairs.loc[("ES", "PT"), ["border", "common_language"]].tolist() == [True, False]
    assert pairs.loc[("CY", "EL"), ["border", "common_language"]].tolist() == [False, True]
    assert not pairs.index.get_level_values(0).isin(["XX"]).any()
    assert (pairs["distance_km"] > 0).all()


def test_a_pair_is_the_same_from_both_sides() -> None:
    pairs = country_pairs()
    turned = pairs.rename(columns={"origin": "destination", "destination": "origin"})
    both = pairs.merge(turned, on=["origin", "destination"], suffixes=("", "_turned"))
    assert len(both) == len(pairs) > 40 * 39
    for column in ("distance_km", "border", "common_language"):
        assert (both[column] == both[f"{column}_turned"]).all(), column


def test_a_list_without_known_countries_has_no_pairs() -> None:
    assert country_pairs(["XX", "QQ"]).empty


def test_every_pair_of_active_countries_has_a_row(made: DataVersion) -> None:
    found = corridors(made)
    assert found.not_measurable == {}
    assert tuple(found.table.columns) == COLUMNS
    assert len(found.table) == 9 * 8
    assert found.exchanges == found.table["observed"].sum() == sum(amount for *_, amount in _made())
    assert (found.unit, found.is_synthetic) == ("exchanges", True)
    assert found.statement is not None
    assert "GROUP BY visitor_country, host_country" in found.statement.sql
    # Both models keep what each country sent; pairs of gravity are fitted to the same sums.
    for name in ("modelled", "gravity_modelled"):
        sent = found.table.groupby("visitor_country")[["observed", name]].sum()
        assert sent[name].tolist() == pytest.approx(sent["observed"].tolist(), rel=1e-4)


def test_the_pair_that_hardly_meets_is_found(made: DataVersion) -> None:
    """Spain and Portugal: one visit each way where nine are modelled for such near countries."""
    found = corridors(made)
    low = found.table[found.table["fewer"].fillna(False).astype(bool)]
    assert set(zip(low["visitor_country"], low["host_country"], strict=True)) == {("ES", "PT"), ("PT", "ES")}
    assert (low["adjusted"] <= 0.10).all()
    distance = found.coefficients.set_index("term").loc["log_distance", "estimate"]
    assert -1.2 < distance < -0.4


def test_intensities_are_those_of_the_kpi(made: DataVersion) -> None:
    table = corridors(made).table.set_index(SIDES)
    told = measure(made, ["N04"], by=SIDES).details.set_index(SIDES)
    shown = told[told["N04"].notna()]
    assert len(shown) > 20
    assert table.loc[shown.index, "intensity"].tolist() == pytest.approx(shown["N04"].tolist())


def test_countries_select_rows_of_the_same_models(made: DataVersion) -> None:
    whole = corridors(made).table
    some = corridors(made, Scope(visitor_country=("ES", "FR"), host_country="PT")).table
    kept = whole[whole["visitor_country"].isin(["ES", "FR"]) & (whole["host_country"] == "PT")]
    assert some.to_dict("list") == kept.reset_index(drop=True).to_dict("list")


def test_selecting_rows_afterwards_is_asking_for_them(made: DataVersion) -> None:
    scope = Scope(visitor_country=("ES", "FR"), host_country="EU27", mode="physical")
    asked = corridors(made, scope)
    selected = corridors(made, Scope(mode="physical")).within(scope)
    assert selected.table.to_dict("list") == asked.table.to_dict("list")
    assert (selected.scope, selected.exchanges) == (asked.scope, asked.exchanges)


@pytest.mark.parametrize(
    ("flows", "scope", "refused"),
    [
        (GOLDEN, Scope(mode="virtual"), {"observed"}),
        ((("DE", "DK", 1),), Scope(), {"intensity", "gravity"}),
        ((("DE", "DK", 9), ("DE", "FR", 5), ("DE", "IT", 40)), Scope(), {"intensity", "gravity"}),
        ((("DK", "DE", 9), ("FR", "DE", 5)), Scope(), {"intensity", "gravity"}),
        ((("DE", "XX", 9), ("XX", "FR", 3), ("FR", "DE", 3)), Scope(), {"gravity"}),
    ],
)
def test_what_cannot_be_told_says_why(
    tmp_path: Path, flows: tuple[tuple[str, str, int], ...], scope: Scope, refused: set[str]
) -> None:
    with flows_register(tmp_path, flows) as version, warnings.catch_warnings():
        warnings.filterwarnings("error", category=RuntimeWarning)
        found = corridors(version, scope)
    assert set(found.not_measurable) == refused
    assert all(len(reason.split()) > 4 for reason in found.not_measurable.values())
    assert tuple(found.table.columns) == COLUMNS
    assert found.table["gravity_modelled"].isna().all()
    assert found.coefficients.empty


def test_the_view_closed_and_validated_narrows(hand: DataVersion) -> None:
    whole, closed = corridors(hand), corridors(hand, Scope(status="validated"))
    assert (whole.exchanges, closed.exchanges) == (20, 13)


@pytest.mark.shared_data
def test_erasmus_flows_as_an_independent_script_works_them_out(
    erasmus_register: Path, shared_data: Path
) -> None:
    """Persons, not rows: corridors, balances, reciprocity and intensities of 35 × 35 flows."""
    independent = work_out(shared_data / "erasmus_flows" / "flows.csv")
    code = {"GB": "UK", "GR": "EL", "rW": "XX"}
    names = [code.get(name, name) for name in independent.countries]
    with Store(erasmus_register).current() as version:
        found = corridors(version)
        balance = measure(version, ["N03"], by=SIDES[:1]).details.set_index("visitor_country")
        row = measure(version, ["N02", "N02b"]).row()
    assert (found.unit, found.exchanges) == ("persons", 8_713_185)
    table = found.table.set_index(SIDES)
    assert len(table) == 35 * 34
    for i, one in enumerate(names):
        for j, other in enumerate(names):
            if i == j:
                continue
            cell = table.loc[(one, other)]
            assert cell["observed"] == independent.flows[i, j]
            assert math.isclose(cell["modelled"], independent.modelled[i, j], rel_tol=1e-4, abs_tol=1e-9)
    assert "XX" not in balance.index
    for name, value in independent.net_balance.items():
        if name == "rW":
            continue
        assert balance.loc[code.get(name, name), "N03"] == pytest.approx(value)
    # Among the 34 countries: 8 273 582 persons over 1 120 links, 6 114 186 returned, 1 118 links two-way.
    inside = [place for place, name in enumerate(names) if name != "XX"]
    among = independent.flows[np.ix_(inside, inside)]
    assert row["N02"] == pytest.approx(weighted(among)) == pytest.approx(6_114_186 / 8_273_582)
    assert row["N02b"] == pytest.approx(binary(among)) == pytest.approx(1_118 / 1_120)
    assert row["N02_n"] == 8_273_582
