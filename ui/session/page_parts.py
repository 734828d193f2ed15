"""What of a page can leave: each figure and table names itself while it is drawn, and nothing is made yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from cxc_metrics.export import Outgoing

_PARTS = "_page_parts"


def forget_parts() -> None:
    """Called by the shell at the start of each run: another selection has other figures."""
    st.session_state[_PARTS] = {}


def name_part(key: str, leaving: Callable[[], Outgoing]) -> None:
    """A figure or table of the page that is drawn; one that is drawn again takes the place it had."""
    st.session_state.setdefault(_PARTS, {})[key] = leaving


def page_parts() -> Mapping[str, Callable[[], Outgoing]]:
    """All that were drawn, in the order of the page. It goes on growing while more of the page is drawn."""
    parts: dict[str, Callable[[], Outgoing]] = st.session_state.setdefault(_PARTS, {})
    return parts
