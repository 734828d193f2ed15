"""Bars of several series for each category."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.export.pictures.drawings import GroupedBars
from cxc_metrics.words.plain import cut_apart, plotly_text
from ui.figures.base import (
    BAR_HEIGHT,
    FORMATS,
    as_list,
    category_axis,
    layout,
    value_axis,
)


def grouped_bars(drawing: GroupedBars, palette: Palette) -> go.Figure:
    """The bars; their codes come back on a click as `customdata`."""
    codes, labels, unit = drawing.codes, drawing.labels, drawing.unit
    form = FORMATS[drawing.number]
    suffix = f"{plotly_text(unit)}<extra></extra>"
    positions = [str(code) for code in codes]
    figure = go.Figure(
        [
            go.Bar(
                y=positions,
                x=as_list(series.values),
                name=plotly_text(series.name),
                orientation="h",
                customdata=[[code] for code in codes],
                marker={"color": _shades(palette.of(series.colour), codes, drawing.selected)},
                hovertext=[plotly_text(label) for label in labels],
                hovertemplate=f"%{{hovertext}}<br>{plotly_text(series.name)}: %{{x:{form}}} {suffix}",
            )
            for series in drawing.series
        ]
    )
    names = [plotly_text(label) for label in cut_apart(labels, 34)]
    return layout(
        figure,
        palette,
        height=max(len(codes), 1) * (BAR_HEIGHT + 10) + 90,
        barmode="group",
        bargap=0.3,
        showlegend=True,
        legend={"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "traceorder": "normal"},
        margin={"l": 0, "r": 8, "t": 36, "b": 0},
        xaxis=value_axis(palette, title=plotly_text(unit), tickformat=form),
        yaxis=category_axis(
            palette, autorange="reversed", tickmode="array", tickvals=positions, ticktext=names
        ),
        clickmode="event+select",
    )


def _shades(full: str, codes: Sequence[object], selected: Sequence[object]) -> list[str]:
    """A paler colour and not an opacity: plotly.js 4 takes no click on bars with text and opacity."""
    return [full if not selected or code in selected else _pale(full) for code in codes]


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.45)"
