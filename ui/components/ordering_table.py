"""A table of text whose headings order a list of which it is a part (docs/decisions/075)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypedDict

import streamlit as st

from .registering import own_component

# Within the page and not in a shadow of its own: the keyboard and the fonts are those of the page.
_TABLE: Final = own_component("ordering_table", in_shadow=False)


class Heading(TypedDict):
    """A column: its name and text, whether it orders, how it is sorted, whether it stands on the right."""

    name: str
    text: str
    orders: bool
    sorted: str
    right: bool


def draw(
    key: str,
    headings: Sequence[Heading],
    rows: Sequence[Sequence[str]],
    *,
    label: str,
    most: int,
    on_order: Callable[[str], None],
    on_pick: Callable[[int], None] | None = None,
) -> None:
    """The table; more than `most` rows scroll.

    `on_order` is called with the name of a heading that orders, `on_pick` with the number of a row there is.
    """
    offered = {heading["name"] for heading in headings if heading["orders"]}

    def ordered() -> None:
        if (name := st.session_state[key]["order"]) in offered:
            on_order(name)

    def picked() -> None:
        row = st.session_state[key]["pick"]
        if on_pick is not None and isinstance(row, int) and 0 <= row < len(rows):
            on_pick(row)

    _TABLE(
        key=key,
        data={
            "name": key,
            "label": label,
            "headings": list(headings),
            "rows": [list(row) for row in rows],
            "picks": on_pick is not None,
            "most": most,
        },
        on_order_change=ordered,
        on_pick_change=picked,
    )
