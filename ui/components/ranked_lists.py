"""Ranked lists beside each other's numbers: a click on a row filters the rest, and only marks itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypedDict

import streamlit as st

from .registering import own_component

_LISTS: Final = own_component("ranked_lists")


class Row(TypedDict):
    """A row in words: what its value `rests` on (empty for counts), `share` of the longest bar (0 to 1),
    whether it is chosen.
    """

    code: str
    name: str
    value: str
    rests: str
    share: float
    change: str
    chosen: bool


class Ranked(TypedDict):
    """A list: the field it filters by, its heading, its rows; `several` may be chosen.

    `legend` stands beside the heading and says what is in small letters, `note` below it; with `why` no row
    can be chosen, and that is the reason. `behind` is the key of what stands behind its numbers.
    """

    field: str
    behind: str
    title: str
    legend: str
    note: str
    why: str
    several: bool
    rows: list[Row]


def draw(
    key: str,
    lists: Sequence[Ranked],
    *,
    hint: str,
    explains: str,
    on_pick: Callable[[str, str, bool], None],
) -> None:
    """The lists one below the other. `hint` says how several are chosen, `explains` what a click on a number
    does; `on_pick` gets field and code of a row there is, and whether it is to be added to those chosen.
    """
    offered = {(ranked["field"], row["code"]): ranked for ranked in lists for row in ranked["rows"]}

    def picked() -> None:
        event = st.session_state[key]["pick"]
        if not isinstance(event, dict):
            return
        row = (str(event.get("field")), str(event.get("code")))
        ranked = offered.get(row)
        if ranked is not None and not ranked["why"]:
            on_pick(*row, bool(event.get("adds")) and ranked["several"])

    _LISTS(
        key=key,
        data={"name": key, "lists": list(lists), "hint": hint, "explains": explains},
        on_pick_change=picked,
    )
