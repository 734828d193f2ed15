"""What stands behind the numbers of the page that is drawn: each figure says so while it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from cxc_metrics.disclosure import Figures

_BEHIND: Final = "_behind"


def forget() -> None:
    """Called by the shell at the start of each run: another selection has other numbers."""
    st.session_state[_BEHIND] = {}


def name(key: str, measured: Sequence[Figures]) -> None:
    """The numbers drawn under that key are of these answers."""
    st.session_state.setdefault(_BEHIND, {})[key] = tuple(measured)


def name_tile(kpi: str, measurement: Figures) -> str:
    """The same of one headline figure; the key under which it is drawn."""
    key = f"tile {kpi} {urlencode(measurement.scope.to_query(), doseq=True)}".strip()
    name(key, [measurement])
    return key


def of(key: str) -> tuple[Figures, ...]:
    """The answers behind what is drawn under that key; none where nothing is."""
    answers: tuple[Figures, ...] = st.session_state.get(_BEHIND, {}).get(key, ())
    return answers
