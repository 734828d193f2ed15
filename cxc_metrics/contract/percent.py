"""How a language writes a percentage: 12.5% in English, 12,5 % in German."""

from __future__ import annotations

from functools import cache

from babel import Locale


@cache
def percent_pattern(locale: str, decimals: str) -> str:
    """The number pattern of that language (CLDR), for Babel's `format_percent`; decimals as `0` or `#`."""
    pattern = Locale.parse(locale).percent_formats[None].pattern.split(";")[0]
    return str(pattern.replace("#,##0", "#,##0" + (f".{decimals}" if decimals else "")))
