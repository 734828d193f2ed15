"""Use this: the one way out of every figure and table, as picture, file or text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from cxc_metrics.access import enter_export
from cxc_metrics.disclosure import Disclosed, Figures, Origin, Table, required
from cxc_metrics.export import FORMATS, ExportFormat, Outgoing, file_name
from cxc_metrics.export.pictures.drawings import Drawing
from cxc_metrics.export.texts_out import to_text
from cxc_metrics.words import language
from cxc_metrics.words.plain import unmarked
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import brief_menu, copy_picture
from ui.parts.downloads import download_button
from ui.session.asked_whole import is_whole

# A long table may be given as a function: it is asked only when somebody downloads.
Leaving = Table | Callable[[], Table]
_TEXT_HEIGHT: Final = 320
PICTURES: Final = ("png", "png_slide", "png_grey", "svg", "svg_slide", "svg_grey")
FILES: Final = ("xlsx", "csv", "csv_eu", "parquet", "json", "zip")


@dataclass(frozen=True)
class Said:
    """What a figure on a page says of itself: its title, the sentence, notes below it, and what it draws.

    Title and notes are Markdown, as they stand on the page.
    """

    title: str
    finding: str = ""
    notes: tuple[str, ...] = ()
    drawing: Drawing | None = None

    @property
    def plain_title(self) -> str:
        """The title as text."""
        return " ".join(unmarked(self.title))

    @property
    def plain_notes(self) -> tuple[str, ...]:
        """The notes as text, line by line."""
        return tuple(line for note in self.notes for line in unmarked(note))


def figures_menu(
    key: str,
    said: Said | str,
    figures: Figures,
    *,
    drawn: Leaving | None = None,
    others: Sequence[Figures] = (),
) -> None:
    """The menu of a figure; what is taken from it is made when it is asked for.

    `drawn` is what a chart draws, where that is not the figures' own table: the plotted series come first.
    `others` are further answers that went into it.
    """
    said = Said(said) if isinstance(said, str) else said
    link = link_to(figures)

    def leaving() -> Outgoing:
        return Outgoing(
            figures,
            said.plain_title,
            said.finding,
            said.plain_notes,
            drawn=drawn() if callable(drawn) else drawn,
            drawing=said.drawing,
            others=tuple(others),
            link=link,
        )

    sentence = figures.scope.sentence(figures.origin, locale=language.chosen())
    _menu(key, said, leaving, figures.origin, sentence=sentence, collected=figures)


def table_menu(key: str, said: Said | str, table: Leaving, *, label: str = "") -> None:
    """The same menu for a table that is not of figures (data issues, catalogue, history).

    `label` is for a second menu of one figure.
    """
    said = Said(said) if isinstance(said, str) else said

    def leaving() -> Outgoing:
        whole = table() if callable(table) else table
        return Outgoing(whole, said.plain_title, said.finding, said.plain_notes, drawing=said.drawing)

    # A table that is asked only when somebody downloads is too long for a mail.
    origin = session.reader().origin if callable(table) else table.origin
    _menu(key, said, leaving, origin, label=label, is_short=not callable(table))


@st.fragment
@session.resumed
def single_table_menu(key: str, said: Said | str, table: Leaving, *, label: str = "") -> None:
    """`table_menu` that stands alone: opening it draws nothing again but itself."""
    table_menu(key, said, table, label=label)


def text_menu(key: str, label: str, said: Said, disclosed: Disclosed, text: Callable[[], str]) -> None:
    """A text made of something disclosed: to be read and copied, or as a file. Made when it is opened."""
    required(disclosed)
    if is_whole():
        return
    opener = st.popover(label, icon=":material/mail:", key=f"export_{key}", on_change="rerun")
    if not opener.open:
        return
    with opener:
        if said.finding:
            st.caption(said.finding)
        written, who = text(), session.subject()

        def taken() -> bytes:
            enter_export(disclosed, said.plain_title, "txt", who=who)
            return written.encode()

        st.code(written, language=None, wrap_lines=True, height=_TEXT_HEIGHT)
        download_button(
            say("export.text"),
            taken,
            file_name=file_name(said.plain_title, disclosed.origin, "txt"),
            media_type="text/plain",
            key=f"export_{key}_text",
            width="stretch",
        )


def link_to(figures: Figures) -> str:
    """The address that shows this figure again: page, selection, data version."""
    own, whole = figures.scope, session.scope()
    # A chart leaves the selection of its own dimension out of what it measures, but marks it.
    marks = all(getattr(own, name) == getattr(whole, name) for name in own.active())
    query = urlencode(session.page_address(whole if marks else own), doseq=True)
    return f"{st.context.url or ''}?{query}"


def _menu(
    key: str,
    said: Said,
    leaving: Callable[[], Outgoing],
    origin: Origin,
    *,
    label: str = "",
    sentence: str = "",
    collected: Figures | None = None,
    is_short: bool = True,
) -> None:
    """Filled when it is opened: a page has a dozen of them, and a reader opens one."""
    if is_short:
        session.name_part(key, leaving)
    if is_whole():
        return
    opener = st.popover(
        label or say("chart.export"), icon=":material/ios_share:", key=f"export_{key}", on_change="rerun"
    )
    if not opener.open:
        return
    with opener:
        if sentence:
            st.caption(sentence)
        if said.drawing is not None:
            _buttons(key, "picture", PICTURES, said, leaving, origin)
        _buttons(key, "file", FILES, said, leaving, origin)
        if collected is not None:
            st.markdown(f"**{say('brief.my')}**")
            brief_menu.add_button(key, collected)
        if is_short:
            st.markdown(f"**{say('export.as_text')}**")
            st.caption(say("export.text_hint"))
            st.code(to_text(leaving()), language=None, height=180, width=560)


def _buttons(
    key: str,
    kind: str,
    names: Sequence[str],
    said: Said,
    leaving: Callable[[], Outgoing],
    origin: Origin,
) -> None:
    st.markdown(f"**{say(f'export.{kind}')}**")
    if kind == "picture":
        png = FORMATS["png"]
        file = file_name(said.plain_title, origin, png.extension)
        copy_picture.copy_button(f"copy_{key}", _maker(png, leaving), file=file)
    with st.container(horizontal=True, gap="small"):
        for name in names:
            form = FORMATS[name]
            download_button(
                say(f"export.{name}"),
                _maker(form, leaving),
                file_name=file_name(said.plain_title, origin, form.extension),
                media_type=form.media_type,
                key=f"export_{key}_{name}",
                help=say(f"export.{name}_help"),
            )


def _maker(form: ExportFormat, leaving: Callable[[], Outgoing]) -> Callable[[], bytes]:
    """What makes the file when somebody asks, in another thread: in the language and nouns of the page."""
    context, who = copy_context(), session.subject()

    def made() -> bytes:
        outgoing = leaving()
        enter_export(outgoing.disclosed, outgoing.title, form.name, who=who)
        return form.make(outgoing)

    return lambda: context.copy().run(made)
