"""Binary workbooks (.xlsb), with python-calamine and what it does not tell (`xlsbscan`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import python_calamine as calamine

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.workbench import Workbench

from .budget import TextBudget, check_cell, check_extent
from .marks import TYPED
from .members import Member
from .numberformats import clock, iso, plain
from .sheet import Sheet, SheetRow
from .xlsbscan import SheetNotes


@contextmanager
def open_calamined(bench: Workbench, member: Member, notes: dict[str, SheetNotes]) -> Iterator[list[Sheet]]:
    """The worksheets. IntakeError when the workbook is damaged, protected or too large."""
    budget = TextBudget(member.name)
    with _readable(member):
        book = calamine.CalamineWorkbook.from_path(str(member.path))
        listed = [entry for entry in book.sheets_metadata if entry.typ is calamine.SheetTypeEnum.WorkSheet]
    try:
        yield [
            Sheet(
                bench,
                member.name,
                entry.name,
                entry.visible is calamine.SheetVisibleEnum.Visible,
                _Cells(book, member, entry.name, budget, notes.get(entry.name, SheetNotes())).rows,
            )
            for entry in listed
        ]
    finally:
        book.close()


@dataclass(frozen=True)
class _Cells:
    """The cells of one worksheet."""

    book: calamine.CalamineWorkbook
    member: Member
    name: str
    budget: TextBudget
    notes: SheetNotes

    def rows(self) -> Iterator[SheetRow]:
        """All rows that hold something."""
        shown = f"{self.member.name}[{self.name}]"
        with _readable(self.member):
            sheet = self.book.get_sheet_by_name(self.name)
            if sheet.start is None:
                return
            check_extent(shown, sheet.total_height, sheet.total_width)
            before: list[str | None] = [None] * sheet.start[1]
            for number, values in enumerate(sheet.iter_rows(), start=1):
                cells = before + [as_text(value) for value in values]
                for column, text in self.notes.texts.get(number, {}).items():
                    cells += [None] * (column - len(cells))
                    cells[column - 1] = text
                if any(cells):
                    self._count(shown, number, cells)
                    yield SheetRow(number, cells, hidden=number in self.notes.hidden)

    def _count(self, shown: str, row: int, cells: list[str | None]) -> None:
        sizes = [len(cell) if cell else 0 for cell in cells]
        self.budget.deliver(sum(sizes))
        longest = max(sizes)
        check_cell(shown, row, sizes.index(longest) + 1, longest)


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
        if isinstance(error, calamine.CalamineError | OSError) or type(error).__name__ == "PanicException":
            raise IntakeError(
                f"{member.name} is damaged and cannot be read ({error}). Save it again"
            ) from None
        raise


def as_text(value: object) -> str | None:
    """A cell as text: ISO dates, true/false, numbers with a point (fractions carry the mark TYPED)."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return plain(float(value)) + ("" if float(value).is_integer() else TYPED)
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return clock(value / timedelta(days=1))
    return str(value).strip() or None
