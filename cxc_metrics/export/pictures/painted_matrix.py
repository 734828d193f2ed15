"""A matrix in a picture: cells coloured by value, and written where they are wide enough."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LinearSegmentedColormap, Normalize, to_hex
from matplotlib.figure import SubFigure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from cxc_metrics.words import numbers
from cxc_metrics.words.plain import cut_apart

from .colours import ink
from .drawings import Matrix
from .look import Look, plain, quiet
from .written_values import written

# Wider matrices have no room for a number in a cell.
_MOST_WRITTEN: Final = 16
_LONGEST: Final = 26


def scale_of(colours: tuple[str, ...]) -> LinearSegmentedColormap:
    """Equal steps of these colours."""
    return LinearSegmentedColormap.from_list("scale", list(colours))


def colour_of(shades: Any, value: float) -> str:
    """The colour of a value on the scale."""
    return str(to_hex(shades.to_rgba(value)))


def legend_below(
    figure: SubFigure,
    axes: Axes,
    shades: ScalarMappable,
    look: Look,
    *,
    unit: str,
    number: str,
    ratios: Sequence[float] = (),
) -> None:
    """The scale below the chart, on the left, with its unit; `ratios` are what stands on one of times."""
    bar = figure.colorbar(
        shades, ax=axes, location="bottom", shrink=0.45, anchor=(0.0, 1.0), aspect=34, pad=0.03
    )
    bar.outline.set_visible(False)
    largest = max(map(abs, shades.get_clim()))
    if ratios:
        bar.set_ticks([log2(ratio) for ratio in ratios], labels=[numbers.ratio(ratio) for ratio in ratios])
    else:
        bar.ax.xaxis.set_major_locator(MaxNLocator(nbins=5, integer=number == "count" and largest >= 1))
        form = FuncFormatter(lambda value, _: written(value, number, on_axis=True))
        bar.ax.xaxis.set_major_formatter(form)
    bar.ax.tick_params(length=0, labelsize=look.points)
    bar.set_label(unit, fontsize=look.points, color=look.palette.muted, loc="left")


def matrix(figure: SubFigure, drawing: Matrix, look: Look) -> None:
    """Rows send, columns receive; the scale is below."""
    axes = figure.subplots()
    quiet(axes)
    palette = look.palette
    cells = np.array([plain(line) for line in drawing.shades], dtype=float)
    is_even = drawing.scale == "amounts"
    colours = (palette.land, *palette.sequential) if is_even else palette.diverging
    shades: Any = ScalarMappable(Normalize(*drawing.ends), scale_of(colours))
    axes.pcolormesh(
        np.ma.masked_invalid(cells), cmap=shades.get_cmap(), norm=shades.norm, edgecolors=palette.surface,
        linewidth=0.8,
    )  # fmt: skip
    axes.set_ylim(len(drawing.rows), 0)
    _labels(axes, drawing, look)
    if len(drawing.columns) <= _MOST_WRITTEN:
        _numbers(axes, drawing, shades, look)
    columns = {code: place for place, code in enumerate(drawing.columns)}
    rows = {code: place for place, code in enumerate(drawing.rows)}
    for sign in drawing.signs:
        place = (columns[sign.column] + 0.5, rows[sign.row] + 0.5)
        _letters(axes, *place, sign.text, look, palette.muted)
    _frames(axes, drawing, look)
    ticks = drawing.ratio_ticks if drawing.scale == "times" else ()
    legend_below(figure, axes, shades, look, unit=drawing.unit, number=drawing.number, ratios=ticks)


def _labels(axes: Axes, drawing: Matrix, look: Look) -> None:
    across = cut_apart(list(drawing.short_columns or drawing.column_labels), _LONGEST)
    down = cut_apart(list(drawing.short_rows or drawing.row_labels), _LONGEST)
    turned = len(across) > 8 and max(map(len, across), default=0) > 3
    size = look.points * (0.8 if max(len(across), len(down)) > 24 else 0.95)
    axes.xaxis.set_ticks_position("top")
    axes.xaxis.set_label_position("top")
    axes.set_xticks([place + 0.5 for place in range(len(across))], across)
    axes.tick_params(axis="x", labelsize=size, length=0, rotation=90 if turned else 0)
    axes.set_yticks([place + 0.5 for place in range(len(down))], down)
    axes.tick_params(axis="y", labelsize=size, length=0)
    axes.set_xlabel(drawing.column_title, fontsize=look.points, color=look.palette.muted)
    axes.set_ylabel(drawing.row_title, fontsize=look.points, color=look.palette.muted)


def _numbers(axes: Axes, drawing: Matrix, shades: ScalarMappable, look: Look) -> None:
    for row, (values, line) in enumerate(zip(drawing.values, drawing.shades, strict=True)):
        for column, (value, shade) in enumerate(zip(values, line, strict=True)):
            if value is not None and shade is not None:
                text, colour = numbers.in_cell(value, drawing.number), ink(colour_of(shades, shade))
                _letters(axes, column + 0.5, row + 0.5, text, look, colour)


def _letters(axes: Axes, x: float, y: float, text: str, look: Look, colour: str) -> None:
    axes.text(x, y, text, ha="center", va="center", fontsize=look.points * 0.78, color=colour)


def _frames(axes: Axes, drawing: Matrix, look: Look) -> None:
    """A frame around each selected row, column, or cell."""
    if not any(drawing.selected):
        return
    spans = [
        [(place, 1) for place, code in enumerate(codes) if code in chosen] if chosen else [(0, len(codes))]
        for codes, chosen in zip((drawing.rows, drawing.columns), drawing.selected, strict=True)
    ]
    for top, height in spans[0]:
        for left, width in spans[1]:
            axes.add_patch(
                Rectangle((left, top), width, height, fill=False, edgecolor=look.palette.text, linewidth=1.6)
            )
