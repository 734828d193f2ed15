"""One colour per meaning on every page, in the Europa Component Library's palette (facts 7.6).

Surfaces, fonts and the primary colour stand in `.streamlit/config.toml`; here are the colours that carry a
meaning in charts. Each has at least 3 : 1 against its page, light and dark, and the pairs used together stay
apart for colour-blind readers and in grey print.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st


@dataclass(frozen=True)
class Palette:
    """Colours by meaning, and the scales."""

    visitor: str
    host: str
    physical: str
    virtual: str
    hybrid: str
    held: str
    validated: str
    target: str
    text: str
    muted: str
    grid: str
    land: str
    border: str
    line: str
    surface: str
    sequential: tuple[str, ...]
    diverging: tuple[str, ...]


LIGHT: Final = Palette(
    visitor="#3860ED",
    host="#8F5600",
    physical="#26324B",
    virtual="#5577F0",
    hybrid="#8F5600",
    held="#3860ED",
    validated="#0A1F6C",
    target="#707070",
    text="#26324B",
    muted="#546FA6",
    grid="#E3E7F2",
    land="#EEF0F6",
    border="#FFFFFF",
    line="#CBD3E6",
    surface="#FFFFFF",
    sequential=("#D8E0FB", "#B1C0F8", "#89A1F4", "#5577F0", "#3860ED", "#143FD9", "#0F2FA2", "#0A1F6C"),
    diverging=("#8F5600", "#E08700", "#FFBE5C", "#F5F6FA", "#89A1F4", "#3860ED", "#0F2FA2"),
)
DARK: Final = Palette(
    visitor="#89A1F4",
    host="#FFBE5C",
    physical="#D8E0FB",
    virtual="#5577F0",
    hybrid="#FFBE5C",
    held="#89A1F4",
    validated="#D8E0FB",
    target="#A9B4CC",
    text="#E8ECF7",
    muted="#A9B4CC",
    grid="#2A3550",
    land="#1E2942",
    border="#0D1424",
    line="#3A4766",
    surface="#0D1424",
    sequential=("#1B2B63", "#0F2FA2", "#143FD9", "#3860ED", "#5577F0", "#89A1F4", "#B1C0F8", "#D8E0FB"),
    diverging=("#FFBE5C", "#E08700", "#8F5600", "#2A3550", "#3860ED", "#89A1F4", "#D8E0FB"),
)


def is_dark() -> bool:
    """Whether the reader's browser shows the dark theme."""
    return st.context.theme.type == "dark"


def palette() -> Palette:
    """The palette of the theme on screen."""
    return DARK if is_dark() else LIGHT


def scale(colours: tuple[str, ...]) -> list[list[float | str]]:
    """A plotly colour scale with equal steps."""
    last = len(colours) - 1
    return [[step / last, colour] for step, colour in enumerate(colours)]
