"""An instance that stays for whoever needs one next: each has a database of their own."""

from __future__ import annotations

import duckdb
import pytest

from cxc_metrics.engine.kept_instance import KeptInstance


class Counted:
    """Starts instances, and says how many."""

    def __init__(self) -> None:
        self.started = 0

    def __call__(self) -> duckdb.DuckDBPyConnection:
        self.started += 1
        return duckdb.connect(":memory:")


def tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [str(name) for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]


def test_one_after_the_other_have_one_instance_and_nothing_of_each_other() -> None:
    start = Counted()
    kept = KeptInstance(start)
    for number in range(3):
        with kept.connection() as connection:
            assert tables(connection) == []
            connection.execute(f"CREATE TABLE t{number} AS SELECT {number} AS n")
    assert start.started == 1


def test_two_at_once_have_an_instance_each_and_one_stays() -> None:
    """However long somebody holds theirs, the others' stays for the next."""
    start = Counted()
    kept = KeptInstance(start)
    with kept.connection() as long:
        long.execute("CREATE TABLE t AS SELECT 1 AS n")
        for _ in range(3):
            with kept.connection() as short:
                assert tables(short) == []
        assert start.started == 2
    with kept.connection() as first, kept.connection():
        assert tables(first) == []
    assert start.started == 3


def test_what_an_error_leaves_is_not_kept() -> None:
    start = Counted()
    kept = KeptInstance(start)
    with pytest.raises(duckdb.CatalogException), kept.connection() as connection:
        connection.execute("SELECT * FROM nowhere")
    with kept.connection() as connection:
        assert tables(connection) == []
    assert start.started == 2
