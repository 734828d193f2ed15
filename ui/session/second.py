"""What is set beside the selection: the name of a comparison, a second selection, or nothing."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, urlencode

import streamlit as st

from cxc_metrics.access import COMPARISONS, YEAR_BEFORE
from cxc_metrics.scope import Labelled, Scope
from cxc_metrics.words.texts import say

from .versions import reader

SECOND_PARAMETER: Final = "beside"
# In the address: everything, set beside the selection.
EVERYTHING: Final = "all"
# Addresses copied before comparisons were named after what they compare with.
_RENAMED = {"previous": YEAR_BEFORE}
_SECOND = "_second"


def choose_second(text: str | None) -> list[str]:
    """Set a second selection beside the first, as the address writes it; what of it was ignored and why."""
    second, notes = read_second(text, reader()) if text else (None, [])
    st.session_state[_SECOND] = second
    return notes


def second_selection() -> str | Scope | None:
    """What is set beside the selection: the name of a comparison, a second selection, or nothing."""
    second = st.session_state.get(_SECOND)
    return second if isinstance(second, (str, Scope)) else None


def read_second(text: str, named: Labelled) -> tuple[str | Scope | None, list[str]]:
    """A comparison's name, or a selection written as in an address (`host_country=DE&wave=1`)."""
    text = _RENAMED.get(text, text)
    if text in COMPARISONS:
        return text, []
    if text == EVERYTHING:
        return Scope(), []
    scope, notes = Scope.from_query(parse_qs(text), named)
    if scope.is_everything:
        return None, [*map(str, notes), say("beside.unknown", text=text)]
    return scope, [str(note) for note in notes]


def written_second(second: str | Scope) -> str:
    """The text that `read_second` reads back."""
    if isinstance(second, str):
        return second
    return EVERYTHING if second.is_everything else urlencode(second.to_query(), doseq=True)
