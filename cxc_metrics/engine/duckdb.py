"""The engine that comes with the product: one DuckDB file, asked by any number of threads."""

from __future__ import annotations

import atexit
import os
import shutil
import threading
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from cxc_metrics.errors import RegisterError
from cxc_metrics.temporary import own_folder

from .duckdb_dialect import EMBEDDED, DuckDbDialect, identifier
from .protocol import EngineError, FileUnreadable, OutOfMemory

MEMORY_VARIABLE = "CXC_MEMORY_LIMIT"
_DEFAULT_MEMORY = "2GB"
# A dictionary of texts that are all different is as large as they are, and takes long to make.
_SELDOM_ALIKE = " USING COMPRESSION zstd"
# Such a type cannot be spelled out in a statement, only be taken over.
_NO_VALUES = "ENUM()"
_REMEDY = "Serve another data version (cxc rollback ID), or publish the register again."
# Connections to one file in one process share an instance and its settings: who comes first sets them.
_OPENING = threading.Lock()
# A relation (`sql(…).to_arrow_table()`) binds every statement once before it runs it: 5 ms more for a page's
# statement of 8 KPIs, where the copy that DuckDB warns of takes 1 ms.
warnings.filterwarnings("ignore", "Arrow output on a DB-API result", UserWarning)


# What DuckDB raises when a file is damaged (a failed checksum comes as its plain base class) or gone.
_FILE_ERRORS: Final = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException)


@contextmanager
def engine_errors() -> Iterator[None]:
    """DuckDB's errors as those of the protocol: FileUnreadable, else EngineError, in DuckDB's words."""
    try:
        yield
    except duckdb.Error as error:
        if isinstance(error, duckdb.OutOfMemoryException):
            reason = str(error).splitlines()[0]
            raise OutOfMemory(f"{reason}; {MEMORY_VARIABLE} allows more than {memory_limit()}") from error
        of_a_file = isinstance(error, _FILE_ERRORS) or type(error) is duckdb.Error
        raise (FileUnreadable if of_a_file else EngineError)(str(error)) from error


@cache
def _scratch_holder() -> Path:
    folder = own_folder("scratch")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def scratch() -> Path:
    """This process's own temporary folder: spilled results, and facts of a store we may not write."""
    return _scratch_holder()


def remove_scratch() -> None:
    """Removes that folder; for servers, which end by a signal, so that no finaliser runs."""
    if _scratch_holder.cache_info().currsize:
        shutil.rmtree(scratch(), ignore_errors=True)


def memory_limit() -> str:
    """What a connection may use if nothing else is said: `CXC_MEMORY_LIMIT`, else 2 GB."""
    return os.environ.get(MEMORY_VARIABLE, "").strip() or _DEFAULT_MEMORY


def connect(
    database: str, *, read_only: bool = False, at_most: str | None = None
) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection that downloads nothing and spills only into this process's scratch folder.

    Its memory is bounded by `at_most`, else by `memory_limit()`.
    """
    config: dict[str, Any] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",  # a name in SQL is a table, never a variable of ours
        "memory_limit": at_most or memory_limit(),
        "temp_directory": str(scratch() / "spill"),
    }
    connection = duckdb.connect(database, read_only=read_only, config=config)
    # No figure depends on the machine's zone. It cannot be given at connecting: icu is loaded afterwards.
    # A file opened before in this process has it already, and its configuration may be locked.
    if connection.execute("SELECT current_setting('TimeZone')").fetchone() != ("UTC",):
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
    return connection


def create_as(
    connection: duckdb.DuckDBPyConnection, relation: str, select: str, various: Collection[str]
) -> None:
    """Create a table of a file from a SELECT; `various` are columns of which few values are alike."""
    # Planning a fact's SELECT once more takes as long as running it on a small register.
    described = connection.execute(f"DESCRIBE {select}").fetchall() if various else []
    kinds = {column: kind for column, kind, *_ in described}
    seldom_alike = {column for column in various if kinds.get(column) == "VARCHAR"}
    if not seldom_alike or _NO_VALUES in kinds.values():
        connection.execute(f"CREATE TABLE {relation} AS {select}")
        return
    columns = ", ".join(
        f"{identifier(column)} {kind}{_SELDOM_ALIKE if column in seldom_alike else ''}"
        for column, kind in kinds.items()
    )
    connection.execute(f"CREATE TABLE {relation} ({columns})")
    connection.execute(f"INSERT INTO {relation} {select}")


class DuckDbEngine:
    """A DuckDB file opened read-only; every call has a cursor of its own, so threads may share it.

    `folders` are the only places besides the file itself that SQL may read (for attached facts).
    """

    def __init__(self, file: Path, folders: Iterable[Path] = ()) -> None:
        if not file.is_file():
            raise RegisterError(f"The data file {file} is missing. {_REMEDY}")
        self.dialect: DuckDbDialect = EMBEDDED
        try:
            with _OPENING:
                self._connection = connect(str(file), read_only=True)
                self._confine([*folders, scratch()])
        except duckdb.Error as error:
            raise _damaged(file, error) from error
        self.file = file
        self._attached: dict[str, str] = {}
        self._attaching = threading.Lock()

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """Rows of one statement as Arrow; FileUnreadable or EngineError in DuckDB's words."""
        with engine_errors(), self._connection.cursor() as cursor:
            return cursor.execute(*self.dialect.bind(sql, params or {})).to_arrow_table()

    def columns(self, relation: str) -> tuple[str, ...]:
        """Column names of a relation in order."""
        return tuple(self.query(f"SELECT column_name FROM (DESCRIBE {relation})")["column_name"].to_pylist())

    def close(self) -> None:
        """Closes the file; cursors in use finish first."""
        self._connection.close()

    def has(self, name: str) -> bool:
        """Whether tables of another file are readable under that name."""
        return name in self._attached

    def attach(self, file: Path, name: str) -> None:
        """Makes the tables of another file readable as `name.table`; RegisterError if it cannot be read."""
        with self._attaching:
            if name in self._attached:
                return
            try:
                with self._connection.cursor() as cursor:
                    cursor.execute(self.dialect.attach(file, name))
            except duckdb.Error as error:
                raise _damaged(file, error) from error
            self._attached[name] = str(file)

    def detach(self, name: str) -> str | None:
        """Takes another file away again; its path, or None where it was not there."""
        with self._attaching:
            if (file := self._attached.pop(name, None)) is not None:
                with engine_errors(), self._connection.cursor() as cursor:
                    cursor.execute(self.dialect.detach(name))
            return file

    def _confine(self, folders: list[Path]) -> None:
        locked = self._connection.execute("SELECT current_setting('lock_configuration')").fetchone()
        if locked and locked[0]:
            return
        allowed = self.dialect.literals(str(folder) for folder in folders)
        self._connection.execute(f"SET allowed_directories = [{allowed}]")
        self._connection.execute("SET enable_external_access = false")
        self._connection.execute("SET lock_configuration = true")


def _damaged(file: Path, error: duckdb.Error) -> RegisterError:
    reason = str(error).splitlines()[0]
    return RegisterError(f"The data file {file} cannot be read ({reason}). {_REMEDY}")
