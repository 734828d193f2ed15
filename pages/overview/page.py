"""What happened, is the scheme on target, what is new since last time?"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cxc_metrics.scope import Scope
from pages.overview import (
    asked,
    funnel,
    members,
    news,
    places,
    story,
    target,
)
from ui import session
from ui.parts import blocks
from ui.session import below

# Narrower, two charts beside each other would lose their labels: then they stand one below the other.
COLUMN_WIDTH = 400
HEIGHT_BELOW = 1500

scope = session.scope()
session.ask([*asked.questions(scope), target.question(scope), *funnel.questions(scope)])
story.draw(scope)
blocks.headline("overview_headline", asked.headline(scope), asked.history(scope))


def beside_each_other(*parts: Callable[[Scope], None]) -> None:
    with st.grid(2, min_column_width=COLUMN_WIDTH, gap=("small", "large")):
        for part in parts:
            with st.container():
                part(scope)


beside_each_other(target.draw, funnel.draw)
below.rest(
    "overview",
    lambda: beside_each_other(places.where, places.corridors, members.draw, news.draw),
    height=HEIGHT_BELOW,
)
