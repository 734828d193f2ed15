"""Estimates with their intervals: a dot and a line, one below the other; one or several series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import plotly.graph_objects as go

from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.export.pictures.drawings import Dots, Intervals
from cxc_metrics.words.plain import cut_apart, plotly_text
from ui.figures.base import (
    FORMATS,
    as_list,
    layout,
    value_axis,
)

ROW_HEIGHT: Final = 34
TIGHT_ROW_HEIGHT: Final = 24
_MOST_LETTERS: Final = 40


def interval_series(drawing: Intervals, palette: Palette) -> go.Figure:
    """One row per label; an interval that is missing is not drawn, an estimate leaves its row empty."""
    labels, series = drawing.labels, drawing.series
    traces = [
        trace
        for place, interval in enumerate(series)
        for trace in _traces(interval, place, len(series), palette)
    ]
    named = len(series) > 1
    height = TIGHT_ROW_HEIGHT if drawing.tight else ROW_HEIGHT + 12 * (len(series) - 1)
    return layout(
        go.Figure(traces),
        palette,
        height=max(len(labels), 1) * height + (106 if named else 70),
        xaxis=_value_axis(palette, drawing.unit, drawing.number, whole=drawing.whole),
        yaxis=_rows(labels, palette),
        shapes=[_line(value, palette, dash="dash") for value in drawing.limits]
        + ([_line(0.0, palette, dash="solid")] if drawing.zero else []),
        showlegend=named,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        # Room for the last number of the axis, which stands over its end.
        margin={"l": 0, "r": 28, "t": 36 if named else 8, "b": 0},
    )


def _traces(series: Dots, place: int, among: int, palette: Palette) -> list[go.Scatter]:
    """The wide range, if there is one, then dots; rows are numbers so that series lie apart."""
    estimates = as_list(series.estimates)
    shift = (place - (among - 1) / 2) * 0.3
    rows = [row + shift for row in range(len(estimates))]
    colour = palette.of(series.colour)
    dots = go.Scatter(
        x=estimates,
        y=rows,
        mode="markers",
        name=plotly_text(series.name),
        marker={"color": colour, "size": 10, "symbol": series.symbol},
        cliponaxis=False,  # a dot at the end of the axis is whole
        error_x=_error(estimates, series.lows, series.highs, colour, 2)
        if any(low is not None for low in as_list(series.lows))
        else None,
        hovertext=[plotly_text(text) for text in series.hover],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    if not len(series.outer_lows):
        return [dots]
    outer = go.Scatter(
        x=estimates,
        y=rows,
        mode="markers",
        marker={"color": palette.muted, "size": 1},
        error_x=_error(estimates, series.outer_lows, series.outer_highs, palette.muted, 1),
        hoverinfo="skip",
        showlegend=False,
    )
    return [outer, dots]


def _error(
    values: Sequence[float | None],
    lows: Sequence[float | None],
    highs: Sequence[float | None],
    colour: str,
    thickness: int,
) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [_distance(high, value) for value, high in zip(values, as_list(highs), strict=True)],
        "arrayminus": [_distance(value, low) for value, low in zip(values, as_list(lows), strict=True)],
        "color": colour,
        "thickness": thickness,
        "width": 5,
    }


def _value_axis(palette: Palette, unit: str, number: str, *, whole: bool) -> dict[str, Any]:
    form = ".0%" if number == "share" else FORMATS[number]
    axis = value_axis(palette, title=plotly_text(unit), tickformat=form)
    axis["showgrid"] = True
    return {**axis, "range": [0, 1]} if whole else {**axis, "rangemode": "normal"}


def _rows(labels: Sequence[str], palette: Palette) -> dict[str, Any]:
    return {
        "range": [len(labels) - 0.5, -0.5],
        "tickmode": "array",
        "tickvals": list(range(len(labels))),
        "ticktext": [plotly_text(label) for label in cut_apart(labels, _MOST_LETTERS)],
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": True,
        "tickfont": {"color": palette.text},
    }


def _line(value: float, palette: Palette, *, dash: str) -> dict[str, Any]:
    line = {"color": palette.muted, "width": 1, "dash": dash}
    return {"type": "line", "x0": value, "x1": value, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _distance(upper: float | None, lower: float | None) -> float:
    return max(upper - lower, 0.0) if upper is not None and lower is not None else 0.0
