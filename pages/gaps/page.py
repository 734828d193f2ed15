"""Who hosts, and who sends, fewer than one would think? Each country against one named reference."""

from __future__ import annotations

import streamlit as st

from pages.gaps import country_corridors, fitted_gaps, gap_chart, seen_alone
from ui import session

scope = session.scope()
side = fitted_gaps.side_choice()
if session.reader().viewer.sees_all:
    chosen = fitted_gaps.gaps_of_address(scope, side)
    if chosen is not None:
        left, right = st.columns([3, 2], gap="large")
        with left:
            gap_chart.gap_chart(chosen)
        with right:
            country_corridors.corridors(chosen)
else:
    seen_alone.seen_alone(scope, side)
