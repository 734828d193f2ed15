"""A cell of a workbook that holds something is never read as empty, however its XML is spelled."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.read.numberformats import sections, text_of
from tests.intake.books import STYLES, as_rows, register_book, sheet_xml
from tests.intake.small import by_exchange, checked, exchange, found, write_register

NO_RESULT = "a formula without a stored result; open and save it in Excel"
ROWS = as_rows([exchange(1, lump_sum_paid_eur=780), exchange(2, lump_sum_paid_eur=780, mode="virtual")])
PAID = ROWS[0].index("lump_sum_paid_eur") + 1
START = ROWS[0].index("actual_start") + 1


def bad_cells(path: Path) -> list[tuple[object, ...]]:
    """Line, column and value of what could not be read."""
    with checked(path) as tables:
        bad = [row for row in found(tables, "code", "line", "column", "value") if row[0].startswith("bad_")]
        return [row[1:] for row in bad]


# What a cell of numbers holds in XML, and how it is told if it cannot be read.
CELLS = [
    ("<c t='e'><v>#REF!</v></c>", "#REF!"),
    ('<c  s = "1"\n t = "e"  r = "{}"><v >#DIV/0!</v></c>', "#DIV/0!"),
    ('<c t="e"/>', None),
    ('<c t="e"><v></v></c>', "#ERROR!"),
    ('<c t="e"><f>A1/0</f><v>#NAME?</v></c>', "#NAME?"),
    ("<c><f>390*2</f></c>", "=390*2"),
    ("<c><f>390*2</f><v/></c>", "=390*2"),
    ('<c><f t="shared" si="0"/><v></v></c>', "=shared formula"),
    ('<c t="n"><v>78O</v></c>', "78O"),
    ("<c><v>NaN</v></c>", None),
]


def test_errors_and_formulas_without_a_result_are_bad_cells(tmp_path: Path) -> None:
    rows = as_rows([exchange(n, lump_sum_paid_eur=780) for n in range(len(CELLS) + 1)])
    cells = {
        (line, PAID): cell.format(f"{chr(64 + PAID)}{line}") for line, (cell, _) in enumerate(CELLS, start=3)
    }
    told = [(line, "lump_sum_paid_eur", value) for line, (_, value) in enumerate(CELLS, start=3) if value]
    assert bad_cells(register_book(tmp_path / "r.xlsx", sheet_xml(rows, cells))) == told


def test_a_text_column_takes_no_error_and_no_formula_for_a_text(tmp_path: Path) -> None:
    """A link to an event is optional, the host decides; #N/A is a word for nothing."""
    rows = as_rows([exchange(1, event_id="E1"), exchange(2, event_id="E1"), exchange(3, event_id="E1")])
    event, host = rows[0].index("event_id") + 1, rows[0].index("ho_id") + 1
    cells = {
        (2, event): "<c t='e'><v>#REF!</v></c>",
        (3, event): "<c><f>A1&amp;B1</f></c>",
        (4, host): "<c><f>A1&amp;B1</f><v></v></c>",
    }
    with checked(register_book(tmp_path / "r.xlsx", sheet_xml(rows, cells))) as tables:
        bad = [
            row for row in found(tables, "code", "severity", "line", "value", "message") if "bad" in row[0]
        ]
        assert bad == [
            ("bad_text", "cell", 2, "#REF!", "'#REF!' is an error of the spreadsheet"),
            ("bad_text", "cell", 3, "=A1&B1", NO_RESULT),
            ("bad_text", "reject", 4, "=A1&B1", NO_RESULT),
        ]
        assert by_exchange(tables, "event_id") == {"X1": None, "X2": None}


@pytest.mark.parametrize("spelling", ["prefix", "utf-16", "part name", "single quotes"])
def test_an_error_is_seen_in_any_spelling_of_the_part(tmp_path: Path, spelling: str) -> None:
    xml = sheet_xml(ROWS, {(3, PAID): '<c t="e"><v>#REF!</v></c>'})
    ending = "dat" if spelling == "part name" else "xml"
    content: str | bytes = xml
    if spelling == "prefix":
        content = xml.replace("<", "<x:").replace("<x:/", "</x:").replace("xmlns=", "xmlns:x=")
    elif spelling == "utf-16":
        content = f'<?xml version="1.0" encoding="UTF-16"?>{xml}'.encode("utf-16")
    elif spelling == "single quotes":
        content = xml.replace('"', "'")
    path = register_book(tmp_path / "r.xlsx", content, ending=ending)
    assert bad_cells(path) == [(3, "lump_sum_paid_eur", "#REF!")]


