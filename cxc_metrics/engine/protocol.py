"""What measuring needs of a database, and the errors it tells of. Knows no library of any."""

from __future__ import annotations

from collections.abc import Mapping
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
