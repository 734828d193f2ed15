"""Every format and dialect gives the same clean tables as the plain one."""

from __future__ import annotations

import gzip
import itertools
import zipfile
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from tests.intake.small import (
    ORGANISATIONS,
    PARTNERSHIPS,
    by_exchange,
    checked,
    csv_text,
    exchange,
    found,
    write_register,
)
from tests.measuring.crossing import THOROUGH

NAMES = ("Zürich Façade", "Œuvre “Été” €")
WITH_ACCENTS = tuple({**row, "name": name} for row, name in zip(ORGANISATIONS, NAMES, strict=True))


def names_of(tables) -> list[str]:
    return [row[0] for row in tables.connection.sql("SELECT name FROM organisation ORDER BY 1").fetchall()]


@pytest.mark.parametrize(
    ("separator", "newline"),
    [*itertools.product(",;\t|", ("\n", "\r\n", "\r"))]
    if THOROUGH
    else [(",", "\n"), (";", "\r\n"), ("\t", "\r"), ("|", "\n"), (",", "\r")],
)
def test_separators_and_line_ends(tmp_path: Path, separator: str, newline: str) -> None:
    """Each of both; all pairs in `make thorough`."""
    rows = [exchange(1, working_days=3), exchange(2, working_days="")]
    write_register(tmp_path, csv_text(rows, separator, newline))
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "working_days") == {"X1": 3.0, "X2": None}
        assert found(tables) == [("held_without_working_days", 3)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    write_register(tmp_path, [exchange()])
    text = csv_text(WITH_ACCENTS, ";", "\r\n")
    (tmp_path / "organisation.csv").write_bytes(text.encode(encoding))
    with checked(tmp_path) as tables:
        assert names_of(tables) == sorted(NAMES)
        assert [code for code, _ in found(tables)] == (["encoding_guessed"] if encoding == "cp1252" else [])


def test_central_european_code_page_is_told_from_the_western_one(tmp_path: Path) -> None:
    rows = [
        {**ORGANISATIONS[0], "name": "Łódzki Klaster Żywności – współpraca i działalność gospodarcza"},
        {**ORGANISATIONS[1], "name": "Małopolska Spółka Źródło Świętokrzyskich Przedsiębiorców"},
    ]
    write_register(tmp_path, [exchange()])
    (tmp_path / "organisation.csv").write_bytes(csv_text(rows).encode("cp1250"))
    with checked(tmp_path) as tables:
        assert names_of(tables) == sorted(row["name"] for row in rows)


def test_the_code_page_is_guessed_from_lines_far_down(tmp_path: Path) -> None:
    plain = [{**ORGANISATIONS[0], "organisation_id": f"O{number}"} for number in range(6000)]
    write_register(tmp_path, [exchange()])
    text = csv_text([*plain, *WITH_ACCENTS])
    (tmp_path / "organisation.csv").write_bytes(text.encode("cp1252"))
    with checked(tmp_path) as tables:
        assert set(NAMES) <= set(names_of(tables))


def test_gzip(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()])
    plain = tmp_path / "exchange.csv"
    (tmp_path / "Exchanges.CSV.gz").write_bytes(gzip.compress(plain.read_bytes()))
    plain.unlink()
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "mode") == {"X1": "physical"}
        assert [file.name for file in tables.files] == [
            "Exchanges.CSV.gz",
            "organisation.csv",
            "partnership.csv",
        ]


def test_a_first_line_that_names_the_separator_is_obeyed(tmp_path: Path) -> None:
    text = "sep=|\r\n" + csv_text([exchange(1, status="complete")], "|", "\r\n")
    write_register(tmp_path, text)
    with checked(tmp_path) as tables:
        assert found(tables) == [("unknown_code", 3)]


def test_zip_with_a_folder_inside(tmp_path: Path) -> None:
    folder = write_register(tmp_path / "register", [exchange()])
    (folder / "register.toml").write_text('title = "Zipped"\nas_at = 2022-01-31\nis_synthetic = true\n')
    archive = tmp_path / "register.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as sink:
        for file in folder.iterdir():
            sink.write(file, f"my register/{file.name}")
        sink.writestr("__MACOSX/my register/._exchange.csv", b"\0\0")
    with checked(archive, as_at=None) as tables:
        assert by_exchange(tables, "mode") == {"X1": "physical"}
        assert (tables.title, tables.as_at, tables.as_at_origin) == (
            "Zipped",
            date(2022, 1, 31),
            "register.toml",
        )
        assert tables.is_synthetic is True
        assert found(tables) == []


def test_parquet_typed_and_as_text(tmp_path: Path) -> None:
    """Typed columns and text columns give the same; a missing number stays missing."""
    write_register(tmp_path, [exchange()])
    (tmp_path / "exchange.csv").unlink()
    rows = [exchange(1, distance_km=1.234, consecutive=True), exchange(2, distance_km=None, consecutive=None)]
    frame = pd.DataFrame(rows)
    frame["actual_start"] = pd.to_datetime(frame["actual_start"])
    frame["working_days"] = frame["working_days"].astype("Int64")
    frame.to_parquet(tmp_path / "exchange.parquet")
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "distance_km") == {"X1": 1.234, "X2": None}
        assert by_exchange(tables, "actual_start") == {"X1": date(2021, 3, 15), "X2": date(2021, 3, 15)}
        assert by_exchange(tables, "consecutive") == {"X1": True, "X2": None}
        assert found(tables) == []