def test_texts_truth_values_and_numbers_of_every_kind(tmp_path: Path) -> None:
    """Rich and shared texts, results of formulas, truth values, ISO dates, gaps between references."""
    rows = as_rows([exchange(1, consecutive=True, distance_km=1, actual_end="2021-03-19")])
    at = {name: number for number, name in enumerate(rows[0], 1)}
    xml = sheet_xml(
        rows,
        {
            (2, at["exchange_id"]): '<c t="s"><v>0</v></c>',
            (2, at["consecutive"]): '<c t="b"><f>1=1</f><v>1</v></c>',
            (2, at["distance_km"]): f'<c r="{chr(64 + at["distance_km"])}2"><f>3/2</f><v>1.5</v></c>',
            (2, at["actual_end"]): '<c t="d"><v>2021-03-19T00:00:00</v></c>',
            (
                2,
                at["mode"],
            ): '<c t="inlineStr"><is><r><t>phys</t></r><r><t xml:space="preserve">ical </t></r></is></c>',
            (2, at["status"]): '<c t="str"><f>"comp"&amp;"leted"</f><v>completed</v></c>',
        },
    )
    shared = ['<r><t>X</t></r><rPh sb="0" eb="1"><t>ekkusu</t></rPh><r><t>_x0031_</t></r>']
    with checked(register_book(tmp_path / "r.xlsx", xml, texts=shared)) as tables:
        assert found(tables) == []
        assert by_exchange(tables, "consecutive") == {"X1": True}
        assert by_exchange(tables, "distance_km") == {"X1": 1.5}
        assert by_exchange(tables, "actual_end") == {"X1": date(2021, 3, 19)}
        assert by_exchange(tables, "mode") == {"X1": "physical"}


@pytest.mark.parametrize("since_1904", [False, True])
def test_days_follow_the_calendar_of_the_workbook(tmp_path: Path, since_1904: bool) -> None:
    """A day as General number, formatted as a date, and as text, in one column."""
    day = (date(2021, 3, 15) - (date(1904, 1, 1) if since_1904 else date(1899, 12, 30))).days
    rows = as_rows([exchange(1), exchange(2), exchange(3)])
    dated = STYLES.index("dd/mm/yyyy") + 1
    cells = {(2, START): f"<c><v>{day}</v></c>", (3, START): f'<c s="{dated}"><v>{day}.0</v></c>'}
    with checked(register_book(tmp_path / "r.xlsx", sheet_xml(rows, cells), since_1904=since_1904)) as tables:
        assert set(by_exchange(tables, "actual_start").values()) == {date(2021, 3, 15)}
        assert set(by_exchange(tables, "working_days").values()) == {5}


