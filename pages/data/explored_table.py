"""What a file is, before anybody said what it means: its form, its columns, and what each may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from cxc_metrics.words import numbers
from cxc_metrics.words.plain import markdown_text, shorten
from cxc_metrics.words.texts import say
from ui.parts import tables

if TYPE_CHECKING:
    from cxc_metrics.intake import ExploredColumn, ExploredTable

_EXAMPLES: Final = 3
_LONGEST_EXAMPLE: Final = 24


def draw(table: ExploredTable) -> None:
    """One table of what was sent: a sentence on its form, and its columns."""
    header = say("explored.header", line=numbers.number(table.header_line)) if table.header_line else ""
    st.markdown(
        say(
            "explored.form",
            file=markdown_text(shorten(table.shown, 80)),
            format=markdown_text(_format(table)),
            header=header,
            rows=numbers.number(table.rows),
            columns=len(table.columns),
        )
    )
    if table.above:
        st.caption(say("explored.above", text=markdown_text(table.above)))
    for note in table.notes:
        st.caption(markdown_text(note))
    shown = pd.DataFrame([_row(column) for column in table.columns])
    tables.show(shown, alt=say("explored.columns_alt"), key="explored_columns")


def kind_in_words(column: ExploredColumn) -> str:
    """What a column holds: `day`, `month`, `country`."""
    if column.kind == "date" and column.precision in ("month", "year"):
        return say(f"explored.kind_date_{column.precision}")
    return say(f"explored.kind_{column.kind.replace(' ', '_').replace('/', '_')}")


def role_in_words(column: ExploredColumn) -> str:
    """The likeliest thing that a column may be, with how sure that is."""
    if not column.roles or column.roles[0].role == "ignored":
        return ""
    best = column.roles[0]
    role = say(f"explored.role_{best.role}")
    return say("explored.sure", role=role, share=numbers.percent(best.confidence, decimals=0))


def _format(table: ExploredTable) -> str:
    parts = [table.format]
    if table.encoding:
        parts.append(table.encoding)
    if table.separator:
        parts.append(say("explored.separator", mark=_mark(table.separator)))
    return ", ".join(parts)


def _mark(separator: str) -> str:
    names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space"}
    return say(f"explored.mark_{names[separator]}") if separator in names else separator


def _row(column: ExploredColumn) -> dict[str, str]:
    examples = [shorten(example, _LONGEST_EXAMPLE) for example in column.examples[:_EXAMPLES]]
    return {
        say("explored.column"): column.name,
        say("explored.holds"): kind_in_words(column),
        say("explored.empty"): numbers.number(column.empty),
        say("explored.distinct"): numbers.number(column.distinct),
        say("explored.examples"): " · ".join(examples),
        say("explored.may_be"): role_in_words(column),
    }
