"""Data versions in ClickHouse: a database each, which has its name when it is complete."""

from __future__ import annotations

import io
import os
import tempfile
import threading
from collections.abc import Collection, Mapping
from math import inf
from pathlib import Path
from typing import Any, ClassVar, Final

import pyarrow as pa
import pyarrow.parquet as pq

from .clickhouse_dialect import ClickHouseDialect, fact_type
from .clickhouse_sessions import Session
from .protocol import EngineError, HeldDatabase

DIALECT: Final = ClickHouseDialect()
_PREFIX: Final = "cxc_"
_TABLE: Final = "ENGINE = MergeTree ORDER BY tuple()"
# Databases know no time; without a table nobody is writing.
_DATABASES: Final = """
    SELECT d.name AS database, dateDiff('second', max(t.metadata_modification_time), now()) AS age
    FROM system.databases AS d LEFT JOIN system.tables AS t ON t.database = d.name
    WHERE startsWith(d.name, $prefix) GROUP BY d.name ORDER BY d.name"""
_TYPES: Final = (
    (pa.types.is_boolean, "Bool"),
    (pa.types.is_int8, "Int8"),
    (pa.types.is_int16, "Int16"),
    (pa.types.is_int32, "Int32"),
    (pa.types.is_int64, "Int64"),
    (pa.types.is_float64, "Float64"),
    (pa.types.is_date, "Date32"),
    (pa.types.is_timestamp, "DateTime64(6, 'UTC')"),
    (pa.types.is_string, "String"),
)


