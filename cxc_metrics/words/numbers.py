"""Numbers, dates and flags as a reader of the chosen language writes them (Babel). Never computes."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent, get_decimal_symbol, get_group_symbol

from cxc_metrics.access import Over
from cxc_metrics.catalogue import Kpi
from cxc_metrics.contract.percent import percent_pattern

from . import language
from .texts import say

NOT_AVAILABLE = ":"
_DECIMALS = re.compile(r"\.(\d)f$")
# Digits with the separators of any language, a sign before them, a per cent sign and Eurostat's flags behind.
_WRITTEN = re.compile(r"[<>]?[+−-]?%?\d[\d.,'’\s]*%?(\s[:a-z]{1,3})?")


def number(value: float | None, *, decimals: int = 0) -> str:
    """A number; `:` (Eurostat's mark) where it is not available, never 0; <0.1 where 0.0 would say none.

    Below zero there are differences only, for which see `difference`.
    """
    if value is None or pd.isna(value):
        return NOT_AVAILABLE
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    if decimals and value > 0 and round(float(value), decimals) == 0:
        # Beside what it counts, a nought would say that there is nothing.
        return f"<{_decimal(10.0**-decimals, pattern, language.babel_id())}"
    value = 0 if round(float(value), decimals) == 0 else value  # no minus before a nought
    return _decimal(float(value), pattern, language.babel_id())


def difference(value: float | None, *, decimals: int = 0) -> str:
    """A number with its sign, +1.5 or −0.3; one that rounds to nought is 0.0 on either side of it."""
    if value is None or pd.isna(value):
        return NOT_AVAILABLE
    rounded = round(float(value), decimals)
    return f"{'+' if rounded > 0 else ''}{number(rounded, decimals=decimals)}"


def in_cell(value: float, form: str) -> str:
    """A number where there is room for three or four letters: 2.5, 12, <0.1, −3. `form` as for drawings."""
    if form == "share" or form.endswith("%"):
        return percent(value, decimals=0)
    decimals = 1 if form == "decimal" and round(abs(value), 1) < 10 else 0
    return difference(value, decimals=decimals) if value < 0 else number(value, decimals=decimals)


def ratio(value: float | None) -> str:
    """How many times as much, with as many decimals as tell it: 0.25, 0.6, 2.5, 12."""
    if value is None or pd.isna(value):
        return NOT_AVAILABLE
    whole = float(value).is_integer() or value >= 10
    return number(value, decimals=0 if whole else 1 if value >= 0.5 else 2 if value >= 0.2 else 3)


# A page writes hundreds of numbers, many of them twice: in a table and where a mark is pointed at.
@lru_cache(maxsize=8192)
def _decimal(value: float, pattern: str, locale: str) -> str:
    return _signed(str(format_decimal(value, format=pattern, locale=locale)))


@lru_cache(maxsize=8192)
def _percent(value: float, pattern: str, locale: str) -> str:
    return _signed(str(format_percent(value, format=pattern, locale=locale)))


def _signed(text: str) -> str:
    """With the typographer's minus, as changes have it; some languages bring it, English a hyphen."""
    return text.replace("-", "−", 1) if text.startswith("-") else text


def percent(value: float | None, *, decimals: int = 1) -> str:
    """A fraction as per cent; neither 0% nor 100% where it is not that."""
    if value is None or pd.isna(value):
        return NOT_AVAILABLE
    locale = language.babel_id()
    pattern, rounded = percent_pattern(locale, "0" * decimals), round(float(value) * 100, decimals)
    least = 10.0 ** -(decimals + 2)
    if rounded == 0 and value > 0:
        return f"<{_percent(least, pattern, locale)}"
    if rounded == 100 and value < 1:
        return f">{_percent(1 - least, pattern, locale)}"
    return _percent(float(value), pattern, locale)


def kpi_value(kpi: Kpi, value: float | None) -> str:
    """A KPI's value in its own format, without its unit unless that is a percentage."""
    if kpi.is_percent:
        return percent(value)
    if kpi.unit == "0 to 1":  # an index of many hosts is small: 0.01 beside 0.002 would say too little
        return number(value, decimals=3)
    written = _DECIMALS.search(kpi.number_format)
    return number(value, decimals=int(written[1]) if written else 0)


def with_unit(kpi: Kpi, value: float | None) -> str:
    """A KPI's value with its unit, where that is no percentage."""
    text = kpi_value(kpi, value)
    return f"{text} {kpi.unit}" if kpi.unit and not kpi.is_percent and text != NOT_AVAILABLE else text


def average_with_unit(kpi: Kpi, value: float | None) -> str:
    """The same of an average of a KPI's values: of whole numbers it has a fraction."""
    if kpi.is_whole and value is not None and not pd.isna(value):
        return f"{number(value, decimals=1)} {kpi.unit}".strip()
    return with_unit(kpi, value)


def says_unit(kpi: Kpi) -> bool:
    """Whether the name of a figure says its unit: exchanges held are exchanges."""
    return kpi.is_percent or kpi.unit.casefold() in kpi.name.casefold()


def with_unit_once(kpi: Kpi, value: float | None) -> str:
    """A KPI's value where its name stands with it: the unit is not said twice."""
    return kpi_value(kpi, value) if says_unit(kpi) else with_unit(kpi, value)


def rests_on(kpi: Kpi, n: float | None) -> str:
    """On how many a value rests; nothing where it is a count itself, or that is not told."""
    return "" if kpi.additive or kpi.kind == "distinct" or is_missing(n) else number(n)


def value_of_n(kpi: Kpi, value: float | None, n: float | None) -> str:
    """A value and what it rests on: 100.0% of one visit is not 100.0% of hundreds."""
    rests = rests_on(kpi, n)
    return f"{kpi_value(kpi, value)}, {say('chart.map_n', n=rests)}" if rests else kpi_value(kpi, value)


def over(rows_told: Over | None) -> str:
    """Over how many of all rows a figure was told; nothing where over all of them."""
    if rows_told is None:
        return ""
    if rows_told.counts:
        return say("measure.untold", count=number(rows_told.of - rows_told.n))
    return say("measure.over", n=number(rows_told.n), of=number(rows_told.of))


def day(value: date | None) -> str:
    """A date as it is written in the language chosen: 31 May 2024, 31.05.2024."""
    return NOT_AVAILABLE if value is None else str(format_date(value, "medium", locale=language.babel_id()))


def separators() -> str:
    """Decimal and group sign in plotly's order."""
    return get_decimal_symbol(language.babel_id()) + get_group_symbol(language.babel_id())


def is_written(text: str) -> bool:
    """Whether a text is a number as these functions write it: 1 234,5 or −2.3% or 12 p; no date, no name.

    >>> [is_written(text) for text in ("1,234", "−2.3%", "12,5 %", "12 p", "2024-05-31", "A1")]
    [True, True, True, True, False, False]
    """
    return _WRITTEN.fullmatch(text) is not None


def is_missing(value: object) -> bool:
    """Whether a cell holds no value, however its table says so (None, NaN, NA)."""
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]


def present(value: float | None) -> float | None:
    """The value of a cell; None where it holds none, however its table says so."""
    return None if value is None or is_missing(value) else float(value)
