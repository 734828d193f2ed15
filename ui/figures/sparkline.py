"""A line the size of a word, as SVG: the course of a headline figure without axes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WIDTH, HEIGHT, EDGE = 160, 32, 3
_DASHED: Final = ' stroke-dasharray="3 3"'


def sparkline(values: Sequence[float | None], provisional: Sequence[bool], colour: str) -> str:
    """An SVG picture of the values in order; a missing value is a gap. Empty text with fewer than two values.

    The scale runs from zero (or the lowest value, where that is below) to the highest one. The way to a
    provisional value is dashed and its end hollow: a year half over is no fall.
    """
    measured = [value for value in values if value is not None]
    if len(measured) < 2:
        return ""
    low, high = min(0.0, *measured), max(measured)
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)
    height = (HEIGHT - 2 * EDGE) / ((high - low) or 1)
    places = [
        None if value is None else (EDGE + place * step, HEIGHT - EDGE - (value - low) * height)
        for place, value in enumerate(values)
    ]
    firm, unsure = "", ""
    for before, here, is_open in zip([None, *places], places, provisional, strict=False):
        if here is None:
            continue
        piece = (f"M{_point(before)}L" if before else "M") + _point(here)
        firm, unsure = (firm, unsure + piece) if is_open else (firm + piece, unsure)
    last = max(place for place, value in enumerate(values) if value is not None)
    x, y = places[last] or (0, 0)
    fill = "none" if provisional[last] else colour
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}"'
        f' height="{HEIGHT}">'
        f"{_path(firm, colour)}{_path(unsure, colour, _DASHED)}"
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5" stroke="{colour}" fill="{fill}"/></svg>'
    )


def _point(place: tuple[float, float]) -> str:
    return f"{place[0]:.1f} {place[1]:.1f}"


def _path(pieces: str, colour: str, dashes: str = "") -> str:
    return f'<path d="{pieces}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>' if pieces else ""
