"""Who meets whom: an ordered matrix instead of a chord diagram, because every cell can be read."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.export.pictures.drawings import Matrix
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
    if drawing.crosses:
        figure.add_trace(_crosses(drawing.crosses, rows, columns, row_labels, column_labels, palette))
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
    rows, columns, unit, diverging = drawing.rows, drawing.columns, drawing.unit, drawing.diverging
    form = FORMATS[drawing.number]
    cells = [as_list(line) for line in drawing.values]
    largest = max((abs(v) for line in cells for v in line if v is not None), default=1) or 1
    return go.Heatmap(
        z=cells,
        x=[str(code) for code in columns],
        y=[str(code) for code in rows],
        text=hover,
        customdata=[[[row, column] for column in columns] for row in rows],
        colorscale=scale(palette.diverging if diverging else (palette.land, *palette.sequential)),
        zmin=-largest if diverging else 0,
        zmax=largest,
        xgap=1,
        ygap=1,
        hoverongaps=False,
        hovertemplate=f"%{{text}}<br>%{{z:{form}}} {plotly_text(unit)}<extra></extra>",
        colorbar=_legend(unit, form, whole=form == FORMATS["count"] and largest < 5),
    )


def _legend(unit: str, form: str, *, whole: bool) -> dict[str, object]:
    """Below: beside the matrix it would take a third of a phone's width."""
    return {
        "title": {"text": plotly_text(unit), "side": "top", "font": {"size": 12}},
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
        **({"dtick": 1} if whole else {"nticks": 5}),
    }


def _crosses(
    crosses: Sequence[tuple[object, object, str]],
    rows: Sequence[object],
    columns: Sequence[object],
    row_labels: Sequence[str],
    column_labels: Sequence[str],
    palette: Palette,
) -> go.Scatter:
    """Marks with words where the scale has no colour."""
    names = dict(zip(rows, row_labels, strict=True)), dict(zip(columns, column_labels, strict=True))
    return go.Scatter(
        x=[str(column) for _, column, _ in crosses],
        y=[str(row) for row, _, _ in crosses],
        mode="markers",
        marker={"symbol": "x-thin", "size": 7, "line": {"color": palette.muted, "width": 1.5}},
        customdata=[[row, column] for row, column, _ in crosses],
        hovertext=[
            f"{plotly_text(names[0][row])} → {plotly_text(names[1][column])}<br>{plotly_text(words)}"
            for row, column, words in crosses
        ],
        hovertemplate="%{hovertext}<extra></extra>",
    )
