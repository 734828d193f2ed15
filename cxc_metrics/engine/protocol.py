"""What measuring needs of a database, and the errors it tells of. Knows no library of any."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

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


class Building(Protocol):
    """A database in the making: one register's tables to read, facts to write. Of one thread."""

    @property
    def dialect(self) -> Dialect:
        """How SQL is written for it."""

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

    def set_number(self, name: str, number: int | None) -> None:
        """A number that views read by its name (none: no longer)."""

    def write(
        self, name: str, select: str, various: Collection[str], file: Path, counted: str = "true"
    ) -> int:
        """The rows of a SELECT as a table of a new file; how many of them fulfil the condition `counted`.

        `various` are columns of which few values are alike.
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
