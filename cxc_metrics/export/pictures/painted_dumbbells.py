"""Two numbers of each row in a picture: a dot, an open diamond, and the way between them."""

from __future__ import annotations

from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from cxc_metrics.words.plain import cut_apart

from .drawings import Dumbbells
from .look import Look, legend, paler, plain, quiet, value_axis

_LONGEST: Final = 34
# Of the last mark's place: where the axis ends.
_ROOM: Final = 1.06


def dumbbells(figure: SubFigure, drawing: Dumbbells, look: Look) -> None:
    """One row per code under the heading of its group, the first on top."""
    axes = figure.subplots()
    quiet(axes)
    rows = drawing.places
    _ways(axes, drawing, look)
    _marks(axes, drawing, look)
    value_axis(axes, look, "x", unit=drawing.unit, number=drawing.number)
    axes.set_xlim(0, drawing.end * _ROOM)
    for row, (at, is_before), text in zip(rows, drawing.beside, drawing.texts, strict=False):
        axes.annotate(
            text, (at, row), xytext=(-look.points if is_before else look.points, 0),
            textcoords="offset points", ha="right" if is_before else "left", va="center",
            fontsize=look.points * 0.85, color=look.palette.text, annotation_clip=False,
        )  # fmt: skip
    _names(axes, drawing, look)
    axes.set_ylim(len(rows) + len(drawing.groups) - 0.4, -0.6)
    legend(axes, look)


def _ways(axes: Axes, drawing: Dumbbells, look: Look) -> None:
    """The way from what was seen to the reference, and how far what was seen is uncertain."""
    colour = look.palette.of(drawing.seen.colour)
    pale, thick = paler(colour, 0.35, look), look.points * 0.4
    for starts, ends, shade, width in (
        (drawing.seen.values, drawing.reference.values, pale, thick),
        (drawing.lows, drawing.highs, colour, 1.0),
    ):
        rows = zip(drawing.places, plain(starts), plain(ends), strict=False)
        both_ends = [(row, start, end) for row, start, end in rows if start == start and end == end]
        if both_ends:
            axes.hlines(*zip(*both_ends, strict=True), color=shade, linewidth=width)


def _marks(axes: Axes, drawing: Dumbbells, look: Look) -> None:
    for series, marker, is_filled in ((drawing.reference, "D", False), (drawing.seen, "o", True)):
        colour = look.palette.of(series.colour)
        axes.plot(
            plain(series.values),
            drawing.places,
            marker=marker,
            markersize=look.points * 0.65,
            markerfacecolor=colour if is_filled else look.palette.surface,
            markeredgecolor=colour,
            markeredgewidth=1.3,
            linestyle="none",
            label=series.name,
            clip_on=False,
            zorder=3,
        )


def _names(axes: Axes, drawing: Dumbbells, look: Look) -> None:
    """Names of rows beside them, those selected in bold; headings of groups over the rows."""
    axes.set_yticks(drawing.places, cut_apart(drawing.labels, _LONGEST))
    axes.tick_params(labelsize=look.points)
    for code, tick in zip(drawing.codes, axes.get_yticklabels(), strict=True):
        if code in drawing.selected:
            tick.set_fontweight("bold")
    for row, name in drawing.headings:
        axes.text(0, row, name, va="center", fontsize=look.points, fontweight="bold", zorder=4)
