"""Workbooks whose sheets are tables, read with python-calamine after a look into their XML (`sheetscan`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time

import python_calamine as calamine

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.bench import STAGE, Workbench
from cxc_metrics.intake.marks import TYPED

from .members import Member
from .raw import RawTable
from .rows import Row, store_rows
from .sheetscan import Extent, scan_workbook

# Above this a float no longer tells whole numbers apart.
_EXACT = 2**53
_MIDNIGHT = time()


@dataclass(frozen=True)
class Sheet:
    """One worksheet, not yet read."""

    bench: Workbench
    member: Member
    book: calamine.CalamineWorkbook
    name: str
    extent: Extent

    @property
    def shown(self) -> str:
        """What findings call the sheet."""
        return f"{self.member.name}[{self.name}]"

    def is_empty(self) -> bool:
        """Whether the sheet has no cell at all."""
        with _readable(self.member):
            return self.book.get_sheet_by_name(self.name).start is None

    def read(self, table: str) -> RawTable:
        """The sheet as text: the first row with content is the header, line numbers are the sheet's rows."""
        with _readable(self.member):
            rows = self._rows()
            header = next(([cell or "" for cell in cells] for _, cells in rows if any(cells)), [])
            stage = f"{STAGE}.{self.bench.new_name('sheet')}"
            body: Iterator[Row] = ([*cells, line] for line, cells in rows if any(cells))
            store_rows(self.bench.connection, stage, len(header), body)
        return RawTable(table, self.shown, tuple(cell.strip() for cell in header), stage, typed=True)

    def _rows(self) -> Iterator[tuple[int, list[str | None]]]:
        """Row numbers of the sheet, from 1, with all cells as text from column A on."""
        sheet = self.book.get_sheet_by_name(self.name)
        if sheet.start is None:
            return
        before: list[str | None] = [None] * sheet.start[1]
        for number, values in enumerate(sheet.iter_rows(), start=1):
            cells = before + [as_text(value) for value in values]
            for column, text in self.extent.errors.get(number, {}).items():
                if column <= len(cells):
                    cells[column - 1] = text
            yield number, cells


@contextmanager
def open_workbook(bench: Workbench, member: Member) -> Iterator[list[Sheet]]:
    """The worksheets of a workbook. IntakeError when it is damaged, protected or too large."""
    extents = scan_workbook(bench, member)
    with _readable(member):
        book = calamine.CalamineWorkbook.from_path(str(member.path))
        names = [
            entry.name for entry in book.sheets_metadata if entry.typ is calamine.SheetTypeEnum.WorkSheet
        ]
    try:
        yield [Sheet(bench, member, book, name, extents.get(name, Extent())) for name in names]
    finally:
        book.close()


@contextmanager
def _readable(member: Member) -> Iterator[None]:
    """What the reader raises on a damaged workbook, its panics too, as IntakeError."""
    try:
        yield
    except calamine.PasswordError:
        raise IntakeError(
            f"{member.name} is protected with a password. Remove it and save it again"
        ) from None
    except BaseException as error:
        # A panic of the Rust reader derives from BaseException and cannot be imported.
        if isinstance(error, calamine.CalamineError) or type(error).__name__ == "PanicException":
            raise IntakeError(
                f"{member.name} is damaged and cannot be read ({error}). Save it again"
            ) from None
        raise


def as_text(value: object) -> str | None:
    """A cell as text: ISO dates, true/false, numbers with a point (fractions carry the mark TYPED)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value) + TYPED
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == _MIDNIGHT else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip() or None
