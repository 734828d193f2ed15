"""Under the navigation: the language of numbers and country names."""

from __future__ import annotations

import streamlit as st

from cxc_metrics.words import language
from cxc_metrics.words.texts import say
from ui import session


def draw() -> None:
    """A choice in the sidebar, kept in the address."""
    st.session_state["w_language"] = language.chosen()
    st.sidebar.selectbox(
        say("language.label"),
        language.OFFERED,
        format_func=language.own_name,
        key="w_language",
        help=say("language.help"),
        on_change=_changed,
    )


def _changed() -> None:
    session.choose_language(st.session_state["w_language"])
    st.query_params.from_dict(session.page_address(session.scope()))
