"""Under the navigation: as whom the pages are shown, and what the viewer must know of their figures."""

from __future__ import annotations

from typing import Final

import streamlit as st

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import INTERNAL, PUBLIC, Viewer, partnership_viewer
from cxc_metrics.words.plain import shorten
from cxc_metrics.words.texts import say
from ui import session

_KEY: Final = "w_viewer"
_LONGEST: Final = 60


def draw(reader: Reader | None) -> None:
    """A choice in the sidebar, kept in the address: internal, public, or one of the partnerships."""
    names = reader.labels("partnership") if reader is not None else {}
    own = session.viewer()
    others = sorted(names, key=lambda code: names[code].casefold())
    viewers = dict.fromkeys([INTERNAL, PUBLIC, own, *(partnership_viewer([code]) for code in others)])
    labels = {str(viewer): _label(viewer, names) for viewer in viewers}
    st.session_state[_KEY] = str(own)
    st.sidebar.selectbox(
        say("viewer.choose"),
        list(labels),
        format_func=labels.__getitem__,
        key=_KEY,
        help=say("viewer.help"),
        on_change=_changed,
    )
    if own.partnerships:
        st.sidebar.button(
            say("viewer.own_only"),
            key="own_only",
            width="stretch",
            help=say("viewer.own_only_help"),
            on_click=_own_only,
        )


def _label(viewer: Viewer, names: dict[str, str]) -> str:
    if not viewer.partnerships:
        return say(f"viewer.{viewer.kind}")
    acronyms = ", ".join(names.get(code, code) for code in sorted(viewer.partnerships))
    return say("viewer.partnership", names=shorten(acronyms, _LONGEST))


def _changed() -> None:
    session.show_as(st.session_state[_KEY])
    st.query_params.from_dict(session.page_address(session.scope()))


def _own_only() -> None:
    """Select the viewer's own partnerships as the visitors', and nothing else of partnerships."""
    own = tuple(sorted(session.viewer().partnerships))
    session.select(session.scope().with_(partnership=own, host_partnership=()))


def closed(url_path: str) -> bool:
    """Whether a page is closed to the viewer; then it is said, with what is open."""
    if url_path not in session.closed_pages():
        return False
    whom = "viewer.closed_partnership" if session.viewer().partnerships else "viewer.closed_public"
    st.info(say(whom), icon=":material/lock:")
    return True
