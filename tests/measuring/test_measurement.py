"""The shape of the result: columns, order of rows, totals, types, helpers, exact SQL."""

from __future__ import annotations

import pickle
from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics.errors import CxcError, UnknownName
from cxc_metrics.measuring import YEAR_BEFORE, Statement, measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.measuring.oracle import checks
from tests.measuring.publishing import published, visit


def test_columns_stand_in_their_order(hand: DataVersion) -> None:
    table = measure(hand, ["O04", "O01"], by=["sector", "year"], totals=True).table
    assert list(table.columns) == [
        *("visitor_sector", "year", "is_total", "total_over"),
        *("O04", "O04_n", "O04_low", "O04_high", "O04_flag"),
        *("O01", "O01_n", "O01_low", "O01_high", "O01_flag"),
    ]


def test_types_keep_whole_numbers_whole(hand: DataVersion) -> None:
    types = measure(hand, ["O01", "O04", "O05", "O06"], by=["wave", "mode", "cross_sector"]).table.dtypes
    assert {name: str(types[name]) for name in ("wave", "mode", "cross_sector", "O01", "O01_n")} == {
        "wave": "Int64",
        "mode": "str",
        "cross_sector": "boolean",
        "O01": "Int64",
        "O01_n": "Int64",
    }
    assert {str(types[name]) for name in ("O04", "O05", "O04_low", "O04_high")} == {"float64"}
    assert str(types["O06"]) == "Int64"


def test_without_dimensions_there_is_one_row(hand: DataVersion) -> None:
    measured = measure(hand, ["O01", "A01", "O03"])
    assert len(measured.table) == 1
    assert not measured.has_totals
    assert [measured.value("O01"), measured.n("A01")] == [20, 12]


def test_a_table_of_several_facts_is_merged_on_its_dimensions(hand: DataVersion) -> None:
    """Partnership B has registrations and exchanges, R11 has no partnership, E has neither but a target."""
    table = measure(hand, ["O01", "A01", "O03"], by=["partnership"]).table
    assert list(table["partnership"].fillna("none")) == ["B", "E", "D", "C", "A", "none"]
    by_key = table.set_index(table["partnership"].fillna("none"))
    assert list(by_key["O01"]) == [5, 0, 2, 4, 9, 0]
    assert list(by_key["A01"]) == [4, 0, 1, 3, 3, 1]
    assert by_key["O03"].round(3).fillna(-1).to_dict() == {
        "A": 0.9,
        "B": -1.0,
        "C": 0.5,
        "D": -1.0,
        "E": 0.0,
        "none": -1.0,
    }


@pytest.mark.parametrize(
    ("by", "order"),
    [
        ("visitor_country", ["DE", "EL", "ES", "FR", "IT", "PL", "XK", "UK"]),  # protocol order
        ("visitor_sector", [2, 3, 5, 9, 13, None]),
        ("partnership", ["B", "D", "C", "A"]),  # apple, Cedar, Mango, Zebra
        ("mode", ["physical", "virtual", "hybrid"]),  # order of the code list
        ("year", [2020, 2021, 2022, 2023, None]),
        ("cross_sector", [False, True, None]),
    ],
)
def test_rows_stand_in_the_order_of_their_list(hand: DataVersion, by: str, order: list[object]) -> None:
    values = measure(hand, ["O01"], by=[by]).table[by]
    assert [None if pd.isna(value) else value for value in values] == order


def test_totals_come_last_and_say_what_they_sum_up(hand: DataVersion) -> None:
    table = measure(hand, ["O02"], by=["wave", "mode"], totals=True).table
    totals = table[table["is_total"]]
    assert list(table["is_total"]) == sorted(table["is_total"])
    assert list(totals["total_over"]) == ["mode", "mode", "wave", "wave", "wave", "wave,mode"]
    assert list(totals["O02"])[-1] == 12


