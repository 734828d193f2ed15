"""Cells of a CSV file: text that a spreadsheet would run is neutralised, numbers are left alone.

In the form for Excel, text that Excel would turn into a date or another number (2022-03, 007, MAR1) is
written as the constant formula ="2022-03", which is the one spelling that it leaves alone.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

import numpy as np
import pandas as pd
from babel.dates import get_month_names

from cxc_metrics.words.language import OFFERED

# What starts a formula in a spreadsheet, in plain and full width; tab, CR and LF are skipped by some of them.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MIDNIGHT = (0, 0, 0, 0)


@dataclass(frozen=True)
class Form:
    """A spelling of CSV: what stands between cells, the decimal sign, whether a byte order mark leads,
    whether text is kept from being turned into something else by Excel.
    """

    delimiter: str = ","
    decimal: str = "."
    byte_order_mark: bool = False
    keeps_text: bool = False


RFC_4180 = Form()
EXCEL_EUROPE = Form(delimiter=";", decimal=",", byte_order_mark=True, keeps_text=True)


# Numbers with leading noughts, with more digits than Excel keeps or shows, with an exponent; digits with
# dots, dashes, slashes, colons or commas between, which it reads as a date, a time or an amount.
_TURNED: Final = re.compile(r"0\d+|\d{12,}|\d+[eE][+-]?\d+|\d+(?:[-/.:,]\d+)+")
_MONTH: Final = re.compile(r"(?:\d{1,4}[-. ]?)?([^\W\d_]{3,})[-. ]?\d{0,4}")


@cache
def _months() -> frozenset[str]:
    """What months are called, long and short, in the languages of the Union: Excel reads its own one."""
    names = {
        str(name).rstrip(".").casefold()
        for language in OFFERED
        for width in ("wide", "abbreviated")
        for context in ("format", "stand-alone")
        for name in get_month_names(width, context, language).values()
    }
    return frozenset(name for name in names if name.isalpha())


def is_turned(text: str) -> bool:
    """Whether Excel takes a text for a date or a number and shows something else.

    >>> [is_turned(text) for text in ("2022-03", "007", "1E5", "MAR1", "C05", "Spain", "2022")]
    [True, True, True, True, False, False, False]
    """
    if _TURNED.fullmatch(text):
        return True
    month = _MONTH.fullmatch(text)
    return bool(month and any(letter.isdigit() for letter in text) and month[1].casefold() in _months())


def neutral(text: str) -> str:
    """Text with a leading apostrophe where a spreadsheet would take it for a formula.

    >>> neutral("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _filled(value: Any, form: Form) -> str:
    """A cell with something in it: ISO dates, true and false, full precision; lists joined by spaces."""
    if isinstance(value, str):
        return _text(str(value), form)
    if isinstance(value, (list, tuple, np.ndarray)):
        return _text(" ".join(str(part) for part in value), form)
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, (int, float, Decimal)):
        return _number(plain, form)
    if isinstance(plain, datetime):
        has_time = (plain.hour, plain.minute, plain.second, plain.microsecond) != _MIDNIGHT
        return plain.isoformat() if has_time else plain.date().isoformat()
    return plain.isoformat() if isinstance(plain, date) else _text(str(plain), form)


def _text(text: str, form: Form) -> str:
    return f'="{text}"' if form.keeps_text and is_turned(text) else neutral(text)


def to_bytes(table: pd.DataFrame, form: Form) -> bytes:
    """The table as CSV in UTF-8 with CRLF line ends; headers are neutralised like text."""
    return b"".join(chunks([table], form))


def chunks(pages: Iterable[pd.DataFrame], form: Form) -> Iterator[bytes]:
    """The same of a table that comes page by page, all of the same columns; one piece a page."""
    for place, page in enumerate(pages):
        text = io.StringIO(newline="")
        writer = csv.writer(text, delimiter=form.delimiter, lineterminator="\r\n")
        if place == 0:
            writer.writerow([neutral(str(name)) for name in page.columns])
        writer.writerows(_rows(page, form))
        leads = form.byte_order_mark and place == 0
        yield text.getvalue().encode("utf-8-sig" if leads else "utf-8")


def _rows(table: pd.DataFrame, form: Form) -> Iterable[Sequence[str]]:
    return zip(*(_cells(table.iloc[:, place], form) for place in range(table.shape[1])), strict=True)


def _cells(column: pd.Series, form: Form) -> list[str]:
    # Asked of the column, what is missing costs a tenth of asking every cell.
    empty = column.isna().tolist()
    return [
        "" if missing else _filled(value, form) for value, missing in zip(column.tolist(), empty, strict=True)
    ]


def _number(value: int | float | Decimal, form: Form) -> str:
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return ""
    return (repr(value) if isinstance(value, float) else str(value)).replace(".", form.decimal)
