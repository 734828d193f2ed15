"""Use this page: all its figures and tables at once, as a workbook, as files, as pictures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextvars import copy_context
from typing import Final

import streamlit as st

from cxc_metrics.access import enter_export
from cxc_metrics.export import PAGE_FORMATS, Outgoing, PageFormat, file_name, whole_page
from cxc_metrics.words.texts import say
from ui import session
from ui.parts.downloads import download_button
from ui.session import below
from ui.session.asked_whole import WHOLE_PARAMETER, is_whole

_FILES: Final = ("xlsx", "zip")
_PICTURES: Final = ("png", "png_slide", "png_grey", "svg", "svg_slide", "svg_grey")
_LEAST: Final = 2
_WIDTH: Final = 480


@st.fragment
@session.resumed
def draw(page_id: str, title: str) -> None:
    """The menu of the page that was just drawn; none where it has fewer than two things that can leave.

    Opened, it has what a reader has not scrolled to drawn first: the whole page leaves.
    """
    parts = session.page_parts()
    reader = session.reader_or_none()
    if is_whole():
        _way("page.with_controls", ":material/arrow_back:", None)
        return
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        if reader is not None and (len(parts) >= _LEAST or below.waits()):
            _menu(page_id, title, parts)
        _way("page.print", ":material/print:", "1")


def _way(words: str, icon: str, whole: str | None) -> None:
    """To the same page, whole or with its controls.

    A button: a link to the page one is on looks the same with the focus and without.
    """
    st.button(
        say(words),
        icon=icon,
        key="print_page",
        on_click=lambda: session.go_on_page(**{WHOLE_PARAMETER: whole}),
    )


def _menu(page_id: str, title: str, parts: Mapping[str, Callable[[], Outgoing]]) -> None:
    opener = st.popover(say("page.export"), icon=":material/ios_share:", key="export_page", on_change="rerun")
    if not opener.open:
        return
    if below.waits():
        below.open_rest()
        st.rerun()
    with opener, st.container(width=_WIDTH):
        st.caption(say("page.what", count=len(parts)))
        for kind, names in (("file", _FILES), ("picture", _PICTURES)):
            _buttons(page_id, title, kind, names, parts)
        st.caption(say("page.long_lists"))


def _buttons(
    page_id: str,
    title: str,
    kind: str,
    names: Sequence[str],
    parts: Mapping[str, Callable[[], Outgoing]],
) -> None:
    st.markdown(f"**{say(f'page.{kind}')}**")
    with st.container(horizontal=True, gap="small"):
        for name in names:
            form = PAGE_FORMATS[name]
            download_button(
                say(f"export.{name}"),
                _maker(form, title, parts),
                file_name=file_name(f"{title} page", session.reader().origin, form.extension),
                media_type=form.media_type,
                key=f"export_page_{page_id}_{name}",
                help=say(f"page.{name}_help" if kind == "file" else f"export.{name}_help"),
            )


def _maker(form: PageFormat, title: str, parts: Mapping[str, Callable[[], Outgoing]]) -> Callable[[], bytes]:
    """What makes the file when somebody asks, in another thread: in the language and nouns of the page."""
    context, who = copy_context(), session.subject()

    def made() -> bytes:
        page = whole_page(title, list(parts.values()))
        enter_export([part.disclosed for part in page.parts], title, form.name, who=who)
        return form.make(page)

    return lambda: context.copy().run(made)
