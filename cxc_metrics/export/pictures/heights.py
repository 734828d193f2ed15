"""How high a chart is to be, by its kind and how much it holds."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any, Final

from . import drawings, drawings_of_countries
from .drawings import Drawing, Dumbbells, Funnel, GroupedBars, Intervals, RankedBars
from .drawings_of_countries import Matrix, Streams

# Letters of so many points these inches are for.
_POINTS: Final = 8.5


def _ranked(drawing: RankedBars) -> float:
    return 0.24 * max(len(drawing.codes), 1) + (0.75 if drawing.second else 0.45)


def _grouped(drawing: GroupedBars) -> float:
    return (0.15 * len(drawing.series) + 0.12) * max(len(drawing.codes), 1) + 0.85


def _intervals(drawing: Intervals) -> float:
    row = 0.18 if drawing.tight else 0.25 + 0.09 * (len(drawing.series) - 1)
    return row * max(len(drawing.labels), 1) + (0.95 if len(drawing.series) > 1 else 0.7)


def _dumbbells(drawing: Dumbbells) -> float:
    return 0.18 * max(len(drawing.codes) + len(drawing.groups), 1) + 0.95


def _funnel(drawing: Funnel) -> float:
    groups = len(list(groupby(drawing.stages, lambda stage: stage.unit)))
    return 0.27 * len(drawing.stages) + 0.32 * groups + 0.1


def _matrix(drawing: Matrix) -> float:
    names = max(map(len, drawing.short_columns or drawing.column_labels), default=0)
    turned = names * 0.055 if names > 3 and len(drawing.columns) > 8 else 0.2
    return max(len(drawing.rows), 3) * 0.2 + turned + 1.1


def _streams(drawing: Streams) -> float:
    most = max((len({flow[side] for flow in drawing.flows}) for side in (0, 1)), default=1)
    return max(most * 0.3, 2.0) + 0.3


_BY_KIND: Final[dict[type, Callable[[Any], float]]] = {
    drawings.RankedBars: _ranked,
    drawings.GroupedBars: _grouped,
    drawings.Intervals: _intervals,
    drawings.Dumbbells: _dumbbells,
    drawings.Funnel: _funnel,
    drawings_of_countries.Matrix: _matrix,
    drawings_of_countries.Streams: _streams,
    drawings.Trend: lambda _: 2.6,
    drawings.RunningTotal: lambda _: 3.1,
    drawings.Arrivals: lambda _: 2.9,
    drawings.Chances: lambda _: 3.6,
    drawings_of_countries.CountryMap: lambda drawing: 5.2 if drawing.extent.europe else 4.2,
}


# What has no rows of letters is drawn in whatever room there is.
_FLEXIBLE: Final = (
    drawings.Trend,
    drawings.RunningTotal,
    drawings.Arrivals,
    drawings.Chances,
    drawings_of_countries.CountryMap,
)


def share_of_letters(drawing: Drawing, points: float, room: float) -> float:
    """How much smaller letters must be for the chart to be in that room: 1 where it is large enough."""
    return 1.0 if isinstance(drawing, _FLEXIBLE) else min(room / height_of(drawing, points), 1.0)


def height_of(drawing: Drawing, points: float) -> float:
    """Inches that the chart takes with letters of that size."""
    return _BY_KIND[type(drawing)](drawing) * points / _POINTS