class ClickHouseWarehouse:
    """Data versions in a ClickHouse that a session reaches. Threads may share it."""

    def __init__(self, session: Session) -> None:
        self.dialect = DIALECT
        self._session = session
        version = self._rows("SELECT version()", "default")[0][0]
        self.described = f"ClickHouse {version} ({session.place})"

    def held(self, version_id: str) -> dict[str, int] | None:
        """As in the protocol; the engine knows the numbers without reading a row."""
        rows = self._rows(
            "SELECT name, total_rows FROM system.tables WHERE database = $database AND engine = 'MergeTree'",
            "default",
            {"database": _database(version_id)},
        )
        return {str(name): int(count) for name, count in rows} or None

    def load(self, version_id: str, files: Mapping[str, Path]) -> None:
        """As in the protocol: written beside, then renamed."""
        database = _database(version_id)
        beside = f"{database}_loading_{os.getpid()}"
        self._session.run(f"DROP DATABASE IF EXISTS {beside} SYNC")
        self._session.run(f"CREATE DATABASE {beside}")
        try:
            for table, file in files.items():
                self._take_over(beside, table, file)
            self._session.run(f"DROP DATABASE IF EXISTS {database} SYNC")
            self._session.run(f"RENAME DATABASE {beside} TO {database}")
        except BaseException:
            self._session.run(f"DROP DATABASE IF EXISTS {beside} SYNC")
            raise

    def add(self, version_id: str, table: str, file: Path) -> None:
        """As in the protocol: written beside, then renamed."""
        database = _database(version_id)
        beside = f"{table}_{os.getpid()}_{threading.get_ident()}"
        self._take_over(database, beside, file)
        put_in_place(self._session, database, beside, table)

    def query(self, version_id: str, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """As in the protocol."""
        return self._answer(*self.dialect.bind(sql, params or {}), _database(version_id))

    def building(self, version_id: str) -> ClickHouseBuilding:
        """As in the protocol."""
        return ClickHouseBuilding(self._session, _database(version_id))

    def databases(self) -> list[HeldDatabase]:
        """As in the protocol; what is loaded or built in bears its version's name and more."""
        rows = self._rows(_DATABASES, "default", {"prefix": _PREFIX})
        held = []
        for name, age in rows:
            version, more, _ = str(name).removeprefix(_PREFIX).partition("_")
            held.append(HeldDatabase(str(name), version, not more, inf if age is None else float(age)))
        return held

    def remove(self, database: str) -> None:
        """As in the protocol."""
        self._session.run(f"DROP DATABASE IF EXISTS {self.dialect.identifier(database)} SYNC")

    def close(self) -> None:
        """As in the protocol."""
        self._session.close()

    def _take_over(self, database: str, table: str, file: Path) -> None:
        """A table of the rows of a Parquet file, of which every one must arrive."""
        parquet = pq.ParquetFile(file)
        relation = self.dialect.identifier(table)
        self._session.run(f"DROP TABLE IF EXISTS {relation} SYNC", database)
        self._session.run(f"CREATE TABLE {relation} ({_columns(parquet.schema_arrow)}) {_TABLE}", database)
        self._session.insert(relation, file, database)
        [[arrived]] = self._rows(f"SELECT count(*) FROM {relation}", database)
        if arrived != parquet.metadata.num_rows:
            raise EngineError(f"Of {parquet.metadata.num_rows} rows of {table} {arrived} arrived.")

    def _rows(
        self, sql: str, database: str, params: Mapping[str, Any] | None = None
    ) -> list[tuple[Any, ...]]:
        return rows_of(self._answer(*self.dialect.bind(sql, params or {}), database))

    def _answer(self, sql: str, params: Mapping[str, Any], database: str) -> pa.Table:
        return as_table(self._session.read(sql, params, database))


class ClickHouseBuilding:
    """Views and helping tables in a database of their own beside a data version's; of one thread."""

    tries: ClassVar[bool] = False
    recurses: ClassVar[bool] = True

    def __init__(self, session: Session, database: str) -> None:
        self.dialect = DIALECT
        self._session, self._register = session, database
        self._own = f"{database}_building_{os.getpid()}_{threading.get_ident()}"
        self._session.run(f"DROP DATABASE IF EXISTS {self._own} SYNC")
        self._session.run(f"CREATE DATABASE {self._own}")

    def close(self) -> None:
        """What is left is the tables that were written."""
        self._session.run(f"DROP DATABASE IF EXISTS {self._own} SYNC")

    def run(self, sql: str) -> None:
        """A statement without rows; tables get the engine that keeps them."""
        if sql.startswith("CREATE TABLE "):
            sql = f"{_with_types(sql)} {_TABLE}"
        self._session.run(sql, self._own)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a SELECT."""
        return rows_of(as_table(self._session.read(sql, {}, self._own)))

    def held(self) -> frozenset[str]:
        """The tables that the register has."""
        sql = f"SELECT name FROM system.tables WHERE database = '{self._register}'"
        return frozenset(str(name) for (name,) in self.rows(sql))

    def in_register(self, table: str) -> str:
        """How a table of the register is named, whatever view has its name."""
        return f"{self._register}.{self.dialect.identifier(table)}"

    def columns(self, relation: str) -> tuple[str, ...]:
        """Column names of a relation in order."""
        return tuple(name for name, _ in self._described(f"SELECT * FROM {relation}"))

    def keep(self, name: str, select: str) -> None:
        """A helping table of the rows of a SELECT; one of that name before is gone."""
        self._session.run(f"DROP TABLE IF EXISTS {name} SYNC", self._own)
        self._create_as(name, select)

    def share(self, name: str, select: str, *, often: bool) -> None:
        """A view; a table where it is read often, as every step of a recursion would run it anew."""
        if often:
            self.keep(name, select)
        else:
            self.run(f"CREATE VIEW {name} AS\n{select}")

    def hold(self, name: str, table: pa.Table) -> None:
        """A helping table of rows that are in memory already."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "held.parquet"
            pq.write_table(table, file)
            self._session.run(f"DROP TABLE IF EXISTS {name} SYNC", self._own)
            self._session.run(f"CREATE TABLE {name} ({_columns(table.schema)}) {_TABLE}", self._own)
            self._session.insert(name, file, self._own)

    def set_number(self, name: str, number: int | None) -> None:  # noqa: ARG002
        """Never asked for: facts over emptied cells are made by the store's own engine."""
        raise EngineError("ClickHouse has no variables that a view reads.")

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
        self.keep("written", select)
        [[count]] = self.rows(f"SELECT count(*) FROM written WHERE {counted}")
        self._session.run(f"DROP TABLE IF EXISTS {self._register}.{table} SYNC")
        self._session.run(f"RENAME TABLE {self._own}.written TO {self._register}.{table}")
        return int(count)

    def _create_as(self, relation: str, select: str) -> None:
        columns = ", ".join(
            f"{self.dialect.identifier(name)} {fact_type(kind)}" for name, kind in self._described(select)
        )
        self._session.run(f"CREATE TABLE {relation} ({columns}) {_TABLE}", self._own)
        self._session.run(f"INSERT INTO {relation} {select}", self._own)

    def _described(self, select: str) -> list[tuple[str, str]]:
        """Names and types of what a SELECT gives, in order."""
        return [(_own_name(row[0]), row[1]) for row in self.rows(f"DESCRIBE ({select})")]


def put_in_place(session: Session, database: str, beside: str, table: str) -> None:
    """A table that was written under another name gets its own, for whoever asks from then on."""
    session.run(f"DROP TABLE IF EXISTS {table} SYNC", database)
    session.run(f"RENAME TABLE {beside} TO {table}", database)


def _columns(schema: pa.Schema) -> str:
    return ", ".join(f"{DIALECT.identifier(field.name)} {column_type(field.type)}" for field in schema)


def column_type(kind: pa.DataType) -> str:
    """The type of a column for values of a type of Arrow, with room for missing ones; lists have none."""
    if pa.types.is_list(kind):
        return f"Array({column_type(kind.value_type)})"
    if pa.types.is_struct(kind):
        fields = ", ".join(f"{field.name} {column_type(field.type)}" for field in kind)
        return f"Tuple({fields})"
    if pa.types.is_dictionary(kind):
        return f"LowCardinality({column_type(kind.value_type)})"
    if pa.types.is_decimal(kind):
        return f"Nullable(Decimal({kind.precision}, {kind.scale}))"
    for is_one, name in _TYPES:
        if is_one(kind):
            return f"Nullable({name})"
    raise EngineError(f"ClickHouse is given no column of type {kind}.")


def as_table(answer: bytes) -> pa.Table:
    """What a SELECT gave; a statement that gives nothing at all an empty table."""
    if not answer:
        return pa.table({})
    try:
        table = pq.read_table(io.BytesIO(answer))
    except (pa.ArrowException, OSError) as error:
        raise EngineError(f"ClickHouse's answer cannot be read ({error}).") from error
    # Conditions come as whole numbers of 8 bits, and nothing else that is asked for does.
    fields = [field.with_type(pa.bool_()) if field.type == pa.uint8() else field for field in table.schema]
    named = table.cast(pa.schema(fields))
    return named.rename_columns([_own_name(name) for name in named.column_names])


def _own_name(column: str) -> str:
    """A column that two sides of a join have is called `e.wave` there: its name is `wave` everywhere else."""
    return column.rpartition(".")[2]


def rows_of(table: pa.Table) -> list[tuple[Any, ...]]:
    """Its rows as tuples."""
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))


def _database(version_id: str) -> str:
    return f"{_PREFIX}{version_id}"


def _with_types(sql: str) -> str:
    """CREATE TABLE of the builder in the types of ClickHouse that have room for missing values."""
    types = {"VARCHAR": "String", "INTEGER": "Int32", "DOUBLE": "Float64", "DATE": "Date32",
             "BOOLEAN": "Bool", "TIMESTAMP": "DateTime64(6)", "DECIMAL(18,2)": "Decimal(18, 2)"}  # fmt: skip
    for said, own in types.items():
        sql = sql.replace(f" {said}", f" Nullable({own})")
    return sql
