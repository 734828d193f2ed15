"""Data issues in words: what a code means, and what was left out for the sake of others."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cxc_metrics.contract import RULES
from cxc_metrics.intake import REASONS
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say


def meaning(code: str) -> str:
    """Rule or reason in words."""
    return RULES[code].title if code in RULES else REASONS[code][1] if code in REASONS else code


def because(consequences: Sequence[tuple[str, str, str]]) -> None:
    """Rows left out for the sake of others, counted under their cause."""
    for cause, table, listed in consequences:
        st.caption(
            say("data.because", cause=markdown_text(meaning(cause)), table=table, rows=markdown_text(listed))
        )
