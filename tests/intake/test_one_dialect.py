"""One dialect, one result: the fast and the careful reader of CSV agree, and what cannot be read is told."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.findings import create_finding_table
from cxc_metrics.intake.read.carefulcsv import CarefulCsv
from cxc_metrics.intake.read.csv_records import UnclosedQuote, records, well_quoted
from cxc_metrics.intake.read.csvfile import fast_csv, read_dialect
from cxc_metrics.intake.read.header import Heading
from cxc_metrics.intake.read.textscan import scan_text
from tests.intake.small import by_exchange, checked, csv_text, exchange, found, write_register

PIECE = st.sampled_from(
    ["a", "1", "", " ", "  ", '"', '""', '"b"', ' "c" ', '"d;e"', '"x\ny"', '"x\r\ny"', "\t", "\u200b", "é",
     "\u00a0", "\ufeff", "#", "\\", "'", '\\"', ",", ";", "\r", "\n", "\r\n", "\x0b", "\x0c", "\x85",
     "\u2028", "\x1a", '"a""b"', '"" ', "NULL", "z" * 3_000]
)  # fmt: skip
# Cells that keep a file in order, so that the fast reader is asked often.
ORDERLY = st.sampled_from(
    ["a", "", " b ", '""', '"c"', '"d,e;f"', '"g ""h"" i"', '""""', "\\", '"\\"', "'", "#", "\u200b", "é",
     "\ufeff", "\x0b", "\x85", "\u2028", "NULL", '"NULL"', '" "', "\u00a0", "\x1a", "z" * 3_000]
)  # fmt: skip
CELL = st.lists(PIECE, max_size=3).map("".join)
LINE = st.lists(CELL, min_size=1, max_size=5) | st.lists(ORDERLY, min_size=3, max_size=3)


def written(rows: list[list[str]], separator: str, ends: list[str], mark: str) -> bytes:
    """Cells with their separators, line ends of all kinds, with or without a byte order mark."""
    header = separator.join(["exchange_id", "mode", "status"])
    lines = [header, *(separator.join(row) for row in rows)]
    return (mark + "".join(line + ends[number % len(ends)] for number, line in enumerate(lines))).encode()


@given(
    rows=st.lists(LINE, max_size=4) | st.lists(st.lists(ORDERLY, min_size=3, max_size=3), max_size=6),
    separator=st.sampled_from([",", ";", "\t", "|"]),
    ends=st.lists(st.sampled_from(["\n", "\r\n", "\n", "\r", "\n\n"]), min_size=1, max_size=3),
    mark=st.sampled_from(["", "\ufeff"]),
)
@example(rows=[["a", ' "b" ', "c"], ["d", "e", "f"]], separator=",", ends=["\n"], mark="")
@example(rows=[["a", '"b', '"c"']], separator=",", ends=["\n"], mark="")
def test_where_the_fast_reader_is_used_it_reads_what_the_careful_one_reads(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    separator: str,
    ends: list[str],
    mark: str,
) -> None:
    """The fast reader is used for files in order; where it gives a row for each line, both give the same."""
    path = tmp_path_factory.mktemp("dialect") / "exchange.csv"
    path.write_bytes(written(rows, separator, ends, mark))
    scan = scan_text(path, "exchange.csv")
    dialect = read_dialect(path, "exchange.csv", Heading(lambda cells: sum(cell == "mode" for cell in cells)))
    assert dialect.header == ("exchange_id", "mode", "status")
    if scan.odd_line_ends or (scan.quoted and not well_quoted(path, separator)):
        return
    with duckdb.connect() as connection:
        create_finding_table(connection)
        careful = CarefulCsv(connection, path, "exchange.csv", "exchange", dialect, "stage")
        fast = fast_csv(path, "exchange", "exchange.csv", dialect, scan, careful.read)
        try:
            quick = connection.sql(
                f"SELECT *, row_number() OVER () + {fast.first_line} - 1 FROM {fast.relation}"
            )
            cells = quick.fetchall()
        except duckdb.Error:
            return
        if len(cells) == fast.rows:
            assert careful.read().bad_rows == 0
            slow = connection.sql("SELECT * FROM stage ORDER BY _line").fetchall()
            assert [row for row in cells if any(text and text.strip() for text in row[:3])] == slow


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('a , "b" ,c', [["a ", "b", "c"]]),
        (' "a", b,"" ', [["a", " b", ""]]),
        ('"a ""b"" c",5" pipe,x', [['a "b" c', '5" pipe', "x"]]),
        ('"a\nb",c\rd,e\r\n\n\nf,', [["a\nb", "c"], ["d", "e"], ["f", ""]]),
        ('"a\r\n\r\n""b""\n",c\n', [['a\r\n\r\n"b"\n', "c"]]),
        ('"",""\n,\n', [["", ""], ["", ""]]),
        ("a\u2028b,c\x0bd\x85e\n", [["a\u2028b", "c\x0bd\x85e"]]),
    ],
)
def test_records_of_the_dialect(tmp_path: Path, text: str, cells: list[list[str]]) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(text.encode())
    with path.open(encoding="utf-8", newline="") as file:
        assert [record.cells for record in records(file, ",")] == cells


