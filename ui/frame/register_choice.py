"""Under the navigation: which register of the store is shown, where there are two or more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from cxc_metrics.access import RegisterSummary
from cxc_metrics.errors import RegisterError
from cxc_metrics.words.plain import markdown_text, shorten
from cxc_metrics.words.texts import say
from ui import session

_KEY = "w_register"
_LONGEST = 60


def draw() -> None:
    """A choice in the sidebar; another register opens with everything, on the same page."""
    try:
        summaries, shown = session.registers(), session.register_name()
    except RegisterError:
        return  # the store cannot be read, which the page says
    if len(summaries) < 2:
        return
    labels = _labels(summaries)
    st.session_state[_KEY] = shown if shown in labels else None
    with st.sidebar:
        st.selectbox(
            say("app.register"),
            list(labels),
            format_func=labels.__getitem__,
            key=_KEY,
            help=say("app.register_help"),
            on_change=_changed,
        )
        for summary in summaries:
            if summary.name == shown:
                # The box has room for a word or two of it.
                st.caption(markdown_text(summary.title))
            if summary.problem:
                st.caption(markdown_text(f"{summary.name}: {summary.problem}"))


def _labels(summaries: Sequence[RegisterSummary]) -> dict[str, str]:
    """What each is called; registers of one title are told apart by their names."""
    often = Counter(summary.title for summary in summaries)
    return {
        summary.name: shorten(summary.title, _LONGEST)
        if often[summary.title] == 1
        else f"{shorten(summary.title, _LONGEST)} ({summary.name})"
        for summary in summaries
    }


def _changed() -> None:
    # Nothing else: a selection is made of one register's countries, partnerships and days.
    st.query_params.from_dict({session.REGISTER_PARAMETER: [st.session_state[_KEY]]})
