"""The parts of the Methods page: all read from the declarations the figures are made from."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cxc_metrics.kpis import Kpi
from cxc_metrics.kpis import catalogue as all_kpis
from cxc_metrics.vocabulary import RULES, TABLES
from cxc_metrics.vocabulary.reference import KOSOVO_NOTE
from ui import tables
from ui.plain import markdown_text
from ui.words import catalogue as all_words
from ui.words import say


def catalogue() -> None:
    """Every KPI, searchable, with definition, caveat, reference and formula."""
    wanted = st.text_input(
        say("methods.search"), key="methods_search", placeholder=say("methods.search_hint")
    )
    found = [kpi for kpi in all_kpis().values() if wanted.casefold() in _text(kpi).casefold()]
    st.caption(say("methods.found", shown=len(found), total=len(all_kpis())))
    for kpi in found:
        with st.expander(f"{kpi.id} · {markdown_text(kpi.name)}"):
            st.markdown(markdown_text(kpi.definition))
            st.markdown(f"**{say('methods.caveat')}** {markdown_text(kpi.caveat)}")
            st.caption(_facts(kpi))
            st.code(kpi.formula, language="sql")


def _facts(kpi: Kpi) -> str:
    added = say("methods.additive") if kpi.additive else say("methods.not_additive")
    unit = f"{say('methods.unit')}: {markdown_text(kpi.unit or '–')}"
    return f"{say('methods.level')}: {kpi.level} · {unit} · {added} · {markdown_text(kpi.reference)}"


def _text(kpi: Kpi) -> str:
    return f"{kpi.id} {kpi.name} {kpi.definition} {kpi.level}"


def dictionary() -> None:
    """The contract: each table with its columns."""
    name = st.selectbox(say("methods.table"), list(TABLES), key="dictionary_table")
    table = TABLES[name]
    st.markdown(f"{markdown_text(table.__doc__)}  \n{say('methods.grain')}: {markdown_text(table.grain)}.")
    rows = [
        {
            say("methods.column"): column.name,
            say("methods.type"): column.sql_type.lower() + (f" ({column.unit})" if column.unit else ""),
            say("methods.needed"): say("methods.key")
            if column.key
            else ""
            if column.nullable
            else say("methods.required"),
            say("methods.refers"): column.references
            or (", ".join(column.codes.codes) if column.codes else ""),
            say("methods.meaning"): column.description,
        }
        for column in table.columns()
    ]
    tables.show(pd.DataFrame(rows), alt=name)


def rules() -> None:
    """The scheme's rules as they are checked."""
    st.markdown(say("methods.rules_intro"))
    rows = [
        {
            say("data.rule"): rule.id,
            say("methods.meaning"): rule.title,
            say("data.severity"): str(rule.severity),
            say("methods.source"): rule.source,
            say("methods.needs"): ", ".join(rule.needs),
        }
        for rule in RULES.values()
    ]
    tables.show(pd.DataFrame(rows), alt=say("methods.rules"))


def words() -> None:
    """The terms of the pages and what they mean."""
    terms = [key.removeprefix("glossary.") for key in all_words() if key.startswith("glossary.")]
    for term in terms:
        st.markdown(f"**{term.replace('_', ' ').capitalize()}** – {say(f'glossary.{term}')}")


def notes() -> None:
    """Map, Kosovo*, flags, accessibility."""
    for part in ("flags", "map", "accessibility"):
        st.subheader(say(f"methods.{part}_title"), anchor=False)
        st.markdown(say(f"methods.{part}_text"))
    st.markdown(KOSOVO_NOTE.replace("*", "\\*"))
