"""Cells of a CSV file: text that a spreadsheet would run is neutralised, numbers are left alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

# What starts a formula in a spreadsheet, in plain and full width; tab, CR and LF are skipped by some of them.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MIDNIGHT = (0, 0, 0, 0)


@dataclass(frozen=True)
class Form:
    """A spelling of CSV: what stands between cells, the decimal sign, whether a byte order mark leads."""

    delimiter: str = ","
    decimal: str = "."
    byte_order_mark: bool = False


RFC_4180 = Form()
EXCEL_EUROPE = Form(delimiter=";", decimal=",", byte_order_mark=True)


def neutral(text: str) -> str:
    """Text with a leading apostrophe where a spreadsheet would take it for a formula.

    >>> neutral("=HYPERLINK(1)")
    "'=HYPERLINK(1)"
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def written(value: Any, form: Form = RFC_4180) -> str:
    """One cell: empty for what is missing, ISO dates, true and false, full precision; lists joined by
    spaces.
    """
    if isinstance(value, (list, tuple, np.ndarray)):
        return neutral(" ".join(str(part) for part in value))
    if value is None or pd.isna(value):
        return ""
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, bool):
        return "true" if plain else "false"
    if isinstance(plain, (int, float, Decimal)):
        return _number(plain, form)
    if isinstance(plain, datetime):
        has_time = (plain.hour, plain.minute, plain.second, plain.microsecond) != _MIDNIGHT
        return plain.isoformat() if has_time else plain.date().isoformat()
    return plain.isoformat() if isinstance(plain, date) else neutral(str(plain))


def to_bytes(table: pd.DataFrame, form: Form) -> bytes:
    """The table as CSV in UTF-8 with CRLF line ends; headers are neutralised like text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=form.delimiter, lineterminator="\r\n")
    writer.writerow([neutral(str(name)) for name in table.columns])
    writer.writerows(_rows(table, form))
    return text.getvalue().encode("utf-8-sig" if form.byte_order_mark else "utf-8")


def _rows(table: pd.DataFrame, form: Form) -> Iterable[Sequence[str]]:
    columns = [[written(value, form) for value in table.iloc[:, place]] for place in range(table.shape[1])]
    return zip(*columns, strict=True)


def _number(value: int | float | Decimal, form: Form) -> str:
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return ""
    return (repr(value) if isinstance(value, float) else str(value)).replace(".", form.decimal)
