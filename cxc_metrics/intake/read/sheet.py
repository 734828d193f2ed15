"""A worksheet of any workbook on its way into a text table: where its header stands, what is hidden in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import NamedTuple

from cxc_metrics.intake.workbench import STAGE, Workbench

from .header import (
    HEAD_ROWS,
    Heading,
    check_width,
    tell_header,
    words_of,
)
from .marks import SERIAL_1904, TYPED, UNREADABLE
from .raw import RawTable, Written
from .rows import Row, store_rows

_MARKS = SERIAL_1904 + TYPED + UNREADABLE


class SheetRow(NamedTuple):
    """A row that holds something: its number in the sheet, its cells from column A on, hidden or not."""

    line: int
    cells: list[str | None]
    hidden: bool


@dataclass
class _Remarks:
    """What is said of a sheet once it has been read."""

    hidden_rows: int = 0
    first_hidden: int = 0
    beyond: dict[int, int] = field(default_factory=dict)


@dataclass
class Sheet:
    """One worksheet, not yet read. `rows` gives what it holds; `hidden_columns` is filled while it does."""

    bench: Workbench
    file: str
    name: str
    visible: bool
    rows: Callable[[], Iterator[SheetRow]]
    hidden_columns: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """The rows are read once, as they come."""
        self._rows = self.rows()

    @property
    def shown(self) -> str:
        """What findings call the sheet."""
        return f"{self.file}[{self.name}]"

    def is_empty(self) -> bool:
        """Whether the sheet has no cell at all."""
        first = next(self._rows, None)
        self._rows = self._rows if first is None else chain((first,), self._rows)
        return first is None

    def read(self, table: str, heading: Heading) -> RawTable:
        """The sheet as text; line numbers are the sheet's rows."""
        rows = self._rows
        head = list(islice(rows, HEAD_ROWS))
        lines = [row.line for row in head]
        at = heading.position(self.shown, [row.cells for row in head], lines) if head else 0
        header = [(cell or "").strip(_MARKS).strip() for cell in head[at].cells] if head else []
        check_width(self.shown, header)
        remarks = _Remarks()
        stage = f"{STAGE}.{self.bench.new_name('sheet')}"
        body = self._body(chain(head[at + 1 :], rows), len(header), remarks)
        store_rows(self.bench.connection, stage, len(header), body)
        if at:
            tell_header(self.bench, self.shown, table, head[at].line, [row.cells for row in head[:at]])
        self._tell(table, header, remarks)
        line = head[at].line if head else None
        above = words_of([row.cells for row in head[:at]])
        written = Written("workbook", sheet=self.name, header_line=line, above=above)
        return RawTable(
            table, self.shown, tuple(header), stage, typed=True, hidden=not self.visible, written=written
        )

    def _body(self, rows: Iterator[SheetRow], width: int, remarks: _Remarks) -> Iterator[Row]:
        for line, cells, hidden in rows:
            if hidden:
                remarks.hidden_rows += 1
                remarks.first_hidden = remarks.first_hidden or line
            if len(cells) > width:
                for column in range(width, len(cells)):
                    if cells[column] is not None:
                        remarks.beyond.setdefault(column + 1, line)
                del cells[width:]
            yield [*cells, *[None] * (width - len(cells)), line]

    def _tell(self, table: str, header: Sequence[str], remarks: _Remarks) -> None:
        if remarks.hidden_rows:
            rows = "row is hidden" if remarks.hidden_rows == 1 else "rows are hidden"
            self.bench.warn(
                self.shown,
                table,
                "hidden_rows",
                f"{remarks.hidden_rows:,} {rows} (the first is row {remarks.first_hidden}), but were read",
                "Show all rows and delete those that shall not count",
            )
        names = [header[column - 1] for column in self.hidden_columns if column <= len(header)]
        if any(names):
            self.bench.warn(
                self.shown,
                table,
                "hidden_columns",
                f"hidden columns were read like all others: {', '.join(name for name in names if name)}",
                "Show all columns and delete those that shall not count",
            )
        for column, line in remarks.beyond.items():
            self.bench.warn(
                self.shown,
                table,
                "unknown_column",
                f"column {column} has cells (the first in row {line}), but no name; it was not read",
                "Give the column its name, or delete its cells",
            )
