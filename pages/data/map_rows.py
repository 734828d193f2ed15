"""Which rows of a file are taken, and which of them are one: per table of a mapping."""

from __future__ import annotations

from typing import Final, Literal

import streamlit as st

from cxc_metrics.contract import TABLES
from cxc_metrics.intake import ExploredColumn
from cxc_metrics.intake.layouts.mapping import Condition, MappedTable
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import markdown_text, shorten
from cxc_metrics.words.texts import say
from pages.data import draft
from pages.data.draft import Editing

_LONGEST: Final = 60
_EMPTY: Final = "\x00empty"
Way = Literal["keep", "drop"]


def draw(editing: Editing, table: str, number: int) -> None:
    """The filter and the grouping of one part of a table."""
    part = editing.mapping.tables[table][number]
    key = f"map_{editing.beginning}_{table}_{number}"
    where = _conditions(editing, part, key)
    group = _group(editing, table, part, key)
    changed = part.model_copy(update={"where": where, "group": group})
    if changed != part:
        editing.change(draft.with_part(editing.mapping, table, number, changed))


def in_words(part: MappedTable) -> str:
    """What is said of it where it is folded: nothing, or how many conditions and groupings there are."""
    if part.where and part.group:
        return say("rows.some_grouped")
    if part.where:
        return say("rows.some")
    return say("rows.grouped") if part.group else say("rows.all")


def _conditions(editing: Editing, part: MappedTable, key: str) -> tuple[Condition, ...]:
    """One condition for each column chosen: values to keep, or to leave out."""
    before = {condition.column: condition for condition in part.where}
    filtered = [column.name for column in editing.table.columns if column.name and column.values]
    chosen = st.multiselect(
        say("rows.filter"),
        list(dict.fromkeys((*filtered, *before))),
        default=list(before),
        format_func=lambda name: shorten(name, _LONGEST),
        placeholder=say("rows.all_taken"),
        key=f"{key}_where",
    )
    conditions = []
    for name in chosen:
        column = editing.table.column(name)
        condition = _condition(column, before.get(name), f"{key}_{name}") if column else before.get(name)
        if condition is not None:
            conditions.append(condition)
    return tuple(conditions)


def _condition(column: ExploredColumn, before: Condition | None, key: str) -> Condition | None:
    """The values of a column to keep or to leave out; None while none is chosen."""
    counted = {value.value: value.rows for value in column.values}
    is_drop = before is not None and (bool(before.drop) or before.is_empty is False)
    values = list((before.keep or before.drop) if before else ())
    if before is not None and before.is_empty is not None:
        values = [_EMPTY]
    ways: list[Way] = ["keep", "drop"]
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    way = left.selectbox(
        say("rows.way", column=markdown_text(shorten(column.name, _LONGEST))),
        ways,
        index=int(is_drop),
        format_func=lambda choice: say(f"rows.{choice}"),
        key=f"{key}_way",
    )
    chosen = right.multiselect(
        say("rows.values", column=markdown_text(shorten(column.name, _LONGEST))),
        list(dict.fromkeys((*counted, *([_EMPTY] if column.empty else []), *values))),
        default=values,
        format_func=lambda value: _counted(value, counted.get(value, column.empty)),
        key=f"{key}_values",
    )
    if not chosen:
        return None
    if chosen == [_EMPTY]:
        return Condition(column=column.name, is_empty=way == "keep")
    named = tuple(value for value in chosen if value != _EMPTY)
    if len(named) < len(chosen):
        st.caption(say("rows.empty_alone"))
    return Condition.model_validate({"column": column.name, way: named})


def _counted(value: str, rows: int) -> str:
    name = say("rows.empty") if value == _EMPTY else shorten(value, _LONGEST)
    return f"{name} · {numbers.number(rows)}"


def _group(editing: Editing, table: str, part: MappedTable, key: str) -> tuple[str, ...]:
    """The columns in which rows of one thing are alike."""
    contract = {column.name: column.description for column in TABLES[table].columns()}
    names = [*part.columns, *(column.name for column in editing.table.columns if column.name)]
    chosen = st.multiselect(
        say("rows.group"),
        list(dict.fromkeys((*names, *part.group))),
        default=list(part.group),
        format_func=lambda name: shorten(contract.get(name, name), _LONGEST),
        placeholder=say("rows.each_its_own"),
        help=say("rows.group_help", grain=TABLES[table].grain),
        key=f"{key}_group",
    )
    return tuple(chosen)
