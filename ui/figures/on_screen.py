"""Every kind of drawing that plotly draws: the one way from plain values to its figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import plotly.graph_objects as go

from cxc_metrics.export.pictures import drawings, drawings_of_countries
from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.export.pictures.drawings import Drawing
from ui.figures.bars import grouped_bars
from ui.figures.chance import beyond_chance
from ui.figures.course import course
from ui.figures.cumulative import cumulative
from ui.figures.dots import interval_series
from ui.figures.dumbbells import dumbbells
from ui.figures.funnel import funnel_bars
from ui.figures.sankey import sankey
from ui.figures.trend import trend

_BY_KIND: Final[dict[type, Callable[[Any, Palette], go.Figure]]] = {
    drawings.GroupedBars: grouped_bars,
    drawings.Trend: trend,
    drawings.RunningTotal: cumulative,
    drawings.Arrivals: course,
    drawings.Intervals: interval_series,
    drawings.Dumbbells: dumbbells,
    drawings.Funnel: funnel_bars,
    drawings_of_countries.Streams: sankey,
    drawings.Chances: beyond_chance,
}


def figure_of(drawing: Drawing, palette: Palette) -> go.Figure:
    """The drawing in plotly; maps, matrices and ranked bars are components of our own."""
    return _BY_KIND[type(drawing)](drawing, palette)
