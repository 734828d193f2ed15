"""The workbench of one check: a temporary database, a folder for unpacked files, what went wrong so far."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from cxc_metrics.contract import (
    Severity,
    countries,
    ecosystems,
    organisation_types,
)
from cxc_metrics.errors import IntakeError
from cxc_metrics.temporary import Kept, own_folder

from .findings import (
    REPORT,
    Finding,
    add_findings,
    bound_findings,
    create_finding_table,
    create_mark_tables,
    write_findings,
)
from .intake_options import MEMORY_BESIDE_OTHERS, IntakeOptions

Progress = Callable[[str, float], None]
STAGE = "stage"


@dataclass
class Workbench:
    """Everything a check needs at hand. `problems` are what stops the check; all are told at once."""

    connection: duckdb.DuckDBPyConnection
    folder: Path
    options: IntakeOptions
    progress: Progress | None = None
    problems: list[str] = field(default_factory=list)
    _names: int = 0

    def step(self, name: str, done: float) -> None:
        """Tell how far the work is (0..1)."""
        if self.progress is not None:
            self.progress(name, done)

    def new_name(self, what: str) -> str:
        """A name not yet used on this bench, for a file or a table."""
        self._names += 1
        return f"{what}_{self._names}"

    def count(self, relation: str) -> int:
        """Rows of a relation; `relation` may carry a WHERE."""
        return int(self.rows(f"SELECT count(*) FROM {relation}")[0][0])

    def rows(self, sql: str, parameters: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """All rows of a query (a result fetched in part blocks the connection)."""
        return self.connection.execute(sql, parameters).fetchall()

    def warn(
        self, file: str, table: str | None, code: str, message: str, hint: str, column: str | None = None
    ) -> None:
        """Add a warning about a file, a table or a column as a whole."""
        finding = Finding(file, table, None, column, None, code, Severity.WARN, message, hint)
        add_findings(self.connection, [finding])

    @contextmanager
    def collecting(self) -> Iterator[None]:
        """Keep an IntakeError as one of the problems and go on with the next file or table."""
        try:
            yield
        except IntakeError as error:
            self.problems.extend(error.problems)

    def raise_problems(self) -> None:
        """IntakeError with all problems, if there are any."""
        if self.problems:
            raise self.stopped()

    def stopped(self) -> IntakeError:
        """The error that lists all problems."""
        return IntakeError(*self.problems)

    def report(self) -> Kept:
        """All that was found so far, as the CSV file that a check would have given in the end."""
        file = self.folder / REPORT
        bound_findings(self.connection)
        write_findings(self.connection, file)
        return Kept(file)

    def close(self) -> None:
        """Close the database and remove the folder."""
        self.connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def open_workbench(options: IntakeOptions, progress: Progress | None) -> Workbench:
    """A new bench with the reference tables and an empty table of findings."""
    folder = own_folder("intake")
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": options.memory_limit or MEMORY_BESIDE_OTHERS,
            "temp_directory": str(folder / "spill"),
        },
    )
    # The caller shows progress in its own way.
    connection.execute("SET enable_progress_bar = false")
    # The machine's zone decides nothing: the same bytes give the same days everywhere.
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    # Nothing of a database in memory is kept: its checkpoints only read the tables once more.
    connection.execute("SET GLOBAL checkpoint_threshold = '1TB'")
    connection.execute(f"CREATE SCHEMA {STAGE}")
    create_finding_table(connection)
    create_mark_tables(connection)
    create_reference_tables(connection)
    return Workbench(connection, folder, options, progress)


def create_reference_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create `ref_country`, `ref_ecosystem` and `ref_org_type` from the vocabulary."""
    for name, rows in _reference_rows().items():
        connection.register("_reference", rows)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM _reference")
        connection.unregister("_reference")


@cache
def _reference_rows() -> dict[str, pa.Table]:
    lists = {
        "ref_country": countries().values(),
        "ref_ecosystem": ecosystems().values(),
        "ref_org_type": organisation_types().values(),
    }
    return {name: pa.Table.from_pylist([row.model_dump() for row in rows]) for name, rows in lists.items()}
