"""How a share grows with the days since a start: a step line with its interval as a band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import plotly.graph_objects as go

from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.export.pictures.drawings import Arrivals
from cxc_metrics.words.plain import plotly_text
from ui.figures.base import as_list, layout, value_axis

# Steps drawn at most: more are narrower than a pixel, and three lines of them stay below 2 000 marks.
MOST_STEPS: Final = 400


def course(drawing: Arrivals, palette: Palette) -> go.Figure:
    """A step line of the shares by day, between its limits where there are some.

    Long courses are thinned to the last step of each of `MOST_STEPS` equal spans.
    """
    days, shares, lows, highs = drawing.days, drawing.shares, drawing.lows, drawing.highs
    unit, axis = drawing.unit, drawing.axis
    kept = thinned(days, MOST_STEPS)
    x = [days[place] for place in kept]
    band = [place for place in kept if _there(lows[place]) and _there(highs[place])]
    edge: dict[str, Any] = {"mode": "lines", "hoverinfo": "skip", "line": {"width": 0, "shape": "hv"}}
    figure = go.Figure(
        [
            go.Scatter(x=[days[place] for place in band], y=[lows[place] for place in band], **edge),
            go.Scatter(
                x=[days[place] for place in band],
                y=[highs[place] for place in band],
                fill="tonexty",
                fillcolor=_pale(palette.held),
                **edge,
            ),
            go.Scatter(
                x=x,
                y=as_list(shares[place] for place in kept),
                mode="lines",
                line={"color": palette.held, "width": 2, "shape": "hv"},
                hovertemplate=f"%{{x:,.0f}} {plotly_text(axis)}<br>%{{y:.1%}} {plotly_text(unit)}"
                "<extra></extra>",
            ),
        ]
    )
    below = value_axis(palette, title=plotly_text(axis), tickformat=",.0f")
    left = {**value_axis(palette, title=plotly_text(unit), tickformat=".0%"), "range": [0, 1]}
    return layout(
        figure,
        palette,
        height=drawing.height,
        xaxis=below,
        yaxis=left,
        **_marked(drawing.middle, drawing.middle_words, palette),
    )


def thinned(days: Sequence[float], most: int) -> list[int]:
    """Positions of the last entry of each of `most` equal spans of days; all where there are no more."""
    if len(days) <= most:
        return list(range(len(days)))
    first, width = days[0], (days[-1] - days[0]) / most or 1
    last = {min(int((day - first) / width), most - 1): place for place, day in enumerate(days)}
    return sorted({0, *last.values()})


def _marked(middle: float | None, words: str, palette: Palette) -> dict[str, Any]:
    if middle is None:
        return {}
    line = {"color": palette.muted, "width": 1, "dash": "dash"}
    return {
        "shapes": [{"type": "line", "x0": middle, "x1": middle, "y0": 0, "y1": 0.5, "line": line}],
        "annotations": [
            {
                "x": middle,
                "y": 0.2,
                "text": plotly_text(words),
                "showarrow": False,
                "xanchor": "left",
                "xshift": 6,
                "font": {"color": palette.text, "size": 12},
            }
        ],
    }


def _there(value: float | None) -> bool:
    return value is not None and value == value


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.2)"
