"""A map of countries by value: hatched where there is none, squares for the small, zoom that selects nothing.

Of the keyboard it is one list: arrows or a first letter go from country to country, Enter picks, plus and
minus bring near (docs/decisions/157-a-map-of-our-own.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypedDict

import streamlit as st

from .registering import own_component

_MAP: Final = own_component("country_map", "zooming")


class Place(TypedDict):
    """A country of the list: `iso3` names its outline, `code` comes back when it is picked.

    `lines` are read with its name. `fill` is empty where `pattern` (`hatched`, `dotted`) or land shows; `ink`
    is what is read on the fill, `sign` is written there. `small` ones are squares with `short` in them.
    """

    code: str
    iso3: str
    name: str
    short: str
    lines: list[str]
    fill: str
    ink: str
    pattern: str
    sign: str
    selected: bool
    small: bool


class Entry(TypedDict):
    """A line of the legend: a colour, or a pattern (`hatched`, `dotted`, `arcs`, none: land)."""

    fill: str
    pattern: str
    text: str


class Curve(TypedDict):
    """A corridor between two outlines, and how wide it is, in pixels."""

    start: str
    end: str
    width: float


class Sheet(TypedDict):
    """What is in view: the address of the outlines, its width and height in their units, and the
    colour of arcs.
    """

    paths: str
    width: int
    height: int
    arc: str


def draw(
    key: str,
    sheet: Sheet,
    places: Sequence[Place],
    *,
    label: str,
    unit: str,
    legend: Sequence[Entry],
    words: Mapping[str, str],
    arcs: Sequence[Curve] = (),
    on_pick: Callable[[str], None] | None = None,
) -> None:
    """The map; `places` in the order of the list.

    `on_pick` is called with the code of a place there is. `words` are those of the buttons (`in`, `out`,
    `whole`) and what is said where no outlines came (`failed`).
    """
    offered = {place["code"] for place in places}

    def picked() -> None:
        code = st.session_state[key]["pick"]
        if on_pick is not None and code in offered:
            on_pick(code)

    _MAP(
        key=key,
        data={
            "name": key,
            "label": label,
            "unit": unit,
            "places": list(places),
            "legend": list(legend),
            "arcs": list(arcs),
            "words": dict(words),
            "picks": on_pick is not None,
            **sheet,
        },
        on_pick_change=picked,
    )
