"""What stands folded or side by side, and open and one below the other where the whole page is asked for."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.layout_utils import Gap

from ui.session.asked_whole import is_whole


def box(label: str, *, icon: str | None = None) -> DeltaGenerator:
    """An expander; of a whole page, a container that begins with its label (Markdown)."""
    return _open_under(label) if is_whole() else st.expander(label, icon=icon)


def box_that_runs(label: str, key: str, *, is_open: bool = False) -> DeltaGenerator | None:
    """An expander that draws what is in it when it is opened: None as long as it is closed."""
    if is_whole():
        return _open_under(label)
    box = st.expander(label, key=key, on_change="rerun", expanded=is_open)
    return box if box.open else None


def note(label: str, *, icon: str, key: str) -> DeltaGenerator:
    """What a button opens beside it."""
    return _open_under(label) if is_whole() else st.popover(label, icon=icon, key=key)


def beside(widths: int | Sequence[int], *, gap: Gap = "large") -> Sequence[DeltaGenerator]:
    """Columns of these widths, or so many; of a whole page, which is a sheet wide, one below the other."""
    if not is_whole():
        return st.columns(widths, gap=gap)
    return [st.container() for _ in range(widths if isinstance(widths, int) else len(widths))]


def _open_under(label: str) -> DeltaGenerator:
    container = st.container()
    container.markdown(f"**{label}**")
    return container
