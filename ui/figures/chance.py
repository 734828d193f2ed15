"""Partnerships by how much they rest on, with the limits that chance alone would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from cxc_metrics.words.plain import plotly_text, shorten
from ui.figures.base import (
    FORMATS,
    as_list,
    layout,
    value_axis,
)
from ui.figures.theme import Palette

HEIGHT: Final = 420
_MOST_LETTERS: Final = 18


@dataclass(frozen=True)
class Limit:
    """One line: its values at the sizes of the curve, and what it is called."""

    name: str
    values: Sequence[float]
    dash: str


def beyond_chance(
    sizes: Sequence[float],
    values: Sequence[float],
    names: Sequence[str],
    outside: Sequence[bool],
    palette: Palette,
    *,
    at: Sequence[float],
    limits: Sequence[Limit],
    hover: Sequence[str],
    x_title: str,
    y_title: str,
    number: str = "share",
    selected: Sequence[bool] = (),
) -> go.Figure:
    """A dot per partnership, those `outside` in full colour. `at` are the sizes of the `limits`.

    Those `selected` are named and ringed: the names of all would lie over each other.
    """
    chosen = list(selected) or [False] * len(names)
    lines = [
        go.Scatter(
            x=as_list(at),
            y=as_list(limit.values),
            mode="lines",
            name=plotly_text(limit.name),
            line={"color": palette.muted, "width": 1, "dash": limit.dash},
            hoverinfo="skip",
            # Both sides of a limit are one entry of the legend.
            legendgroup=limit.name,
            showlegend=limit.name not in {other.name for other in limits[:place]},
        )
        for place, limit in enumerate(limits)
    ]
    dots = go.Scatter(
        x=as_list(sizes),
        y=as_list(values),
        mode="markers+text",
        marker={
            "size": 9,
            "color": [palette.held if far else palette.muted for far in outside],
            "line": {"color": palette.text, "width": [3 if is_chosen else 0 for is_chosen in chosen]},
        },
        text=[
            plotly_text(shorten(name, _MOST_LETTERS)) if is_chosen else ""
            for name, is_chosen in zip(names, chosen, strict=True)
        ],
        textposition="top center",
        hovertext=[plotly_text(text) for text in hover],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )
    return layout(
        go.Figure([*lines, dots]),
        palette,
        height=HEIGHT,
        xaxis={**value_axis(palette, title=plotly_text(x_title), tickformat=",.0f"), "rangemode": "normal"},
        yaxis=_value(palette, y_title, number),
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        margin={"l": 0, "r": 28, "t": 36, "b": 0},
    )


def _value(palette: Palette, title: str, number: str) -> dict[str, Any]:
    form = ".0%" if number == "share" else FORMATS[number]
    axis = value_axis(palette, title=plotly_text(title), tickformat=form)
    return {**axis, "showgrid": True, "rangemode": "normal"}
