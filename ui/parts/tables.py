"""Tables on screen: real HTML with escaped names, numbers as the reader writes them, limits said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from cxc_metrics.words import numbers
from cxc_metrics.words.plain import (
    markdown_text,
    one_line,
    shorten,
)
from cxc_metrics.words.texts import say
from ui.session import below
from ui.session.asked_whole import is_whole

ROWS_A_PAGE = 25
MOST_HTML_COLUMNS = 4
LONGEST_CELL = 120
# A grid cuts longer ones itself, always at their end.
# Half a row is cut, so that one sees that there is more.
GRID_HEIGHT = 578
# Between cells that are written as text: no name has it.
_BETWEEN = "\x1f"
# Numbers stand under each other by their units.
_RIGHT = st.column_config.Column(alignment="right")


def show(
    table: pd.DataFrame,
    *,
    alt: str,
    key: str = "",
    rows: int = ROWS_A_PAGE,
    longest: int = LONGEST_CELL,
    links: Sequence[str] = (),
) -> None:
    """Draw a table of text; every cell is data, never markup, and cut after `longest` letters.

    `links` are addresses of ours that the first cells of the rows of a narrow table lead to.

    Narrow tables are real HTML, paged when they are long and have a `key`. Wide ones are a grid that scrolls
    by keyboard: an HTML table wider than a phone would scroll by touch only.
    """
    if table.empty:
        st.caption(say("measure.empty"))
    elif is_whole():
        _html(table, alt, "", len(table), longest, links)
    elif len(table.columns) > MOST_HTML_COLUMNS:
        st.dataframe(
            table.map(one_line),
            hide_index=True,
            alt=alt,
            height="content" if len(table) <= rows else GRID_HEIGHT,
            column_config=numbers_right(table),
        )
    else:
        _html(table, alt, key, rows, longest, links)


def numbers_right(table: pd.DataFrame) -> dict[str, Any]:
    """The configuration of a grid of text that puts its written numbers on the right."""
    return {str(name): _RIGHT for name in table.columns[1:] if _is_written(table[name])}


def _is_written(column: pd.Series) -> bool:
    """Whether a column of text holds numbers as they are written, and nothing else."""
    cells = [text for cell in column if (text := one_line(cell)) not in {"", numbers.NOT_AVAILABLE}]
    return bool(cells) and all(map(numbers.is_written, cells))


def _html(
    table: pd.DataFrame, alt: str, key: str, rows: int, longest: int, links: Sequence[str] = ()
) -> None:
    pages = -(-len(table) // rows)
    page = st.pagination(pages, key=f"page_{key}") if key and pages > 1 else 1
    part = table.iloc[(page - 1) * rows : page * rows]
    escaped = part.map(lambda cell: markdown_text(shorten(cell, longest)))
    if links:
        shown = zip(escaped.iloc[:, 0], links[(page - 1) * rows : page * rows], strict=True)
        escaped.isetitem(0, [f"[{text}]({address})" for text, address in shown])
    escaped.columns = [markdown_text(column) for column in part.columns]
    st.table(_aligned(escaped, table), border="horizontal", hide_index=True, alt=alt)
    if pages > 1:
        first = (page - 1) * rows + 1
        places = f"{numbers.number(first)}–{numbers.number(first + len(part) - 1)}"
        st.caption(say("table.limited", shown=places, total=numbers.number(len(table))))


def _aligned(escaped: pd.DataFrame, whole: pd.DataFrame) -> Styler:
    """The table with its written numbers on the right.

    Streamlit puts numbers there and text on the left, whatever a style says: so a column of written numbers
    holds the numbers of its rows, and is displayed as what is written.
    """
    written = [
        own for own, name in zip(escaped.columns, whole.columns, strict=True) if _is_written(whole[name])
    ]
    texts = {name: escaped[name].tolist() for name in written}
    placed = escaped.assign(**{name: range(len(escaped)) for name in written})
    forms: dict[Any, str | Callable[[object], str] | None] = {
        name: partial(_at, texts[name]) for name in written
    }
    return placed.style.format(forms)


def _at(texts: Sequence[str], place: object) -> str:
    return texts[int(str(place))]


def sortable(
    key: str,
    table: pd.DataFrame,
    *,
    decimals: Mapping[str, int],
    alt: str,
    on_pick: Callable[[int], None] | None = None,
) -> None:
    """A grid that sorts by any column, and hands over the row selected if somebody wants it; text is never
    markup.

    Columns in `decimals` stay numbers, so that they sort as numbers, and are written as the reader writes
    them; missing ones as not available.
    """

    def picked() -> None:
        chosen = st.session_state[key]["selection"]["rows"]
        if chosen and on_pick is not None:
            on_pick(int(chosen[0]))
            below.stay()

    words = [name for name in table.columns if name not in decimals]
    plain = table.assign(**{name: table[name].map(one_line) for name in words})
    written: dict[Any, Any] = {
        name: partial(numbers.number, decimals=places) for name, places in decimals.items()
    }
    styled = plain.style.format(written, na_rep=numbers.NOT_AVAILABLE)
    if is_whole():
        show(as_written(styled), alt=alt)
        return
    st.dataframe(
        styled,
        hide_index=True,
        placeholder=numbers.NOT_AVAILABLE,
        alt=alt,
        key=key,
        height="content" if len(table) <= ROWS_A_PAGE else GRID_HEIGHT,
        on_select="ignore" if on_pick is None else picked,
        selection_mode="single-row",
    )


def as_written(styled: Styler) -> pd.DataFrame:
    """What a grid of numbers shows, as text."""
    lines = styled.hide(axis="index").to_string(delimiter=_BETWEEN).splitlines()
    return pd.DataFrame([line.split(_BETWEEN) for line in lines[1:]], columns=styled.columns)


def records(
    rows: Sequence[Mapping[str, object]], *, alt: str, key: str = "", longest: int = LONGEST_CELL
) -> None:
    """Draw rows of plain values."""
    show(
        pd.DataFrame(
            [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in rows]
        ),
        alt=alt,
        key=key,
        longest=longest,
    )
