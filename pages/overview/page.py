"""What happened, is the scheme on target, what is new since last time?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

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
HEIGHT_OF_ROW = 750

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


def side_by_side(parts: Sequence[Callable[[Scope], None]]) -> None:
    """Two in a row; one that is left over has the whole width."""
    for row in zip_longest(parts[::2], parts[1::2]):
        if row[1] is None:
            row[0](scope)
            continue
        with st.grid(2, min_column_width=COLUMN_WIDTH, gap=("small", "large")):
            for part in row:
                with st.container():
                    part(scope)


there: list[Callable[[Scope], None]] = []
lacking: list[Callable[[Scope], None]] = []
for part, is_tellable in (
    ((target.draw, target.is_tellable), (funnel.draw, funnel.is_tellable))
    if exchanges
    else ((map_and_corridors.course, map_and_corridors.has_course),)
):
    (there if is_tellable() else lacking).append(part)
there += (
    [map_and_corridors.where, map_and_corridors.corridors, member_states.draw]
    if exchanges
    else [map_and_corridors.where]
)
# What the register can never tell goes into the line, and what comes after it takes the place.
for drawn in lacking:
    drawn(scope)
side_by_side(there[:2])
later = [*there[2:], news.draw]
below.rest("overview", lambda: side_by_side(later), height=HEIGHT_OF_ROW * ((len(later) + 1) // 2))
