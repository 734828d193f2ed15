"""Hears which number of a page somebody wants to look behind, whatever drew it (docs/decisions/159).

Elements that stand for a number bear `data-behind`, the codes of their row line by line, and `data-of` where
the key of their container is not that of the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import streamlit as st

from .registering import own_component

_LISTENER: Final = own_component("behind_numbers")
_KEY: Final = "behind_numbers"
_MOST_PARTS: Final = 8


def listen(on_named: Callable[[str, Sequence[str]], None]) -> None:
    """Call `on_named` with the key of the figure and what may name the number: codes, a period, a name."""

    def heard() -> None:
        event = st.session_state[_KEY]["named"]
        if not isinstance(event, dict) or not isinstance(event.get("parts"), list):
            return
        on_named(str(event.get("of")), [str(part) for part in event["parts"][:_MOST_PARTS]])

    _LISTENER(key=_KEY, data={}, height=1, on_named_change=heard)
