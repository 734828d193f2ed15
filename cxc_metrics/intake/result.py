"""What a check hands over: clean tables, findings, and what the manifest must know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import duckdb

from cxc_metrics.contract import TABLES, Severity

from .findings import CONSEQUENCES, of_causes, ordered_findings, write_findings
from .layouts.source import Source
from .read.raw import SourceFile
from .register_name import register_name_of

if TYPE_CHECKING:  # half of what the reading process would load, which makes no table of it
    import pandas as pd


@dataclass(frozen=True)
class RowCount:
    """What became of the rows of one table: `read = kept + rejected + duplicates + repeated`, always.

    `duplicates` are the further copies of identical rows; one of each is kept. `repeated` are rows of the
    same thing in the world under another key (a second invitation), and their children.
    """

    read: int
    kept: int
    rejected: int
    duplicates: int
    repeated: int = 0


@dataclass(frozen=True)
class CheckedTables:
    """A checked register, not yet published. A context manager: leaving it removes the temporary database.

    `connection` holds every contract table under its name (clean rows, contract columns and types; empty when
    not delivered), `ref_country`, `ref_ecosystem`, `ref_org_type`, `finding`,
    `emptied_cell(table, key, column)` and `exchange_breach(exchange_id, rule)`. `tables` are those delivered,
    in the contract's order; `columns_present` those of their columns that hold something.
    `rules_not_evaluated` maps a rule to the tables it misses. `read_as` holds the declared date_format and
    decimal, if any: they change what the same files mean. `as_at_origin` is `option`, `register.toml`,
    `source` or `latest activity`. `declared_name` is what `register.toml` calls the register, if it does.
    `file` is set where the check ran in a process of its own: the DuckDB file
    it handed over, complete and never changed.
    """

    connection: duckdb.DuckDBPyConnection
    source: Source
    title: str
    tables: tuple[str, ...]
    columns_present: dict[str, tuple[str, ...]]
    row_counts: dict[str, RowCount]
    files: tuple[SourceFile, ...]
    rules_evaluated: tuple[str, ...]
    rules_not_evaluated: dict[str, tuple[str, ...]]
    as_at: date | None
    as_at_origin: str
    is_synthetic: bool
    _close: Callable[[], None]
    read_as: dict[str, str] = field(default_factory=dict)
    file: Path | None = None
    declared_name: str | None = None

    @property
    def register_name(self) -> str:
        """The register that these tables belong to unless whoever publishes names another."""
        return self.declared_name or register_name_of(self.source.name, is_synthetic=self.is_synthetic)

    @property
    def findings(self) -> duckdb.DuckDBPyRelation:
        """All findings as a relation, in the order of the contract's tables, then by file and line."""
        return self.connection.sql(ordered_findings())

    def findings_table(self) -> pd.DataFrame:
        """All findings as a frame: file, table, line, column, value, code, severity, message, hint."""
        frame: pd.DataFrame = self.findings.df()
        return frame

    def first_rows(self, table: str, limit: int) -> pd.DataFrame:
        """The first rows of a table that was delivered, in the columns that hold something."""
        columns = ", ".join(f'"{name}"' for name in self.columns_present[table])
        key = TABLES[table].columns()[0].name
        frame: pd.DataFrame = self.connection.sql(
            f'SELECT {columns} FROM "{table}" ORDER BY "{key}" LIMIT {limit:d}'
        ).df()
        return frame

    def findings_by_code(self) -> dict[str, int]:
        """How many findings of each code."""
        rows = self.connection.execute(
            "SELECT code, count(*) FROM finding GROUP BY code ORDER BY code"
        ).fetchall()
        return {code: int(count) for code, count in rows}

    def findings_by_severity(self) -> dict[str, int]:
        """How many findings of each severity: `reject`, `cell`, `breach`, `warn`."""
        rows = self.connection.execute("SELECT severity, count(*) FROM finding GROUP BY severity").fetchall()
        counts = dict.fromkeys((severity.value for severity in Severity), 0)
        return counts | {severity: int(count) for severity, count in rows}

    def consequences(self) -> list[tuple[str, str, str]]:
        """Rows left out for the sake of others: (code of the cause, its table, "12 of exchange")."""
        return of_causes(self.connection.execute(CONSEQUENCES).fetchall())

    def write_findings(self, path: Path | str) -> int:
        """Write all findings as CSV (RFC 4180, UTF-8, formulas neutralised) and return how many there are."""
        return write_findings(self.connection, Path(path))

    def close(self) -> None:
        """Remove the temporary database."""
        self._close()

    def __enter__(self) -> Self:
        """The checked register itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the temporary database."""
        self.close()
