"""The contract: each table with its columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.contract import TABLES, Column
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import exports, tables

LONG_CELL: Final = 600


def export_menu(part: str, table: Callable[[], pd.DataFrame]) -> None:
    """The export of a table that is declared and not measured; none where no data version is shown."""
    reader = session.reader_or_none()
    if reader is not None:
        exports.single_table_menu(f"methods_{part}", say(f"methods.{part}"), lambda: reader.declared(table()))


def dictionary() -> None:
    """The contract: each table with its columns."""
    table_name = session.page_value("table")
    st.session_state["w_dictionary"] = table_name if table_name in TABLES else next(iter(TABLES))
    name = st.selectbox(
        say("methods.table"),
        list(TABLES),
        key="w_dictionary",
        on_change=lambda: session.go_on_page(table=st.session_state["w_dictionary"]),
    )
    table = TABLES[name]
    description = str(table.__doc__).replace("`", "")
    st.markdown(f"{markdown_text(description)}  \n{say('methods.grain')}: {markdown_text(table.grain)}.")
    rows = [
        {
            say("methods.column"): f"{column['column']}: {_kind(column)}",
            say("methods.meaning"): f"{column['meaning']}. {_codes(column)}",
        }
        for column in _columns(name)
    ]
    tables.show(pd.DataFrame(rows), alt=name, rows=len(rows), longest=LONG_CELL)
    export_menu("dictionary", lambda: pd.DataFrame([row for table in TABLES for row in _columns(table)]))


def _kind(column: dict[str, object]) -> str:
    return ", ".join(str(column[part]) for part in ("type", "unit", "needed", "a_flaw") if column[part])


def _codes(column: dict[str, object]) -> str:
    codes = column["codes_or_table"]
    return say("methods.refers", codes=codes) if codes else ""


def _columns(name: str) -> list[dict[str, object]]:
    """The columns of one table of the contract, as they are exported."""
    return [
        {
            "table": name,
            "column": column.name,
            "type": column.sql_type.lower(),
            "unit": column.unit or "",
            "needed": say("methods.key")
            if column.key
            else ""
            if column.nullable
            else say("methods.required"),
            "a_flaw": _decides(column),
            "codes_or_table": column.references
            or (", ".join(str(code) for code in column.codes.codes) if column.codes else ""),
            "meaning": column.description,
        }
        for column in TABLES[name].columns()
    ]


def _decides(column: Column) -> str:
    """Whether a flaw in the column costs the row; elsewhere it costs the cell only."""
    if not column.deciding:
        return ""
    if column.unless_filled:
        return say("methods.decides_unless", column=column.unless_filled)
    return say("methods.decides")
