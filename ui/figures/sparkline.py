"""A line the size of a word, as SVG: the course of a headline figure without axes."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, HEIGHT, EDGE = 160, 32, 3


def sparkline(values: Sequence[float | None], colour: str) -> str:
    """An SVG picture of the values in order; a missing value is a gap. Empty text with fewer than two values.

    The scale runs from zero (or the lowest value, where that is below) to the highest one.
    """
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(0.0, *known), max(known)
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)
    height = (HEIGHT - 2 * EDGE) / ((high - low) or 1)
    pieces: list[str] = []
    pen = "M"
    for place, value in enumerate(values):
        if value is None:
            pen = "M"
            continue
        x, y = EDGE + place * step, HEIGHT - EDGE - (value - low) * height
        pieces.append(f"{pen}{x:.1f} {y:.1f}")
        last, pen = (x, y), "L"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}"'
        f' height="{HEIGHT}">'
        f'<path d="{" ".join(pieces)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        f'<circle cx="{last[0]:.1f}" cy="{last[1]:.1f}" r="2.5" fill="{colour}"/></svg>'
    )
