"""CSV files: read back by csv and pandas as they were, in both spellings; no cell runs as a formula."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxc_metrics.access import Reader
from cxc_metrics.export import (
    file_name,
    to_csv,
    to_csv_excel_europe,
)
from cxc_metrics.export.files.csv_cells import (
    EXCEL_EUROPE,
    FORMULA_STARTS,
    RFC_4180,
    neutral,
    to_bytes,
)
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion

KPIS = ("O01", "O04", "O05", "O08m", "I01")


def _records(content: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def test_a_measurement_comes_back_from_csv_as_it_was(real: DataVersion) -> None:
    measured = Reader(real).measure(KPIS, by=["visitor_country", "year"], totals=True)
    back = pd.read_csv(io.BytesIO(to_csv(measured, names=False)), keep_default_na=False, na_values=[""])
    assert list(back.columns) == list(measured.frame().columns)
    for name in measured.frame().columns:
        there, here = back[name], measured.frame()[name]
        if pd.api.types.is_bool_dtype(here) or here.dtype == "str":
            assert list(there.fillna("").astype(str)) == list(here.fillna("").astype(str)), name
        else:
            expected = here.astype("float64")
            assert np.allclose(there.astype("float64"), expected, rtol=0, atol=0, equal_nan=True), name


def test_rfc_4180(real: DataVersion) -> None:
    content = to_csv(Reader(real).measure(["O01"], by=["visitor_country"]), names=False)
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == content.count(b"\n")
    assert _records(content)[:2] == [
        ["visitor_country", "O01", "O01_n", "O01_low", "O01_high", "O01_flag"],
        ["DE", "2", "2", "", "", ""],
    ]


def test_whole_numbers_have_no_point_and_what_is_missing_is_empty(real: DataVersion) -> None:
    measured = Reader(real).measure(["O01", "O04"], by=["visitor_country", "host_country"])
    rows = {tuple(row[:2]): row for row in _records(to_csv(measured, names=False))[1:]}
    assert rows["ES", "DE"][2:] == ["5", "5", "", "", "", "1.0", "5", "", "", ""]
    assert rows["ES", "ES"][2:] == ["", "", "", "", "z", "", "", "", "", "z"]


def test_excel_in_europe(real: DataVersion) -> None:
    measured = Reader(real).measure(["O04", "O05"], by=["mode"])
    content = to_csv_excel_europe(measured)
    assert content.startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(io.BytesIO(content), sep=";", decimal=",", encoding="utf-8-sig")
    assert list(back["O04"]) == list(measured.frame()["O04"])
    assert list(back["O05"]) == list(measured.frame()["O05"])
    assert _records(content, ";")[1][1:3] == ["Physical", "0,75"]


def test_synthetic_data_say_so_in_every_line(hand: DataVersion, real: DataVersion) -> None:
    for content in (
        to_csv(Reader(hand).measure(KPIS, by=["year"])),
        to_csv(Reader(hand).declared(pd.DataFrame({"a": [1, 2]}))),
    ):
        rows = _records(content)
        assert rows[0][-1] == "is_synthetic"
        assert {row[-1] for row in rows[1:]} == {"true"}
    assert "is_synthetic" not in _records(to_csv(Reader(real).measure(KPIS)))[0]
    assert "is_synthetic" not in _records(to_csv(Reader(real).declared(pd.DataFrame({"a": [1]}))))[0]


def test_with_a_data_version_codes_are_followed_by_their_names(real: DataVersion) -> None:
    measured = Reader(real).measure(["O01"], by=["partnership", "visitor_country", "year"], totals=True)
    header, first, *_, last = _records(to_csv(measured))
    assert header[:5] == [
        "partnership",
        "partnership_name",
        "visitor_country",
        "visitor_country_name",
        "year",
    ]
    assert first[:4] == ["B", "apple", "DE", "Germany"]
    assert last[:6] == ["", "Total", "", "Total", "", "true"]


def test_what_is_not_recorded_is_told_from_a_total(real: DataVersion) -> None:
    measured = Reader(real).measure(["O01"], by=["visitor_sector", "wave"], totals=True)
    rows = _records(to_csv(measured))
    named = {(row[1], row[4]) for row in rows[1:] if row[0] == ""}
    assert named == {
        ("None or not recorded", ""),
        ("None or not recorded", "wave"),
        ("Total", "visitor_sector"),
        ("Total", "visitor_sector,wave"),
    }


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_text_that_starts_a_formula_is_neutralised(start: str) -> None:
    table = pd.DataFrame({"name": [f"{start}1+1|cmd", "harmless"], f"{start}head": ["a", "b"]})
    for content, delimiter in ((to_bytes(table, RFC_4180), ","), (to_bytes(table, EXCEL_EUROPE), ";")):
        header, first, second = _records(content, delimiter)
        assert header == ["name", f"'{start}head"]
        assert first[0] == f"'{start}1+1|cmd"
        assert second == ["harmless", "b"]


def test_numbers_are_left_alone() -> None:
    table = pd.DataFrame(
        {
            "whole": pd.array([-5, None], dtype="Int64"),
            "real": [-0.5, float("nan")],
            "exact": [Decimal("-1.10"), None],
            "mixed": [-7, "-7"],
        }
    )
    assert _records(to_bytes(table, RFC_4180))[1:] == [["-5", "-0.5", "-1.10", "-7"], ["", "", "", "'-7"]]
    assert _records(to_bytes(table, EXCEL_EUROPE), ";")[1] == ["-5", "-0,5", "-1,10", "-7"]


@settings(deadline=None)
@given(st.text())
def test_no_text_begins_a_formula_and_all_text_comes_back(text: str) -> None:
    cell = neutral(text)
    assert not cell.startswith(FORMULA_STARTS)
    assert cell in {text, f"'{text}"}


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00"), max_size=12),
            st.integers(-(10**12), 10**12),
            st.floats(allow_nan=False, allow_infinity=False),
        ),
        max_size=6,
    )
)
def test_any_table_is_read_back(rows: list[tuple[str, int, float]]) -> None:
    table = pd.DataFrame(rows, columns=["text", "whole", "real"])
    for content, delimiter, decimal in (
        (to_bytes(table, RFC_4180), ",", "."),
        (to_bytes(table, EXCEL_EUROPE), ";", ","),
    ):
        read = _records(content, delimiter)
        assert read[0] == ["text", "whole", "real"]
        back = [(text, int(whole), float(real.replace(decimal, "."))) for text, whole, real in read[1:]]
        assert back == [(neutral(text), whole, real) for text, whole, real in rows]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (date(2021, 3, 9), "2021-03-09"),
        (datetime(2021, 3, 9, 14, 30, tzinfo=UTC), "2021-03-09T14:30:00+00:00"),
        (pd.Timestamp("2021-03-09"), "2021-03-09"),
        (pd.NaT, ""),
        (True, "true"),
        (np.bool_(False), "false"),
        (float("inf"), ""),
        (0.1 + 0.2, "0.30000000000000004"),
        (["C05", "C08"], "C05 C08"),
        (np.array(["C05"]), "C05"),
        ([], ""),
        ("", ""),
    ],
)
def test_cells(value: object, cell: str) -> None:
    column = pd.Series([value, None], dtype=object)
    assert _records(to_bytes(pd.DataFrame({"a": column, "b": 1}), RFC_4180))[1:] == [[cell, "1"], ["", "1"]]


def test_a_hostile_name_in_a_label_is_neutralised(real: DataVersion) -> None:
    measured = Reader(real).measure(["O01"], by=["partnership"])
    names = {**real.labels("partnership"), "A": '=HYPERLINK("http://x","y")'}
    renamed = replace(measured, origin=replace(measured.origin, _labels=lambda _dimension: names))
    cells = [row[1] for row in _records(to_csv(renamed))]
    assert '\'=HYPERLINK("http://x","y")' in cells


def test_an_empty_table_is_its_header() -> None:
    assert to_bytes(pd.DataFrame({"a": [], "b": []}), RFC_4180) == b"a,b\r\n"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Who visits whom?", "who-visits-whom"),
        ("../../etc/passwd", "etc-passwd"),
        ("Échanges – par pays", "echanges-par-pays"),
        ("???", "table"),
        ("x" * 200, "x" * 60),
    ],
)
def test_file_names_are_safe_and_say_what_they_are(
    hand: DataVersion, real: DataVersion, title: str, name: str
) -> None:
    assert file_name(title, Reader(hand).origin, "csv") == f"{name}_as-at-2023-05-15_{hand.id}_synthetic.csv"
    assert file_name(title, Reader(real).origin, "zip") == f"{name}_as-at-2023-05-15_{real.id}.zip"


def test_a_selection_without_rows_is_a_header(real: DataVersion) -> None:
    measured = Reader(real).measure(["O01"], by=["mode"], scope=Scope(visitor_country="MT"))
    assert len(_records(to_csv(measured))) == 1
