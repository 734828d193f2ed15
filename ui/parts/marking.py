"""A chart is never filtered by the dimension that it shows: it marks what is selected of it, and says so."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from cxc_metrics.scope import Scope
from cxc_metrics.scope.values import expand
from cxc_metrics.words import language
from cxc_metrics.words.plain import markdown_text, shorten
from cxc_metrics.words.texts import say
from ui import session

_MOST_NAMES = 3


def marked(scope: Scope, by: str) -> tuple[int | str, ...]:
    """The codes of a dimension that the selection names, groups by their members."""
    return expand(by, getattr(scope, by)) if by in Scope.fields() else ()


def is_of(scope: Scope, *by: str) -> bool:
    """Whether the selection names something of these dimensions."""
    return scope != scope.apart_from(*by)


def selected(table: pd.DataFrame, scope: Scope, *by: str) -> pd.Series:
    """Which rows of a table by these dimensions the selection names; none where it names nothing of them."""
    chosen = pd.Series(is_of(scope, *by), index=table.index)
    for name in by:
        if codes := marked(scope, name):
            chosen &= table[name].isin(list(codes))
    return chosen


def first(table: pd.DataFrame, by: str, scope: Scope, most: int) -> pd.DataFrame:
    """The first rows of a ranked table; what is selected is among them, wherever it stands."""
    return table.iloc[places(selected(table, scope, by), most)]


def places(chosen: Sequence[bool] | pd.Series, most: int) -> list[int]:
    """The first places, and as many of those chosen beyond them."""
    beyond = [place for place, is_chosen in enumerate(chosen) if is_chosen and place >= most]
    return [*range(min(most, len(chosen))), *beyond[:most]]


def unfiltered(second: str | Scope | None, *by: str) -> str | Scope | None:
    """A second selection for a chart by these dimensions: it is not filtered by them either."""
    return second.apart_from(*by) if isinstance(second, Scope) else second


def note(scope: Scope, *by: str) -> str:
    """Which filters of the selection only mark something in a chart by these dimensions. In Markdown."""
    marks = [
        say("selection.marked", field=language.heading(name), names=markdown_text(_names(scope, name)))
        for name in by
        if getattr(scope, name, ())
    ]
    return "; ".join(marks) + f". {say('selection.marked_why')}" if marks else ""


def narrowed(scope: Scope) -> None:
    """Say above a list what it is filtered by; nothing where it is of everything."""
    if not scope.is_everything:
        sentence = scope.sentence(session.reader(), locale=language.chosen())
        st.caption(say("selection.narrowed", selection=markdown_text(sentence)))


def _names(scope: Scope, by: str) -> str:
    listed = [
        shorten(language.label(by, code, session.reader(), short=True), 40) for code in getattr(scope, by)
    ]
    more = len(listed) - _MOST_NAMES
    shown = ", ".join(listed[:_MOST_NAMES])
    return say("selection.marked_more", names=shown, count=more) if more > 0 else shown
