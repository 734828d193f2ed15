"""A workbook: typed cells under a header that stays, a README sheet, and a native chart where it helps."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import IO, Any, Final

import numpy as np
import pandas as pd
import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from cxc_metrics.export.column_types import Kind, is_missing, kind_of
from cxc_metrics.export.documented import Documented
from cxc_metrics.export.outgoing import Outgoing
from cxc_metrics.export.pictures.drawings import Drawing

from .csv_cells import FORMULA_STARTS
from .native_charts import draw_natively
from .readme import readme_lines

# Of one sheet; what is more goes on in the next one.
MOST_ROWS: Final = 1_048_576
_LONGEST_TEXT: Final = 32_767
_WIDEST: Final = 60
_NARROWEST: Final = 8
_EARLIEST: Final = date(1980, 1, 1)
_HEADER: Final = {
    "bold": True,
    "font_color": "#FFFFFF",
    "bg_color": "#0A1F6C",
    "text_wrap": True,
    "valign": "top",
}
# Rows looked at for how wide a column must be.
_MEASURED: Final = 200


def workbook(leaving: Outgoing) -> bytes:
    """The table as XLSX. Equal questions give equal bytes."""
    content = io.BytesIO()
    write_workbook(content, leaving.about, [leaving.table], drawing=leaving.drawing)
    return content.getvalue()


def write_workbook(
    target: IO[bytes],
    about: Documented,
    pages: Iterable[pd.DataFrame],
    *,
    drawing: Drawing | None = None,
    kinds: Mapping[str, Kind] | None = None,
    most_rows: int = MOST_ROWS,
) -> None:
    """Write a workbook of a table that comes page by page, with bounded memory.

    `kinds` are those of columns, where the first page may not tell them.
    """
    book = opened(target, about)
    DataSheets(book, about, kinds or {}, most_rows=most_rows).write(pages)
    if drawing is not None:
        draw_natively(book, drawing, about)
    write_readme(book, [about])
    book.close()


def opened(target: IO[bytes], about: Documented, *, title: str = "") -> xlsxwriter.Workbook:
    """A workbook that turns no text into anything else and knows what it is; `title` where it holds more."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": False,
    }
    book = xlsxwriter.Workbook(target, options)
    day = about.as_at or _EARLIEST
    book.set_properties(
        {
            "title": title or about.title,
            "subject": about.selection,
            "comments": " ".join((*about.marks, about.citation)),
            "created": datetime(day.year, day.month, day.day, tzinfo=UTC),
        }
    )
    return book


class DataSheets:
    """The sheets of one table, one after the other: `name`, `name 2`, …; their first sheet is `name`."""

    def __init__(
        self,
        book: xlsxwriter.Workbook,
        about: Documented,
        kinds: Mapping[str, Kind],
        *,
        most_rows: int = MOST_ROWS,
        name: str = "Data",
    ) -> None:
        """`about` says which columns are shares, `kinds` what its columns hold where pages may not tell."""
        self._book, self._kinds, self._most, self._name = book, dict(kinds), most_rows, name
        self._percent = {
            f"{kpi['id']}{part}" for kpi in about.kpis if kpi["is_percent"] for part in ("", "_low", "_high")
        }
        self._formats: dict[str, Format] = {
            "header": book.add_format(_HEADER),
            "percent": book.add_format({"num_format": "0.0%"}),
            "day": book.add_format({"num_format": "yyyy-mm-dd"}),
            "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            # Excel's own mark for text that is none of its formulas, whatever it begins with.
            "quoted": book.add_format({"quote_prefix": True}),
        }
        self._sheets = 0

    def write(self, pages: Iterable[pd.DataFrame]) -> None:
        """The rows of these pages, all of the same columns, under a header that stays."""
        sheet, row = None, 0
        for page in pages:
            for name in page.columns:
                self._kinds.setdefault(str(name), kind_of(page[name]))
            for values in page.itertuples(index=False, name=None):
                if sheet is None or row >= self._most:
                    sheet, row = self._sheet(page), 1
                for column, (name, value) in enumerate(zip(page.columns, values, strict=True)):
                    self._cell(sheet, row, column, str(name), value)
                row += 1
            sheet = sheet or self._sheet(page)
            row = max(row, 1)

    def _sheet(self, page: pd.DataFrame) -> Worksheet:
        self._sheets += 1
        name = self._name if self._sheets == 1 else f"{self._name} {self._sheets}"
        sheet: Worksheet = self._book.add_worksheet(name)
        for column, name in enumerate(page.columns):
            sheet.set_column(column, column, _width(str(name), page[name].head(_MEASURED)))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, self._most - 1, max(len(page.columns) - 1, 0))
        for column, name in enumerate(page.columns):
            self._text(sheet, 0, column, str(name), self._formats["header"])
        return sheet

    def _cell(self, sheet: Worksheet, row: int, column: int, name: str, value: Any) -> None:
        if is_missing(value):
            return
        kind = self._kinds[name]
        plain = value.item() if isinstance(value, np.generic) else value
        if kind == "truth":
            sheet.write_boolean(row, column, bool(plain))
        elif kind in {"whole", "real"}:
            style = self._formats["percent"] if name in self._percent else None
            if np.isfinite(float(plain)):
                sheet.write_number(row, column, plain, style)
        elif isinstance(plain, date | pd.Timestamp):
            style = self._formats["day" if kind == "day" or not isinstance(plain, datetime) else "moment"]
            sheet.write_datetime(row, column, _without_zone(plain), style)
        else:
            self._text(sheet, row, column, _as_text(plain))

    def _text(self, sheet: Worksheet, row: int, column: int, text: str, style: Format | None = None) -> None:
        quoted = self._formats["quoted"] if style is None and text.startswith(FORMULA_STARTS) else style
        sheet.write_string(row, column, text[:_LONGEST_TEXT], quoted)


def _without_zone(value: Any) -> Any:
    """A cell knows no zone: all our times are UTC."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _as_text(value: Any) -> str:
    if isinstance(value, list | tuple | np.ndarray):
        return " ".join(map(str, value))
    return str(value)


def _width(name: str, column: pd.Series) -> float:
    longest = max((len(_as_text(value)) for value in column if not is_missing(value)), default=0)
    # A long name is folded into two lines before it makes its column wide.
    return min(max(_NARROWEST, longest + 2, len(name) / 2 + 4), _WIDEST)


def write_readme(book: xlsxwriter.Workbook, parts: Iterable[Documented]) -> None:
    """The sheet README: the descriptions of these, one below the other, each under its title."""
    sheet = book.add_worksheet("README")
    folded = book.add_format({"text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14, "text_wrap": True})
    sheet.set_column(0, 0, 110)
    row = 0
    for about in parts:
        for place, line in enumerate(readme_lines(about)):
            sheet.write_string(row, 0, line[:_LONGEST_TEXT], folded if place else title)
            row += 1
        row += 1
