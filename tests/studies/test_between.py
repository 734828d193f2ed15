"""Partnerships beside each other, from register to number: counted by hand, months of the grant, reasons."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from scipy import stats

from cxc_metrics.errors import NotMeasurable, UnknownName
from cxc_metrics.records import against_others
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from cxc_metrics.studies import between_partnerships
from tests.measuring.publishing import published, visit
from tests.store.hand_made import checked, partnership, register_rows

AT = date(2022, 6, 30)
NAMES = "ABCDEFGH"


@pytest.fixture(scope="module")
def eight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """Partnership k (0 to 7) held 4 + 4k exchanges, every fourth virtual; H (32) all virtual. Grants since
    July 2021, A since January 2022, B ended with 2021, I begins later and has none."""
    rows = [
        visit(
            f"{name}{i}",
            "2021-08-02",
            vop_id=name,
            mode="virtual" if name == "H" or i % 4 == 0 else "physical",
        )
        for k, name in enumerate(NAMES)
        for i in range(4 + 4 * k)
    ]
    grants = {name: partnership(name, start_date=date(2021, 7, 1)) for name in NAMES}
    grants["A"]["start_date"] = date(2022, 1, 1)
    grants["B"]["end_date"] = date(2021, 12, 31)
    later = partnership("I", start_date=date(2022, 9, 1))
    with published(
        tmp_path_factory.mktemp("eight"), rows, as_at=AT, partnership=[*grants.values(), later]
    ) as version:
        yield version


def test_shares_beside_what_chance_gives_at_their_n(eight: DataVersion) -> None:
    """144 in all, 28 + 32 virtual of them: the mean is 60 / 144."""
    found = between_partnerships(eight, "O07")
    table = found.table.set_index("partnership")
    assert found.mean == pytest.approx(60 / 144)
    assert table["n"].to_dict() == {name: 4 + 4 * k for k, name in enumerate(NAMES)}
    assert table["value"].to_dict() == pytest.approx({**dict.fromkeys(NAMES, 0.25), "H": 1.0})
    assert table["beyond"].to_dict() == {**dict.fromkeys(NAMES, 0.0), "H": 0.998}
    # The smallest moves most towards the others, and H hardly at all.
    moved = (table["shrunken"] - table["value"]).abs()
    assert moved["A"] > moved["G"]
    weight = table["n"] / (table["n"] + found.strength)
    assert table["shrunken"]["A"] == pytest.approx(
        weight["A"] * 0.25 + (1 - weight["A"]) * (table["shrunken"]["H"] - weight["H"]) / (1 - weight["H"])
    )
    chance = stats.binom(32, 60 / 144)
    assert chance.ppf(0.025) - 1 <= table["low95"]["H"] * 32 <= chance.ppf(0.025)


def test_exchanges_a_month_count_the_months_of_the_grant_before_the_as_at_day(eight: DataVersion) -> None:
    months = {"A": 181, "B": 184, **dict.fromkeys("CDEFGH", 365)}
    table = between_partnerships(eight, "O01").table.set_index("partnership")
    assert table["n"].to_dict() == pytest.approx({name: days / 30.4375 for name, days in months.items()})
    assert table["value"]["B"] == pytest.approx(8 / (184 / 30.4375))
    # Whoever held none in a selection is one of the eight too.
    later = between_partnerships(
        eight, "O01", Scope(visitor_sector=9, mode="virtual", period="2021-07-01..2022-06-30")
    )
    assert len(later.table) == 8
    nobody = between_partnerships(eight, "O01", Scope(host_country="FR")).table
    assert nobody["value"].tolist() == [0.0] * 8
    # A had not begun; a selection of partnerships is set aside, and only seven are left.
    with pytest.raises(NotMeasurable, match="partnerships with a value: 7"):
        between_partnerships(eight, "O01", Scope(period="2021-07-01..2021-12-31", partnership="A"))


def test_why_there_is_none(eight: DataVersion, hand: DataVersion, tmp_path: Path) -> None:
    with pytest.raises(NotMeasurable, match=r"partnerships with a value: \d, and 8 are needed"):
        between_partnerships(hand, "O04")
    with pytest.raises(UnknownName, match="register share"):
        between_partnerships(eight, "R02")
    with pytest.raises(NotMeasurable, match="Not measurable"):
        between_partnerships(eight, "F03w")
    bare = {
        name: rows
        for name, rows in register_rows([visit("X1", "2021-05-03")]).items()
        if name != "partnership"
    }
    with checked(bare) as clean:
        version = Store(tmp_path / "store").publish(clean)
    with version, pytest.raises(NotMeasurable, match="no table partnership"):
        between_partnerships(version, "O01")


def test_the_own_partnership_is_told_with_the_same_limits(eight: DataVersion, hand: DataVersion) -> None:
    row = against_others(eight, "H", ["O07"]).iloc[0]
    found = between_partnerships(eight, "O07").table.set_index("partnership").loc["H"]
    assert (row["shrunken"], row["chance_low"], row["chance_high"]) == pytest.approx(
        (found["shrunken"], found["low95"], found["high95"])
    )
    few = against_others(hand, "A", ["O04"]).iloc[0]
    assert few[["shrunken", "chance_low"]].isna().all()
