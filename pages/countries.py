"""Who sends, who hosts, and where are there no exchanges yet?"""

from __future__ import annotations

import streamlit as st

from ui import session, views
from ui.theme import palette
from ui.words import say

scope = session.scope()
side = st.segmented_control(
    say("countries.side"),
    ("host_country", "visitor_country"),
    default="host_country",
    format_func=lambda field: say(f"countries.{field}"),
    required=True,
    key="countries_side",
    persist_state="session",
)
left, right = st.columns([3, 2], gap="large")
with left:
    views.country_map("countries_map", say(f"countries.map_{side}"), "O01", side, scope)
with right:
    views.unreached(say("countries.unreached"), side, scope)
left, right = st.columns(2, gap="large")
with left:
    views.ranking(
        "countries_sent", say("countries.sent"), "O01", "visitor_country", scope, colour=palette().visitor
    )
with right:
    views.ranking(
        "countries_hosted", say("countries.hosted"), "O01", "host_country", scope, colour=palette().host
    )
views.matrix("countries_matrix", say("countries.matrix"), "O01", "visitor_country", "host_country", scope)
