"""Development over time: one value per period, provisional periods set apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

from cxc_metrics.words.plain import plotly_text
from ui.figures.base import (
    FORMATS,
    as_list,
    category_axis,
    layout,
    topped,
    value_axis,
)
from ui.figures.theme import Palette


def trend(
    periods: Sequence[str],
    series: Mapping[str, tuple[Sequence[float | None], str]],
    palette: Palette,
    *,
    unit: str,
    number: str = "count",
    provisional: Sequence[bool] = (),
    stacked: bool = False,
    height: int = 300,
) -> go.Figure:
    """Bars over periods; `series` maps a name to its values and colour.

    A provisional period is drawn paler and says so; a missing value is a gap.
    """
    form = FORMATS[number]
    suffix = f"{plotly_text(unit)}<extra></extra>"
    open_period = list(provisional) or [False] * len(periods)
    figure = go.Figure(
        [
            go.Bar(
                x=list(periods),
                y=as_list(values),
                name=plotly_text(name),
                customdata=[
                    [period, " (provisional)" if late else ""]
                    for period, late in zip(periods, open_period, strict=True)
                ],
                marker={"color": colour, "opacity": [0.5 if late else 1.0 for late in open_period]},
                hovertemplate=f"%{{x}}%{{customdata[1]}}<br>{plotly_text(name)}: %{{y:{form}}} {suffix}",
            )
            for name, (values, colour) in series.items()
        ]
    )
    return layout(
        figure,
        palette,
        height=height,
        barmode="stack" if stacked else "group",
        bargap=0.25,
        showlegend=len(series) > 1,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom"},
        margin={"l": 0, "r": 8, "t": 36 if len(series) > 1 else 8, "b": 0},
        xaxis=category_axis(palette, nticks=12, tickangle=0),
        yaxis=_amounts(
            value_axis(palette, title=plotly_text(unit), tickformat=form),
            [as_list(values) for values, _ in series.values()],
            stacked=stacked,
            whole=number == "count",
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
