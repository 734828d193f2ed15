"""A workbook of several figures: a sheet of contents, one for each table, charts, one README."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Final

import xlsxwriter

from cxc_metrics.export.outgoing import Outgoing
from cxc_metrics.words.plain import one_line

from .native_charts import draw_natively
from .workbooks import DataSheets, opened, write_readme

_CONTENTS: Final = "Contents"
# Excel's own bounds for the name of a sheet; a further sheet of a long table adds to it.
_LONGEST_NAME: Final = 26
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\']+")


def page_workbook(title: str, parts: Sequence[Outgoing], contents: Sequence[str]) -> bytes:
    """Sheets of the parts in their order, after one of contents (plain lines).

    Equal questions give equal bytes.
    """
    content = io.BytesIO()
    book = opened(content, parts[0].about, title=title)
    names = [sheet_name(place, part.title) for place, part in enumerate(parts, start=1)]
    _contents(book, contents, names)
    for name, part in zip(names, parts, strict=True):
        DataSheets(book, part.about, {}, name=name).write([part.table])
    for place, part in enumerate(parts, start=1):
        if part.drawing is not None:
            draw_natively(book, part.drawing, part.about, name=f"{place} chart")
    write_readme(book, [part.about for part in parts])
    book.close()
    return content.getvalue()


def sheet_name(place: int, title: str) -> str:
    """A name that Excel takes: a number, and as much of a title as there is room for.

    >>> sheet_name(3, "Who sends, and where to? [2022]")
    '3 Who sends, and where to'
    """
    plain = " ".join(_FORBIDDEN.sub(" ", one_line(title)).split())
    return f"{place} {plain}"[:_LONGEST_NAME].strip()


def _contents(book: xlsxwriter.Workbook, lines: Sequence[str], names: Sequence[str]) -> None:
    sheet = book.add_worksheet(_CONTENTS)
    folded = book.add_format({"text_wrap": True, "valign": "top"})
    title = book.add_format({"bold": True, "font_size": 14, "text_wrap": True})
    linked = book.add_format({"font_color": "#3860ED", "underline": 1})
    sheet.set_column(0, 0, 110)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, folded if row else title)
    for row, name in enumerate(names, start=len(lines) + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", linked, name)
