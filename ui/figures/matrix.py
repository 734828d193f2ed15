"""Who meets whom: an ordered matrix instead of a chord diagram, because every cell can be read."""

from __future__ import annotations

from collections.abc import Sequence
from math import log2

import plotly.graph_objects as go

from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.export.pictures.drawings import Matrix
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import cut_apart, plotly_text
from ui.figures.base import (
    FORMATS,
    as_list,
    category_axis,
    layout,
)
from ui.figures.theme import scale

CELL: int = 22
# More columns than this are narrower than a line of usual text is high, on a phone.
_MANY: int = 20
# Columns with room for a number in each cell, on a desk.
_MOST_WRITTEN: int = 42
# Width of a letter of the names of many columns.
_LETTER: int = 6
# Letters of a code: of a country, with the mark of its footnote.
_CODE: int = 3
# Keeps a line that an empty one would not.
_NO_TEXT: str = "\N{NO-BREAK SPACE}"


def flow_matrix(drawing: Matrix, palette: Palette) -> go.Figure:
    """A heat map with its scale below."""
    rows, columns = drawing.rows, drawing.columns
    row_labels, column_labels = drawing.row_labels, drawing.column_labels
    hover = [
        [f"{plotly_text(row)} → {plotly_text(column)}" for column in column_labels] for row in row_labels
    ]
    figure = go.Figure(_cells(drawing, hover, palette))
    if drawing.signs:
        figure.add_trace(_signs(drawing, palette))
    ticks_y = [plotly_text(label) for label in cut_apart(drawing.short_rows or row_labels, 24)]
    ticks_x = [plotly_text(label) for label in cut_apart(drawing.short_columns or column_labels, 24)]
    # Codes stand upright and turn only where they would touch; names of many are turned.
    turned = len(columns) > 8 and not drawing.short_columns
    staggered = len(columns) > _MANY and max(map(len, ticks_x)) <= _CODE
    return layout(
        figure,
        palette,
        height=max(len(rows), 3) * CELL + _around(ticks_x, turned=turned),
        xaxis=category_axis(
            palette,
            range=[-0.5, len(columns) - 0.5],
            tickmode="array",
            tickvals=[str(c) for c in columns],
            ticktext=_staggered(ticks_x) if staggered else ticks_x,
            side="top",
            title={"text": plotly_text(drawing.column_title), "font": {"size": 12}},
            tickfont={"color": palette.text, "size": 10 if len(columns) > _MANY else 12},
            tickangle=-90 if turned else 0 if staggered else None,
        ),
        yaxis=category_axis(
            palette,
            range=[len(rows) - 0.5, -0.5],
            tickmode="array",
            tickvals=[str(r) for r in rows],
            ticktext=ticks_y,
            title={"text": plotly_text(drawing.row_title)} if drawing.row_title else None,
        ),
        shapes=_frames(rows, columns, drawing.selected, palette),
    )


def _staggered(labels: Sequence[str]) -> list[str]:
    """Codes on two lines in turns: upon a phone a column is narrower than its code, two are not."""
    return [
        f"{_NO_TEXT}<br>{label}" if place % 2 else f"{label}<br>{_NO_TEXT}"
        for place, label in enumerate(labels)
    ]


def _around(labels: Sequence[str], *, turned: bool) -> int:
    """Height of all that is no cell: names, title and scale. A matrix of few rows cuts what has no room."""
    scale_below, title = 80, 40
    return max(150, scale_below + title + (max(map(len, labels), default=0) * _LETTER if turned else 0))


