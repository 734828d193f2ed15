"""What a register is called: its title, its short name, where it comes from, and its own nouns."""

from __future__ import annotations

from typing import Final

import streamlit as st
from pydantic import ValidationError

from cxc_metrics.contract.nouns import LONGEST_NOUN, Nouns
from cxc_metrics.intake.layouts.mapping.suggest import plain_name
from cxc_metrics.words.texts import say
from pages.data.draft import Editing

_LONGEST: Final = 200
_LONGEST_NAME: Final = 40
_NOUNS: Final = ("unit", "sender", "receiver")
_UNSAID: Final = "Not stated"


def draw(editing: Editing) -> None:
    """Fields for what it is called; what is said goes into the mapping."""
    mapping, key = editing.mapping, f"map_{editing.beginning}"
    left, right = st.columns([3, 2])
    title = left.text_input(
        say("naming.title"), value=mapping.title, max_chars=_LONGEST, key=f"{key}_title"
    ).strip()
    written = right.text_input(
        say("naming.name"),
        value=mapping.name,
        max_chars=_LONGEST_NAME,
        key=f"{key}_name",
        help=say("naming.name_help"),
    )
    name = plain_name(written)
    if name != written.strip():
        right.caption(say("naming.name_as", name=name))
    with st.expander(say("naming.more")):
        reference = _optional(say("naming.reference"), mapping.reference, f"{key}_reference")
        licence = _optional(say("naming.licence"), mapping.licence, f"{key}_licence")
        nouns = _nouns(mapping.nouns, key)
    changes = {"title": title, "name": name, "reference": reference, "licence": licence, "nouns": nouns}
    editing.change(mapping.model_copy(update=changes))


def _optional(label: str, before: str, key: str) -> str:
    value = "" if before == _UNSAID else before
    return st.text_input(label, value=value, max_chars=_LONGEST, key=key).strip() or _UNSAID


def _nouns(before: Nouns, key: str) -> Nouns:
    """Singular and plural of what a row is and of its two sides; what is left empty is called as here."""
    said = {}
    for noun in _NOUNS:
        columns = st.columns(2)
        given = getattr(before, noun) or ("", "")
        words = tuple(
            column.text_input(
                say(f"naming.{noun}_{form}"), value=value, max_chars=LONGEST_NOUN, key=f"{key}_{noun}_{form}"
            ).strip()
            for column, form, value in zip(columns, ("singular", "plural"), given, strict=True)
        )
        if all(words):
            said[noun] = words
        elif any(words):
            st.caption(say("naming.both_forms"))
    try:
        return before.model_copy(update=dict.fromkeys(_NOUNS)).model_copy(update=_checked(said))
    except ValidationError as error:
        st.caption(str(error.errors()[0]["msg"]).removeprefix("Value error, "))
        return before


def _checked(said: dict[str, tuple[str, ...]]) -> dict[str, object]:
    return {name: getattr(Nouns.model_validate(said), name) for name in said}
