"""Old Excel workbooks (.xls), with xlrd: it tells errors, number formats, what is hidden, the calendar."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import xlrd
from xlrd.compdoc import CompDocError

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.workbench import Workbench

from .budget import TextBudget, check_cell
from .marks import UNREADABLE
from .members import Member
from .numberformats import sections, text_of
from .sheet import Sheet, SheetRow
from .sheetxml import NOT_AVAILABLE

_PROTECTED = "encrypted"
# What a damaged file makes of xlrd, which reads its records without asking whether they fit.
_DAMAGE = (
    xlrd.XLRDError,
    CompDocError,
    struct.error,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
    AssertionError,
    NotImplementedError,
)


@contextmanager
def open_xls(bench: Workbench, member: Member) -> Iterator[list[Sheet]]:
    """The worksheets. IntakeError when the workbook is damaged or protected."""
    budget = TextBudget(member.name)
    with _readable(member), io.StringIO() as unsaid:
        book = xlrd.open_workbook(
            str(member.path), logfile=unsaid, formatting_info=True, on_demand=True, ragged_rows=True
        )
        names = list(enumerate(zip(book.sheet_names(), book._sheet_visibility, strict=True)))
    sheets = []
    for position, (name, visibility) in names:
        cells = _Cells(book, member, position, f"{member.name}[{name}]", budget)
        sheets.append(Sheet(bench, member.name, name, visibility == 0, cells.rows, cells.hidden_columns))
    try:
        yield sheets
    finally:
        book.release_resources()


@dataclass
class _Cells:
    """The cells of one worksheet."""

    book: xlrd.Book
    member: Member
    position: int
    shown: str
    budget: TextBudget
    hidden_columns: list[int] = field(default_factory=list)

    def rows(self) -> Iterator[SheetRow]:
        """All rows that hold something."""
        with _readable(self.member):
            sheet = self.book.sheet_by_index(self.position)
            self.hidden_columns += [column + 1 for column, info in sheet.colinfo_map.items() if info.hidden]
        for number in range(sheet.nrows):
            with _readable(self.member):
                cells = [self._text(cell) for cell in sheet.row(number)]
                info = sheet.rowinfo_map.get(number)
            if any(cells):
                self._count(number + 1, cells)
                yield SheetRow(number + 1, cells, hidden=info is not None and bool(info.hidden))
        self.book.unload_sheet(self.position)

    def _text(self, cell: xlrd.sheet.Cell) -> str | None:
        if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            code = self.book.format_map[self.book.xf_list[cell.xf_index].format_key].format_str
            return text_of(float(cell.value), sections(code), since_1904=self.book.datemode == 1)
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return "true" if cell.value else "false"
        if cell.ctype == xlrd.XL_CELL_ERROR:
            error = str(xlrd.error_text_from_code.get(cell.value, "#ERROR!"))
            return error if error == NOT_AVAILABLE else UNREADABLE + error
        return str(cell.value).strip() or None

    def _count(self, row: int, cells: list[str | None]) -> None:
        sizes = [len(cell) if cell else 0 for cell in cells]
        self.budget.deliver(sum(sizes))
        check_cell(self.shown, row, sizes.index(max(sizes)) + 1, max(sizes))


@contextmanager
def _readable(member: Member) -> Iterator[None]:
    """What the reader raises on a damaged workbook, as IntakeError."""
    try:
        yield
    except _DAMAGE as error:
        if _PROTECTED in str(error):
            raise IntakeError(
                f"{member.name} is protected with a password. Remove it and save it again"
            ) from None
        reason = str(error).splitlines()[0][:100] if str(error) else type(error).__name__
        raise IntakeError(
            f"{member.name} is damaged and cannot be read ({reason}). Save it again as .xlsx"
        ) from None
