"""Cells of a heat map that can be clicked: plotly.js selects no cell of a heat map, but marks upon it."""

from __future__ import annotations

from typing import Final

import plotly.graph_objects as go

# Up to so many cells each gets its own mark, so that a click beside a cell never picks its neighbour.
MOST_CELLS: Final = 400
_UNSEEN: Final = "rgba(0,0,0,0)"


def clickable(figure: go.Figure) -> go.Figure:
    """Lay a mark nobody sees on each cell of the figure's first trace, a heat map; return the figure.

    The marks take over the cells' hover texts and `customdata`. Cells without a value take no click.
    """
    heat = figure.data[0]
    whole = len(heat.x) * len(heat.y) <= MOST_CELLS
    places = [
        (row, column)
        for row in range(len(heat.y))
        for column in range(len(heat.x))
        if whole or heat.z[row][column] is not None
    ]
    values = [heat.z[row][column] for row, column in places]
    told = heat.hovertemplate.replace("%{z:", "%{customdata[2]:")
    marks = go.Scatter(
        x=[heat.x[column] for _, column in places],
        y=[heat.y[row] for row, _ in places],
        mode="markers",
        # A cell of a large matrix is about so large; in a small one the nearest mark takes the click.
        marker={"symbol": "square", "size": 16, "color": _UNSEEN, "line": {"width": 0}},
        text=[heat.text[row][column] for row, column in places],
        customdata=[
            [*heat.customdata[row][column], value] if value is not None else None
            for (row, column), value in zip(places, values, strict=True)
        ],
        hoverinfo=["none" if value is None else "all" for value in values],
        hovertemplate=["" if value is None else told for value in values],
        showlegend=False,
    )
    heat.hoverinfo, heat.hovertemplate = "skip", None
    figure.add_trace(marks)
    figure.layout.hoverdistance = -1 if whole else 4
    figure.layout.clickmode = "event+select"
    return figure
