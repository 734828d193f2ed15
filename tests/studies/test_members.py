"""A country beside the EU-27 and an ecosystem beside all of them: what stands for the group."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics.catalogue import catalogue
from cxc_metrics.errors import CxcError
from cxc_metrics.measuring import (
    Measurement,
    measurable_by,
    measure,
    volume,
)
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.studies import (
    AVERAGE,
    NEITHER,
    WHOLE,
    set_against_group,
    spread_against_group,
    stands_for_group,
)
from tests.measuring.publishing import published, visit
from tests.measuring.test_not_measurable import AGGREGATED
from tests.store.hand_made import checked, organisation

ORGANISATIONS = [
    organisation("ES1", "ES", 2),
    organisation("ES2", "ES", 5),
    organisation("DE1", "DE", 2),
    organisation("FR1", "FR", 9),
    organisation("NO1", "NO", 5),
]


@pytest.fixture
def flows(tmp_path: Path) -> DataVersion:
    """from → to   2021 physical  2021 virtual  2022 physical
    ES → DE        4              2             1
    ES → FR        1              0             0
    DE → FR        2              0             0
    NO → DE        0              0             3     Norway is no Member State"""
    wanted = [
        ("ES", "DE", "2021-03-01", "physical", 4),
        ("ES", "DE", "2021-04-01", "virtual", 2),
        ("ES", "DE", "2022-03-01", "physical", 1),
        ("ES", "FR", "2021-03-01", "physical", 1),
        ("DE", "FR", "2021-05-01", "physical", 2),
        ("NO", "DE", "2022-02-01", "physical", 3),
    ]
    rows = [
        visit(
            f"X{place}{n}",
            day,
            mode=mode,
            vo_id=f"{sender}1",
            ho_id=f"{host}1",
            vo_country=sender,
            ho_country=host,
        )
        for place, (sender, host, day, mode, amount) in enumerate(wanted)
        for n in range(amount)
    ]
    return published(tmp_path, rows, organisation=ORGANISATIONS)


def _spain(version: DataVersion, kpis: list[str], by: list[str] | None = None) -> Measurement:
    group = Scope(visitor_country="EU27")
    return measure(
        version, kpis, by=by or [], scope=Scope(visitor_country="ES"), compare=group, totals=bool(by)
    )


def test_a_number_stands_beside_the_average_member_state(flows: DataVersion) -> None:
    """Spain sent 8; Member States sent 10 in all, so one of the 27 sent 10/27, counting those with none."""
    [row] = set_against_group(_spain(flows, ["O01"]), 27).to_dict("records")
    assert (row["kpi"], row["value"], row["n"], row["stands"]) == ("O01", 8, 8, AVERAGE)
    assert row["group"] == pytest.approx(10 / 27)


def test_a_share_stands_beside_all_rows_of_the_group_and_not_the_average_of_shares(
    flows: DataVersion,
) -> None:
    """Virtual: Spain 2 of 8, Germany 0 of 2. All rows: 2 of 10. The average of the shares would be 12.5 %."""
    [row] = set_against_group(_spain(flows, ["O07"]), 27).to_dict("records")
    assert (row["value"], row["group"], row["stands"]) == (2 / 8, 2 / 10, WHOLE)


def test_different_organisations_have_no_average(flows: DataVersion) -> None:
    """ES1, DE1, FR1 took part for Spain, and the same three for all: neither 3 nor 3/27 is one member's."""
    [row] = set_against_group(_spain(flows, ["O02"]), 27).to_dict("records")
    assert row["value"] == 3
    assert row["stands"] == NEITHER
    assert pd.isna(row["group"])


def test_every_year_and_the_total_stand_beside_the_same_of_the_group(flows: DataVersion) -> None:
    found = set_against_group(_spain(flows, ["O01", "O07"], ["year"]), 27)
    numbers = found[found["kpi"] == "O01"]
    assert numbers["year"].tolist()[:2] == [2021, 2022]
    assert numbers["value"].tolist() == [7, 1, 8]
    assert numbers["group"].tolist() == pytest.approx([9 / 27, 1 / 27, 10 / 27])
    assert numbers["is_total"].tolist() == [False, False, True]
    assert numbers["flag"].tolist() == ["", "p", ""]
    shares = found[found["kpi"] == "O07"]
    assert shares["group"].tolist() == pytest.approx([2 / 9, 0, 2 / 10])


