"""The pages as data: file, words, icon. Another page is another line."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final, NamedTuple

import streamlit as st

from cxc_metrics.words.texts import say

# Pixels.
SIDEBAR_WIDTH: Final = 220
_PAGES = Path(__file__).resolve().parents[2] / "pages"


class Entry(NamedTuple):
    """One page: its id is file name, address and prefix of its words; `selects` where the selection acts."""

    id: str
    icon: str
    selects: bool = True


# One flat list: Streamlit draws sections as lists that a screen reader cannot follow (axe: list, listitem).
ENTRIES: Final[tuple[Entry, ...]] = (
    Entry("overview", "dashboard"),
    Entry("countries", "public"),
    Entry("sectors", "category"),
    Entry("flows", "swap_calls"),
    Entry("gaps", "trending_down"),
    Entry("partnerships", "groups"),
    Entry("matching", "handshake", selects=False),
    Entry("participants", "diversity_3"),
    Entry("meetings", "forum"),
    Entry("exchanges", "swap_horiz"),
    Entry("results", "insights"),
    Entry("support", "support_agent"),
    Entry("schemes", "compare", selects=False),
    Entry("data", "database", selects=False),
    Entry("methods", "function", selects=False),
)


# There for whom it is, and for nobody else: not even by its address.
PEOPLE: Final = Entry("people", "manage_accounts", selects=False)


def acts(url_path: str) -> bool:
    """Whether the selection acts on the page of that address (the start's is empty)."""
    return next((entry.selects for entry in (*ENTRIES, PEOPLE) if entry.id == url_path), True)


def pages(hidden: Collection[str] = (), *, with_people: bool = False) -> list[st.Page]:
    """The pages for `st.navigation`; the first is the start. Hidden ones are there by their address only."""
    shown = [_page(entry, hidden=entry.id in hidden) for entry in ENTRIES]
    return [*shown, _page(PEOPLE)] if with_people else shown


def page(page_id: str) -> st.Page:
    """One page by its id, for links to it."""
    return next(_page(entry) for entry in (*ENTRIES, PEOPLE) if entry.id == page_id)


def _page(entry: Entry, *, hidden: bool = False) -> st.Page:
    return st.Page(
        _PAGES / entry.id / "page.py",
        title=say(f"nav.{entry.id}"),
        icon=f":material/{entry.icon}:",
        url_path=entry.id,
        default=entry is ENTRIES[0],
        help=say(f"nav.{entry.id}_help"),
        visibility="hidden" if hidden else "visible",
    )
