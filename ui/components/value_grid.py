"""A matrix or a table of numbers: headings that stay in sight, cells that say what they hold, can be picked.

Of the keyboard it is a grid of ARIA: one stop, arrows, Home and End, Enter picks
(docs/decisions/158-a-matrix-as-a-grid.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, TypedDict

import streamlit as st

from .country_map import Entry
from .registering import own_component

_GRID: Final = own_component("value_grid")
# Codes stand upright above columns, names are turned.
_CODE: Final = 3


class GridCell(NamedTuple):
    """What is written in a cell, the place of its colour among `fills` or why there is none, what is said.

    `none` is empty, `apart` does not apply: both take no click. `plain` has no colour to have.
    """

    text: str
    kind: int | Literal["none", "apart", "sign", "plain"]
    said: str = ""


class Heading(TypedDict):
    """A row or a column: its code, its whole name, what there is room for, whether numbers stand right."""

    code: str
    name: str
    short: str
    right: bool


@dataclass(frozen=True)
class Key:
    """What colours mean: the unit they are of, each fill and what is read on it, the legend, empty cells."""

    unit: str
    fills: Sequence[tuple[str, str]]
    land: str
    legend: Sequence[Entry]


_NO_KEY: Final = Key("", (), "transparent", ())


def draw(
    key: str,
    rows: Sequence[Heading],
    columns: Sequence[Heading],
    cells: Sequence[Sequence[GridCell]],
    *,
    label: str,
    axes: str,
    none: str,
    colours: Key = _NO_KEY,
    chosen: tuple[Sequence[int], Sequence[int]] = ((), ()),
    on_pick: Callable[[int, int], None] | None = None,
) -> None:
    """The grid; `cells[i][j]` is of `rows[i]` and `columns[j]`. Without a key of `colours` it is a table.

    `axes` stands in the corner; `none` is said of an empty cell; `chosen` are places of rows and columns.
    `on_pick` is called with the place of a cell there is.
    """

    def picked() -> None:
        place = st.session_state[key]["pick"]
        if on_pick is not None and (there := _place(place, len(rows), len(columns))) is not None:
            on_pick(*there)

    is_table = not colours.unit
    _GRID(
        key=key,
        data={
            "name": key,
            "label": label,
            "axes": axes,
            "unit": colours.unit,
            "rows": list(rows),
            "columns": list(columns),
            "cells": [[list(cell) for cell in line] for line in cells],
            "fills": [list(fill) for fill in colours.fills],
            "land": colours.land,
            "legend": list(colours.legend),
            "none": none,
            "between": ", " if is_table else " → ",
            "chosen": [list(side) for side in chosen],
            "turned": not is_table and any(len(column["short"]) > _CODE for column in columns),
            "picks": on_pick is not None,
        },
        on_pick_change=picked,
    )


def _place(event: object, rows: int, columns: int) -> tuple[int, int] | None:
    """The place of a cell as it came from the browser; None where there is no such cell."""
    if not isinstance(event, list) or len(event) != 2:
        return None
    row, column = event
    # Of a JSON true, Python makes an integer as well.
    is_there = type(row) is int and type(column) is int and row in range(rows) and column in range(columns)
    return (row, column) if is_there else None
