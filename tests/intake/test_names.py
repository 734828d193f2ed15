"""Headers and file names as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.layouts.names import resembling_table, stem, table_for
from tests.intake.small import by_exchange, checked, csv_text, exchange, found, write_register


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("exchange", "exchange"),
        ("Exchanges", "exchange"),
        ("EXCHANGE", "exchange"),
        ("exchange_activity", "exchange_activity"),
        ("Exchange Activities", "exchange_activity"),
        ("exchange-activities", "exchange_activity"),
        ("matches", "match"),
        ("Partnership members", "partnership_member"),
        ("exchange (2)", None),
        ("notes", None),
    ],
)
def test_table_names(name: str, table: str | None) -> None:
    assert table_for(name) == table


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("Exchange (2)", "exchange"),
        ("exchange_final", "exchange"),
        ("Copy of organisations", None),
        ("exchange - Copy", "exchange"),
        ("2024_registrations_v2", "registration"),
        ("notes", None),
    ],
)
def test_names_that_resemble_a_table(name: str, table: str | None) -> None:
    assert resembling_table(name) == table


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a/exchange.csv.gz", "exchange"), ("exchange", "exchange"), ("C:\\x\\Exchange.CSV", "Exchange")],
)
def test_stem(name: str, expected: str) -> None:
    assert stem(name) == expected


def test_headers_regardless_of_case_spaces_and_underscores(tmp_path: Path) -> None:
    row = exchange(1)
    rows = [
        {
            "Exchange ID": row.pop("exchange_id"),
            " VO-Id ": row.pop("vo_id"),
            "HOCOUNTRY": row.pop("ho_country"),
            **row,
        }
    ]
    write_register(tmp_path, rows)
    with checked(tmp_path) as tables:
        assert by_exchange(tables, "ho_country") == {"X1": "FR"}
        assert found(tables) == []


def test_an_alias(tmp_path: Path) -> None:
    """Survey rounds may be called wave, as in the older dictionary."""
    registration = {"registration_id": "R", "organisation_id": "A", "role": "VO", "status": "accepted"}
    asked = {
        "invitation_id": "I",
        "registration_id": "R",
        "organisation_id": "A",
        "side": "visitor",
        "wave": "T0",
    }
    write_register(tmp_path, [exchange()], registration=[registration], survey_invitation=[asked])
    with checked(tmp_path) as tables:
        assert tables.connection.sql("SELECT survey_round FROM survey_invitation").fetchall() == [("T0",)]


def test_an_unknown_column_is_told_with_the_nearest_name(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, distanc_km=5, shoe_size=43)])
    with checked(tmp_path) as tables:
        assert found(tables, "code", "column", "severity", "hint") == [
            ("unknown_column", "distanc_km", "warn", "Rename it – did you mean 'distance_km'?"),
            ("unknown_column", "shoe_size", "warn", "Remove it, or rename it to a column of the table"),
        ]


def test_a_column_without_a_name_is_told(tmp_path: Path) -> None:
    write_register(
        tmp_path, csv_text([exchange()]).replace("working_days", "working_days,").replace(",5", ",5,surplus")
    )
    with checked(tmp_path) as tables:
        assert [row[0] for row in found(tables, "message")] == [
            "column 13, which has no name, is not in table exchange and was not read"
        ]


def test_a_column_that_stands_twice_stops_the_check(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange(1, **{"Working Days": 3})])
    with pytest.raises(IntakeError, match=r"exchange\.csv: column 'Working Days' stands twice"):
        checked(tmp_path).__enter__()


def test_missing_columns_are_all_listed_beside_what_was_not_recognised(tmp_path: Path) -> None:
    row = exchange()
    del row["status"], row["mode"]
    write_register(
        tmp_path, [row | {"state": "completed"}], partnerships=[{"partnership_id": "P", "acronym": "PLUM"}]
    )
    with pytest.raises(IntakeError) as error:
        checked(tmp_path).__enter__()
    message = str(error.value)
    assert (
        "exchange.csv lacks the required columns mode, status (its columns 'state' were not recognised)"
        in message
    )
    assert "partnership.csv lacks the required columns wave, start_date" in message


def test_an_optional_column_left_out_is_not_present(tmp_path: Path) -> None:
    row = exchange()
    del row["working_days"]
    write_register(tmp_path, [row])
    with checked(tmp_path) as tables:
        assert "working_days" not in tables.columns_present["exchange"]
        assert by_exchange(tables, "working_days") == {"X1": None}


def test_a_name_with_something_around_it_stops_with_help(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()])
    (tmp_path / "exchange.csv").rename(tmp_path / "Exchange (2).csv")
    with pytest.raises(
        IntakeError, match=r"Exchange \(2\).csv looks like table exchange: rename it to exchange"
    ):
        checked(tmp_path).__enter__()


def test_one_table_in_two_files_stops(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()])
    (tmp_path / "Exchanges.txt").write_text(csv_text([exchange(2)]))
    with pytest.raises(
        IntakeError, match=r"Table exchange was delivered 2 times, as Exchanges\.txt and as exchange\.csv"
    ):
        checked(tmp_path).__enter__()


def test_other_files_are_told_and_left(tmp_path: Path) -> None:
    write_register(tmp_path, [exchange()])
    (tmp_path / "minutes.docx").write_bytes(b"PK\x03\x04")
    (tmp_path / "older.zip").write_bytes(b"PK\x03\x04")
    (tmp_path / "archive").mkdir()
    (tmp_path / ".DS_Store").write_bytes(b"\0")
    (tmp_path / "~$exchange.xlsx").write_bytes(b"\0")
    with checked(tmp_path) as tables:
        assert found(tables, "code", "file") == [
            ("beside_the_data", ".DS_Store"),
            ("folder_not_read", "archive"),
            ("archive_not_opened", "older.zip"),
        ]
