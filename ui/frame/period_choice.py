"""The period of the selection bar: days, or whole months or years where the register knows no days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import is_full as has_enough
from cxc_metrics.scope import Scope
from cxc_metrics.scope.period import Period, read_period
from cxc_metrics.words.texts import say
from ui import session

_ENDS = ("from", "to")


def draw(scope: Scope, reader: Reader) -> None:
    """From and to, as fine as the dates of the register are, and its years as a shortcut; or those alone."""
    bound = is_bound(scope, reader)
    precision = reader.date_precision()
    years = [str(year) for year in reader.options("year")]
    if bound:
        st.caption(say("viewer.whole_years"))
    elif precision == "day":
        _days(scope, years)
    else:
        _whole(scope, [str(span) for span in reader.options(precision)], precision)
    whole = next((year for year in years if scope.period == read_period(year)), None)
    st.session_state["w_year"] = whole
    st.pills(
        say("selection.period_shortcut"),
        years,
        key="w_year",
        on_change=_year_changed,
        disabled=bound and is_full(scope, "period"),
    )


def is_bound(scope: Scope, reader: Reader) -> bool:
    """Whether only selections of the lattice may be offered."""
    return reader.is_bound and not reader.viewer.owns(scope)


def is_full(scope: Scope, field: str) -> bool:
    """Whether a filter more would be one too many for those bound to the lattice."""
    return field not in scope.active() and has_enough(scope)


def _days(scope: Scope, years: Sequence[str]) -> None:
    first, last = date(int(years[0]) - 1, 1, 1), date(int(years[-1]) + 1, 12, 31)
    for end, day in zip(_ENDS, scope.period or (None, None), strict=True):
        st.session_state[f"w_{end}"] = day
        st.date_input(
            say(f"selection.{end}"),
            value=None,
            min_value=first,
            max_value=last,
            key=f"w_{end}",
            format="YYYY-MM-DD",
            on_change=_days_changed,
        )


def _days_changed() -> None:
    _choose(st.session_state["w_from"], st.session_state["w_to"])


def _whole(scope: Scope, spans: Sequence[str], precision: str) -> None:
    """Months or years of the register, from the first to the last chosen."""
    st.caption(say(f"selection.whole_{precision}s"))
    for place, end in enumerate(_ENDS):
        st.session_state[f"w_{end}"] = next(
            (span for span in spans if scope.period and read_period(span)[place] == scope.period[place]), None
        )
        st.selectbox(say(f"selection.{end}"), spans, index=None, key=f"w_{end}", on_change=_spans_changed)


def _spans_changed() -> None:
    first, last = (read_period(span) if (span := st.session_state[f"w_{end}"]) else None for end in _ENDS)
    _choose(first.start if first else None, last.end if last else None)


def _choose(start: date | None, end: date | None) -> None:
    """An end left open is the register's own: its first day, or the day it describes."""
    if start is None and end is None:
        session.select(session.scope().with_(period=None))
        return
    first, last = session.covered_period()
    start, end = start or first, end or last
    if start > end:
        session.note(say("selection.reversed", start=start, end=end))
        return
    session.select(session.scope().with_(period=Period(start, end)))


def _year_changed() -> None:
    year = st.session_state["w_year"]
    session.select(session.scope().with_(period=read_period(year) if year else None))
