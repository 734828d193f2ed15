"""Data issues in words: what a code means, and what was left out for the sake of others."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from cxc_metrics.contract import RULES
from cxc_metrics.intake import REASONS
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say


def meaning(code: str) -> str:
    """What is wrong, in words: the rule that is broken, or the reason."""
    if code in RULES:
        return say("data.broken", rule=RULES[code].title)
    return REASONS[code][1] if code in REASONS else code


def in_words(findings: pd.DataFrame) -> pd.DataFrame:
    """Rows of the finding table as text: graded in words, and headed in words."""
    text = findings.astype("string").fillna("")
    text["severity"] = [say(f"data.severity_{severity}") for severity in findings["severity"]]
    return text.rename(columns={name: say(f"data.finding_{name}") for name in findings.columns})


def because(consequences: Sequence[tuple[str, str, str]]) -> None:
    """Rows left out for the sake of others, counted under their cause."""
    for cause, table, listed in consequences:
        st.caption(
            say("data.because", cause=markdown_text(meaning(cause)), table=table, rows=markdown_text(listed))
        )
