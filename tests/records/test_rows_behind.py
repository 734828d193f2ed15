"""The rows behind a number, and when a target would be reached."""

from __future__ import annotations

import pytest

from cxc_metrics.catalogue import catalogue
from cxc_metrics.measuring import measure
from cxc_metrics.records import rows
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from cxc_metrics.studies import Outlook, target_chances
from tests.measuring.oracle import checks


@pytest.mark.parametrize(
    "scope", [Scope(), Scope(visitor_country="ES"), Scope(period="2021", mode="physical")]
)
def test_there_are_as_many_rows_as_were_counted(hand: DataVersion, scope: Scope) -> None:
    for kpi in ("O01", "O01v", "O04", "O07", "A08", "A08n"):
        behind = rows(hand, kpi, scope)
        assert behind.total == len(behind.table) == measure(hand, [kpi], scope=scope).n(kpi)


def test_rows_behind_a_share_say_which_were_counted(hand: DataVersion) -> None:
    behind = rows(hand, "A08", Scope(partnership="C"))
    assert list(behind.table["exchange_id"]) == ["X11", "X12", "X15", "X17", "X27", "X28"]
    assert list(behind.table["counted"]) == [False, False, False, False, True, True]


def test_codes_stay_whole_beside_a_gap(hand: DataVersion) -> None:
    """As floating point the ecosystem 14 would stand in the rows, and in their export, as 14.0."""
    sectors = rows(hand, "A08").table["visitor_sector"]
    assert sectors.isna().any()
    assert all(isinstance(code, int) for code in sectors.dropna())


def test_rows_come_in_pages(hand: DataVersion) -> None:
    first, second = rows(hand, "O01", limit=15), rows(hand, "O01", limit=15, offset=15)
    assert (first.total, second.total, second.offset) == (20, 20, 15)
    assert [*first.table["exchange_id"], *second.table["exchange_id"]] == [f"X{n:02}" for n in range(1, 21)]


def test_rows_of_every_kpi_can_be_listed(hand: DataVersion) -> None:
    for name in checks():
        behind = rows(hand, name)
        assert behind.total > 0
        assert behind.table.columns[0] == catalogue()[name].fact_info.row_columns[0]


def test_the_view_closed_and_validated_narrows_the_rows(hand: DataVersion) -> None:
    assert rows(hand, "O01", Scope(status="validated")).total == 13
    assert list(rows(hand, "I01", Scope(status="validated")).table["exchange_id"]) == [
        "X01",
        "X02",
        "X05",
        "X13",
    ]


def test_breaches_are_listed_with_their_rows(hand: DataVersion) -> None:
    table = rows(hand, "O01").table.set_index("exchange_id")
    assert list(table.loc["X02", "breaches"]) == ["C05"]
    assert list(table.loc["X01", "breaches"]) == []


def test_targets_and_why_none_can_be_judged(hand: DataVersion) -> None:
    """As at 15 May 2023:
    partnership  held / target  until
    E Birch      0 / 4          2024-12-31   none yet
    C Mango      4 / 8          2024-04-30   four: twelve are needed
    A Zebra      9 / 10         2022-12-31   ended below the target"""
    table = target_chances(hand).table
    assert list(table["name"]) == ["Birch", "Mango", "Zebra"]
    assert list(table["held"]) == [0, 4, 9]
    assert list(table["outlook"]) == [Outlook.NOT_JUDGED, Outlook.NOT_JUDGED, Outlook.ENDED]
    assert table["probability"].isna().all()
    assert list(table["reason"]) == [
        "exchanges so far: 0, and 12 are needed to judge the pace",
        "exchanges so far: 4, and 12 are needed to judge the pace",
        "",
    ]
    assert table["attainment"].tolist() == [0.0, 0.5, 0.9]


def test_targets_in_a_selection(hand: DataVersion) -> None:
    table = target_chances(hand, Scope(partnership="A", status="validated")).table
    assert list(table["held"]) == [7]
    assert target_chances(hand, Scope(partnership="D")).table.empty
