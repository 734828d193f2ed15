"""Workbooks that are no .xlsx are read with the same care: errors, percentages, hidden rows, far corners."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.errors import IntakeError
from tests.intake.books import as_rows, write_ods, write_xlsb
from tests.intake.small import (
    ORGANISATIONS,
    PARTNERSHIPS,
    by_exchange,
    checked,
    exchange,
    found,
)

PARENTS = {"organisation": as_rows(ORGANISATIONS), "partnership": as_rows(PARTNERSHIPS)}
ROWS = as_rows([exchange(1, lump_sum_paid_eur=780), exchange(2, lump_sum_paid_eur=780)])
PAID, START = ROWS[0].index("lump_sum_paid_eur"), ROWS[0].index("actual_start")


def sheet(paid: object, start: object) -> dict[str, list[list[object]]]:
    """The register; the second exchange's payment and first day are given."""
    rows = [list(row) for row in ROWS]
    rows[2][PAID], rows[2][START] = paid, start
    return {"exchange": rows, **PARENTS}


def bad(path: Path) -> list[tuple[object, ...]]:
    with checked(path) as tables:
        return [
            row for row in found(tables, "code", "line", "value") if row[0] in ("bad_number", "hidden_rows")
        ]


def ods(attributes: str, text: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


DAY = ods('office:value-type="date" office:date-value="2021-03-16T00:00:00"', "16/03/21")


def test_what_an_ods_cell_holds_is_told(tmp_path: Path) -> None:
    """Errors in several spellings, formulas without a value, a duration: no number of euros."""
    cells = (
        (
            ods('table:formula="of:=1/0" office:value-type="string" office:string-value=""', "#DIV/0!"),
            "#DIV/0!",
        ),
        (
            ods('table:formula="of:=A1" calcext:value-type="error" office:value-type="string"', "#REF!"),
            "#REF!",
        ),
        (ods('table:formula="of:=1/0" office:value-type="float" office:value="0"', "Err:502"), "Err:502"),
        ('<table:table-cell table:formula="of:=390*2"/>', "=390*2"),
        ('<table:table-cell table:formula="of:=390*2" office:value-type="float"/>', "=390*2"),
        (ods('office:value-type="time" office:time-value="PT36H30M00S"'), "36:30:00"),
    )
    rows = as_rows([exchange(n, lump_sum_paid_eur=0, actual_start=DAY) for n in range(len(cells))])
    for row, (cell, _) in zip(rows[1:], cells, strict=True):
        row[PAID] = cell
    path = write_ods(tmp_path / "r.ods", {"exchange": rows, **PARENTS})
    with checked(path) as tables:
        told = [row for row in found(tables, "code", "line", "value") if row[0] == "bad_number"]
        assert told == [("bad_number", line, value) for line, (_, value) in enumerate(cells, 2)]
        assert set(by_exchange(tables, "actual_start").values()) == {date(2021, 3, 16)}


def test_an_old_workbook() -> None:
    """register.xls, written with xlwt: X1, X2 with #REF! and 35 % as money, X3 hidden; a hidden sheet."""
    path = Path(__file__).parent / "data" / "register.xls"
    with checked(path) as tables:
        assert set(by_exchange(tables, "actual_start").values()) == {date(2021, 3, 15)}
        told = found(tables, "code", "file", "line", "value")
        assert [row for row in told if row[0] in ("bad_number", "hidden_rows", "hidden_sheet")] == [
            ("hidden_sheet", "register.xls[old exchanges]", None, None),
            ("bad_number", "register.xls[exchange]", 3, "#REF!"),
            ("bad_number", "register.xls[exchange]", 3, "35%"),
            ("hidden_rows", "register.xls[exchange]", None, None),
        ]


@pytest.mark.parametrize("cut", [600, 3_000, 5_000])
def test_an_old_workbook_that_was_cut_is_told_in_one_line(tmp_path: Path, cut: int) -> None:
    whole = (Path(__file__).parent / "data" / "register.xls").read_bytes()
    (tmp_path / "r.xls").write_bytes(whole[:cut])
    with pytest.raises(IntakeError) as error:
        checked(tmp_path / "r.xls").__enter__()
    assert "r.xls is damaged and cannot be read" in str(error.value)
    assert len(str(error.value).splitlines()) == 1


def test_an_ods_says_how_often_a_cell_stands(tmp_path: Path) -> None:
    """A million empty cells are nothing; 200 rows of 16 000 repeated a thousand times are refused unread."""
    empty = '<table:table-cell table:number-columns-repeated="16000"/>'
    sheets = sheet(780, DAY)
    sheets["exchange"] = [[*row, empty] for row in sheets["exchange"]]
    with checked(write_ods(tmp_path / "r.ods", sheets, hidden="partnership")) as tables:
        assert set(by_exchange(tables, "mode")) == {"X1", "X2"}
        assert [row for row in found(tables, "code", "file") if row[0] == "hidden_sheet"] == [
            ("hidden_sheet", "r.ods[partnership]")
        ]
    filled = ods('office:value-type="string" table:number-columns-repeated="16000"', "x")
    path = write_ods(
        tmp_path / "b.ods", {"exchange": [[filled]]}, row=' table:number-rows-repeated="1000000"'
    )
    with pytest.raises(IntakeError, match="reaches to row 1,000,000, column 16,000"):
        checked(path).__enter__()


def test_a_percentage_is_delivered_as_it_is_shown(tmp_path: Path) -> None:
    """In a column of money it is no number, where 0.355 would have been one."""
    cell = ods('office:value-type="percentage" office:value="0.355"', "35.5 %")
    for path in (
        write_ods(tmp_path / "r.ods", sheet(cell, DAY)),
        write_xlsb(tmp_path / "r.xlsb", sheet((0.355, 1), (44_271, 2))),
    ):
        assert bad(path) == [("bad_number", 3, "35.5%")]


def test_a_binary_workbook(tmp_path: Path) -> None:
    """An error, a day, a hidden row; and a cell in the far corner is refused before anything is reserved."""
    path = write_xlsb(tmp_path / "r.xlsb", sheet("#REF!", (44_271, 2)), hidden_row=2)
    assert sorted(set(bad(path)), key=str) == [("bad_number", 3, "#REF!"), ("hidden_rows", None, None)]
    with checked(path) as tables:
        assert by_exchange(tables, "actual_start") == {"X1": date(2021, 3, 15), "X2": date(2021, 3, 16)}
        assert by_exchange(tables, "working_days") == {"X1": 5.0, "X2": 5.0}
    far = [["exchange_id", *[None] * 16_382, "x"], *[[None]] * 4_000, ["X1", *[None] * 16_382, "x"]]
    with pytest.raises(IntakeError, match="reaches to row 4,002, column 16,384"):
        checked(write_xlsb(tmp_path / "far.xlsb", {"exchange": far})).__enter__()
