"""The values that a mapping does not understand: how often, what may be meant, and what they shall mean."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cxc_metrics.contract import TABLES
from cxc_metrics.intake import NotUnderstood, understood, with_answers
from cxc_metrics.intake.layouts.mapping import CodesColumn, CountryColumn
from cxc_metrics.intake.layouts.mapping.code_lists import codes_of
from cxc_metrics.words import language, numbers
from cxc_metrics.words.plain import markdown_text, shorten
from cxc_metrics.words.texts import say
from pages.data.draft import Editing, Place

PAGE_VALUES = 15
_LONGEST_VALUE = 60


def draw(editing: Editing) -> None:
    """Every value that is not understood, with a proposal where there is one; those answered stay."""
    _languages(editing)
    open_ones = understood(editing.table, editing.mapping)
    listed = [*editing.answered, *(left for left in open_ones if left not in editing.answered)]
    listed.sort(key=lambda left: -left.rows)
    if not listed:
        st.caption(say("values.all_understood"))
        return
    rows = sum(left.rows for left in open_ones)
    st.markdown(say("values.open", values=len(open_ones), rows=numbers.number(rows)))
    proposed = {left: left.proposal for left in open_ones if left.proposal}
    if len(proposed) > 1:
        st.button(
            say("values.accept_all", count=len(proposed)),
            key="map_accept_all",
            icon=":material/done_all:",
            on_click=partial(_answer, editing, proposed),
        )
    pages = -(-len(listed) // PAGE_VALUES)
    page = st.pagination(pages, key="map_values_page") if pages > 1 else 1
    for left in listed[(page - 1) * PAGE_VALUES : page * PAGE_VALUES]:
        _value(editing, left)


def _languages(editing: Editing) -> None:
    """Names of countries in other languages than English."""
    mapping = editing.mapping
    if not any(
        isinstance(mapped, CountryColumn) for _, part in mapping.parts() for mapped in part.columns.values()
    ):
        return
    before = mapping.countries.languages
    chosen = st.multiselect(
        say("values.languages"),
        list(dict.fromkeys((*sorted(language.OFFERED), *before))),
        default=list(before),
        format_func=language.own_name,
        placeholder=say("values.english"),
        key=f"map_{editing.beginning}_languages",
    )
    if tuple(chosen) != before:
        countries = mapping.countries.model_copy(update={"languages": tuple(chosen)})
        editing.change(mapping.model_copy(update={"countries": countries}))


def _value(editing: Editing, left: NotUnderstood) -> None:
    """One value: how often, what it shall mean, and the proposal to be taken with a click."""
    column = TABLES[left.table].column(left.column)
    codes = codes_of(column) or {}
    key = f"map_value_{editing.beginning}_{left.table}_{left.part}_{left.column}_{left.source}_{left.value}"
    said, meant, proposal = st.columns([3, 3, 3], vertical_alignment="center")
    value = markdown_text(shorten(left.value, _LONGEST_VALUE))
    said.markdown(
        say("values.value", value=value, rows=numbers.number(left.rows), source=markdown_text(left.source))
    )
    answer = editing.answered.get(left)
    options = list(codes)
    if st.session_state.get(key) != answer:
        # Said by a button, or taken back: the field follows.
        st.session_state[key] = answer
    meant.selectbox(
        say("values.means", value=value),
        options,
        index=None,
        format_func=lambda code: _coded(code, codes[code]),
        key=key,
        placeholder=say("values.left_out" if column.deciding else "values.emptied"),
        label_visibility="collapsed",
        on_change=partial(_chosen, editing, left, key),
    )
    if left.proposal and answer is None:
        proposal.button(
            say("values.accept", meaning=markdown_text(_coded(left.proposal, codes[left.proposal]))),
            key=f"{key}_accept",
            help=markdown_text(left.why),
            on_click=partial(_answer, editing, {left: left.proposal}),
        )


def _coded(code: str, label: str) -> str:
    return label if label == code else f"{label} ({code})"


def _chosen(editing: Editing, left: NotUnderstood, key: str) -> None:
    """Called by the field, before the next run."""
    code = st.session_state[key]
    if code is None:
        _forget(editing, left)
    else:
        _answer(editing, {left: code})


def _answer(editing: Editing, answers: dict[NotUnderstood, str]) -> None:
    editing.change(with_answers(editing.mapping, answers))
    editing.answered.update(answers)


def _forget(editing: Editing, left: NotUnderstood) -> None:
    """Take an answer back."""
    editing.answered.pop(left, None)
    mapping = editing.mapping
    if left.is_country:
        aliases = {name: code for name, code in mapping.countries.aliases.items() if name != left.value}
        countries = mapping.countries.model_copy(update={"aliases": aliases})
        editing.change(mapping.model_copy(update={"countries": countries}))
        return
    place = Place(left.table, left.part, left.column)
    mapped = editing.mapped(place)
    if isinstance(mapped, CodesColumn):
        values = {name: code for name, code in mapped.values.items() if name != left.value}
        editing.put(place, mapped.model_copy(update={"values": values}))
