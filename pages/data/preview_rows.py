"""The first rows of the tables that a mapping made, as they were read."""

from __future__ import annotations

from typing import Final

import streamlit as st

from cxc_metrics.contract import TABLES, UNIT_TABLES
from cxc_metrics.intake import CheckedTables
from cxc_metrics.words.plain import cut_apart
from cxc_metrics.words.texts import say
from ui.parts import tables

PREVIEW_ROWS: Final = 10
_LONGEST_HEADING: Final = 28


def draw(checked: CheckedTables) -> None:
    """Ten rows of what the register counts, and of each other table folded."""
    st.subheader(say("preview.title"), anchor=False)
    counted = [name for name in checked.tables if name in UNIT_TABLES]
    for name in counted:
        _rows(checked, name)
    for name in (name for name in checked.tables if name not in counted):
        with st.expander(say("preview.other", grain=TABLES[name].grain)):
            _rows(checked, name)


def _rows(checked: CheckedTables, name: str) -> None:
    rows = checked.first_rows(name, PREVIEW_ROWS)
    columns = {column.name: column.description for column in TABLES[name].columns()}
    headings = cut_apart([columns[column] for column in rows.columns], _LONGEST_HEADING)
    text = rows.astype("string").fillna("").set_axis(headings, axis="columns")
    tables.show(text, alt=say("preview.alt", grain=TABLES[name].grain), key=f"preview_{name}")
