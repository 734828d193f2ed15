"""Stages of a process as bars, one group for each unit: bars of different units share no scale."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import plotly.graph_objects as go

from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.export.pictures.drawings import Funnel, Stage
from cxc_metrics.words.plain import plotly_text
from ui.figures.base import category_axis, layout

ROW_HEIGHT = 32
HEADING = 34


def funnel_bars(drawing: Funnel, palette: Palette) -> go.Figure:
    """Horizontal bars in the order given, the first on top."""
    groups = [(unit, list(members)) for unit, members in groupby(drawing.stages, lambda stage: stage.unit)]
    height = sum(HEADING + ROW_HEIGHT * len(members) for _, members in groups)
    figure = go.Figure()
    axes: dict[str, Any] = {}
    headings: list[dict[str, Any]] = []
    top = 1.0
    for place, (unit, own) in enumerate(groups, start=1):
        number = "" if place == 1 else str(place)
        upper = top - HEADING / height
        lower = upper - ROW_HEIGHT * len(own) / height
        _draw(figure, own, number, palette)
        axes |= _axes(own, number, (max(lower, 0.0), upper), palette)
        headings.append(_heading(unit, upper, palette))
        top = lower
    return layout(figure, palette, height=height + 8, bargap=0.28, annotations=headings, **axes)


def _draw(figure: go.Figure, stages: Sequence[Stage], number: str, palette: Palette) -> None:
    positions = [str(place) for place in range(len(stages))]
    figure.add_trace(
        go.Bar(
            y=positions,
            x=[stage.value for stage in stages],
            xaxis=f"x{number}",
            yaxis=f"y{number}",
            orientation="h",
            marker={"color": [palette.of(stage.colour) for stage in stages]},
            hovertext=[plotly_text(stage.hover) for stage in stages],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    # The text of a stage without a bar must stand somewhere: so all texts are points, not labels of bars.
    figure.add_trace(
        go.Scatter(
            y=positions,
            x=[stage.value or 0 for stage in stages],
            xaxis=f"x{number}",
            yaxis=f"y{number}",
            mode="text",
            text=[f" {plotly_text(stage.text)}" for stage in stages],
            textposition="middle right",
            textfont={"color": palette.text},
            cliponaxis=False,
            hoverinfo="skip",
        )
    )


def _axes(
    stages: Sequence[Stage], number: str, domain: tuple[float, float], palette: Palette
) -> dict[str, Any]:
    largest = max((stage.value for stage in stages if stage.value is not None), default=0) or 1
    return {
        f"xaxis{number}": {
            "range": [0, largest * 1.75],
            "visible": False,
            "fixedrange": True,
            "anchor": f"y{number}",
        },
        f"yaxis{number}": category_axis(
            palette,
            autorange="reversed",
            tickmode="array",
            tickvals=[str(place) for place in range(len(stages))],
            ticktext=[plotly_text(stage.label) for stage in stages],
            domain=list(domain),
            anchor=f"x{number}",
        ),
    }


def _heading(unit: str, y: float, palette: Palette) -> dict[str, Any]:
    return {
        "text": plotly_text(unit),
        "xref": "paper",
        "yref": "paper",
        "x": 0,
        "y": y,
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"color": palette.muted, "size": 12},
    }
