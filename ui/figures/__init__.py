"""Figures as pure functions: tables and a palette in, plotly figures out.

No streamlit here and no computing of numbers. Built with `plotly.graph_objects` (plotly.express costs more
than the query), at most 2 000 marks a chart. Names reach plotly only through
`cxc_metrics.words.plain.plotly_text`; a click
is read from `customdata`, never from a position.
"""

from ui.figures.bars import grouped_bars, ranked_bars
from ui.figures.base import CONFIG
from ui.figures.chance import beyond_chance
from ui.figures.course import course
from ui.figures.cumulative import cumulative
from ui.figures.dots import Dots, interval_dots, interval_series
from ui.figures.funnel import funnel_bars
from ui.figures.maps import country_map
from ui.figures.matrix import flow_matrix
from ui.figures.sankey import sankey
from ui.figures.sparkline import sparkline
from ui.figures.trend import trend

__all__ = [
    "CONFIG",
    "Dots",
    "beyond_chance",
    "country_map",
    "course",
    "cumulative",
    "flow_matrix",
    "funnel_bars",
    "grouped_bars",
    "interval_dots",
    "interval_series",
    "ranked_bars",
    "sankey",
    "sparkline",
    "trend",
]