def _frames(
    rows: Sequence[object],
    columns: Sequence[object],
    selected: tuple[Sequence[object], Sequence[object]],
    palette: Palette,
) -> list[dict[str, object]]:
    """A frame around each selected row, column, or cell."""
    spans = [
        [(place, place) for place, code in enumerate(codes) if code in chosen]
        if chosen
        else [(0, len(codes) - 1)]
        for codes, chosen in zip((rows, columns), selected, strict=True)
    ]
    if not any(selected):
        return []
    line = {"color": palette.text, "width": 2}
    return [
        {
            "type": "rect",
            "x0": left - 0.5,
            "x1": right + 0.5,
            "y0": top - 0.5,
            "y1": bottom + 0.5,
            "line": line,
        }
        for top, bottom in spans[0]
        for left, right in spans[1]
    ]


def _cells(drawing: Matrix, hover: Sequence[Sequence[str]], palette: Palette) -> go.Heatmap:
    rows, columns, unit = drawing.rows, drawing.columns, drawing.unit
    form = FORMATS[drawing.number]
    values = [as_list(line) for line in drawing.values]
    low, high = drawing.ends
    return go.Heatmap(
        z=drawing.shades,
        x=[str(code) for code in columns],
        y=[str(code) for code in rows],
        hovertext=hover,
        customdata=[
            [[row, column, value] for column, value in zip(columns, line, strict=True)]
            for row, line in zip(rows, values, strict=True)
        ],
        colorscale=scale(
            (palette.land, *palette.sequential) if drawing.scale == "amounts" else palette.diverging
        ),
        zmin=low,
        zmax=high,
        xgap=1,
        ygap=1,
        hoverongaps=False,
        hovertemplate=f"%{{hovertext}}<br>%{{customdata[2]:{form}}} {plotly_text(unit)}<extra></extra>",
        colorbar=_legend(drawing, form),
        **_written(values, drawing),
    )


def _written(values: Sequence[Sequence[float | None]], drawing: Matrix) -> dict[str, object]:
    """Numbers in the cells, as large as they have room; none where a desk has no room for them."""
    if len(drawing.columns) > _MOST_WRITTEN:
        return {}
    texts = [
        ["" if value is None else numbers.in_cell(value, drawing.number) for value in line] for line in values
    ]
    return {"text": texts, "texttemplate": "%{text}"}


def _legend(drawing: Matrix, form: str) -> dict[str, object]:
    """Below: beside the matrix it would take a third of a phone's width."""
    whole = form == FORMATS["count"] and drawing.ends[1] < 5
    ticks: dict[str, object] = {"dtick": 1} if whole else {"nticks": 5}
    if drawing.scale == "times":
        ratios = drawing.ratio_ticks
        ticks = {
            "tickvals": [log2(ratio) for ratio in ratios],
            "ticktext": [numbers.ratio(ratio) for ratio in ratios],
        }
    return {
        "title": {"text": plotly_text(drawing.unit), "side": "top", "font": {"size": 12}},
        "orientation": "h",
        "thickness": 10,
        "len": 0.5,
        "x": 0,
        "xanchor": "left",
        "y": 0,
        "yanchor": "top",
        "outlinewidth": 0,
        "tickformat": form,
        "tickangle": 0,
        **ticks,
    }


def _signs(drawing: Matrix, palette: Palette) -> go.Scatter:
    """What stands in cells that have no colour; one with itself takes no click."""
    names = [
        dict(zip(codes, labels, strict=True))
        for codes, labels in ((drawing.rows, drawing.row_labels), (drawing.columns, drawing.column_labels))
    ]
    return go.Scatter(
        x=[str(sign.column) for sign in drawing.signs],
        y=[str(sign.row) for sign in drawing.signs],
        mode="text",
        text=[plotly_text(sign.text) for sign in drawing.signs],
        textfont={"size": 11, "color": palette.muted},
        unselected={"textfont": {"color": palette.muted}},
        customdata=[[sign.row, sign.column] if sign.row != sign.column else None for sign in drawing.signs],
        hovertext=[
            f"{plotly_text(names[0][sign.row])} → {plotly_text(names[1][sign.column])}"
            f"<br>{plotly_text(sign.words)}"
            for sign in drawing.signs
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
