"""The period's word: a whole year at once, or from and to, as fine as the dates of the register are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

from cxc_metrics.access import Reader
from cxc_metrics.scope import Scope
from cxc_metrics.scope.period import describe, read_period
from cxc_metrics.words import language
from cxc_metrics.words.texts import say
from ui import session
from ui.components.top_line import Option, Span, Word


def word(scope: Scope, reader: Reader, *, bound: bool) -> Word:
    """All its years and, unless the viewer asks whole years only, from and to."""
    years = [str(year) for year in reader.options("year")]
    first, last = session.covered_period()
    covered = say("line.period", first=first.year, last=_month(last))
    whole = next((year for year in years if scope.period == read_period(year)), None)
    made: Word = {
        "field": "period",
        "lead": "",
        "text": describe(scope.period) if scope.period else covered,
        "label": say("selection.period"),
        "any": say("line.any.period", period=covered),
        "chosen": [whole or str(scope.period)] if scope.period else [],
        "several": False,
        "counted": True,
        "note": say("viewer.whole_years") if bound else _precision(reader),
        "options": [Option(value=year, label=year, why="") for year in years],
    }
    if not bound:
        made["span"] = _span(scope, reader, years, (first, last))
    return made


def _precision(reader: Reader) -> str:
    precision = reader.date_precision()
    return "" if precision == "day" else say(f"selection.whole_{precision}s")


def _month(day: date) -> str:
    """The year where it ends with that day, else the month with its year."""
    if (day.month, day.day) == (12, 31):
        return str(day.year)
    return str(format_date(day, "MMMM y", locale=language.babel_id()))


def _span(scope: Scope, reader: Reader, years: Sequence[str], covered: tuple[date, date]) -> Span:
    """From and to; an end left open is the register's own: its first day, or the day it describes."""
    precision = reader.date_precision()
    made: Span = {
        "first": covered[0].isoformat(),
        "last": covered[1].isoformat(),
        "says": {end: say(f"selection.{end}") for end in ("from", "to")} | {"apply": say("line.apply")},
    }
    if precision == "day":
        start, end = (day.isoformat() for day in scope.period) if scope.period else ("", "")
        least, most = date(int(years[0]) - 1, 1, 1), date(int(years[-1]) + 1, 12, 31)
        return {**made, "least": least.isoformat(), "most": most.isoformat(), "start": start, "end": end}
    spans = [str(span) for span in reader.options(precision)]
    start, end = (
        next((span for span in spans if scope.period and read_period(span)[place] == scope.period[place]), "")
        for place in (0, 1)
    )
    return {**made, "spans": spans, "start": start, "end": end}
