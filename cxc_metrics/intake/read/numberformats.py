"""What a spreadsheet's number format makes of a number: a date, a time, a duration, a percentage, or itself.

The unit of a value may stand in its format alone: 0.35 shown as `35%`, 1.5 shown as `36:00`. Such a cell is
delivered as it is shown, so that the column's own unit decides what it means. Format codes: ECMA-376 part 1,
18.8.30 and 18.8.31.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from math import isfinite

from .marks import SERIAL_1904, TYPED, UNREADABLE

# Above this a float no longer tells whole numbers apart.
_EXACT = 2**53
_LAST_SERIAL = 2_958_465
_SECONDS = 86_400
_FIRST_1900, _FIRST_1904 = datetime.fromisoformat("1899-12-30"), datetime.fromisoformat("1904-01-01")
# No unit of a format is looked at beyond this.
_FAR = 1e15
_BUILT_IN = {9: "0%", 10: "0.00%", 22: "m/d/yy h:mm", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0"}
_BUILT_IN |= dict.fromkeys((*range(14, 18), *range(27, 37), *range(50, 59)), "yyyy-mm-dd")
_BUILT_IN |= dict.fromkeys(range(18, 22), "h:mm:ss")
_PIECE = re.compile(
    r'"([^"]*)"?|\\(.)|[_*].|\[(\$[^\]]*|[^\]]*)\]|(General|Standard|AM/PM|A/P|E[+-])|(.)',
    re.IGNORECASE | re.DOTALL,
)
_SCALES = re.compile(
    r"(?:k|t|m|tsd|thousand|mio|mln|million|millions|mrd|bn|billion)[.]?(?:€|eur|euro)?|[€$£](?:k|m)"
)


@dataclass(frozen=True)
class NumberFormat:
    """`kind`: `number`, `percent`, `shown percent` (a sign that is only text), `date`, `time`, `duration`;
    `scale` is the word of a format such as `0.0 "Mio"`, which says that more is meant than is stored.
    """

    kind: str
    scale: str = ""


PLAIN = NumberFormat("number")


def built_in(number: int) -> str:
    """The code of a format that files name by its number only."""
    return _BUILT_IN.get(number, "General")


def sections(code: str) -> tuple[NumberFormat, ...]:
    """A format code as what it makes of positive numbers, negative ones, and zero."""
    return _sections(code[:1000])


@cache
def _sections(code: str) -> tuple[NumberFormat, ...]:
    sections: list[list[re.Match[str]]] = [[]]
    for piece in _PIECE.finditer(code):
        if piece[5] == ";":
            sections.append([])
        else:
            sections[-1].append(piece)
    positive, *others = [_section(pieces) for pieces in sections]
    negative = others[0] if others else positive
    return positive, negative, others[1] if len(others) > 1 else positive


def _section(pieces: list[re.Match[str]]) -> NumberFormat:
    letters = "".join(piece[5] or "" for piece in pieces).casefold()
    brackets = [(piece[3] or "").casefold() for piece in pieces]
    literal = "".join(piece[1] or piece[2] or "" for piece in pieces)
    if any(bracket and not bracket.strip("hms") for bracket in brackets):
        return NumberFormat("duration")
    if set(letters) & set("yd") or ("m" in letters and not set(letters) & set("hs")):
        return NumberFormat("date")
    if set(letters) & set("hs"):
        return NumberFormat("time")
    if "%" in letters:
        return NumberFormat("percent")
    if "%" in literal:
        return NumberFormat("shown percent")
    word = literal.strip().casefold()
    scaled = re.search(r"[0#?],+(?![0#?,])", letters) is not None
    return NumberFormat("number", literal.strip()) if _SCALES.fullmatch(word) and not scaled else PLAIN


def choose(formats: tuple[NumberFormat, ...], value: float) -> NumberFormat:
    """The section of a format that a value is shown by."""
    return formats[0 if value > 0 else 1 if value < 0 else 2]


def text_of(value: float, formats: tuple[NumberFormat, ...], *, since_1904: bool) -> str:
    """A number under its format as text; fractions carry the mark TYPED, whole numbers of a workbook whose
    calendar begins in 1904 carry SERIAL_1904 (they may be the days of a date column).
    """
    if not abs(value) < _FAR:
        return plain(value) + TYPED if isfinite(value) else f"{UNREADABLE}{value}"
    chosen = choose(formats, value)
    typed = "" if value.is_integer() else TYPED
    if chosen.kind == "number":
        return f"{plain(value)} {chosen.scale}".strip() + typed + (SERIAL_1904 if since_1904 else "")
    if chosen.kind in ("percent", "shown percent"):
        return percent(value) if chosen.kind == "percent" else f"{plain(value)}%" + typed
    if chosen.kind == "duration" or (chosen.kind == "time" and 0 <= value < 1):
        return clock(value)
    return _moment(value, since_1904=since_1904) or plain(value)


def plain(value: float) -> str:
    """A number with a decimal point, whole ones without."""
    return str(int(value)) if abs(value) < _EXACT and value.is_integer() else repr(value)


def percent(value: float) -> str:
    """A share as a percentage without zeros at the end; a fraction's point is a decimal point (TYPED)."""
    if not isfinite(value):
        return f"{UNREADABLE}{value}"
    hundred = Decimal(repr(value)) * 100
    whole = hundred == hundred.to_integral_value()
    return f"{hundred:.0f}%" if whole else f"{hundred:f}".rstrip("0") + "%" + TYPED


def clock(value: float) -> str:
    """Days as hours, minutes and seconds."""
    seconds = round(abs(value) * _SECONDS)
    sign = "-" if value < 0 else ""
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def _moment(value: float, *, since_1904: bool) -> str | None:
    """A serial day as ISO date, with the time where it is not midnight; None for what is no day."""
    if not 0 <= value <= _LAST_SERIAL:
        return None
    # Excel's first calendar counts a 29 February 1900 that never was.
    first = _FIRST_1904 if since_1904 else _FIRST_1900 if value >= 60 else _FIRST_1900 + timedelta(1)
    return iso(first + timedelta(seconds=round(value * _SECONDS)))


def iso_text(text: str) -> str:
    """An ISO date or moment as a cell may hold it; midnight without a zone is a day."""
    day, _, time = text.replace("T", " ").partition(" ")
    return day if not time.strip("0:.") else f"{day} {time}"


def iso(at: datetime) -> str:
    """A moment as ISO text; midnight is a day."""
    return at.date().isoformat() if at.time() == datetime.min.time() else at.isoformat(sep=" ")
