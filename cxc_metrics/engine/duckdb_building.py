"""A DuckDB database in the making: a register's file to read, facts to write as files of their own."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Final

import duckdb
import pyarrow as pa

from .dialect import Dialect
from .duckdb import connect, create_as, memory_limit
from .duckdb_dialect import EMBEDDED
from .kept_instance import KeptInstance

REGISTER: Final = "register"
_TARGET: Final = "target"
# Publishing holds the checked tables in memory as well: together they stay under 2 GB.
_MEMORY: Final = "700MB"
# To find out what the columns of a SELECT are takes as long as to read so many rows.
_SHORT: Final = 10_000
INSTANCE: Final = KeptInstance(lambda: connect(":memory:", at_most=_MEMORY))


class DuckDbBuilding:
    """Views and helping tables in memory over a register's file; `dialect` is what it is spoken to in."""

    tries: ClassVar[bool] = True
    recurses: ClassVar[bool] = True

    def __init__(self, file: Path, dialect: Dialect = EMBEDDED) -> None:
        self.dialect = dialect
        with ExitStack() as opened:
            self._connection = opened.enter_context(INSTANCE.connection())
            self.run(EMBEDDED.attach(file, REGISTER))
            self._opened = opened.pop_all()

    def close(self) -> None:
        """Releases file and memory."""
        self._opened.close()

    def run(self, sql: str) -> None:
        """A statement without rows."""
        self._connection.execute(sql)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a SELECT."""
        return self._connection.execute(sql).fetchall()

    def held(self) -> frozenset[str]:
        """The tables that the register has."""
        return frozenset(
            str(name)
            for (name,) in self.rows(
                f"SELECT table_name FROM duckdb_tables() WHERE database_name = '{REGISTER}'"
            )
        )

    @cached_property
    def _is_short(self) -> bool:
        """Whether every table of the register is so short that it does not matter how its texts are kept."""
        longest = f"SELECT max(estimated_size) FROM duckdb_tables() WHERE database_name = '{REGISTER}'"
        return int(self.rows(longest)[0][0] or 0) < _SHORT

    def in_register(self, table: str) -> str:
        """How a table of the register is named, whatever view has its name."""
        return f"{REGISTER}.{self.dialect.identifier(table)}"

    def columns(self, relation: str) -> tuple[str, ...]:
        """Column names of a relation in order."""
        return tuple(str(row[0]) for row in self.rows(f"DESCRIBE {relation}"))

    def keep(self, name: str, select: str) -> None:
        """A helping table of the rows of a SELECT, in their order; one of that name before is gone."""
        self.run(f"CREATE OR REPLACE TEMP TABLE {name} AS {select}")

    def share(self, name: str, select: str, *, often: bool) -> None:  # noqa: ARG002
        """A view: what is read often, the statement that reads it keeps by itself."""
        self.run(f"CREATE VIEW {name} AS\n{select}")

    def hold(self, name: str, table: pa.Table) -> None:
        """A helping table of rows that are in memory already, in their order."""
        self._connection.register(f"{name}_given", table)
        self.keep(name, f"SELECT * FROM {name}_given")
        self._connection.unregister(f"{name}_given")

    def set_number(self, name: str, number: int | None) -> None:
        """A number that views read by its name (none: no longer)."""
        self.run(f"RESET VARIABLE {name}" if number is None else f"SET VARIABLE {name} = {number}")

    def write(
        self, name: str, select: str, various: Collection[str], file: Path, counted: str = "true"
    ) -> int:
        """As in the protocol; `various` as in `create_as`."""
        try:
            return self._written(name, select, various, file, counted)
        except duckdb.OutOfMemoryException:
            # Its part did not do: all that this process may use, for this one.
            file.unlink(missing_ok=True)
            self.run(f"SET memory_limit = '{memory_limit()}'")
            try:
                return self._written(name, select, various, file, counted)
            finally:
                self.run(f"SET memory_limit = '{_MEMORY}'")

    def _written(self, name: str, select: str, various: Collection[str], file: Path, counted: str) -> int:
        self.run(EMBEDDED.attach(file, _TARGET, read_only=False))
        try:
            create_as(self._connection, f"{_TARGET}.{name}", select, () if self._is_short else various)
            count = self.rows(f"SELECT count(*) FROM {_TARGET}.{name} WHERE {counted}")[0][0]
            self.run(f"CHECKPOINT {_TARGET}")
        finally:
            self.run(EMBEDDED.detach(_TARGET))
        return int(count)
