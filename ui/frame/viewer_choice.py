"""Under the navigation: who visits, the way in and out, and as whom the pages are shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import streamlit as st

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import INTERNAL, PUBLIC, Viewer, partnership_viewer
from cxc_metrics.words.plain import markdown_text, shorten
from cxc_metrics.words.texts import say
from ui import session

_KEY: Final = "w_viewer"
_LONGEST: Final = 60


def draw(reader: Reader | None) -> None:
    """A choice in the sidebar, kept in the address: of whoever sees no more than the visitor."""
    _login()
    names = reader.labels("partnership") if reader is not None else {}
    own, most = session.viewer(), session.person().viewer
    others = sorted(names, key=lambda code: names[code].casefold())
    viewers = dict.fromkeys([INTERNAL, most, PUBLIC, own, *(partnership_viewer([code]) for code in others)])
    viewers = dict.fromkeys(viewer for viewer in viewers if most.includes(viewer))
    if len(viewers) > 1:
        _choice(viewers, own, names)
    if own.partnerships:
        st.sidebar.button(
            say("viewer.own_only"),
            key="own_only",
            width="stretch",
            help=say("viewer.own_only_help"),
            on_click=_own_only,
        )


def _login() -> None:
    """The way in, or who is in and the way out; where nobody logs in, how to be more than the public."""
    person = session.person()
    if session.settings() is None:
        if session.door().is_bound_here and not person.subject:
            st.sidebar.caption(say("login.key_missing"))
        return
    if not person.subject:
        if session.login_is_over():
            st.sidebar.caption(say("login.over"))
        st.sidebar.button(
            say("login.in"),
            key="login",
            icon=":material/login:",
            width="stretch",
            help=say("login.in_help"),
            on_click=st.login,
        )
        return
    listed = "login.as" if person.is_listed else "login.as_public"
    name = markdown_text(shorten(person.name, _LONGEST))
    st.sidebar.caption(say(listed, name=name, subject=markdown_text(person.subject)))
    st.sidebar.button(
        say("login.out"),
        key="logout",
        icon=":material/logout:",
        width="stretch",
        help=say("login.out_help"),
        on_click=st.logout,
    )


def _choice(viewers: Iterable[Viewer], own: Viewer, names: dict[str, str]) -> None:
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
