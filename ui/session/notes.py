"""What a page run tells the visitor once: notes above the page, and texts in words that fit the register."""

from __future__ import annotations

import streamlit as st

from cxc_metrics.words import texts
from cxc_metrics.words.texts import say

from .versions import reader

_NOTES = "_notes"


def note(text: str) -> None:
    """Tell the visitor once, above the page; text is Markdown already escaped."""
    st.session_state.setdefault(_NOTES, []).append(text)


def take_notes() -> list[str]:
    """The notes of this run, which are then forgotten."""
    return list(st.session_state.pop(_NOTES, []))


def say_by_grain(key: str, **values: object) -> str:
    """The text of that id, in words for persons where rows of the register stand for many of them."""
    of_persons = f"{key}_persons"
    counts_persons = reader().manifest.grain == "aggregate" and of_persons in texts.catalogue()
    return say(of_persons if counts_persons else key, **values)
