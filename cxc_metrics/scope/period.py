"""Periods: reading them, writing them, moving them by a year, naming them."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import NamedTuple

from cxc_metrics.errors import InvalidScope, shown

_FORMS = "Write 2021-01-01..2021-12-31, 2021, 2021-Q1 or 2021-03."
# No register lies outside. A comparison may, by some years.
EARLIEST, LATEST = 1900, 2199
_YEARS_APART = 100
_YEAR = re.compile(r"^(\d{4})$")
_QUARTER = re.compile(r"^(\d{4})-?[Qq]([1-4])$")
_MONTH = re.compile(r"^(\d{4})-(0[1-9]|1[0-2])$")


class Period(NamedTuple):
    """First and last day, both included."""

    start: date
    end: date

    def __str__(self) -> str:
        return f"{self.start.isoformat()}..{self.end.isoformat()}"

    def cut_at(self, day: date) -> Period | None:
        """The part up to and including that day; None if it starts later."""
        return Period(self.start, min(self.end, day)) if self.start <= day else None

    def year_earlier(self) -> Period:
        """The same days one year earlier; a last day of February stays the last day of February."""
        return Period(_shift_year(self.start), _shift_year(self.end, is_end=True))

    def overlap(self, other: Period) -> Period | None:
        """The days both have; None if there are none."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Period(start, end) if start <= end else None


def read_period(text: str) -> Period:
    """A period from text: two days, months, quarters or years with `..` between, or one of them.

    Raises InvalidScope for a day that does not exist, another form, or an end before the start.
    """
    first, separator, last = text.strip().partition("..")
    start = span(first.strip())
    end = span(last.strip()) if separator else start
    if start is None or end is None:
        raise InvalidScope(f"Period {shown(text)} cannot be read. {_FORMS}")
    if end.end < start.start:
        raise InvalidScope(
            f"Period {shown(text)} ends before it starts. Did you mean {end.start}..{start.end}?"
        )
    return checked(Period(start.start, end.end))


def checked(period: Period, *, compared: bool = False) -> Period:
    """The period; raises InvalidScope where it ends before it starts, or lies where no register does.

    One that another is `compared` with may lie some years farther off.
    """
    start, end = period
    if end < start:
        raise InvalidScope(f"The period {period} ends before it starts. Did you mean {end}..{start}?")
    farther = _YEARS_APART if compared else 0
    if start.year < EARLIEST - farther or end.year > LATEST + farther:
        raise InvalidScope(f"The period {period} is outside the years {EARLIEST} to {LATEST}. {_FORMS}")
    return period


def span(text: str) -> Period | None:
    """The days of one year (2021), quarter (2021-Q1), month (2021-03) or day (2021-03-09); None if it is
    none.

    >>> str(span("2021-Q1"))
    '2021-01-01..2021-03-31'
    """
    try:
        if match := _YEAR.match(text):
            return Period(date(int(match[1]), 1, 1), date(int(match[1]), 12, 31))
        if match := _QUARTER.match(text):
            last = 3 * int(match[2])
            return Period(date(int(match[1]), last - 2, 1), _last_day(int(match[1]), last))
        if match := _MONTH.match(text):
            return Period(date(int(match[1]), int(match[2]), 1), _last_day(int(match[1]), int(match[2])))
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return Period(day, day)


def as_at_day(day: date | None) -> str:
    """How it is told which day a register describes; one without dates describes none.

    >>> as_at_day(date(2024, 5, 31)), as_at_day(None)
    ('as at 2024-05-31', 'without dates')
    """
    return "without dates" if day is None else f"as at {day.isoformat()}"


def months(period: Period) -> list[date]:
    """First days of all months that a period touches."""
    count = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month + 1
    first = period.start.year * 12 + period.start.month - 1
    return [date((first + step) // 12, (first + step) % 12 + 1, 1) for step in range(count)]


def value_of(dimension: str, day: date) -> int | str:
    """The year, quarter or month that a day falls in, as facts write it."""
    if dimension == "year":
        return day.year
    return f"{day.year}-Q{(day.month + 2) // 3}" if dimension == "quarter" else f"{day:%Y-%m}"


def later(dimension: str, value: int | str, months: int) -> int | str | None:
    """That year, quarter or month so many months later; None where it would be cut in two, or is none.

    >>> later("quarter", "2021-Q4", 3)
    '2022-Q1'
    """
    days = span(str(value))
    if days is None or months % {"year": 12, "quarter": 3}.get(dimension, 1):
        return None
    moved = days.start.year * 12 + days.start.month - 1 + months
    return value_of(dimension, date(moved // 12, moved % 12 + 1, 1))


def describe(period: Period) -> str:
    """A period in words: 2021, 2021–2022, March 2021, January–March 2021, else both days.

    >>> describe(Period(date(2021, 1, 1), date(2022, 12, 31)))
    '2021–2022'
    """
    start, end = period
    whole_months = start.day == 1 and end == _last_day(end.year, end.month)
    if whole_months and start.month == 1 and end.month == 12:
        return str(start.year) if start.year == end.year else f"{start.year}–{end.year}"
    if whole_months and start.year == end.year:
        last = f"{calendar.month_name[end.month]} {end.year}"
        return last if start.month == end.month else f"{calendar.month_name[start.month]}–{last}"
    if start == end:
        return _day(start)
    return f"{_day(start)}–{_day(end)}"


def _day(day: date) -> str:
    return f"{day.day} {calendar.month_name[day.month]} {day.year}"


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _shift_year(day: date, *, is_end: bool = False) -> date:
    year = day.year - 1
    february_ends = day.month == 2 and (day + timedelta(days=1)).month == 3
    if february_ends and (is_end or day.day == 29):
        return _last_day(year, 2)
    return day.replace(year=year)
