"""One colour per meaning, in the Europa Component Library's palette (facts 7.6), on screen and in pictures.

Each has at least 3 : 1 against its page, light and dark, and the pairs used together stay apart for
colour-blind readers and in grey print. `GREY` is what a picture for grey print is drawn in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

# What a colour stands for; a drawing names it, and the palette of the medium says how it looks there.
Meaning = Literal["visitor", "host", "virtual", "held", "validated", "target", "text", "muted"]
# The one list of meanings, on all pages, in pictures and files; docs/decisions/152 shows it.
MEANINGS: Final[Mapping[Meaning, str]] = MappingProxyType(
    {
        "held": "exchanges held, and what is counted of them on both sides together",
        "validated": "closed and validated exchanges; what was achieved",
        "visitor": "the sending side: visitors, where they come from",
        "host": "the hosting side: hosts, where they are",
        "virtual": "virtual exchanges, as a part of those held",
        "target": "what something is set against: a target, a model, a group, another selection, earlier",
        "muted": "what only leads or follows: courses, limits of chance, outcomes",
        "text": "letters",
    }
)


def of_side(dimension: str) -> Meaning:
    """The colour of what is told by a dimension: that of its side, if it has one."""
    side = dimension.partition("_")[0]
    return "visitor" if side == "visitor" else "host" if side == "host" else "held"


@dataclass(frozen=True)
class Palette:
    """Colours by meaning, and the scales."""

    visitor: str
    host: str
    virtual: str
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
    diverging: tuple[str, ...]
    # Five steps far enough apart to be told one from the other without the legend beside.
    classes: tuple[str, ...]

    def of(self, meaning: Meaning) -> str:
        """The colour of a meaning."""
        return str(getattr(self, meaning))


LIGHT: Final = Palette(
    visitor="#00707A",
    host="#8F5600",
    virtual="#5577F0",
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
    diverging=("#8F5600", "#E08700", "#FFBE5C", "#F5F6FA", "#89A1F4", "#3860ED", "#0F2FA2"),
    classes=("#B1C0F8", "#89A1F4", "#5577F0", "#143FD9", "#0A1F6C"),
)
DARK: Final = Palette(
    visitor="#4FC1C1",
    host="#FFBE5C",
    virtual="#5577F0",
    held="#89A1F4",
    validated="#D8E0FB",
    target="#9A9A9A",
    text="#E8ECF7",
    muted="#A9B4CC",
    grid="#2A3550",
    land="#1E2942",
    border="#0D1424",
    line="#3A4766",
    surface="#0D1424",
    diverging=("#FFBE5C", "#E08700", "#8F5600", "#2A3550", "#3860ED", "#89A1F4", "#D8E0FB"),
    classes=("#143FD9", "#5577F0", "#89A1F4", "#B1C0F8", "#E9EEFD"),
)
GREY: Final = Palette(
    visitor="#4D4D4D",
    host="#9A9A9A",
    virtual="#808080",
    held="#5E5E5E",
    validated="#1A1A1A",
    target="#9A9A9A",
    text="#000000",
    muted="#555555",
    grid="#E4E4E4",
    land="#F0F0F0",
    border="#FFFFFF",
    line="#C4C4C4",
    surface="#FFFFFF",
    diverging=("#4D4D4D", "#8A8A8A", "#C2C2C2", "#F7F7F7", "#C2C2C2", "#8A8A8A", "#4D4D4D"),
    classes=("#C9C9C9", "#A2A2A2", "#797979", "#505050", "#262626"),
)


def ink(fill: str) -> str:
    """Black or white, whichever is read better on that colour (relative luminance of WCAG 2)."""
    parts = [int(fill[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if light > 0.179 else "#FFFFFF"
