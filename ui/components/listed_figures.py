"""The figures of a page as a list: name, value, change and course, of which a click makes one its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypedDict

import streamlit as st

from .registering import own_component

_LIST: Final = own_component("listed_figures")


class Item(TypedDict):
    """A figure in words; `values` by period are its course, of which those that are `open` go on.

    `rises` is 1, -1 or 0 (no arrow); `more` says to a screen reader what the course shows, `definition` what
    the figure is.
    """

    id: str
    name: str
    value: str
    change: str
    rises: int
    note: str
    values: list[float | None]
    open: list[bool]
    more: str
    definition: str


def draw(
    key: str,
    items: Sequence[Item],
    *,
    chosen: str,
    label: str,
    caption: str,
    behind: str,
    on_choose: Callable[[str], None],
) -> None:
    """The list; `caption` says what the changes are against, `on_choose` gets the id of an item there is.

    `behind` is the key of what stands behind its numbers.
    """
    offered = {item["id"] for item in items}

    def choose() -> None:
        if (name := st.session_state[key]["choose"]) in offered:
            on_choose(name)

    _LIST(
        key=key,
        data={
            "name": key,
            "items": list(items),
            "chosen": chosen,
            "label": label,
            "caption": caption,
            "behind": behind,
        },
        on_choose_change=choose,
    )
