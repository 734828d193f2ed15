"""Facts made in Spark: views of a session, tables of a data version's database."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Collection
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, ClassVar, Final

import pyarrow as pa

from .protocol import EngineError
from .spark_sessions import ConnectSession, as_engine_errors
from .spark_types import DIALECT, columns_of, rows_of, spark_schema

_TYPES: Final = {"VARCHAR": "STRING", "INTEGER": "INT"}


class SparkBuilding:
    """Views of a session of its own over a data version's database; of one thread."""

    tries: ClassVar[bool] = False
    recurses: ClassVar[bool] = False

    def __init__(self, session: ConnectSession, database: str) -> None:
        self.dialect = DIALECT
        self._session, self._register = session, database
        self._kept: set[str] = set()
        with ExitStack() as opened:
            self._spark = opened.enter_context(session.alone(database))
            self._opened = opened.pop_all()

    def close(self) -> None:
        """The session ends, and its views with it; what it kept in memory is let go of."""
        with suppress(EngineError):
            for name in sorted(self._kept):
                self.run(f"UNCACHE TABLE IF EXISTS {name}")
        self._opened.close()

    def run(self, sql: str) -> None:
        """A statement without rows; views and tables are the session's own."""
        with as_engine_errors():
            if made := re.match(r"CREATE TABLE (\w+) \((.*)\)$", sql, re.DOTALL):
                schema = re.sub(r" (VARCHAR|INTEGER)\b", lambda match: f" {_TYPES[match[1]]}", made[2])
                self._spark.createDataFrame([], schema).createOrReplaceTempView(made[1])
            else:
                said = re.sub(r"^CREATE VIEW ", "CREATE OR REPLACE TEMPORARY VIEW ", sql)
                self._spark.sql(re.sub(r"AS VARCHAR\)", "AS STRING)", said))

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a SELECT."""
        with as_engine_errors():
            return rows_of(self._spark.sql(sql).toArrow())

    def held(self) -> frozenset[str]:
        """The tables that the register has."""
        return frozenset(str(row[1]) for row in self.rows(f"SHOW TABLES IN {self._register}") if row[0])

    def in_register(self, table: str) -> str:
        """How a table of the register is named, whatever view has its name."""
        return table_of(self._register, table)

    def columns(self, relation: str) -> tuple[str, ...]:
        """Column names of a relation in order."""
        with as_engine_errors():
            return tuple(self._spark.sql(f"SELECT * FROM {relation}").columns)

    def keep(self, name: str, select: str) -> None:
        """A helping table of the rows of a SELECT, in memory or on disks of the engine."""
        self.run(f"UNCACHE TABLE IF EXISTS {name}")
        self.run(f"CACHE TABLE {name} AS {select}")
        self._kept.add(name)

    def hold(self, name: str, table: pa.Table) -> None:
        """A helping table of rows that are in memory already."""
        with as_engine_errors():
            rows = table.cast(spark_schema(table.schema))
            schema = columns_of(rows.schema)
            held = self._spark.createDataFrame(rows if len(rows) else [], None if len(rows) else schema)
            held.createOrReplaceTempView(name)

    def share(self, name: str, select: str, *, often: bool) -> None:  # noqa: ARG002
        """A view: what a recursion reads again and again, it is given as rows."""
        self.run(f"CREATE VIEW {name} AS\n{select}")

    def set_number(self, name: str, number: int | None) -> None:  # noqa: ARG002
        """Never asked for: facts over emptied cells are made by the store's own engine."""
        raise EngineError("Views of Spark are given no variables by us.")

    def write(
        self,
        name: str,  # noqa: ARG002
        select: str,
        various: Collection[str],  # noqa: ARG002
        file: Path,
        counted: str = "true",
    ) -> int:
        """A table of the register, of the name of the file; written beside, then renamed."""
        table = file.stem
        beside = f"{table}_{os.getpid()}_{threading.get_ident()}"
        relation = table_of(self._register, beside)
        self.run(f"DROP TABLE IF EXISTS {relation}")
        self.run(f"CREATE TABLE {relation} USING parquet AS {select}")
        [[count]] = self.rows(f"SELECT count(*) FROM {relation} WHERE CAST({counted} AS BOOLEAN)")
        put_in_place(self._session, self._register, beside, table)
        return int(count)


def put_in_place(session: ConnectSession, database: str, beside: str, table: str) -> None:
    """A table that was written under another name gets its own, for whoever asks from then on."""
    session.run(f"DROP TABLE IF EXISTS {table_of(database, table)}")
    session.run(f"ALTER TABLE {table_of(database, beside)} RENAME TO {table_of(database, table)}")


def table_of(database: str, table: str) -> str:
    """How a table of a database is named."""
    return f"{database}.{DIALECT.identifier(table)}"
