"""Partnerships by how much they rest on, with the limits that chance alone would give."""

from __future__ import annotations

from typing import Any, Final

import plotly.graph_objects as go

from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.export.pictures.drawings import Chances
from cxc_metrics.words.plain import plotly_text, shorten
from ui.figures.base import (
    FORMATS,
    as_list,
    layout,
    value_axis,
)

HEIGHT: Final = 420
_MOST_LETTERS: Final = 18


def beyond_chance(drawing: Chances, palette: Palette) -> go.Figure:
    """A dot per partnership, those outside the limits in full colour."""
    return layout(
        go.Figure([*_limits(drawing, palette), _dots(drawing, palette)]),
        palette,
        height=HEIGHT,
        xaxis=_sizes(palette, drawing.x_title),
        yaxis=_value(palette, drawing.y_title, drawing.number),
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        margin={"l": 0, "r": 28, "t": 36, "b": 0},
    )


def _limits(drawing: Chances, palette: Palette) -> list[go.Scatter]:
    return [
        go.Scatter(
            x=as_list(drawing.at),
            y=as_list(limit.values),
            mode="lines",
            name=plotly_text(limit.name),
            line={"color": palette.muted, "width": 1, "dash": limit.dash},
            hoverinfo="skip",
            # Both sides of a limit are one entry of the legend.
            legendgroup=limit.name,
            showlegend=limit.name not in {other.name for other in drawing.limits[:place]},
        )
        for place, limit in enumerate(drawing.limits)
    ]


def _dots(drawing: Chances, palette: Palette) -> go.Scatter:
    """All partnerships; those chosen bear their name."""
    chosen = list(drawing.selected) or [False] * len(drawing.names)
    return go.Scatter(
        x=as_list(drawing.sizes),
        y=as_list(drawing.values),
        mode="markers+text",
        marker={
            "size": 9,
            "color": [palette.held if far else palette.muted for far in drawing.outside],
            "line": {"color": palette.text, "width": [3 if is_chosen else 0 for is_chosen in chosen]},
        },
        text=[
            plotly_text(shorten(name, _MOST_LETTERS)) if is_chosen else ""
            for name, is_chosen in zip(drawing.names, chosen, strict=True)
        ],
        textposition="top center",
        hovertext=[plotly_text(text) for text in drawing.hover],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _sizes(palette: Palette, title: str) -> dict[str, Any]:
    return {**value_axis(palette, title=plotly_text(title), tickformat=",.0f"), "rangemode": "normal"}


def _value(palette: Palette, title: str, number: str) -> dict[str, Any]:
    form = ".0%" if number == "share" else FORMATS[number]
    axis = value_axis(palette, title=plotly_text(title), tickformat=form)
    return {**axis, "showgrid": True, "rangemode": "normal"}
