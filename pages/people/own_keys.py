"""The keys of whoever visits: made, shown once, revoked."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.people import DAYS, MOST_DAYS, ListedPerson, Person, make_key, revoke_key
from cxc_metrics.words.plain import shorten
from cxc_metrics.words.texts import say
from pages.people import outcome
from ui import session
from ui.parts import tables

_NOTE, _DAYS, _AS, _WHICH = "key_note", "key_days", "key_as", "key_which"
_AS_YOU: Final = ""


def draw(me: Person) -> None:
    """The keys there are, a form for another, and the end of one."""
    entry = session.people_table().people().entry(me.listed_as)
    st.header(say("people.keys"), anchor=False)
    st.caption(say("people.keys_what"))
    if text := outcome.take_key():
        st.warning(say("people.made_once"), icon=":material/key:")
        st.code(text, language=None)
    if entry.keys:
        tables.show(_rows(entry), alt=say("people.keys"), key="own_keys")
    else:
        st.caption(say("people.no_keys"))
    with st.form("make_key", border=True):
        note, days, reads = st.columns(3)
        note.text_input(say("people.note"), key=_NOTE, max_chars=80)
        days.number_input(say("people.days"), 1, MOST_DAYS, DAYS, key=_DAYS)
        reads.selectbox(
            say("people.reads_as"),
            [_AS_YOU, "public"],
            format_func=lambda name: say("people.as_public" if name else "people.as_you"),
            key=_AS,
        )
        st.form_submit_button(say("people.make"), on_click=_make)
    if entry.keys:
        names = {key.id: shorten(f"{key.id} {key.note}", 60) for key in entry.keys}
        st.selectbox(say("people.which_key"), list(names), format_func=names.__getitem__, key=_WHICH)
        st.button(say("people.revoke"), key="key_revoke", icon=":material/key_off:", on_click=_revoke)


def _rows(entry: ListedPerson) -> pd.DataFrame:
    rows = [
        (key.id, key.viewer or entry.viewer, f"{key.made:%Y-%m-%d}", f"{key.expires:%Y-%m-%d}", key.note)
        for key in entry.keys
    ]
    names = ("key", "reads_as", "made", "expires", "note")
    return pd.DataFrame(rows, columns=[say(f"people.{name}") for name in names])


def _make() -> None:
    me = session.person()  # now: the form may be older than the end of a login
    if not me.is_listed:
        return
    state = st.session_state
    with outcome.telling(""):
        text, _ = make_key(
            session.people_table(),
            me.listed_as,
            viewer=state[_AS],
            days=int(state[_DAYS]),
            note=state[_NOTE],
            by=session.subject(),
        )
        outcome.keep_key(text)


def _revoke() -> None:
    me = session.person()
    if not me.is_listed:
        return
    key = str(st.session_state[_WHICH])
    with outcome.telling(say("people.revoked", key_id=key)):
        revoke_key(session.people_table(), key, who=me.listed_as, by=session.subject())
