"""Data versions in Spark: a database each time one is loaded, which counts when a mark says it is whole."""

from __future__ import annotations

import os
import re
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from .protocol import EngineAbsent, EngineError, HeldDatabase
from .spark_building import SparkBuilding, put_in_place, table_of
from .spark_sessions import ConnectSession
from .spark_types import DIALECT, columns_of, plain, rows_of, spark_schema

_PREFIX: Final = "cxc_"
# A table without rows, made last: Spark can rename no database.
_WHOLE: Final = "cxc_whole"
_ROWS_AT_ONCE: Final = 500_000


class SparkWarehouse:
    """Data versions in a Spark that a session reaches. Threads may share it."""

    def __init__(self, session: ConnectSession) -> None:
        self.dialect = DIALECT
        self._session = session
        self._databases: dict[str, str] = {}
        self.described = f"Spark {session.version} ({session.place})"

    def held(self, version_id: str) -> dict[str, int] | None:
        """As in the protocol; the numbers come from the feet of Parquet files."""
        self._databases.pop(version_id, None)
        if (database := self._whole(version_id)) is None:
            return None
        self._databases[version_id] = database
        tables = sorted(self._tables(database) - {_WHOLE})
        try:
            return self._counts(database, tables)
        except EngineAbsent:
            raise
        except EngineError:
            # Files of a table are gone: the others are told, it is not.
            return {name: count for table in tables for name, count in self._readable(database, table)}

    def load(self, version_id: str, files: Mapping[str, Path]) -> None:
        """As in the protocol: written into a database of a new name, marked when every row is there."""
        before = self._made_for(version_id)
        database = f"{_PREFIX}{version_id}_{int(time.time()):08x}{uuid.uuid4().hex[:4]}"
        self._session.run(f"CREATE DATABASE {database}")
        try:
            expected = {table: self._take_over(database, table, file) for table, file in files.items()}
            _require_arrived(expected, self._counts(database, list(files)))
            self._session.run(f"CREATE TABLE {database}.{_WHOLE} (mark INT) USING parquet")
        except BaseException:
            with suppress(EngineError):
                self._drop(database)
            raise
        for old in before:
            self._drop(old)

    def add(self, version_id: str, table: str, file: Path) -> None:
        """As in the protocol: written beside, then renamed."""
        database = self._database(version_id)
        beside = f"{table}_{os.getpid()}_{threading.get_ident()}"
        self._session.run(f"DROP TABLE IF EXISTS {table_of(database, beside)}")
        rows = self._take_over(database, beside, file)
        _require_arrived({beside: rows}, self._counts(database, [beside]))
        put_in_place(self._session, database, beside, table)

    def query(self, version_id: str, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """As in the protocol."""
        bound, used = self.dialect.bind(sql, params or {})
        return plain(self._session.read(bound, used, self._database(version_id)))

    def building(self, version_id: str) -> SparkBuilding:
        """As in the protocol."""
        return SparkBuilding(self._session, self._database(version_id))

    def databases(self) -> list[HeldDatabase]:
        """As in the protocol; a name ends in the time at which it was made."""
        held = []
        for name in self._named_like(f"{_PREFIX}*"):
            version, _, token = name.removeprefix(_PREFIX).partition("_")
            if made := re.match(r"([0-9a-f]{8})[0-9a-f]{4}$", token):
                whole = _WHOLE in self._tables(name)
                held.append(HeldDatabase(name, version, whole, time.time() - int(made[1], 16)))
        return held

    def remove(self, database: str) -> None:
        """As in the protocol."""
        self._drop(database)

    def close(self) -> None:
        """As in the protocol."""
        self._session.close()

    def _database(self, version_id: str) -> str:
        if version_id not in self._databases:
            database = self._whole(version_id)
            if database is None:
                raise EngineError(f"There is no data version {version_id}.")
            self._databases[version_id] = database
        return self._databases[version_id]

    def _whole(self, version_id: str) -> str | None:
        """The database of a data version that was loaded to its end."""
        whole = [name for name in self._made_for(version_id) if _WHOLE in self._tables(name)]
        return whole[0] if whole else None

    def _made_for(self, version_id: str) -> list[str]:
        return self._named_like(f"{_PREFIX}{version_id}_*")

    def _named_like(self, pattern: str) -> list[str]:
        rows = rows_of(self._session.read(f"SHOW DATABASES LIKE '{pattern}'", {}))
        return sorted(str(row[0]) for row in rows)

    def _tables(self, database: str) -> set[str]:
        return {str(row[1]) for row in rows_of(self._session.read(f"SHOW TABLES IN {database}", {}))}

    def _counts(self, database: str, tables: list[str]) -> dict[str, int]:
        if not tables:
            return {}
        parts = [
            f"SELECT {self.dialect.literal(table)} AS name, count(*) AS n FROM {table_of(database, table)}"
            for table in tables
        ]
        counted = self._session.read(" UNION ALL ".join(parts), {})
        return {str(name): int(count) for name, count in rows_of(counted)}

    def _readable(self, database: str, table: str) -> Iterator[tuple[str, int]]:
        try:
            yield from self._counts(database, [table]).items()
        except EngineAbsent:
            raise
        except EngineError:
            return

    def _take_over(self, database: str, table: str, file: Path) -> int:
        """A table of the rows of a Parquet file, sent in parts; how many there are."""
        parquet = pq.ParquetFile(file)
        schema = spark_schema(parquet.schema_arrow)
        relation = table_of(database, table)
        self._session.run(f"CREATE TABLE {relation} ({columns_of(schema)}) USING parquet")
        for batch in parquet.iter_batches(_ROWS_AT_ONCE):
            rows = pa.Table.from_batches([batch]).cast(schema)
            self._session.work("", partial(_append, rows=rows, relation=relation))
        return int(parquet.metadata.num_rows)

    def _drop(self, database: str) -> None:
        self._session.run(f"DROP DATABASE IF EXISTS {database} CASCADE")


def _append(spark: Any, *, rows: pa.Table, relation: str) -> None:
    spark.createDataFrame(rows).coalesce(1).write.insertInto(relation)


def _require_arrived(expected: Mapping[str, int], arrived: Mapping[str, int]) -> None:
    for table, rows in expected.items():
        if arrived.get(table) != rows:
            raise EngineError(f"Of {rows} rows of {table} {arrived.get(table, 0)} arrived.")
