"""Which day an instant is: the machine's zone decides nothing."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxc_metrics.engine.duckdb import connect
from cxc_metrics.intake.intake_options import UNDECLARED
from cxc_metrics.intake.workbench import open_workbench
from tests.intake.small import by_exchange, checked, exchange, found, in_columns, write_register

ZONES = ("UTC", "Europe/Brussels", "America/New_York")


@pytest.fixture
def machine_in(monkeypatch: pytest.MonkeyPatch):
    """Move the machine into another time zone."""

    def move(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def test_no_session_takes_the_zone_of_the_machine(tmp_path: Path, machine_in) -> None:
    """machine           zone of intake's and the store's sessions
    UTC               UTC
    Europe/Brussels   UTC
    America/New_York  UTC"""
    for zone in ZONES:
        machine_in(zone)
        bench = open_workbench(UNDECLARED, None)
        store = connect(str(tmp_path / f"{zone.replace('/', '-')}.duckdb"))
        try:
            for session in (bench.connection, bench.connection.cursor(), store, store.cursor()):
                assert session.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)
        finally:
            bench.close()
            store.close()


# What a column of first days holds; the days it means; in which zone it is told to be read.
WINTER, SUMMER = "2021-12-31", "2022-06-30"
COLUMNS = [
    # toISOString of midnights in Brussels, Helsinki (and Athens), Lisbon, in winter and summer time.
    ([f"{WINTER}T23:00:00.000Z", f"{SUMMER}T22:00:00.000Z"], ["2022-01-01", "2022-07-01"], "Brussels"),
    ([f"{WINTER}T22:00:00Z", f"{SUMMER}T21:00:00Z"], ["2022-01-01", "2022-07-01"], "Helsinki"),
    (["2022-01-01T00:00:00Z", f"{SUMMER}T23:00:00Z"], ["2022-01-01", "2022-07-01"], "Lisbon"),
    ([f"{WINTER} 23:00:00+00", f"{SUMMER} 22:00:00+00:00"], ["2022-01-01", "2022-07-01"], "Brussels"),
    (["2022-01-01T00:00:00+01:00", "2022-07-01T00:00+0200"], ["2022-01-01", "2022-07-01"], "Brussels"),
    (["2022-01-01T00:00:00+02:00[Europe/Athens]"], ["2022-01-01"], "Helsinki"),
    (["20211231T230000Z", "20220630T2200Z"], ["2022-01-01", "2022-07-01"], "Brussels"),
    (["31/12/2021 23:00 UTC", "30.06.2022 22:00Z"], ["2022-01-01", "2022-07-01"], "Brussels"),
    # No midnights of one zone: the day in Brussels.
    ([f"{WINTER}T23:30:00Z", f"{SUMMER}T12:00:00Z"], ["2022-01-01", "2022-06-30"], "another day in Brussels"),
    ([f"{WINTER}T23:00:00Z", f"{WINTER}T22:00:00Z"], ["2022-01-01", "2021-12-31"], "another day in Brussels"),
    ([f"{WINTER}T20:00:00-05:00"], ["2022-01-01"], "another day in Brussels"),
    (["2022-01-01T00:00:00+04:00"], ["2021-12-31"], "another day in Brussels"),
    (["2022-01-01T09:30:00Z", "2022-07-01T00:00:00Z"], ["2022-01-01", "2022-07-01"], None),
    # Without a zone: the day as written, unless all are midnight in Brussels when taken for UTC.
    ([f"{WINTER} 23:00:00", f"{SUMMER} 22:00"], ["2022-01-01", "2022-07-01"], "Brussels"),
    ([f"{WINTER} 22:00:00", f"{SUMMER} 21:00"], ["2021-12-31", "2022-06-30"], None),
    ([f"{WINTER} 23:00:00", "2022-07-01 09:00"], ["2021-12-31", "2022-07-01"], None),
    (["2022-01-01 00:00:00", "2022-07-01 00:00"], ["2022-01-01", "2022-07-01"], None),
    (["44561.95833333333", "44742.91666666667"], ["2022-01-01", "2022-07-01"], "Brussels"),
    (["7/1/2022 12:00:00 AM", "12/31/2021 1:05 PM"], ["2022-07-01", "2021-12-31"], None),
    # A date alone is a day, and says nothing about the instants beside it.
    ([f"{WINTER}T23:00:00Z", "2022-07-01"], ["2022-01-01", "2022-07-01"], "Brussels"),
    ([f"{WINTER} 23:00:00", "01.07.2022"], ["2022-01-01", "2022-07-01"], "Brussels"),
    ([f"{WINTER}T23:00:00Z", "2022-07-01 09:00"], ["2022-01-01", "2022-07-01"], "Brussels"),
]  # fmt: skip


def test_instants_become_days(tmp_path: Path) -> None:
    """A few columns a register, as each is read for itself."""
    names = ("actual_start", "planned_start", "paid_on")
    for number, part in enumerate(in_columns(names, COLUMNS)):
        rows = [exchange(n, **dict.fromkeys((*names, "actual_end"), "")) for n in (1, 2)]
        for name, (texts, _, _) in part:
            for row, text in zip(rows, texts, strict=False):
                row[name] = text
        write_register(tmp_path / str(number), rows)
        with checked(tmp_path / str(number)) as tables:
            messages = found(tables, "code", "column", "message")
            for name, (texts, days, zone) in part:
                read_as = by_exchange(tables, name)
                assert [str(read_as[f"X{n}"]) for n in range(1, len(texts) + 1)] == days, texts
                told = [text for code, column, text in messages if (code, column) == ("instants_read", name)]
                assert [zone in message for message in told] == [True] * (zone is not None), (texts, told)


def test_the_same_bytes_are_the_same_days_on_every_machine(tmp_path: Path, machine_in) -> None:
    """start of X1                     X2           days on every machine
    2021-12-31 23:00+00 (Parquet, typed with a zone)   1 January 2022
    2021-12-31 23:00    (Parquet, typed without)       1 January 2022"""
    instant = datetime(2021, 12, 31, 23, tzinfo=UTC)
    for typed in (pa.timestamp("us", "UTC"), pa.timestamp("us"), pa.timestamp("ns", "America/New_York")):
        rows = [exchange(n, actual_start=instant, actual_end=None) for n in (1, 2)]
        folder = write_register(tmp_path / str(typed).replace("/", "-"), rows)
        (folder / "exchange.csv").unlink()
        table = pa.Table.from_pylist(rows)
        position = table.schema.get_field_index("actual_start")
        cells = pa.array([instant, instant], pa.timestamp("us", "UTC")).cast(typed)
        pq.write_table(table.set_column(position, "actual_start", cells), folder / "exchange.parquet")
        for zone in ZONES:
            machine_in(zone)
            with checked(folder, as_at=None) as tables:
                assert set(map(str, by_exchange(tables, "actual_start").values())) == {"2022-01-01"}
                assert str(tables.as_at) == "2022-01-01"
                assert [code for code in found(tables, "code") if code == ("instants_read",)]
