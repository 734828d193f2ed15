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
# As many words at the beginning of two titles fill the box.
_LEAST_SHARED = 2


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
    """What each is called, beginning where it differs; registers of one title are told apart by name."""
    often = Counter(summary.title for summary in summaries)
    titles = list(often)
    return {
        summary.name: shorten(differing(summary.title, titles), _LONGEST)
        if often[summary.title] == 1
        else f"{summary.name} ({shorten(summary.title, _LONGEST)})"
        for summary in summaries
    }


def differing(title: str, titles: Sequence[str]) -> str:
    """The title without the words at its beginning that it shares with another: the box would cut the rest.

    >>> differing("COST Action 1, meetings", ["COST Action 1, missions", "Fulbright"])
    '… meetings'
    """
    words = title.split(" ")
    others = [other.split(" ") for other in titles if other != title]
    shared = max((_shared(words, other) for other in others), default=0)
    return f"… {' '.join(words[shared:])}" if _LEAST_SHARED <= shared < len(words) else title


def _shared(words: Sequence[str], others: Sequence[str]) -> int:
    pairs = enumerate(zip(words, others, strict=False))
    return next((place for place, (word, other) in pairs if word != other), min(len(words), len(others)))


def _changed() -> None:
    # Nothing else: a selection is made of one register's countries, partnerships and days.
    query = {session.REGISTER_PARAMETER: [st.session_state[_KEY]]}
    if not session.viewer().sees_all:
        query[session.VIEWER_PARAMETER] = [str(session.viewer())]
    st.query_params.from_dict(query)
