"""What stands under a table of this page: its export, its source, the note on Kosovo."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import streamlit as st

from cxc_metrics.contract.reference import KOSOVO_NOTE
from cxc_metrics.disclosure import Table
from cxc_metrics.words import matching_words, numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.matching.days_and_weights import MatchingChoice
from ui import session
from ui.parts import exports, inspection, portrait
from ui.parts.exports import Said
from ui.session.asked_whole import is_whole


@st.fragment
@session.resumed
def draw(
    key: str,
    said: Said,
    leaving: Table,
    choice: MatchingChoice,
    *,
    table: Callable[[], None] | None = None,
    more_tools: Callable[[], None] | None = None,
) -> None:
    """The tools in a row, the table behind a chart if it is asked for, the source."""
    frame = leaving.frame()
    if not is_whole():
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            as_table = table is not None and st.toggle(say("chart.table"), key=f"table_{key}")
            exports.table_menu(key, said, leaving.table(frame, matching_words.column_meanings(frame)))
            if more_tools:
                more_tools()
        if as_table and table:
            table()
    days = say("matching.selection", first=numbers.day(choice.first), last=numbers.day(choice.last))
    st.caption(inspection.source_of(leaving, days))


def kosovo(countries: Iterable[object]) -> None:
    """The footnote, where its country is among them."""
    if portrait.KOSOVO in set(countries):
        st.caption(markdown_text(KOSOVO_NOTE))
