"""CSV that DuckDB's reader refuses or whose rows do not follow its lines: read record by record (`records`).

Slower, and exact: it knows the physical line each row begins in (cells over several lines, empty lines,
single CR as line end), reads a row whose last separators were left out, and turns each row that does not fit
the header into a finding instead of stopping.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cxc_metrics.contract import Severity
from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.findings import Finding, add_findings

from .csv_records import (
    LongLine,
    Record,
    UnclosedQuote,
    lines_of,
    records,
)
from .csvfile import Dialect
from .raw import RawTable
from .rows import BATCH, Row, store_rows

_VALUE_SHOWN = 200


@dataclass
class CarefulCsv:
    """One file on its way into table `stage` (text columns `c0`… and `_line`)."""

    connection: duckdb.DuckDBPyConnection
    path: Path
    shown: str
    table: str
    dialect: Dialect
    stage: str

    def __post_init__(self) -> None:
        """Count the rows that do not fit the header, and those that end early."""
        self.bad_rows = 0
        self._short_rows = 0
        self._first_short = 0
        self._findings: list[Finding] = []

    def read(self) -> RawTable:
        """Fill the stage. IntakeError when a quotation mark is never closed."""
        self.bad_rows = self._short_rows = 0
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as file:
                rows = self._rows(records(lines_of(file), self.dialect.separator))
                store_rows(self.connection, self.stage, len(self.dialect.header), rows)
        except UnclosedQuote as error:
            raise IntakeError(
                f"{self.shown}, line {error.line}: a quotation mark is opened and not closed, so the rows "
                "behind it cannot be told apart. Close it, or double it if it belongs to the text"
            ) from None
        except LongLine as error:
            raise IntakeError(
                f"{self.shown}: {error}. Check that it is a table with one row per line"
            ) from None
        self._tell_short()
        self._flush()
        return RawTable(
            self.table,
            self.shown,
            self.dialect.header,
            self.stage,
            bad_rows=self.bad_rows,
            written=self.dialect.written(),
        )

    def _rows(self, records: Iterator[Record]) -> Iterator[Row]:
        width = len(self.dialect.header)
        for record in records:
            cells = record.cells
            if record.begins <= self.dialect.header_line:
                continue
            if not record.sound:
                self._broken(record)
                continue
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                del cells[width:]
            if self.dialect.least <= len(cells) < width:
                self._short_rows += 1
                self._first_short = self._first_short or record.begins
                cells += [""] * (width - len(cells))
            if len(cells) == width:
                yield [*(cell or None for cell in cells), record.begins]
            else:
                self._misfit(record, width)

    def _broken(self, record: Record) -> None:
        self._note(
            record.begins,
            None,
            "a quotation mark stands inside a cell" + _span(record),
            'Double quotation marks inside a quoted cell: "the ""best"" cluster"',
        )

    def _misfit(self, record: Record, width: int) -> None:
        self._note(
            record.begins,
            self.dialect.separator.join(record.cells)[:_VALUE_SHOWN],
            f"{len(record.cells)} cells where the header has {width}" + _span(record),
            "Put cells that hold the separator into quotation marks; keep empty cells",
        )

    def _note(self, line: int, value: str | None, message: str, hint: str) -> None:
        self.bad_rows += 1
        self._findings.append(
            Finding(self.shown, self.table, line, None, value, "bad_row", Severity.REJECT, message, hint)
        )
        if len(self._findings) >= BATCH:
            self._flush()

    def _tell_short(self) -> None:
        """Say once that rows end early: their last separators were left out, or the file was cut."""
        if self._short_rows:
            rows = "row ends" if self._short_rows == 1 else "rows end"
            message = (
                f"{self._short_rows:,} {rows} before the header does (the first in line "
                f"{self._first_short:,}); the cells left out were read as empty"
            )
            hint = "Nothing need be done if they are empty; else export the file again"
            self._findings.append(
                Finding(self.shown, self.table, None, None, None, "short_rows", Severity.WARN, message, hint)
            )

    def _flush(self) -> None:
        add_findings(self.connection, self._findings)
        self._findings.clear()


def _span(record: Record) -> str:
    return f" (lines {record.begins} to {record.ends})" if record.ends > record.begins else ""
