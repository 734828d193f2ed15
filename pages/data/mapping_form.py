"""From a file that nobody has described to a mapping: what it is, what it means, and what it is called."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, get_args

import streamlit as st

from cxc_metrics.contract import TABLES
from cxc_metrics.errors import SourceError
from cxc_metrics.intake import Explored, suggest
from cxc_metrics.intake.layouts.mapping import Shape, written
from cxc_metrics.intake.layouts.source import MAP_FILE
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.data import (
    delivery,
    draft,
    explored_table,
    kept_mappings,
    map_columns,
    map_prospects,
    map_rows,
    map_title,
    map_values,
)
from pages.data.delivery import Delivery
from pages.data.draft import Editing
from ui import session
from ui.parts.downloads import download_button

# Faults stand behind each other, each with its place before it.
_FAULTS: Final = re.compile(r"; (?=(?:tables\.|lacks|name|files|shape|rules|nouns|countries))")
_SHAPES: tuple[Shape, ...] = get_args(Shape)


def draw(sent: Delivery) -> None:
    """What was sent, and what it was mapped by; the form, where a mapping is being made."""
    if sent.explored is None:
        return
    _recognised(sent)
    if sent.editing is not None:
        _form(sent, sent.explored, sent.editing)
    elif sent.recognised is None:
        st.button(say("map.by_hand"), key="map_by_hand", on_click=_begin, args=(sent, False))


def _recognised(sent: Delivery) -> None:
    """By what the delivery was recognised, what changed, and the way to map it otherwise."""
    before = sent.recognised
    if before is None:
        return
    declared = before.declared
    title = markdown_text(declared.title or declared.name)
    if sent.editing is None:
        st.success(
            say("map.recognised", title=title, name=markdown_text(declared.name)),
            icon=":material/fact_check:",
        )
    elif not before.fits:
        st.warning(say("map.recognised_changed", title=title), icon=":material/difference:")
    for change in before.changes:
        st.markdown("- " + markdown_text(str(change)))
    if sent.editing is not None:
        return
    with st.container(horizontal=True):
        if kept_mappings.editable(before) is not None:
            st.button(say("map.edit"), key="map_edit", on_click=_begin, args=(sent, True))
        st.button(say("map.anew"), key="map_anew", on_click=_begin, args=(sent, False))


def _begin(sent: Delivery, from_kept: bool) -> None:
    """Called by a button, before the next run: a mapping of one's own, from a kept one or from nothing."""
    assert sent.explored is not None, "there is something to map"  # noqa: S101
    recognised = sent.recognised if from_kept else None
    sent.edit(kept_mappings.begun(kept_mappings.largest(sent.explored), recognised))


@st.fragment
@session.resumed
def _form(sent: Delivery, explored: Explored, editing: Editing) -> None:
    """Drawn by itself while it is edited; what stands below it, of a check, is drawn with the page."""
    st.subheader(say("map.what_sent"), anchor=False)
    _which_table(sent, explored, editing)
    explored_table.draw(editing.table)
    for message in explored.unread:
        st.caption(markdown_text(message))
    if not editing.table.has_countries:
        st.warning(say("map.no_countries"), icon=":material/public_off:")
    st.subheader(say("map.what_means"), anchor=False)
    _shape(editing)
    map_columns.draw(editing)
    _rows(editing)
    st.subheader(say("map.values"), anchor=False)
    map_values.draw(editing)
    st.subheader(say("map.what_you_get"), anchor=False)
    map_prospects.draw(editing)
    st.subheader(say("map.called"), anchor=False)
    map_title.draw(editing)
    _actions(sent, editing)
    if editing.changed and sent.standing is not None:
        sent.drop_check()
        st.rerun()


def _which_table(sent: Delivery, explored: Explored, editing: Editing) -> None:
    """One table of a delivery is mapped; of several one chooses."""
    if len(explored.tables) == 1:
        return
    tables = list(explored.tables)
    chosen = st.selectbox(
        say("map.which_table", count=len(tables)),
        range(len(tables)),
        index=tables.index(editing.table),
        format_func=lambda place: tables[place].shown,
        key="map_which_table",
    )
    if tables[chosen] != editing.table:
        sent.edit(kept_mappings.begun(tables[chosen], None))
        st.rerun()


def _shape(editing: Editing) -> None:
    """What a row is. Another answer begins the mapping anew."""
    shape = st.selectbox(
        say("map.shape"),
        _SHAPES,
        index=_SHAPES.index(editing.mapping.shape),
        format_func=lambda name: say(f"map.shape_{name}"),
        key=f"map_{editing.beginning}_shape",
    )
    if shape != editing.mapping.shape:
        before = editing.mapping
        again = suggest(editing.table, shape=shape)
        editing.begin(again.model_copy(update={"name": before.name, "title": before.title}))
        st.rerun()


def _rows(editing: Editing) -> None:
    """Filter and grouping, folded: most files need neither."""
    for name, parts in editing.mapping.tables.items():
        for number, part in enumerate(parts):
            title = say("map.rows", grain=TABLES[name].grain, said=map_rows.in_words(part))
            label = f"{title} ({number + 1})" if number else title
            with st.expander(label, key=f"map_{editing.beginning}_rows_{name}_{number}"):
                map_rows.draw(editing, name, number)


def _actions(sent: Delivery, editing: Editing) -> None:
    """Check by the mapping; take it along as a file. Its faults are told, and nothing is lost."""
    with st.container(horizontal=True):
        wanted = st.button(say("map.check"), key="map_check", type="primary")
        _download(editing)
    if wanted:
        _or_faults(lambda: delivery.ask_check(sent))


def _or_faults(work: Callable[[], None]) -> None:
    try:
        work()
    except SourceError as error:
        for fault in _FAULTS.split(str(error)):
            st.error(markdown_text(fault), icon=":material/error:")
    else:
        st.rerun()


def _download(editing: Editing) -> None:
    try:
        text = written(draft.sound(editing.mapping))
    except SourceError:
        return
    download_button(
        say("map.download"),
        text.encode(),
        file_name=MAP_FILE,
        media_type="application/toml",
        key="map_download",
    )