def test_the_row_of_the_whole(hand: DataVersion) -> None:
    assert measure(hand, ["O01"], by=["mode"], totals=True).value("O01") == 20
    with pytest.raises(CxcError, match="totals=True"):
        measure(hand, ["O01"], by=["mode"]).value("O01")
    with pytest.raises(UnknownName):
        measure(hand, ["O01"]).value("O02")


def test_nothing_selected_gives_zero_counts_and_no_shares(hand: DataVersion) -> None:
    measured = measure(hand, ["O01", "O02", "O04", "O05", "O08m"], scope=Scope(visitor_country="MT"))
    assert [measured.value(kpi) for kpi in measured.ids] == [0, 0, None, 0.0, 0]
    assert [measured.flag(kpi) for kpi in measured.ids] == ["", "", ":", "", ""]
    assert len(str(measured.row()["O08m_missing"]).split()) == 27
    assert measure(hand, ["O01"], by=["mode"], scope=Scope(visitor_country="MT")).table.empty


@pytest.mark.parametrize(
    ("kpis", "by", "compare", "said"),
    [
        (["O1"], [], None, "Unknown KPI: 'O1' – did you mean 'O01'"),
        (["O01"], ["contry"], None, "Unknown dimension: 'contry'"),
        (["O01"], [], "last_year", "Unknown comparison: 'last_year'"),
    ],
)
def test_unknown_names_are_refused(
    hand: DataVersion, kpis: list[str], by: list[str], compare: str | None, said: str
) -> None:
    with pytest.raises(UnknownName, match=said):
        measure(hand, kpis, by=by, scope=Scope(period="2021"), compare=compare)


def test_one_statement_per_fact_and_per_date_where_time_is_asked(hand: DataVersion) -> None:
    assert len(measure(hand, ["O01", "O02", "I01", "A08"]).statements) == 1
    assert len(measure(hand, ["O01", "I01", "A01", "A02", "O03"]).statements) == 3
    assert len(measure(hand, ["O01", "O02", "I01"], by=["year"]).statements) == 2
    assert len(measure(hand, ["A01", "A02"], scope=Scope(period="2021")).statements) == 2
    compared = measure(hand, ["O01"], scope=Scope(period="2021"), compare=YEAR_BEFORE)
    assert len(compared.statements) == 2


def test_a_statement_says_what_it_is_and_quotes_its_values() -> None:
    hostile = "O'Brien $a --"
    statement = Statement("SELECT $a AS x, $b AS y", {"a": hostile, "b": 3}, ("first\nline",))
    assert statement.text() == (
        "-- first line\n"
        "-- Runs in the folder that cxc register export FOLDER writes\n"
        "SELECT 'O''Brien $a --' AS x, 3 AS y;"
    )


def test_a_measurement_survives_a_cache(hand: DataVersion) -> None:
    measured = measure(hand, ["O01", "O08m"], by=["year"], totals=True)
    kept = pickle.loads(pickle.dumps(measured))  # noqa: S301 - our own bytes
    pd.testing.assert_frame_equal(kept.table, measured.table)
    assert kept.kpis == measured.kpis
    assert kept.scope == measured.scope


def test_many_dimensions_count_organisations_the_same(hand: DataVersion) -> None:
    """Above two dimensions organisations are counted without a string of bits per group."""
    by = ["wave", "mode", "visitor_country"]
    table = measure(hand, ["O02"], by=by, totals=True).table
    pairs = measure(hand, ["O02"], by=by[:2]).table
    summed = table[table["total_over"] == "visitor_country"]
    assert list(summed["O02"]) == list(pairs["O02"])
    assert list(table["O02"])[-1] == 12


def test_a_register_with_one_exchange_and_nothing_else(tmp_path: Path) -> None:
    with published(tmp_path, [visit("X1", "2022-05-05")]) as version:
        measured = measure(version, list(checks()), by=["visitor_country"], totals=True)
        assert measured.value("O01") == 1
        assert measured.value("O02") == 2
        assert measured.value("A01") is None
        assert "it has no table registration" in measured.not_measurable["A01"]
        assert measured.not_measurable["O06"].endswith("it has no table participation")
