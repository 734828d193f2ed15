"""Figures as pure functions: a drawing (`cxc_metrics.export.pictures.drawings`) and a palette in, plotly out.

No computing of numbers. Built with `plotly.graph_objects` (plotly.express costs more than the query), at most
2 000 marks a chart. Names reach plotly only through `cxc_metrics.words.plain.plotly_text`; a click is read
from `customdata`, never from a position.
"""

from ui.figures.base import CONFIG
from ui.figures.on_screen import figure_of
from ui.figures.sparkline import sparkline

__all__ = [
    "CONFIG",
    "figure_of",
    "sparkline",
]
