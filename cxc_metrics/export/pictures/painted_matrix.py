"""A matrix in a picture: cells coloured by classes of their values, written where they are wide enough."""

from __future__ import annotations

from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import SubFigure
from matplotlib.patches import Patch, Rectangle

from cxc_metrics.words import numbers
from cxc_metrics.words.plain import cut_apart

from .class_legend import legend_below
from .colours import ink
from .drawings_of_countries import Matrix
from .look import Look, plain, quiet
from .matrix_classes import MatrixClasses, classes_of

# Wider matrices have no room for a number in a cell.
_MOST_WRITTEN: Final = 16
_LONGEST: Final = 26


def matrix(figure: SubFigure, drawing: Matrix, look: Look) -> None:
    """Rows send, columns receive; the legend of classes is below."""
    axes = figure.subplots()
    quiet(axes)
    palette, kinds = look.palette, classes_of(drawing, look.palette)
    cells = np.array([plain(line) for line in kinds.of], dtype=float)
    axes.pcolormesh(
        np.ma.masked_invalid(cells), cmap=ListedColormap([fill for fill, _ in kinds.legend]),
        vmin=-0.5, vmax=len(kinds.legend) - 0.5, edgecolors=palette.surface, linewidth=0.8,
    )  # fmt: skip
    axes.set_facecolor(palette.land)
    axes.set_ylim(len(drawing.rows), 0)
    _labels(axes, drawing, look)
    if len(drawing.columns) <= _MOST_WRITTEN:
        _numbers(axes, drawing, kinds, look)
    columns = {code: place for place, code in enumerate(drawing.columns)}
    rows = {code: place for place, code in enumerate(drawing.rows)}
    for sign in drawing.signs:
        place = (columns[sign.column] + 0.5, rows[sign.row] + 0.5)
        _letters(axes, *place, sign.text, look, palette.muted)
    _frames(axes, drawing, look)
    legend_below(
        figure, [Patch(facecolor=fill, label=text) for fill, text in kinds.legend], drawing.unit, look
    )


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


def _numbers(axes: Axes, drawing: Matrix, kinds: MatrixClasses, look: Look) -> None:
    for row, (values, line) in enumerate(zip(drawing.values, kinds.of, strict=True)):
        for column, (value, kind) in enumerate(zip(values, line, strict=True)):
            if value is not None and kind is not None:
                text, colour = numbers.in_cell(value, drawing.number), ink(kinds.legend[kind][0])
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
