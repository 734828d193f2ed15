"""Briefs on the screen: one of what a page is about, and the tray that collects figures of any page."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import copy_context
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from cxc_metrics.briefs import (
    BRIEF_FORMATS,
    MOST_FIGURES,
    MOST_ITEMS,
    PLANS,
    Brief,
    BriefFormat,
    Plan,
    TrayItem,
    brief_file_name,
    composed,
    item_title,
    tray_plan,
)
from cxc_metrics.disclosure import Figures
from cxc_metrics.errors import CxcError
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts.downloads import download_button
from ui.session.asked_whole import is_whole

_WIDTH: Final = 420


@st.fragment
@session.resumed
def subject_menu(key: str, kind: str, value: str) -> None:
    """A brief of the country, ecosystem or partnership that a page is about; made when it is opened."""
    if is_whole():
        return
    opener = st.popover(
        say("brief.of_this"), icon=":material/article:", key=f"brief_{key}", on_change="rerun"
    )
    if opener.open:
        with opener:
            st.caption(say(f"brief.about_{kind}"))
            _formats(key, lambda: PLANS[kind](session.reader(), value, session.scope()))


def tray_menu() -> None:
    """In the sidebar: the figures collected, each to be taken out again, and the brief made of them."""
    items = session.tray()
    label = say("brief.tray", count=len(items)) if items else say("brief.empty_tray")
    opener = st.sidebar.popover(
        label, icon=":material/inbox:", key="brief_tray", width="stretch", on_change="rerun"
    )
    if not opener.open:
        return
    with opener, st.container(width=_WIDTH):
        if not items:
            st.caption(say("brief.how", most=MOST_ITEMS))
            return
        st.caption(say("brief.of_selection"))
        _formats("tray", lambda: tray_plan(session.reader(), items, session.scope()))
        for place, item in enumerate(items):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(markdown_text(item_title(session.reader(), item)))
                st.button(
                    say("brief.take_out"),
                    icon=":material/close:",
                    key=f"brief_out_{place}",
                    on_click=_set,
                    args=(items[:place] + items[place + 1 :],),
                )


def add_button(key: str, figures: Figures) -> None:
    """Put these figures into the tray, or say why a brief cannot take them."""
    item = TrayItem(figures.details().ids, tuple(figures.by))
    if len(item.by) > 2 or not item.kpis or len(item.kpis) > MOST_FIGURES:
        st.caption(say("brief.too_many", figures=MOST_FIGURES))
        return
    items = session.tray()
    if item in items:
        st.caption(say("brief.is_in"))
        return
    st.button(
        say("brief.add"),
        icon=":material/add:",
        key=f"brief_add_{key}",
        disabled=len(items) >= MOST_ITEMS,
        help=say("brief.full", most=MOST_ITEMS) if len(items) >= MOST_ITEMS else None,
        on_click=_set,
        args=((*items, item),),
    )


def _set(items: tuple[TrayItem, ...]) -> None:
    session.set_tray(items)
    st.query_params.from_dict(session.page_address(session.scope()))


def _formats(key: str, plan: Callable[[], Plan]) -> None:
    """A button for each format; or why there is no brief."""
    try:
        query = urlencode(session.page_address(session.scope()), doseq=True)
        brief = composed(session.reader(), plan(), link=f"{st.context.url or ''}?{query}")
    except CxcError as error:
        st.caption(markdown_text(error))
        return
    with st.container(horizontal=True, gap="small"):
        for form in BRIEF_FORMATS.values():
            download_button(
                form.label,
                _maker(form, brief),
                file_name=brief_file_name(brief, form),
                media_type=form.media_type,
                key=f"brief_{key}_{form.name}",
            )


def _maker(form: BriefFormat, brief: Brief) -> Callable[[], bytes]:
    """What makes the file when somebody asks, in another thread: in the language and nouns of the page."""
    context = copy_context()
    return lambda: context.copy().run(form.make, brief)
