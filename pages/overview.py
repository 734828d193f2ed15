"""What happened, is the scheme on target, what is new since last time?"""

from __future__ import annotations

import streamlit as st

from ui import blocks, session
from ui.overview import asked, funnel, members, news, places, story, target

# Narrower, two charts beside each other would lose their labels: then they stand one below the other.
COLUMN_WIDTH = 400

scope = session.scope()
story.draw(scope)
history = session.measured(asked.HEADLINE, by=["year"], scope=scope)
blocks.headline(asked.headline(scope), blocks.sparklines(history))

with st.grid(2, min_column_width=COLUMN_WIDTH, gap=("small", "large")):
    for draw in (target.draw, funnel.draw, places.where, places.corridors, members.draw, news.draw):
        with st.container():
            draw(scope)
