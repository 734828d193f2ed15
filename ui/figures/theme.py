"""The palette of the theme on screen.

Surfaces, fonts and the primary colour stand in `.streamlit/config.toml`, the colours that carry a meaning in
charts in `cxc_metrics.export.pictures.colours`.
"""

from __future__ import annotations

import streamlit as st

from cxc_metrics.export.pictures.colours import DARK, LIGHT, Palette


def is_dark() -> bool:
    """Whether the reader's browser shows the dark theme."""
    return st.context.theme.type == "dark"


def palette() -> Palette:
    """The palette of the theme on screen."""
    return DARK if is_dark() else LIGHT
