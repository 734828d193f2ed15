"""What happened, and what is new? Headline figures, development, map, largest corridors."""

from __future__ import annotations

import streamlit as st

from ui import blocks, session, views
from ui.words import say

HEADLINE = ("O01", "O01v", "O02", "O04", "O07", "O06", "O08m", "O10")

scope = session.scope()
history = session.measured(HEADLINE, by=["year"], scope=scope)
blocks.headline(session.measured(HEADLINE, scope=scope, compare="previous"), blocks.sparklines(history))

views.development("overview_trend", say("overview.trend"), "O01", "quarter", scope)
left, right = st.columns([3, 2], gap="large")
with left:
    views.country_map("overview_map", say("overview.map"), "O01", "host_country", scope)
with right:
    views.ranking("overview_sectors", say("overview.sectors"), "O01", "visitor_sector", scope)
