"""Bars: ranked categories, and one category with several series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go

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
from ui.figures.theme import Palette


def ranked_bars(
    codes: Sequence[object],
    labels: Sequence[str],
    values: Sequence[float | None],
    palette: Palette,
    *,
    unit: str,
    number: str = "count",
    colour: str | None = None,
    hover: Sequence[str] | None = None,
    selected: Sequence[object] = (),
    second: tuple[str, Sequence[float | None]] | None = None,
) -> go.Figure:
    """Horizontal bars in the order given, the first on top.

    `codes` come back on a click as `customdata`; `selected` ones are drawn full, the others paler.
    `number` is a key of `FORMATS`; `hover` replaces the hover text of each bar. `second` is the name of
    a second selection with its values, drawn as a mark across each bar.
    """
    form = FORMATS[number]
    names = [plotly_text(label) for label in cut_apart(labels, 34)]
    # Two partnerships may bear one name: the category is the code, the name is what is written.
    positions = [str(code) for code in codes]
    full = colour or palette.held
    # A paler colour and not an opacity: plotly.js 4 takes no click on bars that have both text and opacities.
    colours = _shades(full, codes, selected)
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
            hovertext=[plotly_text(text) for text in hover]
            if hover
            else [plotly_text(label) for label in labels],
            hovertemplate=f"%{{hovertext}}<br>%{{x:{form}}} {plotly_text(unit)}<extra></extra>",
        )
    )
    second_values = second[1] if second else ()
    if second:
        second_line = f"{plotly_text(second[0])}: %{{x:{form}}} {plotly_text(unit)}"
        figure.add_trace(_marks(positions, second_values, palette, second_line))
    return layout(
        figure,
        palette,
        height=max(len(codes), 1) * BAR_HEIGHT + 56,
        xaxis=_unit_only(palette, unit, [*values, *second_values], number),
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


def grouped_bars(
    codes: Sequence[object],
    labels: Sequence[str],
    series: Mapping[str, tuple[Sequence[float | None], str]],
    palette: Palette,
    *,
    unit: str,
    number: str = "count",
    selected: Sequence[object] = (),
) -> go.Figure:
    """Horizontal bars side by side; `series` maps a name to its values and colour.

    `selected` codes are drawn full, the others paler.
    """
    form = FORMATS[number]
    suffix = f"{plotly_text(unit)}<extra></extra>"
    positions = [str(code) for code in codes]
    figure = go.Figure(
        [
            go.Bar(
                y=positions,
                x=as_list(values),
                name=plotly_text(name),
                orientation="h",
                customdata=[[code] for code in codes],
                marker={"color": _shades(colour, codes, selected)},
                hovertext=[plotly_text(label) for label in labels],
                hovertemplate=f"%{{hovertext}}<br>{plotly_text(name)}: %{{x:{form}}} {suffix}",
            )
            for name, (values, colour) in series.items()
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
