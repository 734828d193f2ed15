"""CSV that DuckDB's reader refuses or whose rows do not follow its lines: read with Python's csv module.

Slower, and exact: it knows the physical line each row begins in (cells over several lines, empty lines,
single CR as line end), and turns each row that does not fit the header into a finding instead of stopping.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.findings import Finding, add_findings
from cxc_metrics.vocabulary import Severity

from .csvfile import Dialect
from .raw import RawTable
from .rows import BATCH, Row, store_rows

if TYPE_CHECKING:
    from _csv import Reader

_VALUE_SHOWN = 200
_UNCLOSED = ("unexpected end of data", "field larger than field limit")


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
        """Count the rows that do not fit the header."""
        self.bad_rows = 0
        self._findings: list[Finding] = []

    def read(self) -> RawTable:
        """Fill the stage. IntakeError when a quotation mark is never closed."""
        with self.path.open(encoding="utf-8", newline="") as file:
            rows = self._rows(csv.reader(file, delimiter=self.dialect.separator, strict=True))
            store_rows(self.connection, self.stage, len(self.dialect.header), rows)
        self._flush()
        return RawTable(
            self.table,
            self.shown,
            self.dialect.header,
            self.stage,
            bad_rows=self.bad_rows,
        )

    def _rows(self, reader: Reader) -> Iterator[Row]:
        width = len(self.dialect.header)
        ends = 0
        while True:
            begins = ends + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                ends = reader.line_num
                self._broken(begins, ends, str(error))
                continue
            ends = reader.line_num
            if begins <= self.dialect.header_line or not cells:
                continue
            if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                del cells[width:]
            if len(cells) != width:
                self._misfit(begins, ends, cells, width)
                continue
            yield [*(cell or None for cell in cells), begins]

    def _broken(self, begins: int, ends: int, error: str) -> None:
        if error.startswith(_UNCLOSED):
            raise IntakeError(
                f"{self.shown}, line {begins}: a quotation mark is opened and not closed, so the rows behind "
                "it cannot be told apart. Close it, or double it if it belongs to the text"
            )
        self._note(
            begins,
            None,
            "a quotation mark stands inside a cell" + _span(begins, ends),
            'Double quotation marks inside a quoted cell: "the ""best"" cluster"',
        )

    def _misfit(self, begins: int, ends: int, cells: list[str], width: int) -> None:
        self._note(
            begins,
            self.dialect.separator.join(cells)[:_VALUE_SHOWN],
            f"{len(cells)} cells where the header has {width}" + _span(begins, ends),
            "Put cells that hold the separator into quotation marks; keep empty cells",
        )

    def _note(self, line: int, value: str | None, message: str, hint: str) -> None:
        self.bad_rows += 1
        self._findings.append(
            Finding(self.shown, self.table, line, None, value, "bad_row", Severity.REJECT, message, hint)
        )
        if len(self._findings) >= BATCH:
            self._flush()

    def _flush(self) -> None:
        add_findings(self.connection, self._findings)
        self._findings.clear()


def _span(begins: int, ends: int) -> str:
    return f" (lines {begins} to {ends})" if ends > begins else ""
