"""The parts of the Methods page in tabs; the scheme's rules, the words, the notes on marks and maps."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from cxc_metrics.contract import RULES
from cxc_metrics.contract.reference import KOSOVO_NOTE
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import catalogue as all_words
from cxc_metrics.words.texts import say
from pages.methods import law
from pages.methods.dictionary import LONG_CELL, dictionary, export_menu
from pages.methods.figure_list import catalogue
from ui import session
from ui.parts import tables
from ui.session.asked_whole import is_whole


def draw() -> None:
    """The part the address asks for, in tabs that write it back."""
    parts: dict[str, Callable[[], None]] = {
        "catalogue": catalogue,
        "law": law.draw,
        "dictionary": dictionary,
        "rules": rules,
        "words": words,
        "notes": notes,
    }
    if is_whole():
        for part, show in parts.items():
            st.header(say(f"methods.{part}"), anchor=False)
            show()
        return
    labels = {say(f"methods.{part}"): part for part in parts}
    part = session.page_value("part")
    st.session_state["w_part"] = say(f"methods.{part if part in parts else 'catalogue'}")
    tabs = st.tabs(
        list(labels),
        key="w_part",
        on_change=lambda: session.go_on_page(part=labels[st.session_state["w_part"]]),
    )
    for tab, show in zip(tabs, parts.values(), strict=True):
        with tab:
            if tab.open:
                show()


def rules() -> None:
    """The scheme's rules as they are checked."""
    st.markdown(say("methods.rules_intro"))
    rows = [
        {
            say("data.rule"): f"{rule.id}, {rule.severity}: {rule.title}",
            say("methods.source"): rule.source,
            say("methods.needs"): ", ".join(rule.needs),
        }
        for rule in RULES.values()
    ]
    tables.show(pd.DataFrame(rows), alt=say("methods.rules"), longest=LONG_CELL)
    export_menu("rules", lambda: pd.DataFrame(rows))


def words() -> None:
    """The terms of the pages and what they mean."""
    terms = [key.removeprefix("glossary.") for key in all_words() if key.startswith("glossary.")]
    rows = [
        {
            say("methods.term"): term.replace("_", " ").capitalize(),
            say("methods.meaning"): say(f"glossary.{term}"),
        }
        for term in terms
    ]
    tables.show(pd.DataFrame(rows), alt=say("methods.words"), rows=len(rows), longest=LONG_CELL)


def notes() -> None:
    """Marks, map, Kosovo*, and what those who cannot see or point may rely on."""
    for part in ("flags", "map"):
        st.header(say(f"methods.{part}_title"), anchor=False)
        st.markdown(say(f"methods.{part}_text"))
    shown = session.reader_or_none()
    if shown is not None and shown.told_by:
        st.markdown(say("data.told_by", engine=markdown_text(shown.told_by)))
    st.header(say("methods.kosovo_title").replace("*", "\\*"), anchor=False)
    st.markdown(KOSOVO_NOTE.replace("*", "\\*"))
    st.header(say("methods.accessibility_title"), anchor=False)
    for part in ("text", "does", "limits"):
        st.markdown(say(f"methods.accessibility_{part}"))
    limits = ("lang", "texts", "canvas", "focus", "charts", "tags")
    st.markdown("\n".join(f"- {say(f'methods.accessibility_{limit}')}" for limit in limits))
    st.markdown(say("methods.accessibility_report"))
