"""What a page run tells the visitor once: notes above the page."""

from __future__ import annotations

import streamlit as st

_NOTES = "_notes"


def note(text: str) -> None:
    """Tell the visitor once, above the page; text is Markdown already escaped."""
    st.session_state.setdefault(_NOTES, []).append(text)


def take_notes() -> list[str]:
    """The notes of this run, which are then forgotten."""
    return list(st.session_state.pop(_NOTES, []))