def test_what_stands_behind_a_quoted_cell_spoils_its_row_only() -> None:
    lines = ["a,b\n", '"x"y,b\n', "c,d\n", '"e\n', 'f"g,h\n', "i,j\n"]
    assert [(record.begins, record.ends, record.sound) for record in records(lines, ",")] == [
        (1, 1, True),
        (2, 2, False),
        (3, 3, True),
        (4, 5, False),
        (6, 6, True),
    ]


def test_a_mark_never_closed_names_the_line_it_is_opened_in() -> None:
    with pytest.raises(UnclosedQuote) as error:
        list(records(["a,b\n", 'c,"d\n', "e,f\n"] + ["g,h\n"] * 1000, ","))
    assert error.value.line == 2


@pytest.mark.parametrize("end", ["", "\r", "\n\n", "\r\n", " \n\n"])
@pytest.mark.parametrize("cell", ['"{}"', ' "{}" ', '"{}" '])
def test_spaces_around_marks_and_a_stray_return_change_nothing(tmp_path: Path, end: str, cell: str) -> None:
    rows = [exchange(1), exchange(2, working_days=4)]
    quoted = [list(rows[0]), *([cell.format(value) for value in row.values()] for row in rows)]
    write_register(tmp_path, "\n".join(",".join(row) for row in quoted) + "\n" + end)
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "working_days") == {"X1": 5.0, "X2": 4.0}
        assert found(tables) == []


def test_separators_left_out_at_the_end_are_empty_cells_told_once(tmp_path: Path) -> None:
    """line 2 whole, line 3 without its last optional cell, line 4 without a needed one, line 5 a foot note"""
    whole = csv_text([exchange(1), exchange(2), exchange(3)])
    lines = whole.replace("working_days", "working_days,distance_km").splitlines()
    lines[1] += ",12"
    lines[3] = ",".join(lines[3].split(",")[:6])
    write_register(tmp_path, "\n".join([*lines, "Source: the office", ""]))
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "distance_km") == {"X1": 12.0, "X2": None}
        assert found(tables, "code", "line", "message") == [
            ("bad_row", 4, "6 cells where the header has 13"),
            ("bad_row", 5, "1 cells where the header has 13"),
            (
                "short_rows",
                None,
                "1 row ends before the header does (the first in line 3); "
                "the cells left out were read as empty",
            ),
        ]


def test_columns_without_name_and_cells_are_no_word(tmp_path: Path) -> None:
    text = csv_text([exchange(1), exchange(2)]).replace("\n", "," * 9 + "\n")
    write_register(tmp_path, text)
    with checked(tmp_path) as tables:
        assert found(tables) == []
    write_register(tmp_path, text.replace(",,,\n", ",x,,\n", 2))
    with checked(tmp_path) as tables:
        assert [message for _, message in found(tables, "code", "message")] == [
            "column 'x' is not in table exchange and was not read"
        ]


@pytest.mark.parametrize("size", [200_000, 3_000_000])
@pytest.mark.parametrize("end", ["\n", "\n\r"])
def test_a_long_cell_of_another_column_stops_nothing(tmp_path: Path, size: int, end: str) -> None:
    write_register(tmp_path, csv_text([exchange(1, photo="x" * size), exchange(2, photo="")]) + end)
    with checked(tmp_path) as tables:
        assert set(by_exchange(tables, "mode")) == {"X1", "X2"}
        assert [code for code, _ in found(tables)] == ["unknown_column"]


@pytest.mark.parametrize(
    "above", ['Register of exchanges\n\n"As at; 31.12.2021",,\n', ",Visitor,,Host,\n", "sep=,\nTitle\n"]
)
def test_a_header_below_a_title_is_found_in_csv(tmp_path: Path, above: str) -> None:
    write_register(tmp_path, above + csv_text([exchange(1, mode="walking")]))
    header = above.count("\n") + 1
    with checked(tmp_path) as tables:
        told = found(tables, "code", "line", "message")
    assert [row[:2] for row in told] == [("unknown_code", header + 1), ("header_found", None)]
    assert f"the header was found in row {header}" in told[1][2]


def test_a_header_that_is_never_closed_is_told(tmp_path: Path) -> None:
    write_register(tmp_path, '"' + csv_text([exchange()]))
    with pytest.raises(IntakeError, match=r"the header cannot be read \(a quotation mark is opened"):
        checked(tmp_path).__enter__()
