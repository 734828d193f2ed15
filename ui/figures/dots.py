"""Estimates with their intervals: a dot and a line, one below the other; one or several series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from cxc_metrics.words.plain import cut_apart, plotly_text
from ui.figures.base import (
    FORMATS,
    as_list,
    layout,
    value_axis,
)
from ui.figures.theme import Palette

ROW_HEIGHT: Final = 34
TIGHT_ROW_HEIGHT: Final = 24
_MOST_LETTERS: Final = 40


@dataclass(frozen=True)
class Dots:
    """One series: values by row with their intervals, the text of each dot, and how it is drawn.

    `outer_lows` and `outer_highs` are a second, wider range that is drawn thin behind the interval.
    """

    name: str
    estimates: Sequence[float | None]
    lows: Sequence[float | None]
    highs: Sequence[float | None]
    hover: Sequence[str]
    colour: str
    symbol: str = "circle"
    outer_lows: Sequence[float | None] = ()
    outer_highs: Sequence[float | None] = ()


def interval_dots(
    labels: Sequence[str],
    estimates: Sequence[float | None],
    lows: Sequence[float | None],
    highs: Sequence[float | None],
    palette: Palette,
    *,
    hover: Sequence[str],
    unit: str,
    number: str = "share",
    colour: str | None = None,
    whole: bool = True,
    outer: tuple[Sequence[float | None], Sequence[float | None]] = ((), ()),
) -> go.Figure:
    """One row per estimate; `hover` is the text of each, `whole` draws shares on the axis from 0 to 1.

    An interval that is missing is not drawn; an estimate that is missing leaves its row empty. `outer` is a
    wider range, such as worst and best case.
    """
    series = Dots(
        "", estimates, lows, highs, hover, colour or palette.held, outer_lows=outer[0], outer_highs=outer[1]
    )
    return interval_series(labels, [series], palette, unit=unit, number=number, whole=whole)


def interval_series(
    labels: Sequence[str],
    series: Sequence[Dots],
    palette: Palette,
    *,
    unit: str,
    number: str = "share",
    whole: bool = True,
    zero: bool = False,
    limits: Sequence[float] = (),
    tight: bool = False,
) -> go.Figure:
    """One row per label, in it a dot of each series one below the other; rows are never joined by a line.

    `whole` draws shares from 0 to 1; `zero` marks the value 0, `limits` further values by dashed lines;
    `tight` is for long lists. Series keep to the order given, the first on top.
    """
    traces = [
        trace
        for place, interval in enumerate(series)
        for trace in _traces(interval, place, len(series), palette)
    ]
    named = len(series) > 1
    height = TIGHT_ROW_HEIGHT if tight else ROW_HEIGHT + 12 * (len(series) - 1)
    return layout(
        go.Figure(traces),
        palette,
        height=max(len(labels), 1) * height + (106 if named else 70),
        xaxis=_value_axis(palette, unit, number, whole=whole),
        yaxis=_rows(labels, palette),
        shapes=[_line(value, palette, dash="dash") for value in limits]
        + ([_line(0.0, palette, dash="solid")] if zero else []),
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
    dots = go.Scatter(
        x=estimates,
        y=rows,
        mode="markers",
        name=plotly_text(series.name),
        marker={"color": series.colour, "size": 10, "symbol": series.symbol},
        error_x=_error(estimates, series.lows, series.highs, series.colour, 2)
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
