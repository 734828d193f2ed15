"""One screen: the figures, one as a chart, where and of whom it is most; below, what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

import streamlit as st

from cxc_metrics.scope import Scope
from pages.overview import (
    chart_tabs,
    corridors,
    figures_beside,
    funnel,
    lists_beside,
    member_states,
    news,
    page_figure,
    page_questions,
    story,
    target,
)
from ui import session
from ui.parts import folded, second_beside
from ui.session import below
from ui.session.asked_whole import is_whole

# Narrower, two charts beside each other would lose their labels: then they stand one below the other.
COLUMN_WIDTH = 400
HEIGHT_OF_ROW = 750
WIDTHS = (22, 55, 23)

scope = session.scope()
exchanges = page_questions.of_exchanges()
figure = page_figure.of_page(scope)
session.ask([*page_questions.questions(scope, figure), *chart_tabs.questions(scope, figure)])
left, middle, right = folded.beside(WIDTHS, gap="medium")
with left:
    figures_beside.draw(scope)
with middle:
    chart_tabs.draw(scope, figure)
with right:
    lists_beside.draw(scope, figure)
second_beside.draw(page_figure.shown(session.reader().watched(), scope, session.reader()), scope)


def side_by_side(parts: Sequence[Callable[[Scope], None]]) -> None:
    """Two in a row; one that is left over has the whole width."""
    for row in zip_longest(parts[::2], parts[1::2]):
        if row[1] is None or is_whole():
            for part in filter(None, row):
                part(scope)
            continue
        with st.grid(2, min_column_width=COLUMN_WIDTH, gap=("small", "large")):
            for part in row:
                with st.container():
                    part(scope)


there: list[Callable[[Scope], None]] = []
lacking: list[Callable[[Scope], None]] = []
if exchanges:
    for part, is_tellable in ((target.draw, target.is_tellable), (funnel.draw, funnel.is_tellable)):
        (there if is_tellable() else lacking).append(part)
    there += [corridors.draw, member_states.draw]
there.append(news.draw)
# What the register can never tell goes into the line, and what comes after it takes the place.
for drawn in lacking:
    drawn(scope)


def more() -> None:
    """What stands below the first screen."""
    of_exchanges = [target.question(scope), *funnel.questions(scope)] if exchanges else []
    session.ask([*page_questions.later(scope), *of_exchanges])
    story.draw(scope)
    side_by_side(there)


below.rest("overview", more, height=HEIGHT_OF_ROW * ((len(there) + 1) // 2))