def write_workbook(path: Path, sheets: dict[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, datetime | date):
                        sheet.write_datetime(row, column, cell, day)
                    elif cell is not None:
                        sheet.write(row, column, cell)
    return path


def as_rows(rows) -> list[list[object]]:
    return [list(rows[0]), *([*row.values()] for row in rows)]


def test_workbook_with_typed_cells(tmp_path: Path) -> None:
    """Typed dates, numbers and truth values; text numbers, serial days and text dates beside them."""
    rows = [
        exchange(1, actual_start=date(2021, 3, 4), working_days=4.5, consecutive=True, distance_km=1.234),
        exchange(2, actual_start=44259, working_days=3, consecutive=False, distance_km="2,5"),
        exchange(3, actual_start="04.03.2021", working_days="3", consecutive="yes", distance_km=None),
    ]
    path = write_workbook(
        tmp_path / "register.xlsx",
        {
            "Notes": [["Ask the office"]],
            "Sheet9": [],
            "Exchanges": as_rows(rows),
            "ORGANISATION": as_rows(ORGANISATIONS),
            "Partnerships": as_rows(PARTNERSHIPS),
        },
    )
    with checked(path) as tables:
        assert set(by_exchange(tables, "actual_start").values()) == {date(2021, 3, 4)}
        assert by_exchange(tables, "working_days") == {"X1": 4.5, "X2": 3.0, "X3": 3.0}
        assert by_exchange(tables, "consecutive") == {"X1": True, "X2": False, "X3": True}
        # 1.234 is a typed number and stays a fraction although the text beside it proves a decimal comma.
        assert by_exchange(tables, "distance_km") == {"X1": 1.234, "X2": 2.5, "X3": None}
        assert [row for row in found(tables, "code", "file") if row[0] != "mixed_decimal_marks"] == [
            ("unknown_table", "register.xlsx[Notes]")
        ]


def test_a_declared_decimal_comma_does_not_touch_typed_numbers(tmp_path: Path) -> None:
    path = write_workbook(
        tmp_path / "register.xlsx",
        {
            "exchange": as_rows([exchange(1, distance_km=12.5), exchange(2, distance_km="12,5")]),
            "organisation": as_rows(ORGANISATIONS),
            "partnership": as_rows(PARTNERSHIPS),
        },
    )
    with checked(path, decimal=",") as tables:
        assert by_exchange(tables, "distance_km") == {"X1": 12.5, "X2": 12.5}


def test_workbook_lines_are_the_sheet_s_rows(tmp_path: Path) -> None:
    """row 1  (empty)
    row 2  (empty)
    row 3      header, from column B on
    row 4      X1
    row 5  (empty)
    row 6      X2, unknown mode"""
    header, first, second = as_rows([exchange(1), exchange(2, mode="walking")])
    sheet = [[], [], [None, *header], [None, *first], [], [None, *second]]
    path = write_workbook(
        tmp_path / "r.xlsx",
        {"exchange": sheet, "organisation": as_rows(ORGANISATIONS), "partnership": as_rows(PARTNERSHIPS)},
    )
    with checked(path) as tables:
        assert found(tables, "file", "line", "column", "value") == [
            ("r.xlsx[exchange]", 6, "mode", "walking")
        ]


def test_an_excel_error_is_not_an_empty_cell(tmp_path: Path) -> None:
    path = tmp_path / "r.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in (
            ("exchange", as_rows([exchange(1), exchange(2)])),
            ("organisation", as_rows(ORGANISATIONS)),
            ("partnership", as_rows(PARTNERSHIPS)),
        ):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
            if name == "exchange":
                sheet.write_formula(2, list(rows[0]).index("working_days"), "=1/0", None, "#DIV/0!")
    with checked(path) as tables:
        assert found(tables, "code", "line", "value") == [("bad_number", 3, "#DIV/0!")]


def test_a_workbook_in_a_folder_beside_csv(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()], organisations=())
    write_workbook(tmp_path / "parents.xlsx", {"organisation": as_rows(ORGANISATIONS)})
    with checked(tmp_path) as tables:
        assert tables.tables == ("organisation", "partnership", "exchange")


def test_an_entry_without_a_name_is_passed_over(tmp_path: Path) -> None:
    """As a zip that lost the names in its directory has it."""
    write_register(tmp_path / "r", [exchange()])
    with zipfile.ZipFile(tmp_path / "r.zip", "w") as archive:
        for file in sorted((tmp_path / "r").iterdir()):
            archive.write(file, file.name)
        archive.writestr("x", "noise")
    content = (tmp_path / "r.zip").read_bytes()
    at = content.rfind(b"PK\x01\x02")
    nameless = content[: at + 28] + b"\x00\x00" + content[at + 30 : at + 46] + content[at + 47 :]
    end = nameless.rfind(b"PK\x05\x06") + 12
    size = int.from_bytes(nameless[end : end + 4], "little") - 1
    (tmp_path / "r.zip").write_bytes(nameless[:end] + size.to_bytes(4, "little") + nameless[end + 4 :])
    with checked(tmp_path / "r.zip") as tables:
        assert tables.row_counts["exchange"].kept == 1
