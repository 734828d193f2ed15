"""The table of people, for who administers: seen, added to, changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.disclosure import partnership_viewer
from cxc_metrics.errors import CxcError
from cxc_metrics.people import (
    Duty,
    ListedPerson,
    add_person,
    change_person,
    listed_person,
    remove_person,
)
from cxc_metrics.words.texts import say
from pages.people import outcome
from ui import session
from ui.parts import tables

_KINDS: Final = ("public", "partnership", "internal")
_NEW: Final = "new_person"
_BY_EMAIL, _BY_SUBJECT = "email", "subject"


def draw() -> None:
    """All that are listed, a form for another person, and one for a change."""
    listed = session.people_table().people().listed
    st.header(say("people.table"), anchor=False)
    st.caption(say("people.table_what"))
    if listed:
        tables.show(_rows(listed), alt=say("people.table"), key="listed_people")
    with st.form(_NEW, border=True):
        st.markdown(f"**{say('people.add')}**")
        who, named_by = st.columns([2, 1])
        who.text_input(say("people.who"), key=f"{_NEW}_who", max_chars=255)
        named_by.selectbox(
            say("people.named_by"),
            [_BY_SUBJECT, _BY_EMAIL],
            format_func=lambda name: say(f"people.{name}"),
            key=f"{_NEW}_named_by",
        )
        _fields(_NEW, None)
        st.form_submit_button(say("people.add"), on_click=_add)
    if listed:
        chosen = st.selectbox(
            say("people.change"), [each.who for each in listed], index=None, key="person_chosen"
        )
        if chosen is not None:
            _change_form(next(each for each in listed if each.who == chosen))


def _rows(listed: Sequence[ListedPerson]) -> pd.DataFrame:
    rows = [
        (
            each.who,
            say("people.subject" if each.subject else "people.email"),
            each.viewer,
            ", ".join(say(f"people.{duty}") for duty in each.duties),
            str(len(each.keys)),
        )
        for each in listed
    ]
    names = ("person", "named_by", "sees", "duties", "key_count")
    return pd.DataFrame(rows, columns=[say(f"people.{name}") for name in names])


def _change_form(entry: ListedPerson) -> None:
    key = f"person_{entry.who}"
    with st.form(key, border=True):
        _fields(key, entry)
        st.form_submit_button(say("people.save"), on_click=_change, args=(entry.who, key))
    st.button(say("people.remove"), key="person_remove", on_click=_remove, args=(entry.who,))


def _fields(key: str, entry: ListedPerson | None) -> None:
    """What somebody sees and may do."""
    reader = session.reader_or_none()
    names = reader.labels("partnership") if reader is not None else {}
    own = sorted(entry.sees.partnerships) if entry else []
    kind = _KINDS.index(entry.sees.kind) if entry else 0
    sees, partnerships, duties = st.columns(3)
    sees.selectbox(
        say("people.sees"),
        _KINDS,
        index=kind,
        format_func=lambda name: say(f"people.{name}"),
        key=f"{key}_sees",
    )
    partnerships.multiselect(
        say("people.partnerships"),
        sorted({*names, *own}),
        default=own,
        format_func=lambda code: f"{names.get(code, code)} ({code})",
        key=f"{key}_partnerships",
    )
    duties.multiselect(
        say("people.duties"),
        list(Duty),
        default=list(entry.duties) if entry else [],
        format_func=lambda duty: say(f"people.{duty}"),
        key=f"{key}_duties",
    )


def _viewer(key: str) -> str:
    kind = str(st.session_state[f"{key}_sees"])
    if kind != "partnership":
        return kind
    return str(partnership_viewer(st.session_state[f"{key}_partnerships"]))


def _add() -> None:
    if not session.may(Duty.ADMINISTER):  # now: the form may be older than the end of a login
        return
    who = str(st.session_state[f"{_NEW}_who"]).strip()
    with outcome.telling(say("people.added", who=who)):
        by_email = st.session_state[f"{_NEW}_named_by"] == _BY_EMAIL
        entry = listed_person(
            subject="" if by_email else who,
            email=who if by_email else "",
            viewer=_viewer(_NEW),
            duties=st.session_state[f"{_NEW}_duties"],
        )
        add_person(session.people_table(), entry, by=session.subject())


def _change(who: str, key: str) -> None:
    if not session.may(Duty.ADMINISTER):
        return
    duties: list[Duty] = st.session_state[f"{key}_duties"]
    with outcome.telling(say("people.changed", who=who)):
        _refuse_oneself(who, stays=Duty.ADMINISTER in duties)
        change_person(session.people_table(), who, viewer=_viewer(key), duties=duties, by=session.subject())


def _remove(who: str) -> None:
    if not session.may(Duty.ADMINISTER):
        return
    with outcome.telling(say("people.removed", who=who)):
        _refuse_oneself(who, stays=False)
        remove_person(session.people_table(), who, by=session.subject())


def _refuse_oneself(who: str, *, stays: bool) -> None:
    if who == session.person().listed_as and not stays:
        raise CxcError(say("people.not_oneself"))
