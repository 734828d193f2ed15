"""Text upon the primary colour: Streamlit writes white there, which the pale primary on dark swallows."""

from __future__ import annotations

from typing import Final

import streamlit as st

from ui.figures.theme import is_dark, palette

# The tags of a list of several, with their crosses, and the button of the next step.
_UPON: Final = '[data-tag] span, [data-tag] button, button[data-testid="stBaseButton-primary"]'


def make_readable() -> None:
    """Write in the colour of the page there, 7.4 : 1 instead of 2.5 : 1, for the rest of the page."""
    if is_dark():
        st.html(f"<style>{_UPON} {{ color: {palette().surface} !important; }}</style>")
