"""Development over time: one value per period, provisional periods set apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.export.pictures.drawings import Trend
from cxc_metrics.words.plain import plotly_text
from ui.figures.base import (
    FORMATS,
    as_list,
    category_axis,
    layout,
    topped,
    value_axis,
)


def trend(drawing: Trend, palette: Palette) -> go.Figure:
    """Bars over periods; a provisional period is drawn paler and says so, a missing value is a gap."""
    form = FORMATS[drawing.number]
    suffix = f"{plotly_text(drawing.unit)}<extra></extra>"
    named = len(drawing.series) > 1
    figure = go.Figure(
        [
            go.Bar(
                x=list(drawing.periods),
                y=as_list(series.values),
                name=plotly_text(series.name),
                customdata=[
                    [period, " (provisional)" if late else ""]
                    for period, late in zip(drawing.periods, drawing.is_open, strict=True)
                ],
                marker={
                    "color": palette.of(series.colour),
                    "opacity": [0.5 if late else 1.0 for late in drawing.is_open],
                },
                hovertemplate="%{x}%{customdata[1]}"
                f"<br>{plotly_text(series.name)}: %{{y:{form}}} {suffix}",
            )
            for series in drawing.series
        ]
    )
    return layout(
        figure,
        palette,
        height=drawing.height,
        barmode="stack" if drawing.stacked else "group",
        bargap=0.25,
        showlegend=named,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        margin={"l": 0, "r": 8, "t": 36 if named else 8, "b": 0},
        xaxis=category_axis(palette, nticks=12, tickangle=0),
        yaxis=_amounts(
            value_axis(palette, title=plotly_text(drawing.unit), tickformat=form),
            [as_list(series.values) for series in drawing.series],
            stacked=drawing.stacked,
            whole=drawing.number == "count",
        ),
    )


def _amounts(
    axis: dict[str, Any], drawn: Sequence[Sequence[float | None]], *, stacked: bool, whole: bool
) -> dict[str, Any]:
    """Up to the tick above the highest bar; below zero plotly finds the ends itself."""
    periods = [[value for value in values if value is not None] for values in zip(*drawn, strict=True)]
    heights = [sum(values) if stacked else max(values) for values in periods if values]
    below = any(value < 0 for values in periods for value in values)
    return axis if below else topped(axis, max(heights, default=0), whole=whole)