def test_what_is_not_measurable_is_left_out(flows: DataVersion) -> None:
    found = set_against_group(_spain(flows, ["A02", "O01"]), 27)
    assert found["kpi"].tolist() == ["O01"]
    assert set_against_group(_spain(flows, ["A02"]), 27).empty


def test_a_spread_gives_shares_of_both(flows: DataVersion) -> None:
    """Hosts of Spain's visitors: DE 7, FR 1. Of all Member States': DE 7, FR 3."""
    found = spread_against_group(_spain(flows, ["O01"], ["host_country"]), "O01")
    assert found["host_country"].tolist() == ["DE", "FR"]
    assert found["value"].tolist() == [7, 1]
    assert found["share"].tolist() == [7 / 8, 1 / 8]
    assert found["group_value"].tolist() == [7, 3]
    assert found["group_share"].tolist() == [7 / 10, 3 / 10]
    assert found["n"].tolist() == [8, 8]


def test_a_spread_is_over_what_is_recorded(tmp_path: Path) -> None:
    """Visitors of Spain: ecosystem 2 twice, not recorded once: the shares are of two."""
    rows = [visit("X1", "2021-03-01"), visit("X2", "2021-03-01"), visit("X3", "2021-03-01", vo_id="ES2")]
    organisations = [
        organisation("ES1", "ES", 2),
        organisation("ES2", "ES", None),
        organisation("DE1", "DE", 2),
    ]
    version = published(tmp_path, rows, organisation=organisations)
    found = spread_against_group(_spain(version, ["O01"], ["visitor_sector"]), "O01")
    assert found["visitor_sector"].tolist() == [2]
    assert found["value"].tolist() == [2]
    assert found["share"].tolist() == [1]


def test_a_spread_of_nothing_has_no_shares(flows: DataVersion) -> None:
    nobody = measure(
        flows,
        ["O01"],
        by=["host_country"],
        scope=Scope(visitor_country="PT"),
        compare=Scope(visitor_country="EU27"),
    )
    found = spread_against_group(nobody, "O01")
    assert found["value"].tolist() == [0, 0]
    assert found["share"].isna().all()
    assert found["group_share"].sum() == 1


def test_what_cannot_be_spread_or_compared_says_so(flows: DataVersion) -> None:
    alone = measure(flows, ["O01"], by=["host_country"], scope=Scope(visitor_country="ES"))
    with pytest.raises(CxcError, match="no comparison"):
        set_against_group(alone, 27)
    with pytest.raises(CxcError, match="no comparison"):
        spread_against_group(alone, "O01")
    for kpi, by in (("O07", ["host_country"]), ("O01", ["host_country", "mode"]), ("O01", [])):
        with pytest.raises(CxcError, match="one dimension"):
            spread_against_group(_spain(flows, [kpi], by), kpi)


def test_how_a_group_stands_follows_from_the_kind() -> None:
    stands = {name: stands_for_group(kpi) for name, kpi in catalogue().items()}
    assert {stands[name] for name in ("O01", "O05", "I01", "R07n")} == {AVERAGE}
    assert {stands[name] for name in ("O04", "O10", "A08", "F01a", "R02", "A06")} == {WHOLE}
    assert {stands[name] for name in ("O02", "O08h", "N01", "N03", "N05v")} == {NEITHER}


def test_what_can_be_told_by_country_in_a_selection(flows: DataVersion) -> None:
    offered = {kpi.id for kpi in measurable_by(["visitor_country"], Scope(), flows)}
    assert {"O01", "O07", "N03"} <= offered
    assert not {"A02", "O03", "N01", "N04"} & offered
    assert "N03" not in {kpi.id for kpi in measurable_by(["host_country"], Scope(), flows)}
    for kpi in measurable_by(["host_country"], Scope(mode="virtual"), flows):
        assert not measure(flows, [kpi.id], by=["host_country"], scope=Scope(mode="virtual")).not_measurable


def test_how_much_happened_is_persons_where_a_row_stands_for_many(flows: DataVersion, tmp_path: Path) -> None:
    assert volume(flows) == "O01"
    row = {"exchange_id": "F1", "vo_country": "ES", "ho_country": "IT", "participants": 9, "wave": 1}
    many = Store(tmp_path / "many").publish(checked({"exchange": [row]}, source=AGGREGATED))
    assert volume(many) == "O06"
