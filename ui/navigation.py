"""The pages as data: file, words, icon. Another page is another line."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

import streamlit as st

from ui.words import say

_PAGES = Path(__file__).resolve().parent.parent / "pages"


class Entry(NamedTuple):
    """One page: its id is file name, address and prefix of its words."""

    id: str
    icon: str


SECTIONS: Final[dict[str, tuple[Entry, ...]]] = {
    "explore": (Entry("overview", "dashboard"), Entry("countries", "public"), Entry("sectors", "category")),
    "manage": (Entry("partnerships", "groups"),),
    "about": (Entry("data", "database"), Entry("methods", "function")),
}


def pages() -> dict[str, list[st.Page]]:
    """Sections with their pages for `st.navigation`; the overview is the start."""
    return {
        say(f"nav.{section}"): [_page(entry) for entry in entries] for section, entries in SECTIONS.items()
    }


def _page(entry: Entry) -> st.Page:
    return st.Page(
        _PAGES / f"{entry.id}.py",
        title=say(f"nav.{entry.id}"),
        icon=f":material/{entry.icon}:",
        url_path=entry.id,
        default=entry.id == "overview",
        help=say(f"nav.{entry.id}_help"),
    )
