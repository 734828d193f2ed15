"""A running total against what was planned: held, the virtual part of it, an extrapolation drawn dashed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import plotly.graph_objects as go

from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.export.pictures.drawings import RunningTotal
from cxc_metrics.words.plain import plotly_text
from ui.figures.base import (
    FORMATS,
    as_list,
    layout,
    value_axis,
)

HEIGHT = 360
# Months between two ticks; as few as leave at most so many ticks, because a phone has room for no more.
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)
_MOST_TICKS = 7


def cumulative(drawing: RunningTotal, palette: Palette) -> go.Figure:
    """Running totals at the end of each period, the target as a line across them."""
    days, held, names, extrapolated = drawing.days, drawing.held, drawing.names, drawing.extrapolated
    unit = plotly_text(names.unit)
    full = palette.of(drawing.colour)
    figure = go.Figure(_line(days, held, names.held, full, drawing.hover, fill=False))
    virtual = as_list(drawing.virtual)
    if any(value is not None for value in virtual):
        figure.add_trace(_line(days, virtual, names.virtual, palette.virtual, None, fill=True))
    if extrapolated:
        figure.add_trace(
            go.Scatter(
                x=[day for day, _ in extrapolated],
                y=[value for _, value in extrapolated],
                name=plotly_text(names.extrapolated),
                mode="lines",
                line={"color": full, "width": 2, "dash": "dash"},
                hoverinfo="skip",
            )
        )
    last = max([*days, *(day for day, _ in extrapolated)])
    if drawing.planned is not None:
        figure.add_trace(_target(days[0], last, drawing.planned, names.planned, palette))
    months = _months_between_ticks(days[0], last)
    return layout(
        figure,
        palette,
        height=HEIGHT,
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "traceorder": "normal"},
        margin={"l": 0, "r": 12, "t": 48, "b": 0},
        hovermode="closest",
        xaxis={
            "type": "date",
            **({"range": [days[0], last]} if last > days[0] else {}),
            "tickformat": "%Y-%m" if months < 12 else "%Y",
            "dtick": f"M{months}",
            "tick0": f"{days[0].year}-01-01",
            "showgrid": False,
            "fixedrange": True,
            "tickfont": {"color": palette.text},
        },
        yaxis=_amounts(palette, unit, max(drawing.planned or 0, *held)),
    )


def _amounts(palette: Palette, unit: str, largest: int) -> dict[str, Any]:
    axis = value_axis(palette, title=unit, tickformat=FORMATS["count"])
    # Between whole numbers there is nothing to mark.
    return {**axis, "dtick": 1} if largest < axis["nticks"] else axis


def _months_between_ticks(first: date, last: date) -> int:
    span = (last.year - first.year) * 12 + last.month - first.month
    return next((step for step in _STEPS if span / step <= _MOST_TICKS), _STEPS[-1])


def _line(
    days: Sequence[date],
    values: Sequence[Any],
    name: str,
    colour: str,
    hover: Sequence[Sequence[str]] | None,
    *,
    fill: bool,
) -> go.Scatter:
    more: dict[str, Any] = (
        {"hoverinfo": "skip"}
        if hover is None
        else {
            "hovertext": ["<br>".join(map(plotly_text, lines)) for lines in hover],
            "hovertemplate": "%{hovertext}<extra></extra>",
        }
    )
    if fill:
        more |= {"fill": "tozeroy", "fillcolor": _faint(colour)}
    return go.Scatter(
        x=list(days),
        y=list(values),
        name=plotly_text(name),
        mode="lines" if len(days) > 1 else "lines+markers",
        line={"color": colour, "width": 1.5 if fill else 3},
        **more,
    )


def _target(first: date, last: date, planned: int, name: str, palette: Palette) -> go.Scatter:
    return go.Scatter(
        x=[first, last],
        y=[planned, planned],
        name=plotly_text(name),
        mode="lines",
        line={"color": palette.target, "width": 2, "dash": "dot"},
        hoverinfo="skip",
    )


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.3)"
