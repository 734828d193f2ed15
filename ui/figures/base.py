"""What every figure shares: quiet layout, fonts, number formats, heights."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor, log10
from typing import Any, Final

import plotly.graph_objects as go

from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.words import numbers

FONT: Final = "Arial, sans-serif"
BAR_HEIGHT: Final = 26
FORMATS: Final[dict[str, str]] = {"share": ".1%", "count": ",.0f", "decimal": ",.1f", "EUR": ",.0f"}

_MOST_STEPS: Final = 5

CONFIG: Final[dict[str, Any]] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def layout(figure: go.Figure, palette: Palette, *, height: int, **more: Any) -> go.Figure:
    """Give a figure the house's layout and whatever `more` says, in place of any it had; return it."""
    shared = {
        "height": height,
        "margin": {"l": 0, "r": 8, "t": 8, "b": 0},
        "font": {"family": FONT, "size": 13, "color": palette.text},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "separators": numbers.separators(),
        "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
        "dragmode": False,
        "showlegend": False,
    }
    # Set at once: an update, which looks for what is there, took half the time of a figure.
    figure.layout = {**shared, **more}
    return figure


def value_axis(palette: Palette, *, title: str, tickformat: str) -> dict[str, Any]:
    """An axis of values: light grid, no line, starts at zero."""
    return {
        "title": {"text": title, "font": {"size": 12, "color": palette.muted}},
        "tickformat": tickformat,
        "gridcolor": palette.grid,
        "zerolinecolor": palette.grid,
        "rangemode": "tozero",
        "fixedrange": True,
        "automargin": True,
        "nticks": 6,
    }


def topped(axis: dict[str, Any], largest: float, *, whole: bool) -> dict[str, Any]:
    """The axis of values up to the tick at or above the largest, so that no bar passes the last one."""
    if not largest > 0:
        return axis
    ticks = steps_to(largest, whole=whole)
    return {**axis, "dtick": ticks[1], "range": [0, ticks[-1]]}


def steps_to(largest: float, *, whole: bool) -> list[float]:
    """Round ticks from nought to the one at or above the largest value; nought alone where nothing is above.

    >>> steps_to(96, whole=True), steps_to(0.237, whole=False), steps_to(2, whole=True)
    ([0.0, 20.0, 40.0, 60.0, 80.0, 100.0], [0.0, 0.05, 0.1, 0.15, 0.2, 0.25], [0.0, 1.0, 2.0])
    """
    if not largest > 0:
        return [0.0]
    power = 10.0 ** floor(log10(largest / _MOST_STEPS))
    step = next(power * part for part in (1, 2, 5, 10) if power * part * _MOST_STEPS >= largest)
    step = max(step, 1.0) if whole else step
    return [round(step * place, 12) for place in range(ceil(largest / step - 1e-9) + 1)]


def category_axis(palette: Palette, **more: Any) -> dict[str, Any]:
    """An axis of names: no grid, every name shown."""
    return {
        "type": "category",
        "showgrid": False,
        "fixedrange": True,
        "automargin": True,
        "tickfont": {"color": palette.text},
        **more,
    }


def as_list(values: Iterable[Any]) -> list[Any]:
    """Plain values for plotly: missing becomes None, which is drawn as a gap and never as zero."""
    return [None if value is None or value != value else value for value in values]
