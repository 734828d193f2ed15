"""What measuring needs of a database, and the errors it tells of. Knows no library of any."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

if TYPE_CHECKING:
    import pyarrow as pa

    from .dialect import Dialect


class EngineError(Exception):
    """A statement that the engine could not run, in the engine's own words.

    No error of a user: statements are ours, so one that cannot be run is a mistake of ours or a full machine.
    """


class FileUnreadable(EngineError):
    """The statement is right, and a file that it reads is damaged or gone."""


class OutOfMemory(EngineError):
    """The statement needs more memory than the engine may use; the text says how it gets more."""


class EngineAbsent(EngineError):
    """No fault of a statement: the engine is not there, has gone away, has no room or time, is too old."""


class EngineFull(EngineAbsent):
    """It is there, and has not the memory that this statement takes."""


class Building(Protocol):
    """A database in the making: one register's tables to read, facts to write. Of one thread."""

    @property
    def dialect(self) -> Dialect:
        """How SQL is written for it."""

    @property
    def tries(self) -> bool:
        """Whether views can read a number by its name, so that possible values of emptied cells are tried."""

    @property
    def recurses(self) -> bool:
        """Whether a step of WITH RECURSIVE may number the rows of the step before."""

    def run(self, sql: str) -> None:
        """A statement without rows."""

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a SELECT."""

    def held(self) -> frozenset[str]:
        """The tables that the register has."""

    def in_register(self, table: str) -> str:
        """How a table of the register is named, whatever view has its name."""

    def columns(self, relation: str) -> tuple[str, ...]:
        """Column names of a relation in order."""

    def keep(self, name: str, select: str) -> None:
        """A helping table of the rows of a SELECT, in their order; one of that name before is gone."""

    def hold(self, name: str, table: pa.Table) -> None:
        """A helping table of rows that are in memory already."""

    def share(self, name: str, select: str, *, often: bool) -> None:
        """A view; of one that a statement reads `often` an engine may keep the rows."""

    def set_number(self, name: str, number: int | None) -> None:
        """A number that views read by its name (none: no longer), where it `tries`."""

    def write(
        self, name: str, select: str, various: Collection[str], file: Path, counted: str = "true"
    ) -> int:
        """The rows of a SELECT as a table of a new file; how many of them fulfil the condition `counted`.

        `various` are columns of which few values are alike. An engine that has no files makes a table of the
        name of the file without its ending.
        """

    def close(self) -> None:
        """Releases files and memory."""


class Engine(Protocol):
    """A database that holds one data version. Threads may share it."""

    @property
    def dialect(self) -> Dialect:
        """How SQL is written for it."""

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """Rows of one statement; parameters are written `$name` in every dialect and bound by name.

        Raises FileUnreadable where its files can no longer be read, else EngineError.
        """

    def columns(self, relation: str) -> tuple[str, ...]:
        """Column names of a relation in order."""

    def attach(self, file: Path, name: str) -> None:
        """Makes the tables of another file readable as `name.table`; RegisterError if it cannot be read."""

    def detach(self, name: str) -> str | None:
        """Takes another file away again; its path, or None where it was not there."""

    def has(self, name: str) -> bool:
        """Whether tables of another file are readable under that name."""

    def close(self) -> None:
        """Releases files and memory."""


class HeldDatabase(NamedTuple):
    """A database of ours in an engine: a whole data version, or what was begun of one."""

    name: str
    version_id: str
    whole: bool
    # Since it was last written into; since it was made where the engine knows no more.
    seconds: float


class Warehouse(Protocol):
    """An engine that holds the tables and facts of whole data versions beside the store's own files."""

    @property
    def dialect(self) -> Dialect:
        """How SQL is written for it."""

    @property
    def described(self) -> str:
        """What it is and where, in words, without a password."""

    def held(self, version_id: str) -> Mapping[str, int] | None:
        """The tables of a data version that it holds and the rows of each; None where it holds none."""

    def load(self, version_id: str, files: Mapping[str, Path]) -> None:
        """Takes over a data version's tables from Parquet files, as a whole or not at all."""

    def add(self, version_id: str, table: str, file: Path) -> None:
        """One table more of a data version from a Parquet file, as a whole or not at all."""

    def query(self, version_id: str, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """Rows of one statement over a data version's tables, as `Engine.query`."""

    def building(self, version_id: str) -> Building:
        """A place to make facts of a data version in."""

    def databases(self) -> list[HeldDatabase]:
        """All databases of ours there, whatever store they are of, by name."""

    def remove(self, database: str) -> None:
        """Takes one of these away, with all that is in it."""

    def close(self) -> None:
        """Lets go of it."""
