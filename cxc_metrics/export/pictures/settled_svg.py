"""An SVG of matplotlib made the same each time: its layout is solved to the last digit but one.

matplotlib names clipping areas by their exact corners, and the solver of its layout adds in no fixed order.
"""

from __future__ import annotations

import math
import re
from typing import Final

_TAG: Final = re.compile(r"<[^>]+>")
_LONG_NUMBER: Final = re.compile(r"-?\d+\.\d{4,}")
_CLIP: Final = re.compile(r"\bp[0-9a-f]{10}\b")
# Halves of halves are common in a layout: a number is cut where none of them lies.
_CUT: Final = 0.37


def settled(content: bytes) -> bytes:
    """The same drawing with coordinates to a thousandth of a point and clipping areas numbered in order."""
    names: dict[str, str] = {}

    def numbered(match: re.Match[str]) -> str:
        return names.setdefault(match[0], f"clip{len(names)}")

    def shortened(match: re.Match[str]) -> str:
        return _CLIP.sub(numbered, _LONG_NUMBER.sub(_short, match[0]))

    return _TAG.sub(shortened, content.decode()).encode()


def _short(match: re.Match[str]) -> str:
    return f"{math.floor(float(match[0]) * 1000 + _CUT) / 1000:.3f}"
