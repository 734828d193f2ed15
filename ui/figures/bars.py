"""Bars: ranked categories, and one category with several series."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.export.pictures.drawings import GroupedBars, RankedBars
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import cut_apart, plotly_text
from ui.figures.base import (
    BAR_HEIGHT,
    FORMATS,
    as_list,
    category_axis,
    layout,
    value_axis,
)


def ranked_bars(drawing: RankedBars, palette: Palette) -> go.Figure:
    """The bars; their codes come back on a click as `customdata`."""
    codes, labels, values, unit = drawing.codes, drawing.labels, drawing.values, drawing.unit
    form = FORMATS[drawing.number]
    names = [plotly_text(label) for label in cut_apart(labels, 34)]
    # Two partnerships may bear one name: the category is the code, the name is what is written.
    positions = [str(code) for code in codes]
    full = palette.of(drawing.colour)
    # A paler colour and not an opacity: plotly.js 4 takes no click on bars that have both text and opacities.
    colours = _shades(full, codes, drawing.selected)
    figure = go.Figure(
        go.Bar(
            y=positions,
            x=as_list(values),
            orientation="h",
            customdata=[[code] for code in codes],
            marker={"color": colours},
            text=as_list(values),
            texttemplate=f"%{{text:{form}}}",
            textposition="outside",
            cliponaxis=False,
            hovertext=[plotly_text(text) for text in drawing.hover or labels],
            hovertemplate=f"%{{hovertext}}<br>%{{x:{form}}} {plotly_text(unit)}<extra></extra>",
        )
    )
    second_values = drawing.second[1] if drawing.second else ()
    if drawing.second:
        second_line = f"{plotly_text(drawing.second[0])}: %{{x:{form}}} {plotly_text(unit)}"
        figure.add_trace(_marks(positions, second_values, palette, second_line))
    return layout(
        figure,
        palette,
        height=max(len(codes), 1) * BAR_HEIGHT + 56,
        xaxis=_unit_only(palette, unit, [*values, *second_values], drawing.number),
        yaxis=category_axis(
            palette, autorange="reversed", tickmode="array", tickvals=positions, ticktext=names
        ),
        bargap=0.3,
        clickmode="event+select",
    )


def _marks(
    positions: Sequence[str], values: Sequence[float | None], palette: Palette, hover: str
) -> go.Scatter:
    marker = {"symbol": "line-ns", "size": 16, "line": {"width": 3, "color": palette.target}}
    return go.Scatter(
        y=list(positions),
        x=as_list(values),
        mode="markers",
        marker=marker,
        hovertemplate=f"{hover}<extra></extra>",
    )


def _shades(full: str, codes: Sequence[object], selected: Sequence[object]) -> list[str]:
    return [full if not selected or code in selected else _pale(full) for code in codes]


def _pale(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.45)"


def _unit_only(palette: Palette, unit: str, values: Sequence[float | None], number: str) -> dict[str, Any]:
    """Every bar bears its value: ticks and grid would only repeat it.

    Room is left for the longest bar's number, which in a narrow column takes as much as the bar.
    """
    axis = value_axis(palette, title=plotly_text(unit), tickformat="")
    largest = max((value for value in as_list(values) if value is not None), default=0) or 1
    letters = len(numbers.percent(largest) if number == "share" else numbers.number(largest))
    return {
        **axis,
        "showticklabels": False,
        "showgrid": False,
        "range": [0, largest * (1.06 + 0.05 * letters)],
    }


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
