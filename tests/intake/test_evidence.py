"""Open spellings: settled by the column, else by the file, else by the delivery, else asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from cxc_metrics.errors import IntakeError
from tests.intake.small import (
    ORGANISATIONS,
    PARTNERSHIPS,
    by_exchange,
    checked,
    exchange,
    found,
    write_register,
)

OPEN = {"lump_sum_paid_eur": "1.100"}


def settled(folder: Path, *rows, **parts):
    """What 1.100 was paid as, and which evidence was told."""
    write_register(folder, list(rows), **parts)
    with checked(folder) as tables:
        told = [m for code, m in found(tables, "code", "message") if code == "settled_elsewhere"]
        return float(by_exchange(tables, "lump_sum_paid_eur")["X1"]), [m.split("because ")[1] for m in told]


def test_who_settles_an_open_number(tmp_path: Path) -> None:
    """paid   agreed  working  grant         read     by
    1.100  780,5   2.5                    1100     the other money of the file, before its days
    1.100          2.5      200.000,00    1.1      another column of the file, before other files
    1.100                   200.000,00    1100     another file
    1.100  780.5                          1.1      a column that could be read at once
    1.100  780     5                      asked"""
    grant = [{**PARTNERSHIPS[0], "eu_grant_eur": "200.000,00"}]
    assert settled(tmp_path / "a", exchange(1, lump_sum_agreed_eur="780,5", working_days="4.5", **OPEN)) == (
        1100.0,
        ["exchange.csv, column lump_sum_agreed_eur holds 780,5"],
    )
    row = exchange(1, working_days="4.5", **OPEN)
    assert settled(tmp_path / "b", row, partnerships=grant) == (
        1.1,
        ["exchange.csv, column working_days holds 4.5"],
    )
    assert settled(tmp_path / "c", exchange(1, **OPEN), partnerships=grant) == (
        1100.0,
        ["partnership.csv, column eu_grant_eur holds 200.000,00"],
    )
    row = exchange(1, lump_sum_agreed_eur="780.5", **OPEN)
    assert settled(tmp_path / "d", row) == (1.1, ["exchange.csv, column lump_sum_agreed_eur holds 780.50"])
    with pytest.raises(IntakeError, match=r"column lump_sum_paid_eur: 1\.100 may be a fraction or thousands"):
        settled(tmp_path / "e", exchange(1, lump_sum_agreed_eur="780", **OPEN))


def test_evidence_that_contradicts_itself_settles_nothing(tmp_path: Path) -> None:
    """Two columns of money, one with a comma, one with a point: asked, whatever another file shows."""
    row = exchange(1, lump_sum_agreed_eur="780,5", lump_sum_cap_eur="780.5", **OPEN)
    grant = [{**PARTNERSHIPS[0], "eu_grant_eur": "200.000,00"}]
    with pytest.raises(IntakeError, match=r"1\.100 may be a fraction or thousands"):
        settled(tmp_path, row, partnerships=grant)


def test_what_is_no_number_settles_nothing(tmp_path: Path) -> None:
    row = exchange(1, lump_sum_agreed_eur="1,2,3", lump_sum_cap_eur="12.34.567,8.9", **OPEN)
    with pytest.raises(IntakeError, match=r"1\.100 may be a fraction or thousands"):
        settled(tmp_path, row)


def _book(path: Path, rows: list[dict]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for name, of in (("exchange", rows), ("organisation", ORGANISATIONS), ("partnership", PARTNERSHIPS)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, list(of[0]))
            for number, row in enumerate(of, 1):
                for column, cell in enumerate(row.values()):
                    if isinstance(cell, int | float):
                        sheet.write_number(number, column, cell)
                    else:
                        sheet.write_string(number, column, str(cell))
    return path


def test_typed_cells_are_no_evidence_for_text_cells(tmp_path: Path) -> None:
    """paid  "1.100" as text, 780.5 typed: asked. Beside text "780,5": 1100, and 780.5 stays as it is."""
    book = _book(tmp_path / "a.xlsx", [exchange(1, **OPEN), exchange(2, lump_sum_paid_eur=780.5)])
    with pytest.raises(IntakeError, match=r"1\.100 may be a fraction or thousands"):
        checked(book).__enter__()
    rows = [exchange(1, **OPEN), exchange(2, lump_sum_paid_eur=780.5), exchange(3, lump_sum_paid_eur="780,5")]
    with checked(_book(tmp_path / "b.xlsx", rows)) as tables:
        paid = {key: float(value) for key, value in by_exchange(tables, "lump_sum_paid_eur").items()}
        assert paid == {"X1": 1100.0, "X2": 780.5, "X3": 780.5}


def test_typed_columns_of_parquet_are_no_evidence(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()])
    (tmp_path / "exchange.csv").unlink()
    rows = [exchange(n, lump_sum_agreed_eur=780.5, **OPEN) for n in (1, 2)]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "exchange.parquet")
    with pytest.raises(IntakeError, match=r"1\.100 may be a fraction or thousands"):
        checked(tmp_path).__enter__()
    rows = [{**row, "lump_sum_cap_eur": "1.234,5"} for row in rows]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "exchange.parquet")
    with checked(tmp_path) as tables:
        assert float(by_exchange(tables, "lump_sum_paid_eur")["X1"]) == 1100.0


def test_who_settles_an_open_date(tmp_path: Path) -> None:
    """start       end         grant's start  read        by
    03/04/2021  13/04/2021                 3 April     the file
    03/04/2021  2021-04-05  04/13/2020     4 March     another file
    03/04/2021  31/13/2024                 asked (no reading fits 31/13/2024)
    03/04/2021  30/02/2021                 asked (nor 30 February)
    05/05/2021                             5 May       itself: both readings are one"""

    def start(folder: str, begins: str, ends: str, grant: str = "2020-02-01") -> date:
        partnerships = [{**PARTNERSHIPS[0], "start_date": grant}]
        rows = [exchange(1, actual_start=begins, actual_end=ends)]
        write_register(tmp_path / folder, rows, partnerships=partnerships)
        with checked(tmp_path / folder) as tables:
            told = [m for code, m in found(tables, "code", "message") if code == "settled_elsewhere"]
            assert len(told) == (begins != "05/05/2021")
            return by_exchange(tables, "actual_start")["X1"]

    assert start("a", "03/04/2021", "13/04/2021") == date(2021, 4, 3)
    assert start("b", "03/04/2021", "2021-04-05", "04/13/2020") == date(2021, 3, 4)
    for folder, no_date in (("c", "31/13/2024"), ("d", "30/02/2021"), ("e", "00/00/0000")):
        with pytest.raises(IntakeError, match=r"dates like 03/04/2021 may have the day or the month first"):
            start(folder, "03/04/2021", no_date)
    assert start("f", "05/05/2021", "") == date(2021, 5, 5)


def test_a_date_that_no_reading_fits_is_a_bad_cell_and_not_asked(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, paid_on=""), exchange(2, paid_on="31/13/2024")])
    with checked(tmp_path) as tables:
        assert found(tables, "code", "line", "value") == [("bad_date", 3, "31/13/2024")]


def test_each_file_of_a_table_is_settled_for_itself(tmp_path: Path) -> None:
    """exchange_2021.csv  1.100  1,5 km     1100
    exchange_2022.csv  1.100  1.5 km     1.1"""
    for number, distance in ((1, "1,5"), (2, "1.5")):
        write_register(tmp_path, [exchange(number, distance_km=distance, **OPEN)])
        (tmp_path / "exchange.csv").rename(tmp_path / f"exchange_202{number}.csv")
    with checked(tmp_path) as tables:
        paid = {key: float(value) for key, value in by_exchange(tables, "lump_sum_paid_eur").items()}
        assert paid == {"X1": 1100.0, "X2": 1.1}
