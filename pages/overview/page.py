"""What happened, is the scheme on target, what is new since last time?"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cxc_metrics.scope import Scope
from pages.overview import (
    funnel,
    map_and_corridors,
    member_states,
    news,
    page_questions,
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
exchanges = page_questions.of_exchanges()
session.ask(
    [
        *page_questions.questions(scope),
        *([target.question(scope), *funnel.questions(scope)] if exchanges else []),
    ]
)
story.draw(scope)
blocks.headline("overview_headline", page_questions.headline(scope), page_questions.history(scope))


def side_by_side(*parts: Callable[[Scope], None]) -> None:
    with st.grid(2, min_column_width=COLUMN_WIDTH, gap=("small", "large")):
        for part in parts:
            with st.container():
                part(scope)


if exchanges:
    side_by_side(target.draw, funnel.draw)
    below.rest(
        "overview",
        lambda: side_by_side(
            map_and_corridors.where, map_and_corridors.corridors, member_states.draw, news.draw
        ),
        height=HEIGHT_BELOW,
    )
else:
    side_by_side(map_and_corridors.where, map_and_corridors.course)
    news.draw(scope)
