"""From a figure to the sections of the law that its reference names."""

from __future__ import annotations

import streamlit as st

from cxc_metrics.words.law import references, sections
from cxc_metrics.words.texts import say
from ui import session
from ui.session import navigation


def draw(reference: str) -> None:
    """Under a figure: a way to each section of the law its reference names, in this selection."""
    anchors = dict.fromkeys(anchor for _, anchor in references(reference) if anchor in sections())
    with st.container(horizontal=True, gap="small"):
        for anchor in anchors:
            document, number = anchor.split("-")
            st.page_link(
                navigation.page("methods"),
                label=f"{say(f'methods.law_{document}')} {number}",
                icon=":material/menu_book:",
                query_params={**session.address(session.scope()), "part": "law", "section": anchor},
            )
