"""Two numbers of each row and the way between them; a click anywhere on a row gives its code."""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go

from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.export.pictures.drawings import Dumbbells
from cxc_metrics.words.plain import cut_apart, plotly_text
from ui.figures.base import FORMATS, as_list, layout, value_axis

ROW_HEIGHT: Final = 22
_LONGEST: Final = 26
# Of the last mark's place: where the axis ends.
_ROOM: Final = 1.06
# Between a mark and its text; usual spaces at the ends of a text are lost in SVG.
_GAP: Final = "\u00a0" * 3
_UNSEEN: Final = "rgba(0,0,0,0)"


def dumbbells(drawing: Dumbbells, palette: Palette) -> go.Figure:
    """A dot for what was seen, an open diamond for what it is set against, a bar from one to the other."""
    rows, right = drawing.places, drawing.end * _ROOM
    figure = go.Figure(
        [
            _ways(drawing, palette),
            _marks(drawing, palette, is_seen=False),
            _marks(drawing, palette, is_seen=True),
            _texts(drawing, palette),
            _whole_rows(drawing, right),
        ]
    )
    axis = value_axis(palette, title=plotly_text(drawing.unit), tickformat=FORMATS[drawing.number])
    return layout(
        figure,
        palette,
        height=max(len(rows) + len(drawing.groups), 1) * ROW_HEIGHT + 96,
        xaxis={**axis, "showgrid": True, "range": [0, right], "side": "bottom"},
        yaxis=_names(drawing, palette),
        shapes=_bands(drawing, palette),
        annotations=_headings(drawing, palette),
        barmode="overlay",
        bargap=0.0,
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "traceorder": "reversed"},
        margin={"l": 0, "r": 8, "t": 36, "b": 0},
        hovermode="closest",
        clickmode="event+select",
    )


def _ways(drawing: Dumbbells, palette: Palette) -> go.Bar:
    seen, reference = as_list(drawing.seen.values), as_list(drawing.reference.values)
    both = [None not in pair for pair in zip(seen, reference, strict=True)]
    colour = palette.of(drawing.seen.colour)
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return go.Bar(
        y=drawing.places,
        base=[a if full else None for a, full in zip(seen, both, strict=True)],
        x=[b - a if full else None for a, b, full in zip(seen, reference, both, strict=True)],
        orientation="h",
        width=0.22,
        marker={"color": f"rgba({red},{green},{blue},0.35)", "line": {"width": 0}},
        **_QUIET,
    )


# Marks that only show: pointing and clicking is of whole rows.
_QUIET: Final[dict[str, Any]] = {
    "hoverinfo": "skip",
    "showlegend": False,
    "unselected": {"marker": {"opacity": 1}},
}


def _marks(drawing: Dumbbells, palette: Palette, *, is_seen: bool) -> go.Scatter:
    series = drawing.seen if is_seen else drawing.reference
    colour, values = palette.of(series.colour), as_list(series.values)
    marker: dict[str, Any] = {"color": colour, "size": 10, "symbol": "circle" if is_seen else "diamond-open"}
    if not is_seen:
        marker["line"] = {"width": 2, "color": colour}
    return go.Scatter(
        x=values,
        y=drawing.places,
        mode="markers",
        name=plotly_text(series.name),
        marker=marker,
        cliponaxis=False,
        error_x=_error(drawing, values, colour) if is_seen and len(drawing.lows) else None,
        **{**_QUIET, "showlegend": True},
    )


def _error(drawing: Dumbbells, values: list[Any], colour: str) -> dict[str, Any]:
    ends = zip(values, as_list(drawing.lows), as_list(drawing.highs), strict=True)
    reaches = [(0.0, 0.0) if None in each else (each[0] - each[1], each[2] - each[0]) for each in ends]
    return {
        "type": "data",
        "symmetric": False,
        "arrayminus": [max(below, 0.0) for below, _ in reaches],
        "array": [max(above, 0.0) for _, above in reaches],
        "color": colour,
        "thickness": 1.5,
        "width": 4,
    }


def _texts(drawing: Dumbbells, palette: Palette) -> go.Scatter:
    return go.Scatter(
        x=[at for at, _ in drawing.beside],
        y=drawing.places,
        mode="text",
        text=[f"{_GAP}{plotly_text(text)}{_GAP}" for text in drawing.texts],
        textposition=["middle left" if is_before else "middle right" for _, is_before in drawing.beside],
        textfont={"size": 12, "color": palette.text},
        cliponaxis=False,
        **{**_QUIET, "unselected": {"textfont": {"color": palette.text}}},
    )


def _whole_rows(drawing: Dumbbells, right: float) -> go.Bar:
    """Marks nobody sees over each row: dots are too small to be hit by a finger."""
    return go.Bar(
        y=drawing.places,
        x=[right] * len(drawing.places),
        orientation="h",
        width=1.0,
        marker={"color": _UNSEEN, "line": {"width": 0}},
        customdata=[[code] for code in drawing.codes],
        hovertext=[plotly_text(text) for text in drawing.hover or drawing.labels],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _names(drawing: Dumbbells, palette: Palette) -> dict[str, Any]:
    labels = [plotly_text(label) for label in cut_apart(drawing.labels, _LONGEST)]
    chosen = [code in drawing.selected for code in drawing.codes]
    rows = len(drawing.places) + len(drawing.groups)
    return {
        "range": [rows - 0.5, -0.5],
        "tickmode": "array",
        "tickvals": drawing.places,
        "ticktext": [
            f"<b>{label}</b>" if mark else label for label, mark in zip(labels, chosen, strict=True)
        ],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "tickfont": {"color": palette.text},
    }


def _headings(drawing: Dumbbells, palette: Palette) -> list[dict[str, Any]]:
    """Names of groups over their rows: beside them the longest would take half of a phone's width."""
    return [
        {
            "x": 0,
            "xref": "paper",
            "xanchor": "left",
            "y": row,
            "text": f"<b>{plotly_text(heading)}</b>",
            "showarrow": False,
            "font": {"color": palette.text, "size": 13},
        }
        for row, heading in drawing.headings
    ]


def _bands(drawing: Dumbbells, palette: Palette) -> list[dict[str, Any]]:
    """A band behind each row selected."""
    return [
        {
            "type": "rect",
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": row - 0.5,
            "y1": row + 0.5,
            "fillcolor": palette.land,
            "line": {"width": 0},
            "layer": "below",
        }
        for row, code in zip(drawing.places, drawing.codes, strict=True)
        if code in drawing.selected
    ]
