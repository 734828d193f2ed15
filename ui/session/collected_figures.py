"""The tray of a visit: figures collected for a brief, which the address holds and two pages share."""

from __future__ import annotations

from typing import Final

import streamlit as st

from cxc_metrics.briefs import TrayItem, read_tray
from cxc_metrics.briefs import written as written_items
from cxc_metrics.errors import CxcError

TRAY_PARAMETER: Final = "brief"
_TRAY: Final = "_tray"


def choose_tray(text: str | None) -> list[str]:
    """Take the tray as an address writes it; what of it cannot be taken, and why."""
    st.session_state[_TRAY] = ()
    if not text:
        return []
    try:
        st.session_state[_TRAY] = read_tray(text)
    except CxcError as error:
        return [str(error)]
    return []


def tray() -> tuple[TrayItem, ...]:
    """The figures collected so far, in the order they came."""
    items: tuple[TrayItem, ...] = st.session_state.get(_TRAY, ())
    return items


def written_tray() -> str:
    """The tray for the address; an empty text for an empty one."""
    return written_items(tray())


def set_tray(items: tuple[TrayItem, ...]) -> None:
    """Another tray; who calls writes the address."""
    st.session_state[_TRAY] = items
