"""What stands under a figure: its table, Inspect, the export, the source.

It runs again on its own (a fragment): looking behind a figure does not draw the page again, and what a menu
holds is made when the menu is opened (docs/decisions/017).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from cxc_metrics.disclosure import Figures
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import exports, inspection
from ui.parts.exports import Leaving, Said
from ui.session import behind
from ui.session.asked_whole import is_whole


@st.fragment
@session.resumed
def draw(
    key: str,
    said: Said | str,
    measured: Figures | Sequence[Figures],
    *,
    table: Callable[[], None] | None = None,
    drawn: Leaving | None = None,
    more_tools: Callable[[], None] | None = None,
    source: bool = True,
) -> None:
    """The tools of one figure in a row, its table below them if it is asked for, its source.

    `said` is what the figure says of itself, or its title alone. A figure made of several answers hands them
    all to Inspect. `table` draws the table behind a chart; `drawn` is what leaves, where that is not the
    first answer's table, or what makes it when it does; `more_tools` draws what else belongs into the row.
    """
    first, *others = [measured] if isinstance(measured, Figures) else measured
    if is_whole():
        behind.name(key, [first, *others])
        if source:
            st.caption(inspection.source_line(first))
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        as_table = table is not None and st.toggle(say("chart.table"), key=f"table_{key}")
        inspection.button(key, first, *others)
        exports.figures_menu(key, said, first, drawn=drawn, others=others)
        if more_tools:
            more_tools()
    if as_table and table:
        table()
    if source:
        st.caption(inspection.source_line(first))
