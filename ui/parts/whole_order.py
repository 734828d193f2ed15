"""A grid that shows a part of a longer list: a click on a heading orders the whole list, never the part.

Streamlit switches its own sorting off where columns can be selected, so a click on a heading selects the
column, which is read as the wish to order by it. The grid drawn next is another widget, in which nothing is
selected: Streamlit's browser half ignores a selection taken back twice in the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Literal

import pandas as pd
import streamlit as st

from cxc_metrics.words.plain import one_line
from ui.parts import tables
from ui.session import below


def turned(order: str, name: str) -> str:
    """The order after a click on the heading of that column: by it, and the other way round from then on."""
    return f"-{name}" if order == name else name


def grid(
    key: str,
    table: pd.DataFrame,
    names: Sequence[str],
    *,
    alt: str,
    height: int | Literal["content"] = "content",
    order: str = "",
    orders: Collection[str] = (),
    on_order: Callable[[str], None] | None = None,
    on_pick: Callable[[int], None] | None = None,
) -> None:
    """Draw a table of text; its headings order the list of which it is a part.

    `names` are the columns' own names, in the order of the table; of them, `orders` can be ordered by, and
    `order` is how they are (a leading minus: downwards), which its heading says. A click on another heading
    does nothing. `on_pick` is called with the number of a row that was selected.
    """
    by = order.removeprefix("-")
    sign = "↓" if order.startswith("-") else "↑"
    shown = table.map(one_line)
    shown.columns = [
        f"{heading} {sign}" if name == by else str(heading)
        for heading, name in zip(table.columns, names, strict=True)
    ]
    column = dict(zip(map(str, shown.columns), names, strict=True))

    clicks = f"_clicks_{key}"
    widget = f"{key}_{st.session_state.get(clicks, 0)}"

    def selected() -> None:
        chosen = st.session_state[widget]["selection"]
        if chosen["columns"]:
            st.session_state[clicks] = st.session_state.get(clicks, 0) + 1
            name = column.get(chosen["columns"][0])
            if on_order is not None and name is not None and name in orders:
                on_order(turned(order, name))
        elif chosen["rows"] and on_pick is not None:
            on_pick(int(chosen["rows"][0]))
        below.stay()

    st.dataframe(
        shown,
        hide_index=True,
        alt=alt,
        key=widget,
        height=height,
        column_config=tables.numbers_right(shown),
        on_select=selected,
        selection_mode=["single-column"] if on_pick is None else ["single-row", "single-column"],
    )
