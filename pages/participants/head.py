"""The figures on top: those that this register can tell, with their course over the years."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cxc_metrics.access import YEAR_BEFORE
from cxc_metrics.scope import Scope
from cxc_metrics.words import sentences
from cxc_metrics.words.plain import markdown_text
from ui import session
from ui.parts import blocks


def draw(key: str, figures: Sequence[str], scope: Scope) -> None:
    """Tiles of the figures that can be measured; where none can, the reasons."""
    measured = session.measured(figures, scope=scope)
    reasons = measured.not_measurable
    shown = [kpi for kpi in figures if kpi not in reasons]
    for reason in dict.fromkeys(reasons.values()) if not shown else ():
        st.info(markdown_text(sentences.not_measurable(reason)), icon=":material/block:")
    if shown:
        measurement = session.measured(shown, scope=scope, compare=YEAR_BEFORE)
        blocks.headline(key, measurement, session.measured(shown, by=["year"], scope=scope))
