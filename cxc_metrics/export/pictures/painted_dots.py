"""Estimates with their intervals in a picture: a dot and a line in each row."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from cxc_metrics.words.plain import cut_apart

from .drawings import Dots, Intervals
from .drawings_of_countries import Values
from .look import Look, legend, plain, quiet, value_axis

_LONGEST: Final = 46
# The shapes of the screen in matplotlib's letters; an open one is not filled.
_SHAPES: Final = {"circle": ("o", True), "diamond-open": ("D", False)}
_APART: Final = 0.3


def intervals(figure: SubFigure, drawing: Intervals, look: Look) -> None:
    """One row per label, its series one below the other, never joined by a line."""
    axes = figure.subplots()
    quiet(axes)
    rows = len(drawing.labels)
    for limit in drawing.limits:
        axes.axvline(limit, color=look.palette.muted, linewidth=0.8, linestyle="--")
    if drawing.zero:
        axes.axvline(0.0, color=look.palette.muted, linewidth=0.9)
    for place, series in enumerate(drawing.series):
        shift = (place - (len(drawing.series) - 1) / 2) * _APART
        _series(axes, series, [row + shift for row in range(rows)], look)
    value_axis(axes, look, "x", unit=drawing.unit, number=drawing.number)
    axes.set_yticks(range(rows), cut_apart(drawing.labels, _LONGEST))
    axes.tick_params(labelsize=look.points)
    axes.set_ylim(rows - 0.45, -0.55)
    if drawing.whole:
        axes.set_xlim(-0.01, 1.01)
    if len(drawing.series) > 1:
        legend(axes, look)


def _series(axes: Axes, series: Dots, rows: list[float], look: Look) -> None:
    colour = look.palette.of(series.colour)
    marker, is_filled = _SHAPES[series.symbol]
    if len(series.outer_lows):
        _ranges(axes, series.outer_lows, series.outer_highs, rows, look.palette.muted, 0.8)
    _ranges(axes, series.lows, series.highs, rows, colour, 1.6)
    axes.plot(
        plain(series.estimates),
        rows,
        marker=marker,
        markersize=look.points * 0.7,
        markerfacecolor=colour if is_filled else look.palette.surface,
        markeredgecolor=colour,
        markeredgewidth=1.4,
        linestyle="none",
        label=series.name,
        zorder=3,
    )


def _ranges(
    axes: Axes, lows: Values, highs: Values, rows: list[float], colour: str, thickness: float
) -> None:
    both = [
        (low, high, row)
        for low, high, row in zip(plain(lows), plain(highs), rows, strict=True)
        if low == low and high == high
    ]
    if both:
        starts, ends, heights = zip(*both, strict=True)
        axes.hlines(heights, starts, ends, color=colour, linewidth=thickness)
