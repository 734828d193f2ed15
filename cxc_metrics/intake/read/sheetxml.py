"""The cells of one worksheet of an .xlsx, row by row, from its XML.

Every cell is seen with its type, its formula and its format, in whatever spelling XML allows; what holds
something is never given as empty. Cells and rows without a reference stand behind the one before.
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
from .marks import UNREADABLE
from .numberformats import PLAIN, iso_text, text_of
from .package import Package
from .sheet import SheetRow
from .unescape import unescape
from .xmlstream import Attributes, LocalNames, feed

# Excel's word for "not available", which people type too: missing, not damaged.
NOT_AVAILABLE = "#N/A"
_NO_FORMULA_TEXT = "shared formula"
_PLAIN = (PLAIN, PLAIN, PLAIN)
_TRUE = ("1", "true")


class _ColumnNumbers(dict[str, int]):
    """Letters of a column to its number, remembered: `AA` gives 27."""

    def __init__(self, shown: str) -> None:
        """`shown` is what messages call the sheet."""
        super().__init__()
        self._shown = shown

    def __missing__(self, letters: str) -> int:
        """The number. IntakeError for what is no column of a sheet."""
        number = 0
        for letter in letters.strip().replace("$", "").upper()[:4]:
            number = number * 26 + (ord(letter) - 64 if "A" <= letter <= "Z" else MAX_COLUMNS)
        if not 0 < number <= MAX_COLUMNS:
            raise IntakeError(f"{self._shown} is damaged: it has a column {letters[:20]!r}. Save it again")
        self[letters] = number
        return number


@dataclass
class SheetXml:
    """One worksheet on its way into rows."""

    package: Package
    part: str
    shown: str
    hidden_columns: list[int] = field(default_factory=list)

    def rows(self) -> Iterator[SheetRow]:
        """All rows that hold something."""
        self._names = LocalNames()
        self._stand_in(0)
        self._column, self._hidden = 0, False
        self._columns = _ColumnNumbers(self.shown)
        self._furthest_row = self._furthest_column = 0
        self._cells: list[str | None] = []
        self._done: list[SheetRow] = []
        self._cell: Attributes | None = None
        self._value: list[str] | None = None
        self._formula: list[str] | None = None
        self._into: list[str] | None = None
        self._phonetic = False
        pieces = self.package.pieces(self.part)
        for _ in feed(pieces, self.shown, self._start, self._end, self._text):
            yield from self._done
            self._done.clear()

    def _start(self, tag: str, attributes: Attributes) -> None:
        tag = self._names[tag]
        if tag == "c":
            self._cell, self._value, self._formula = attributes, None, None
            self._place(attributes.get("r"))
        elif tag == "v" or (tag == "t" and not self._phonetic):
            if self._value is None:
                self._value = []
            self._into = self._value
        elif tag == "f":
            self._into = self._formula = []
        elif tag == "row":
            given = attributes.get("r")
            self._stand_in(self._number(given) if given else self._row + 1, implied=not given)
            self._column, self._cells = 0, []
            self._hidden = attributes.get("hidden") in _TRUE
        elif tag == "rPh":
            self._phonetic = True
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            self._hide(attributes)

    def _end(self, tag: str) -> None:
        tag = self._names[tag]
        self._into = None
        if tag == "c":
            self._finish_cell()
        elif tag == "row":
            if self._cells:
                self._done.append(SheetRow(self._row, self._cells, self._hidden))
                self._cells = []
        elif tag == "rPh":
            self._phonetic = False

    def _text(self, piece: str) -> None:
        if self._into is not None:
            self._into.append(piece)

    def _place(self, reference: str | None) -> None:
        """Where the next cell stands: where it says, else behind the one before."""
        if not reference:
            self._column += 1
            return
        letters = reference.rstrip("0123456789")
        digits = reference[len(letters) :]
        self._column = self._columns[letters]
        if digits == self._row_text:
            return
        row = self._number(digits)
        if self._implied:
            self._stand_in(row)
        elif row != self._row:
            check_extent(self.shown, row, self._column)
            raise IntakeError(
                f"{self.shown} is damaged: cell {reference[:20]} stands in row {self._row}. Save it again"
            )

    def _stand_in(self, row: int, *, implied: bool = False) -> None:
        """Go on in a row; an implied one is corrected by the first cell that says where it stands."""
        self._row, self._row_text, self._implied = row, str(row), implied

    def _number(self, given: str) -> int:
        row = int(given) if given.strip().isdecimal() and len(given) < 12 else 0
        if not 0 < row <= MAX_ROWS:
            raise IntakeError(f"{self.shown} is damaged: it has a row {given[:20]!r}. Save it again")
        return row

    def _hide(self, attributes: Attributes) -> None:
        first, last = (attributes.get(name, "") for name in ("min", "max"))
        if first.isdecimal() and last.isdecimal():
            self.hidden_columns += range(int(first), min(int(last), MAX_COLUMNS) + 1)

    def _finish_cell(self) -> None:
        attributes, value, formula = self._cell, self._value, self._formula
        if attributes is None or (value is None and formula is None):
            return
        self._cell = None
        text = self._read(attributes, "".join(value or ()), formula)
        if text is None:
            return
        self.package.budget.deliver(len(text))
        if len(text) > 1_000:
            check_cell(self.shown, self._row, self._column, len(text))
        if self._row > self._furthest_row or self._column > self._furthest_column:
            self._furthest_row = max(self._row, self._furthest_row)
            self._furthest_column = max(self._column, self._furthest_column)
            check_extent(self.shown, self._furthest_row, self._furthest_column)
        cells = self._cells
        if len(cells) < self._column:
            cells.extend([None] * (self._column - len(cells)))
        cells[self._column - 1] = text

    def _read(self, attributes: Attributes, value: str, formula: list[str] | None) -> str | None:
        kind = attributes.get("t", "n")
        if kind == "s":
            return self._shared(value)
        if kind in ("inlineStr", "str"):
            return unescape(value).strip() or None
        value = value.strip()
        if kind == "e":
            value = value or "#ERROR!"
            return value if value == NOT_AVAILABLE else UNREADABLE + value
        if value:
            return self._typed(kind, value, attributes.get("s"))
        if formula is None:
            return None
        return f"{UNREADABLE}={''.join(formula).strip().lstrip('=') or _NO_FORMULA_TEXT}"

    def _typed(self, kind: str, value: str, style: str | None) -> str:
        if kind == "b":
            return "true" if value in _TRUE else "false"
        return iso_text(value) if kind == "d" else self._numeric(value, style)

    def _shared(self, value: str) -> str | None:
        number = int(value) if value.strip().isdecimal() and len(value) < 12 else -1
        if not 0 <= number < len(self.package.texts):
            raise IntakeError(
                f"{self.shown} is damaged: row {self._row}, column {self._column} refers to a text that is "
                "not there. Save it again"
            )
        return self.package.texts[number].strip() or None

    def _numeric(self, value: str, style: str | None) -> str:
        try:
            number = float(value)
        except ValueError:
            return UNREADABLE + value
        formats = self.package.formats
        index = int(style) if style and style.isdecimal() and len(style) < 8 else 0
        chosen = formats[index] if index < len(formats) else _PLAIN
        return text_of(number, chosen, since_1904=self.package.since_1904)
