"""A fact that does not fit into the part of the memory it is built in."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxc_metrics.engine import OutOfMemory, duckdb_building
from cxc_metrics.engine.duckdb import MEMORY_VARIABLE, connect, engine_errors
from cxc_metrics.engine.duckdb_building import DuckDbBuilding
from cxc_metrics.engine.kept_instance import KeptInstance

# A list is held as a whole: 16 MB of numbers, nothing of which can lie on disk meanwhile.
ONE_LIST = "SELECT len(list(number)) AS numbers FROM range(2000000) AS numbers(number)"


@pytest.fixture
def register(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty register; facts are built in 12 MB."""
    monkeypatch.setattr(duckdb_building, "_MEMORY", "12MB")
    monkeypatch.setattr(
        duckdb_building, "INSTANCE", KeptInstance(lambda: connect(":memory:", at_most="12MB"))
    )
    connect(str(tmp_path / "register.duckdb")).close()
    return tmp_path / "register.duckdb"


def test_it_gets_all_that_the_process_may_use_and_the_next_its_part_again(
    register: Path, tmp_path: Path
) -> None:
    building = DuckDbBuilding(register)
    assert building.write("fact", ONE_LIST, (), tmp_path / "fact.duckdb") == 1
    [(limit,)] = building.rows("SELECT current_setting('memory_limit')")
    building.close()
    assert limit == "11.4 MiB"
    with connect(str(tmp_path / "fact.duckdb"), read_only=True) as written:
        assert written.execute("SELECT numbers FROM fact").fetchall() == [(2_000_000,)]


def test_where_that_does_not_do_it_is_said_what_allows_more(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MEMORY_VARIABLE, "14MB")
    building = DuckDbBuilding(register)
    with pytest.raises(OutOfMemory, match="CXC_MEMORY_LIMIT allows more than 14MB"), engine_errors():
        building.write("fact", ONE_LIST, (), tmp_path / "fact.duckdb")
    building.close()
