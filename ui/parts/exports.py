"""The one way out: tables and charts leave as CSV, CSV for Excel in Europe, or a zip with metadata."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

import streamlit as st

from cxc_metrics.disclosure import Disclosed, Figures, Origin, Table, required
from cxc_metrics.export import (
    file_name,
    to_csv,
    to_csv_excel_europe,
    to_zip,
)
from cxc_metrics.export.pictures.drawings import Drawing
from cxc_metrics.words import language
from cxc_metrics.words.texts import say
from ui import session

# A long table may be given as a function: it is asked only when somebody downloads.
Leaving = Table | Callable[[], Table]
_TEXT_HEIGHT: Final = 320
_EXTENSIONS: Final = {"csv": "csv", "csv_eu": "csv", "zip": "zip"}


@dataclass(frozen=True)
class Said:
    """What a figure on a page says of itself: its title, the sentence, notes below it, and what it draws."""

    title: str
    finding: str = ""
    notes: tuple[str, ...] = ()
    drawing: Drawing | None = None


def figures_menu(key: str, said: Said | str, figures: Figures, *, drawn: Table | None = None) -> None:
    """A menu with the three formats; the file is made when it is asked for.

    `drawn` is what a chart draws, where that is not the figures' own table: the plotted series come first.
    """
    title = said if isinstance(said, str) else said.title
    sentence = figures.scope.sentence(figures.origin, locale=language.chosen())
    leaving = figures if drawn is None else drawn
    makers = {
        "csv": partial(to_csv, leaving),
        "csv_eu": partial(to_csv_excel_europe, leaving),
        "zip": partial(to_zip, figures, title=title, drawn=drawn),
    }
    _menu(key, title, makers, figures.origin, sentence=sentence)


def table_menu(key: str, said: Said | str, table: Leaving, *, label: str = "") -> None:
    """The same menu for a table that is not of figures (data issues, catalogue, history).

    `label` is for a second menu of one figure.
    """
    title = said if isinstance(said, str) else said.title
    makers = {
        "csv": partial(_written, to_csv, table),
        "csv_eu": partial(_written, to_csv_excel_europe, table),
        "zip": partial(_written, partial(to_zip, title=title), table),
    }
    _menu(key, title, makers, session.reader().origin, label=label)


@st.fragment
@session.resumed
def single_table_menu(key: str, said: Said | str, table: Leaving, *, label: str = "") -> None:
    """`table_menu` that stands alone: opening it draws nothing again but itself."""
    table_menu(key, said, table, label=label)


def text_menu(key: str, label: str, said: Said, disclosed: Disclosed, text: Callable[[], str]) -> None:
    """A text made of something disclosed: to be read and copied, or as a file. Made when it is opened."""
    required(disclosed)
    opener = st.popover(label, icon=":material/mail:", key=f"export_{key}", on_change="rerun")
    if not opener.open:
        return
    with opener:
        if said.finding:
            st.caption(said.finding)
        written = text()
        st.code(written, language=None, wrap_lines=True, height=_TEXT_HEIGHT)
        st.download_button(
            say("export.text"),
            written.encode(),
            file_name=file_name(said.title, disclosed.origin, "txt"),
            mime="text/plain",
            key=f"export_{key}_text",
            on_click="ignore",
            width="stretch",
        )


def _written(write: Callable[[Table], bytes], table: Leaving) -> bytes:
    return write(table() if callable(table) else table)


def _menu(
    key: str,
    title: str,
    makers: dict[str, partial[bytes]],
    origin: Origin,
    *,
    label: str = "",
    sentence: str = "",
) -> None:
    """Filled when it is opened: a page has a dozen of them, and a reader opens one."""
    opener = st.popover(
        label or say("chart.export"), icon=":material/download:", key=f"export_{key}", on_change="rerun"
    )
    if not opener.open:
        return
    with opener:
        if sentence:
            st.caption(sentence)
        for form, make in makers.items():
            st.download_button(
                say(f"export.{form}"),
                make,
                file_name=file_name(title, origin, _EXTENSIONS[form]),
                mime="application/zip" if form == "zip" else "text/csv",
                key=f"export_{key}_{form}",
                help=say(f"export.{form}_help"),
                on_click="ignore",
                width="stretch",
            )
