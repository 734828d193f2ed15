"""Plain tables of records on screen: headings and cells in words, rows that open a card, exports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from numbers import Real
from typing import Any

import pandas as pd
import streamlit as st
from pandas.api.types import is_bool_dtype, is_numeric_dtype

from cxc_metrics.access import cell_in_words
from cxc_metrics.disclosure import Table
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import markdown_text, one_line
from cxc_metrics.words.texts import say
from ui.parts import exports, tables
from ui.session import below
from ui.session.asked_whole import is_whole

ROWS = 25
# States of the work list are no codes of the register: their words are `record.<state>`.
_STATE_COLUMNS = frozenset({"report", "payment"})
# Years and numbers of waves are names, not amounts.
_UNGROUPED = frozenset({"wave", "founded_year"})


def cell(column: str, value: Any) -> str:
    """One cell in words. Not escaped; empty where nothing is recorded."""
    if value is None or pd.isna(value):
        return ""
    words = cell_in_words(column, value)
    if words is None and column in _STATE_COLUMNS:
        words = say(f"record.{value}")
    elif words is None and isinstance(value, bool):
        words = say("record.yes" if value else "record.no")
    return words if words is not None else _figure(column, value)


def _figure(column: str, value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, (Real, Decimal)) and column not in _UNGROUPED:
        return numbers.number(float(value), decimals=0 if float(value).is_integer() else 2)
    return str(value)


def words_first(table: pd.DataFrame) -> pd.DataFrame:
    """The table with what a reader knows in front; identifiers, which only computers do, last."""
    ids = [name for name in table.columns if str(name).endswith("_id")]
    return table[[*(name for name in table.columns if name not in ids), *ids]]


def as_text(table: pd.DataFrame) -> pd.DataFrame:
    """A table of records as text under headings in words. Not escaped."""
    shown = pd.DataFrame(index=table.index)
    for name in table.columns:
        shown[say(f"column.{name}")] = [cell(str(name), value) for value in table[name].tolist()]
    return shown


def fields(values: Mapping[str, Any], *, alt: str) -> None:
    """The fields of one record, one a row."""
    tables.records(
        [
            {say("exchanges.field"): say(f"column.{name}"), say("exchanges.value"): cell(name, value)}
            for name, value in values.items()
            if cell(name, value)
        ],
        alt=alt,
    )


def grid(
    key: str, table: pd.DataFrame, *, alt: str, on_pick: Callable[[int], None] | None = None
) -> int | None:
    """A grid of records in which one row can be selected; the number of the selected row.

    `on_pick` is called with it before the page runs again.
    """

    def picked() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows and on_pick is not None:
            on_pick(int(rows[0]))
            below.stay()

    table = words_first(table)
    shown = as_text(table).map(one_line)
    # Numbers stay numbers under their text: a heading sorts them by size and not by their letters.
    forms: dict[Any, str | Callable[[object], str] | None] = {}
    for heading, name in zip(shown.columns, table.columns, strict=True):
        if is_numeric_dtype(table[name]) and not is_bool_dtype(table[name]) and name not in _UNGROUPED:
            shown[heading] = table[name]
            forms[heading] = partial(cell, str(name))
    styled = shown.style.format(forms, na_rep="")
    if is_whole():
        tables.show(tables.as_written(styled), alt=alt)
        return None
    event = st.dataframe(
        styled,
        hide_index=True,
        alt=alt,
        key=key,
        # Exact amounts are text to pandas.
        column_config=tables.numbers_right(shown),
        height="content" if len(table) <= ROWS else tables.GRID_HEIGHT,
        on_select=picked if on_pick is not None else "rerun",
        selection_mode="single-row",
    )
    rows = event["selection"]["rows"]
    return int(rows[0]) if rows and rows[0] < len(table) else None


def part(key: str, title: str, table: Table, *, empty: str) -> None:
    """One part of a card: heading, table, export; or why there is none."""
    st.subheader(title, anchor=False)
    if table.reason:
        st.caption(markdown_text(sentences.reason(table.reason)))
        if not len(table):
            return
    if not len(table):
        st.caption(empty)
        return
    tables.show(as_text(words_first(table.frame())), alt=title, key=key)
    exports.single_table_menu(key, title, table)
