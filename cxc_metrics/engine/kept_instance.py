"""A DuckDB instance in memory that stays for whoever needs one next: it takes as long as a small fact.

One has it at a time, in a database of their own that is gone afterwards; who comes meanwhile starts another,
and of those that are given back one stays.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import duckdb

_DATABASE: Final = "own"


class KeptInstance:
    """Hands out connections to an empty database in memory; `start` makes an instance."""

    def __init__(self, start: Callable[[], duckdb.DuckDBPyConnection]) -> None:
        self._start = start
        self._handing = threading.Lock()
        self._kept: duckdb.DuckDBPyConnection | None = None
        self._process = os.getpid()

    @contextmanager
    def connection(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """An empty database, and nothing attached beside it; whatever is attached is let go at the end."""
        instance = self._taken() or self._start()
        # What an error leaves behind is not kept.
        with instance.cursor() as connection:
            connection.execute(f"ATTACH ':memory:' AS {_DATABASE}")
            connection.execute(f"USE {_DATABASE}")
            yield connection
            _empty(connection)
        self._give_back(instance)

    def _taken(self) -> duckdb.DuckDBPyConnection | None:
        # The threads of an instance do not follow into a process that was forked.
        if os.getpid() != self._process:
            return None
        with self._handing:
            kept, self._kept = self._kept, None
            return kept

    def _give_back(self, instance: duckdb.DuckDBPyConnection) -> None:
        with self._handing:
            if os.getpid() == self._process and self._kept is None:
                self._kept = instance
                return
        instance.close()

    def let_go(self) -> None:
        """The next one starts an instance anew."""
        self._kept = None


def _empty(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("USE memory")
    attached = "SELECT database_name FROM duckdb_databases() WHERE NOT internal AND database_name <> 'memory'"
    for (name,) in connection.execute(attached).fetchall():
        connection.execute(f'DETACH "{name}"')
