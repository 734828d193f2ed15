"""Dates: what the column's own evidence decides, what must be declared, what is no date."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from cxc_metrics.errors import IntakeError
from tests.intake.small import (
    ORGANISATIONS,
    by_exchange,
    checked,
    exchange,
    found,
    in_columns,
    write_register,
)

# Columns of days of an exchange.
DAYS = ("actual_start", "actual_end", "planned_start", "planned_end", "paid_on")


def starts(*values: str, **options):
    """Exchanges X1… with these first days and no last day."""
    return [exchange(number, actual_start=value, actual_end="") for number, value in enumerate(values, 1)]


def test_forms_that_leave_no_doubt(tmp_path: Path) -> None:
    """Each in a column of its own."""
    texts = ["2021-03-04", "2021-3-4", "2021/03/04", "04.03.2021", "4.3.2021", "4. 3. 2021", "20210304",
             "2021.03.04.", "44259", "2021-03-04 09:30", "2021-03-04T09:30:00Z", "04.03.2021 09:30",
             " 2021-03-04 "]  # fmt: skip
    for part in in_columns(DAYS, texts):
        write_register(tmp_path, [exchange(**dict(part))])
        with checked(tmp_path) as tables:
            for name, text in part:
                assert by_exchange(tables, name) == {"X1": date(2021, 3, 4)}, text
            assert found(tables) == []


def test_day_first_when_some_first_part_is_over_12(tmp_path: Path) -> None:
    write_register(tmp_path, starts("04/03/2021", "13/03/2021"))
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "actual_start") == {"X1": date(2021, 3, 4), "X2": date(2021, 3, 13)}


def test_month_first_when_some_second_part_is_over_12(tmp_path: Path) -> None:
    write_register(tmp_path, starts("04/03/2021", "03/13/2021"))
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "actual_start") == {"X1": date(2021, 4, 3), "X2": date(2021, 3, 13)}


def test_an_impossible_date_is_no_evidence(tmp_path: Path) -> None:
    """45/03/2021 is no date in any order; it does not make the column day first."""
    write_register(tmp_path, starts("04/03/2021", "45/03/2021"))
    with pytest.raises(IntakeError, match="may have the day or the month first"):
        checked(tmp_path).__enter__()


def test_all_parts_up_to_12_must_be_declared(tmp_path: Path) -> None:
    write_register(tmp_path, starts("04/03/2021", "05/03/2021"))
    with pytest.raises(IntakeError) as error:
        checked(tmp_path).__enter__()
    message = str(error.value)
    assert "exchange.csv, column actual_start" in message
    assert "04/03/2021" in message
    assert "date_format" in message
    for form, day in (("DD/MM/YYYY", date(2021, 3, 4)), ("MM/DD/YYYY", date(2021, 4, 3))):
        with checked(tmp_path, date_format=form) as tables:
            assert by_exchange(tables, "actual_start")["X1"] == day
            assert tables.read_as == {"date_format": form}


def test_declared_beside_the_tables(tmp_path: Path) -> None:
    write_register(tmp_path, starts("04/03/2021"))
    (tmp_path / "register.toml").write_text('date_format = "MM/DD/YYYY"')
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "actual_start") == {"X1": date(2021, 4, 3)}
    with checked(tmp_path, date_format="DD/MM/YYYY") as tables:
        assert by_exchange(tables, "actual_start") == {"X1": date(2021, 3, 4)}


def test_both_orders_in_one_column_must_be_declared_and_the_rest_are_findings(tmp_path: Path) -> None:
    write_register(tmp_path, starts("13/03/2021", "03/14/2021"))
    with pytest.raises(IntakeError, match="13/03/2021 has the day first and 03/14/2021 the month"):
        checked(tmp_path).__enter__()
    with checked(tmp_path, date_format="DD/MM/YYYY") as tables:
        assert by_exchange(tables, "actual_start") == {"X1": date(2021, 3, 13)}
        assert found(tables, "code", "line", "value") == [("bad_date", 3, "03/14/2021")]


def test_each_column_decides_for_itself(tmp_path: Path) -> None:
    rows = [exchange(1, actual_start="13/03/2021", actual_end="03/14/2021")]
    write_register(tmp_path, rows)
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "actual_end") == {"X1": date(2021, 3, 14)}


def test_no_date(tmp_path: Path) -> None:
    texts = ("soon", "2021-02-30", "31.02.2021", "1 March 2021", "04.03.21", "epoch", "infinity",
             "2021-13-01", "99999", "2021")  # fmt: skip
    write_register(tmp_path, starts("2021-03-04", *texts))
    with checked(tmp_path) as tables:
        assert found(tables, "code", "line", "column", "value") == [
            ("bad_date", line, "actual_start", text) for line, text in enumerate(texts, 3)
        ]
        assert list(by_exchange(tables, "mode")) == ["X1"]


def test_impossible_year(tmp_path: Path) -> None:
    texts = ("0202-03-04", "2202-03-04", "04.03.2202", "1949-12-31", "12/11/10")
    write_register(tmp_path, starts(*texts, "2021-03-04"))
    with checked(tmp_path) as tables:
        assert found(tables, "code", "line", "value") == [
            ("impossible_date", line, _iso(text)) for line, text in enumerate(texts, 2)
        ]


def _iso(text: str) -> str:
    """ISO forms are read in the first pass and told as dates; other forms as they were written."""
    return "0012-11-10" if text == "12/11/10" else text


def test_points_in_time(tmp_path: Path) -> None:
    times = ("2024-01-02 03:04:05", "02.01.2024 03:04")
    rows = [{**row, "updated_at": time} for row, time in zip(ORGANISATIONS, times, strict=True)]
    write_register(tmp_path, [exchange()], organisations=rows)
    with checked(tmp_path) as tables:
        read = tables.connection.sql(
            "SELECT updated_at FROM organisation ORDER BY organisation_id"
        ).fetchall()
        assert read == [(datetime(2024, 1, 2, 3, 4, 5),), (datetime(2024, 1, 2, 3, 4),)]  # noqa: DTZ001
