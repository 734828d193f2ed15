"""What is set beside the selection: the name of a comparison, a second selection, or nothing."""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qs, urlencode

import streamlit as st

from cxc_metrics.access import (
    COMPARISONS,
    EU_AVERAGE,
    OTHER_WAVE,
    SCHEME,
    YEAR_BEFORE,
    Reader,
    country_side,
)
from cxc_metrics.scope import Labelled, Scope
from cxc_metrics.words.texts import say

from .versions import reader

SECOND_PARAMETER: Final = "beside"
# In the address: everything, set beside the selection.
EVERYTHING: Final = "all"
# Addresses copied before comparisons were named after what they compare with.
_RENAMED = {"previous": YEAR_BEFORE}
_SECOND = "_second"
# What each comparison starts from: one of these filters must narrow the selection.
_STARTS_FROM: Final = {
    YEAR_BEFORE: ("period",),
    OTHER_WAVE: ("wave",),
    SCHEME: ("partnership", "host_partnership"),
    EU_AVERAGE: ("visitor_country", "host_country", "participant_country"),
}


def choose_second(text: str | None) -> list[str]:
    """Set a second selection beside the first, as the address writes it; what of it was ignored and why."""
    shown = reader()
    second, notes = read_second(text, shown) if text else (None, [])
    if isinstance(second, Scope) and not second.is_everything:
        second, why = answerable(second, shown)
        notes += why
        second = None if second.is_everything else second
    elif isinstance(second, str) and second not in comparisons(shown):
        notes.append(say("selection.no_comparison", name=say(f"beside.{second}")))
        second = None
    st.session_state[_SECOND] = second
    return notes


def comparisons(shown: Reader) -> list[str]:
    """The named comparisons that some selection of a register can start from.

    The other wave at the same age is a free period: none that others than internal people may ask.
    """
    able = [name for name, fields in _STARTS_FROM.items() if any(map(shown.can_filter, fields))]
    return [name for name in able if name != OTHER_WAVE or not shown.is_bound]


def can_compare(name: str, selection: Scope) -> bool:
    """Whether a named comparison can start from that selection.

    Waves are compared one with the other, and the EU average stands beside one country.
    """
    if name == EU_AVERAGE:
        return country_side(selection) is not None
    chosen = [getattr(selection, field) for field in _STARTS_FROM[name]]
    return len(selection.wave) == 1 if name == OTHER_WAVE else any(chosen)


def answerable(selection: Scope, shown: Reader) -> tuple[Scope, list[str]]:
    """The selection without the filters that no row of a register can answer, and a line on them."""
    idle = [field for field in selection.active() if not shown.can_filter(field)]
    other = {"period": "selection.period", "status": "status.validated"}
    named = [say(other.get(name, f"field.{name}")) for name in idle]
    notes = [say("selection.no_row", fields=", ".join(f"“{name}”" for name in named))] if named else []
    return selection.with_(**{field: Scope.model_fields[field].default for field in idle}), notes


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
