"""Cells of a heat map that can be clicked: plotly.js selects no cell of a heat map, but marks upon it."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

# Up to so many cells each gets its own mark, so that a click beside a cell never picks its neighbour.
MOST_CELLS: Final = 400
_UNSEEN: Final = "rgba(0,0,0,0)"


def clickable(figure: go.Figure) -> go.Figure:
    """Lay a mark nobody sees on each cell of the figure's first trace, a heat map; return the figure.

    The marks take over the cells' hover texts and `customdata`. Cells without a value take no click.
    """
    heat = figure.data[0]
    # Each reading of a property copies it.
    across, down, values, texts, codes = heat.x, heat.y, heat.z, heat.hovertext, heat.customdata
    whole = len(across) * len(down) <= MOST_CELLS
    places = [
        (row, column)
        for row in range(len(down))
        for column in range(len(across))
        if whole or values[row][column] is not None
    ]
    hover = heat.hovertemplate.replace("%{hovertext}", "%{text}")
    filled = [values[row][column] is not None for row, column in places]
    # As a mapping and as arrays: plotly checks a made trace twice, and lists value by value.
    marks = {
        "type": "scatter",
        "x": _array([across[column] for _, column in places]),
        "y": _array([down[row] for row, _ in places]),
        "mode": "markers",
        # A cell of a large matrix is about so large; in a small one the nearest mark takes the click.
        "marker": {"symbol": "square", "size": 16, "color": _UNSEEN, "line": {"width": 0}},
        "text": _array([texts[row][column] for row, column in places]),
        "customdata": _array(
            [
                list(codes[row][column]) if full else None
                for (row, column), full in zip(places, filled, strict=True)
            ]
        ),
        "hoverinfo": "all" if all(filled) else ["all" if full else "none" for full in filled],
        "hovertemplate": hover if all(filled) else [hover if full else "" for full in filled],
        "showlegend": False,
    }
    heat.hoverinfo, heat.hovertemplate, heat.hovertext, heat.customdata = "skip", None, None, None
    figure.add_trace(marks)
    figure.layout.hoverdistance, figure.layout.clickmode = -1 if whole else 4, "event+select"
    return figure


def _array(values: list[Any]) -> np.ndarray:
    """One element for each value, lists kept as they are."""
    array = np.empty(len(values), dtype=object)
    for place, value in enumerate(values):
        array[place] = value
    return array
