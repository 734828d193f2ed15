"""What happened, is the scheme on target, what is new since last time?"""

from __future__ import annotations

import streamlit as st

from ui import blocks, session
from ui.overview import asked, funnel, members, news, places, story, target

scope = session.scope()
story.draw(scope)
history = session.measured(asked.HEADLINE, by=["year"], scope=scope)
blocks.headline(asked.headline(scope), blocks.sparklines(history))

left, right = st.columns([3, 2], gap="large")
with left:
    target.draw(scope)
with right:
    funnel.draw(scope)

left, right = st.columns([3, 2], gap="large")
with left:
    places.where(scope)
with right:
    places.corridors(scope)

left, right = st.columns([3, 2], gap="large")
with left:
    members.draw(scope)
with right:
    news.draw(scope)
