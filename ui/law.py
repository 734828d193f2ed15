"""The law as documents: its sections by anchor, and the references that texts make to them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st

from ui import navigation, session
from ui.plain import markdown_text
from ui.words import say

DOCS: Final = Path(__file__).resolve().parent.parent / "docs"
FILES: Final = {"definitions": DOCS / "definitions.md", "facts": DOCS / "domain.md"}

_ANCHOR: Final = re.compile(r'^<a id="([a-z]+-[0-9.]+)"></a>\n', re.MULTILINE)
_NUMBER: Final = r"\d+(?:\.\d+)?"
# "definitions 2", "facts 8.4, 9.1", "definitions 1 to 3"; a number with a word behind it is a count.
_REFERENCE: Final = re.compile(
    rf"\b(definitions|facts)\s+({_NUMBER}(?:(?:,\s|\sand\s|\sto\s|–|,\s?and\s){_NUMBER}(?![\w%]))*)(?![\w%])",
    re.IGNORECASE,
)


@cache
def sections() -> dict[str, str]:
    """Markdown of every section of both documents by its anchor ("definitions-2"), in their order."""
    found: dict[str, str] = {}
    for path in FILES.values():
        parts = _ANCHOR.split(path.read_text(encoding="utf-8"))
        found.update(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))
    return found


def references(text: str) -> Iterator[tuple[int, str]]:
    """Each reference in a text: where it starts and the anchor it means."""
    for match in _REFERENCE.finditer(text):
        for number in re.findall(_NUMBER, match[2]):
            yield match.start(), f"{match[1].lower()}-{number}"


def draw() -> None:
    """Both documents section by section: searched by words, the section of the address open."""
    asked, wanted = session.page_value("section"), session.page_value("search").casefold()
    if asked and asked not in sections():
        st.warning(say("methods.law_unknown", section=markdown_text(asked)), icon=":material/search_off:")
    st.session_state["w_law_search"] = session.page_value("search")
    st.text_input(
        say("methods.law_search"),
        key="w_law_search",
        on_change=lambda: session.go_on_page(search=st.session_state["w_law_search"].strip()),
    )
    found = {
        anchor: body for anchor, body in sections().items() if wanted in body.casefold() or anchor == asked
    }
    if not found:
        st.info(say("methods.law_none"), icon=":material/search_off:")
    for anchor, body in sorted(found.items(), key=lambda one: one[0] != asked):
        heading, _, content = body.partition("\n")
        document, number = anchor.split("-")
        title = heading.lstrip("# ").removeprefix(number).lstrip(". ")
        label = f"{say(f'methods.law_{document}')} {number} · {markdown_text(title)}"
        box = st.expander(label, key=f"box_{anchor}", on_change="rerun", expanded=anchor == asked)
        if box.open:
            with box:
                st.markdown(_shown(content))


def links(reference: str) -> None:
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


def _shown(content: str) -> str:
    """A section for the screen: no HTML in it, and no link into a folder of documents."""
    without = re.sub(r'<a id="[^"]+"></a>', "", content)
    return re.sub(r"\[([^\]]+)\]\([\w-]+\.md\)", r"\1", without)
