"""Headline figures: name, value, change and course, the definition where it stands.

Drawn as one element: eight of Streamlit's metrics in frames with pictures cost the browser as much as
a chart, and cut long names.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import streamlit as st

from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.words.plain import html_text
from cxc_metrics.words.texts import say
from ui.figures.theme import palette

_STYLE: Final = f"<style>{(Path(__file__).parent / 'tiles.css').read_text(encoding='utf-8')}</style>"
_ARROWS: Final = {True: "↑", False: "↓"}


@dataclass(frozen=True)
class Tile:
    """One figure in words; all of it plain text but `picture`, which is SVG with its alternative text.

    With the id of its `figure` (and of its `row`, where it is told by something), and the key of what stands
    `behind` it, a click on the value opens that.
    """

    label: str
    value: str
    definition: str = ""
    change: str = ""
    rises: bool = True
    note: str = ""
    picture: str = ""
    picture_told: str = ""
    below: tuple[str, ...] = ()
    figure: str = ""
    row: str = ""
    behind: str = ""


def draw(tiles: Sequence[Tile], *, least: int = 150, most: int = 4, framed: bool = True) -> None:
    """About `most` beside each other, as many in each row as can be, each at least `least` pixels wide."""
    columns = in_a_row(len(tiles), most)
    st.html(_STYLE + markup(tiles, palette(), least=least, most=columns, framed=framed))


def in_a_row(count: int, most: int) -> int:
    """How many stand in a row so that no row has a hole that one more in a row would fill.

    >>> [in_a_row(count, 4) for count in range(1, 9)], in_a_row(3, 1)
    ([1, 2, 3, 4, 5, 3, 4, 4], 1)
    """
    if most == 1 or not count:
        return 1
    rows = -(-count // (most + 1))
    return -(-count // rows)


def markup(tiles: Sequence[Tile], colours: Palette, *, least: int, most: int, framed: bool) -> str:
    """The tiles as HTML, every text escaped."""
    style = f"--least:{least}px;--most:{most};--muted:{colours.muted};--line:{colours.line};"
    style += f"--surface:{colours.surface}"
    kind = "cxc-tile" if framed else "cxc-tile bare"
    inner = "".join(f'<div class="{kind}" role="listitem">{_inside(tile)}</div>' for tile in tiles)
    return f'<div class="cxc-tiles" role="list" style="{style}">{inner}</div>'


def _inside(tile: Tile) -> str:
    changed = " ".join(part for part in (_change(tile), html_text(tile.note)) if part)
    lines = [changed, *map(html_text, tile.below)]
    # Four parts, empty or not: the four rows a tile shares with those beside it.
    return (
        f'{_label(tile)}<div class="value">{_value(tile)}</div>'
        f'<div class="told">{"".join(f"<div>{text}</div>" for text in lines if text)}</div>'
        f'<div class="picture">{_picture(tile)}</div>'
    )


def _label(tile: Tile) -> str:
    label = f'<span class="name">{html_text(tile.label)}</span>'
    if not tile.definition:
        return f'<div class="label">{label}</div>'
    hint = html_text(say("tile.definition"))
    return (
        f'<details class="label" name="cxc-definition"><summary title="{hint}">{label}'
        '<span class="sign" aria-hidden="true">?</span></summary>'
        f'<div class="definition">{html_text(tile.definition)}</div></details>'
    )


def _value(tile: Tile) -> str:
    if not tile.behind:
        return html_text(tile.value)
    hint = html_text(say("tile.behind"))
    parts = "&#10;".join(map(html_text, filter(None, (tile.figure, tile.row))))
    names = f'data-of="{html_text(tile.behind)}" data-behind="{parts}" data-explains="1"'
    return f'<button type="button" title="{hint}" {names}>{html_text(tile.value)}</button>'


def _change(tile: Tile) -> str:
    if not tile.change:
        return ""
    return f'<span aria-hidden="true">{_ARROWS[tile.rises]}</span> {html_text(tile.change)}'


def _picture(tile: Tile) -> str:
    if not tile.picture:
        return ""
    data = base64.b64encode(tile.picture.encode()).decode("ascii")
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{html_text(tile.picture_told)}">'
