"""Which day an instant is: the machine's zone decides nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from cxc_metrics.intake.bench import open_workbench
from cxc_metrics.intake.options import UNDECLARED
from cxc_metrics.register.engine import connect

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
