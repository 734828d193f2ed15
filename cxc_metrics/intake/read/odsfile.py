"""OpenDocument spreadsheets (.ods), from their XML: types, errors, repeated cells, hidden rows and sheets.

A cell or row may say that it stands for thousands of equal ones; only those that hold something are
written out.
OpenDocument 1.3, part 3: 9.1 (tables), 19.385 (value types).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from cxc_metrics.errors import IntakeError

from .budget import (
    MAX_COLUMNS,
    MAX_ROWS,
    check_cell,
    check_extent,
)
from .marks import TYPED, UNREADABLE
from .numberformats import (
    clock,
    iso_text,
    percent,
    plain,
)
from .package import Package
from .sheet import SheetRow
from .sheetxml import NOT_AVAILABLE
from .xmlstream import (
    Attributes,
    LocalNames,
    feed,
    local,
    read_through,
)

CONTENT = "content.xml"
_HIDDEN_ROWS = ("collapse", "filter")
_CELLS = ("table-cell", "covered-table-cell")
_NOT_OF_THE_CELL = ("annotation", "frame", "custom-shape", "shapes")
_SPACES = {"s": " ", "tab": "\t", "line-break": "\n"}
_UNITS = {"H": 3600, "M": 60, "S": 1}


@dataclass(frozen=True)
class OdsSheet:
    """A table of the document: its position, its name, and whether a person sees it."""

    position: int
    name: str
    visible: bool


def list_sheets(package: Package) -> list[OdsSheet]:
    """The tables of a document. IntakeError when it is damaged."""
    names = LocalNames()
    sheets: list[OdsSheet] = []
    hidden: set[str] = set()
    style = ""
    depth = 0

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal style, depth
        tag = names[tag]
        if tag == "style":
            style = local(attributes).get("name", "")
        elif tag == "table-properties" and local(attributes).get("display") == "false":
            hidden.add(style)
        elif tag == "table":
            depth += 1
            if depth == 1:
                given = local(attributes)
                visible = given.get("style-name") not in hidden
                sheets.append(OdsSheet(len(sheets), given.get("name", ""), visible))

    def end(tag: str) -> None:
        nonlocal depth
        depth -= names[tag] == "table"

    read_through(package.pieces(CONTENT), package.shown, start, end)
    return sheets


@dataclass
class OdsCells:
    """One table on its way into rows."""

    package: Package
    position: int
    shown: str
    hidden_columns: list[int] = field(default_factory=list)

    def rows(self) -> Iterator[SheetRow]:
        """All rows that hold something."""
        self._names = LocalNames()
        self._table, self._depth = -1, 0
        self._row, self._repeats, self._hidden = 0, 1, False
        self._furthest = 0
        self._column = self._declared_columns = 0
        self._cells: list[str | None] = []
        self._cell: Attributes | None = None
        self._lines: list[str] = []
        self._ignored = 0
        self._done: list[tuple[SheetRow, int]] = []
        for _ in feed(self.package.pieces(CONTENT), self.shown, self._start, self._end, self._text):
            for row, repeats in self._done:
                for further in range(repeats):
                    self._count(row)
                    yield SheetRow(row.line + further, list(row.cells), row.hidden)
            self._done.clear()

    def _start(self, tag: str, attributes: Attributes) -> None:
        tag = self._names[tag]
        if tag == "table":
            self._depth += 1
            self._table += self._depth == 1
        if self._table != self.position or self._depth != 1:
            return
        if tag == "table-row":
            given = local(attributes)
            self._repeats = self._number(given.get("number-rows-repeated"), MAX_ROWS)
            self._hidden = given.get("visibility") in _HIDDEN_ROWS
            self._column, self._cells = 0, []
        elif tag in _CELLS:
            self._cell, self._lines, self._ignored = local(attributes), [], 0
        elif tag in _NOT_OF_THE_CELL:
            self._ignored += 1
        elif tag == "p" and not self._ignored:
            self._lines.append("")
        elif tag in _SPACES and self._lines:
            self._lines[-1] += _SPACES[tag] * self._number(local(attributes).get("c"), 1000)
        elif tag == "table-column":
            self._declare(local(attributes))

    def _end(self, tag: str) -> None:
        tag = self._names[tag]
        if tag == "table":
            self._depth -= 1
        elif self._table != self.position or self._depth != 1:
            return
        elif tag in _CELLS and self._cell is not None:
            self._finish_cell(self._cell)
            self._cell = None
        elif tag in _NOT_OF_THE_CELL:
            self._ignored -= 1
        elif tag == "table-row":
            if self._cells:
                row = SheetRow(self._row + 1, self._cells, self._hidden)
                check_extent(self.shown, self._row + self._repeats, self._furthest)
                self._done.append((row, self._repeats))
            self._row += self._repeats

    def _text(self, piece: str) -> None:
        if self._cell is not None and self._lines and not self._ignored:
            self._lines[-1] += piece

    def _declare(self, given: Attributes) -> None:
        count = self._number(given.get("number-columns-repeated"), MAX_COLUMNS)
        if given.get("visibility") in _HIDDEN_ROWS and count < MAX_COLUMNS // 2:
            self.hidden_columns += range(self._declared_columns + 1, self._declared_columns + count + 1)
        self._declared_columns += count

    def _number(self, given: str | None, most: int) -> int:
        if given is None:
            return 1
        number = int(given) if given.isdecimal() and len(given) < 12 else 0
        if not 0 < number <= most:
            raise IntakeError(f"{self.shown} is damaged: a cell or row is repeated {given[:20]!r} times")
        return number

    def _finish_cell(self, given: Attributes) -> None:
        repeats = self._number(given.get("number-columns-repeated"), MAX_COLUMNS)
        text = self._read(given)
        if text is not None:
            check_extent(self.shown, self._row + 1, self._column + repeats)
            check_cell(self.shown, self._row + 1, self._column + 1, len(text))
            self._cells += [None] * (self._column - len(self._cells)) + [text] * repeats
            self._furthest = max(self._furthest, self._column + repeats)
        self._column += repeats

    def _count(self, row: SheetRow) -> None:
        self.package.budget.deliver(sum(len(cell) for cell in row.cells if cell))

    def _read(self, given: Attributes) -> str | None:
        """A cell as text: `value-type` and `value` stand before what is shown; an error is shown only."""
        text = "\n".join(self._lines).strip()
        kind, value = given.get("value-type", ""), given.get("value", "").strip()
        if kind == "error" or (text.startswith(("#", "Err:")) and "formula" in given):
            return text if text == NOT_AVAILABLE else UNREADABLE + (text or "#ERROR!")
        if kind in ("float", "currency", "percentage"):
            return self._numeric(kind, value) if value or text else _without_result(given)
        if kind == "time":
            return _duration(given.get("time-value", ""))
        if kind == "string":
            return given.get("string-value", text).strip() or None
        other = iso_text(given.get("date-value", "")) or given.get("boolean-value", "")
        return other or text or _without_result(given)

    def _numeric(self, kind: str, value: str) -> str:
        try:
            number = float(value)
        except ValueError:
            return UNREADABLE + value
        if kind == "percentage":
            return percent(number)
        return plain(number) + ("" if number.is_integer() else TYPED)


def _without_result(given: Attributes) -> str | None:
    """A formula that has no value: as text that is no value of any column."""
    formula = given.get("formula", "")
    bare = formula if formula.startswith("=") else formula.partition(":")[2]
    return f"{UNREADABLE}={bare.lstrip('=')}" if formula else None


def _duration(value: str) -> str | None:
    """An ISO duration (`PT36H00M00S`) as hours, minutes and seconds."""
    seconds, digits = 0.0, ""
    for letter in value.removeprefix("-").removeprefix("PT"):
        if letter in _UNITS and digits.replace(".", "", 1).isdecimal():
            seconds += float(digits) * _UNITS[letter]
            digits = ""
        else:
            digits += letter
    return UNREADABLE + value if digits else clock(seconds / 86_400) if value else None
