"""The law itself, section by section: definitions and domain facts; and the page on protected figures."""

from __future__ import annotations

import re

import streamlit as st

from cxc_metrics.words.law import protection, sections
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import folded


def draw() -> None:
    """All documents section by section: searched by words, that of the address first and open."""
    every = {**sections(), **protection()}
    anchor_asked, wanted = session.page_value("section"), session.page_value("search").casefold()
    if anchor_asked and anchor_asked not in every:
        st.warning(
            say("methods.law_unknown", section=markdown_text(anchor_asked)), icon=":material/search_off:"
        )
    st.session_state["w_law_search"] = session.page_value("search")
    st.text_input(
        say("methods.law_search"),
        key="w_law_search",
        on_change=lambda: session.go_on_page(search=st.session_state["w_law_search"].strip()),
    )
    sections_matching = {
        anchor: body for anchor, body in every.items() if wanted in body.casefold() or anchor == anchor_asked
    }
    if not sections_matching:
        st.info(say("methods.law_none"), icon=":material/search_off:")
    first = anchor_asked.partition("-")[0]
    order = {anchor: (anchor != anchor_asked, anchor.partition("-")[0] != first) for anchor in every}
    for anchor, body in sorted(sections_matching.items(), key=lambda section: order[section[0]]):
        heading, _, content = body.partition("\n")
        document, number = anchor.split("-")
        title = heading.lstrip("# ").removeprefix(number).lstrip(". ")
        label = f"{say(f'methods.law_{document}')} {number} · {markdown_text(title)}"
        if box := folded.box_that_runs(label, f"box_{anchor}", is_open=anchor == anchor_asked):
            box.markdown(_shown(content))


def _shown(content: str) -> str:
    """A section for the screen: no HTML in it, and no link into a folder of documents."""
    without = re.sub(r'<a id="[^"]+"></a>', "", content)
    return re.sub(r"\[([^\]]+)\]\([\w/-]+\.(?:md|csv)\)", r"\1", without)
