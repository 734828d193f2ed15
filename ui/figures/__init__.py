"""Figures as pure functions: tables and a palette in, plotly figures out.

No streamlit here and no computing of numbers. Built with `plotly.graph_objects` (plotly.express costs more
than the query), at most 2 000 marks a chart. Names reach plotly only through `ui.plain.plotly_text`; a click
is read from `customdata`, never from a position.
"""

from .bars import grouped_bars, ranked_bars
from .base import CONFIG
from .chance import beyond_chance
from .course import course
from .cumulative import cumulative
from .dots import Dots, interval_dots, interval_series
from .funnel import funnel_bars
from .maps import country_map
from .matrix import flow_matrix
from .sankey import sankey
from .sparkline import sparkline
from .trend import trend

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
