"""The report of findings as a file for spreadsheets, and the template workbook that begins a register."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter

from cxc_metrics.contract import TABLES
from cxc_metrics.errors import IntakeError
from cxc_metrics.intake import (
    FINDING_COLUMNS,
    REASONS,
    check,
    write_template,
)
from tests.intake.small import ORGANISATIONS, PARTNERSHIPS, checked, exchange, found, write_register


def test_the_report_reads_back_as_the_findings(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, mode='wal"k, or\nrun'), exchange(2, wave="ü")])
    with checked(tmp_path) as tables:
        tables.write_findings(tmp_path / "findings.csv")
        expected = [
            {name: "" if cell is None else str(cell) for name, cell in zip(FINDING_COLUMNS, row, strict=True)}
            for row in found(tables, *FINDING_COLUMNS)
        ]
    raw = (tmp_path / "findings.csv").read_bytes()
    assert raw.startswith(",".join(FINDING_COLUMNS).encode() + b"\r\n")
    with (tmp_path / "findings.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.DictReader(file))
    assert read == expected
    assert len(read) == 2


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"])
def test_cells_that_begin_a_formula_are_neutralised(tmp_path: Path, start: str) -> None:
    value = f"{start}HYPERLINK(1)"
    write_register(tmp_path, [exchange(1, mode=value)])
    with checked(tmp_path) as tables:
        tables.write_findings(tmp_path / "findings.csv")
    with (tmp_path / "findings.csv").open(encoding="utf-8", newline="") as file:
        read = next(csv.DictReader(file))
    assert read["value"] == f"'{start}HYPERLINK(1)"
    assert read["line"] == "2"


def test_no_findings_give_a_header(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()])
    with checked(tmp_path) as tables:
        assert tables.write_findings(tmp_path / "findings.csv") == 0
    assert (tmp_path / "findings.csv").read_text().splitlines() == [",".join(FINDING_COLUMNS)]


def test_the_findings_table(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, mode="?")])
    with checked(tmp_path) as tables:
        frame = tables.findings_table()
    assert tuple(frame.columns) == FINDING_COLUMNS
    assert frame.loc[0, ["file", "table", "line", "severity"]].tolist() == [
        "exchange.csv",
        "exchange",
        2,
        "cell",
    ]


def test_every_reason_is_in_the_page_on_reading_and_every_row_check_declared(root: Path) -> None:
    page = (root / "docs" / "reading-files.md").read_text(encoding="utf-8")
    assert [code for code in REASONS if f"`{code}`" not in page] == []
    row_checks = {check.reason for model in TABLES.values() for check in model.row_checks}
    assert row_checks <= set(REASONS)


def test_the_template_holds_every_table_and_column(tmp_path: Path) -> None:
    path = write_template(tmp_path / "template.xlsx")
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["README", *TABLES, "Codes"]
    for name, model in TABLES.items():
        assert book.get_sheet_by_name(name).to_python() == [[column.name for column in model.columns()]]


def test_the_template_offers_code_lists(tmp_path: Path) -> None:
    """Each coded column has a drop-down that points to the cells of its list on sheet Codes."""
    import re
    import zipfile

    path = write_template(tmp_path / "template.xlsx")
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    codes = book.get_sheet_by_name("Codes").to_python(skip_empty_area=False)
    with zipfile.ZipFile(path) as archive:
        number = 2 + list(TABLES).index("exchange")
        sheet = archive.read(f"xl/worksheets/sheet{number}.xml").decode()
    lists = re.findall(r'<dataValidation type="list"[^>]*sqref="([A-Z]+)2:[^>]*><formula1>([^<]+)<', sheet)
    columns = [column.name for column in TABLES["exchange"].columns()]
    found_lists = {}
    for letters, formula in lists:
        place = re.fullmatch(r"Codes!\$([A-Z]+)\$2:\$[A-Z]+\$(\d+)", formula)
        if place:
            index, last = _column(place[1]), int(place[2])
            found_lists[columns[_column(letters)]] = [codes[row][index] for row in range(1, last)]
    assert found_lists["mode"] == ["physical", "virtual", "hybrid"]
    assert found_lists["vo_country"][:3] == ["BE", "BG", "CZ"]
    assert set(found_lists) == {"mode", "phase", "status", "cancel_reason", "vo_country", "ho_country"}


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def test_the_empty_template_is_no_register(tmp_path: Path) -> None:
    path = write_template(tmp_path / "template.xlsx")
    with pytest.raises(IntakeError) as error:
        check(path)
    assert str(error.value) == (
        "Table exchange is missing. template.xlsx[exchange] has a header, but no rows. A register without "
        "exchanges has a table project_participant, event_attendance, meeting or service instead"
    )


def test_a_filled_template_is_one(tmp_path: Path) -> None:
    """As a person would fill it: some sheets, the others left empty, README and Codes left as they are."""
    filled = {"organisation": ORGANISATIONS, "partnership": PARTNERSHIPS, "exchange": [exchange()]}
    path = tmp_path / "filled.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("README").write(0, 0, "ClusterXchange register")
        for name, model in TABLES.items():
            sheet = book.add_worksheet(name)
            columns = [column.name for column in model.columns()]
            sheet.write_row(0, 0, columns)
            for row, values in enumerate(filled.get(name, ()), start=1):
                sheet.write_row(row, 0, [values.get(column) for column in columns])
        book.add_worksheet("Codes").write(0, 0, "mode")
    with checked(path) as tables:
        assert tables.tables == ("organisation", "partnership", "exchange")
        assert found(tables) == []


def test_a_template_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="The template cannot be written to"):
        write_template(tmp_path / "none" / "template.xlsx")
