"""Estimates with their intervals: a dot and a line, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from ui.figures.base import FORMATS, as_list, category_axis, layout, value_axis
from ui.plain import plotly_text, shorten
from ui.theme import Palette

ROW_HEIGHT = 34


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
) -> go.Figure:
    """One row per estimate; `hover` is the text of each, `whole` draws shares on the axis from 0 to 1.

    An interval that is missing is not drawn; an estimate that is missing leaves its row empty.
    """
    form = FORMATS[number]
    positions = [str(place) for place in range(len(labels))]
    known = as_list(estimates)
    below = [_distance(value, low) for value, low in zip(known, as_list(lows), strict=True)]
    above = [_distance(high, value) for value, high in zip(known, as_list(highs), strict=True)]
    figure = go.Figure(
        go.Scatter(
            x=known,
            y=positions,
            mode="markers",
            marker={"color": colour or palette.held, "size": 10},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": above,
                "arrayminus": below,
                "color": colour or palette.held,
                "thickness": 2,
                "width": 5,
            },
            hovertext=[plotly_text(text) for text in hover],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    axis = value_axis(palette, title=plotly_text(unit), tickformat=".0%" if number == "share" else form)
    names = [plotly_text(shorten(label, 40)) for label in labels]
    return layout(
        figure,
        palette,
        height=max(len(labels), 1) * ROW_HEIGHT + 70,
        xaxis={**axis, "range": [0, 1]} if whole else axis,
        yaxis=category_axis(
            palette, autorange="reversed", tickmode="array", tickvals=positions, ticktext=names
        ),
    )


def _distance(upper: float | None, lower: float | None) -> float:
    return max(upper - lower, 0.0) if upper is not None and lower is not None else 0.0
