"""Which industrial ecosystems meet, and how often across ecosystems?"""

from __future__ import annotations

import streamlit as st

from ui import blocks, session, views
from ui.words import say

scope = session.scope()
blocks.headline(session.measured(["O01", "O09", "O10"], scope=scope, compare="previous"))
views.matrix("sectors_matrix", say("sectors.matrix"), "O01", "visitor_sector", "host_sector", scope)
left, right = st.columns(2, gap="large")
with left:
    views.ranking("sectors_visitors", say("sectors.visitors"), "O01", "visitor_sector", scope)
with right:
    views.ranking("sectors_cross", say("sectors.cross"), "O10", "visitor_sector", scope)
