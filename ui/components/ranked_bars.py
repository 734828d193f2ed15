"""Ranked bars, of which each is a filter or opens what is behind it; plain HTML, no chart library to load."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypedDict

import streamlit as st

from .registering import own_component

_BARS: Final = own_component("ranked_bars")


class Bar(TypedDict):
    """A bar: its code, its name, its value in words, all of it in words, its length (0 to 1).

    `mark` is where a second value stands (0 to 1), None where there is none; `paler` what is not chosen.
    """

    code: str
    name: str
    text: str
    said: str
    share: float
    mark: float | None
    chosen: bool
    paler: bool


class Look(NamedTuple):
    """What is counted, the colours of a bar and of the mark of a second value, and what that is called."""

    unit: str
    colour: str
    mark: str
    second: str


def draw(
    key: str,
    bars: Sequence[Bar],
    look: Look,
    *,
    label: str,
    explains: str,
    on_pick: Callable[[str], None] | None = None,
) -> None:
    """The bars, the first on top. `label` says to a screen reader what is to be seen.

    With `on_pick` a click or Enter picks the code of a bar there is, and `explains` says what a click on its
    number does; without, a click anywhere on a bar opens what is behind it.
    """
    offered = {bar["code"] for bar in bars}

    def picked() -> None:
        code = st.session_state[key]["pick"]
        if on_pick is not None and code in offered:
            on_pick(code)

    _BARS(
        key=key,
        data={
            "name": key,
            "bars": list(bars),
            **look._asdict(),
            "label": label,
            "explains": explains,
            "picks": on_pick is not None,
        },
        on_pick_change=picked,
    )