def test_what_a_format_makes_of_a_number() -> None:
    marked = "\ue001"
    for value, code, text in (
        (0.35, "0%", "35%"),
        (0.07, "0%", "7%"),
        (0.355, "0.0 %", "35.5%" + marked),
        (35, "0\\ \\%", "35%"),
        (-0.1, '0.0%;[Red]"-"0%', "-10%"),
        (1100, '"€" #,##0.00', "1100"),
        (
            780.5,
            '_-* #,##0.00\\ [$€-407]_-;-* #,##0.00\\ [$€-407]_-;_-* "-"??\\ [$€-407]_-',
            "780.5" + marked,
        ),
        (1.5, "[h]:mm", "36:00:00"),
        (0.5, "hh:mm AM/PM", "12:00:00"),
        (1.1, '0.0" Mio"', "1.1 Mio" + marked),
        (1_100_000, '0.0,," Mio"', "1100000"),
        (44_270, "[$-409]d mmm yyyy;@", "2021-03-15"),
        (44_270.5, "yyyy-mm-dd hh:mm", "2021-03-15 12:00:00"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (12_000, "0.00E+00", "12000"),
        (5, "General", "5"),
        (5, '0 "days"', "5"),
        (5, '"y"0', "5"),
        (5, "Standard", "5"),
        (1e300, "0%", "1e+300" + marked),
    ):
        assert text_of(float(value), sections(code), since_1904=False) == text, code


@pytest.mark.parametrize(
    ("xml", "said"),
    [
        ('<row><c r = "XFD1048576"><v>1</v></c></row>', "reaches to row 1,048,576, column 16,384"),
        (
            '<row r="9"/><row r="1048576"><c r="XFD1048576" t="str"><v>x</v></c></row>',
            "reaches to row 1,048,576",
        ),
        (
            "<row>" + "<c/>" * 16_383 + '<c><v>1</v></c></row><row r="1048576"><c><v>1</v></c></row>',
            "reaches to row",
        ),
        ("<row>" + "<c/>" * 16_384 + "<c><v>1</v></c></row>", "reaches to row"),
        ('<row r="4"><c r="B7"><v>1</v></c></row>', "cell B7 stands in row 4"),
        ('<row><c r="ABCD1"><v>1</v></c></row>', "it has a column 'ABCD'"),
        ('<row r="0"><c><v>1</v></c></row>', "it has a row '0'"),
        ('<row><c t="s"><v>7</v></c></row>', "refers to a text that is not there"),
        ("<row><c><v>1</v></c>", "its XML cannot be read"),
        (f'<row><c t="str"><v>{"x" * 1_000_001}</v></c></row>', "the cell holds 1,000,001 characters"),
    ],
)
def test_a_sheet_that_reaches_too_far_or_is_damaged_is_refused_in_one_line(
    tmp_path: Path, xml: str, said: str
) -> None:
    book = f"<worksheet><sheetData>{xml}</sheetData></worksheet>"
    with pytest.raises(IntakeError) as error:
        checked(register_book(tmp_path / "r.xlsx", book)).__enter__()
    assert said in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_one_shared_text_shown_often_is_counted_each_time(tmp_path: Path) -> None:
    """A text of 0.9 million characters, referred to 300 times: 270 million characters in 5 kB."""
    cell = '<c t="s"><v>0</v></c>'
    book = f"<worksheet><sheetData><row>{cell * 300}</row></sheetData></worksheet>"
    path = register_book(tmp_path / "r.xlsx", book, texts=[f"<t>{'x' * 900_000}</t>"])
    with pytest.raises(IntakeError, match="more than 200 million characters"):
        checked(path).__enter__()


def test_entities_that_multiply_are_refused(tmp_path: Path) -> None:
    row = '<row><c t="str"><v>&a;</v></c></row>'
    book = f'<!DOCTYPE x [<!ENTITY a "aa">]><worksheet><sheetData>{row}</sheetData></worksheet>'
    with pytest.raises(IntakeError, match="declares a document type"):
        checked(register_book(tmp_path / "r.xlsx", book)).__enter__()


def test_hidden_rows_and_columns_are_read_and_told(tmp_path: Path) -> None:
    xml = sheet_xml(ROWS).replace("<row>", '<row hidden="1">', 3).replace('<row hidden="1">', "<row>", 1)
    columns = f'<cols><col min="{PAID}" max="{PAID + 3}" hidden="true"/></cols><sheetData>'
    path = register_book(tmp_path / "r.xlsx", xml.replace("<sheetData>", columns))
    with checked(path) as tables:
        assert tables.row_counts["exchange"].kept == 2
        told = [row for row in found(tables, "code", "message") if row[0].startswith("hidden")]
        assert told == [
            ("hidden_columns", "hidden columns were read like all others: lump_sum_paid_eur"),
            ("hidden_rows", "2 rows are hidden (the first is row 2), but were read"),
        ]


def test_one_text_of_a_parquet_file_shown_often_is_counted_each_time(tmp_path: Path) -> None:
    """A text of a million characters, referred to 100 000 times: 100 GB in 50 kB."""
    rows = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int32()), pa.array(["x" * 1_000_000]))
    pyarrow.parquet.write_table(pa.table({"exchange_id": rows}), tmp_path / "exchange.parquet")
    with pytest.raises(IntakeError, match="more than 2,000 million characters"):
        checked(tmp_path).__enter__()


def test_a_text_larger_than_any_register_is_refused(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()] * 50)
    with pytest.raises(IntakeError, match=r"exchange\.csv holds more than 0 MB of text, the set limit"):
        checked(tmp_path, max_unpacked_bytes=1_000).__enter__()


def test_a_parquet_column_of_lists_is_told(tmp_path: Path) -> None:
    table = pa.Table.from_pylist([exchange(1) | {"tags": ["a", "b"]}])
    pyarrow.parquet.write_table(table, tmp_path / "exchange.parquet")
    with pytest.raises(IntakeError, match="the column tags hold lists or structures"):
        checked(tmp_path / "exchange.parquet").__enter__()
