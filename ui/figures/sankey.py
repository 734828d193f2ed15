"""The largest corridors as a Sankey: a second view, since it holds few links and takes no clicks."""

from __future__ import annotations

import plotly.graph_objects as go

from cxc_metrics.export.pictures.colours import Palette
from cxc_metrics.export.pictures.drawings_of_countries import Streams
from cxc_metrics.words.plain import plotly_text
from ui.figures.base import layout


def sankey(drawing: Streams, palette: Palette) -> go.Figure:
    """Visitors on the left, hosts on the right, in the order of the flows."""
    flows, unit, marked = drawing.flows, drawing.unit, drawing.marked
    senders = list(dict.fromkeys(sender for sender, _, _ in flows))
    hosts = list(dict.fromkeys(host for _, host, _ in flows))
    figure = go.Figure(
        go.Sankey(
            node={
                "label": [plotly_text(name) for name in (*senders, *hosts)],
                "color": [palette.visitor] * len(senders) + [palette.host] * len(hosts),
                "pad": 12,
                "thickness": 12,
                "line": {"width": 0},
                "hovertemplate": "%{label}: %{value:,.0f} " + plotly_text(unit) + "<extra></extra>",
            },
            link={
                "source": [senders.index(sender) for sender, _, _ in flows],
                "target": [len(senders) + hosts.index(host) for _, host, _ in flows],
                "value": [amount for _, _, amount in flows],
                "color": [palette.muted if mark else palette.grid for mark in marked] or palette.grid,
                "hovertemplate": "%{source.label} → %{target.label}: %{value:,.0f}<extra></extra>",
            },
        )
    )
    return layout(figure, palette, height=520)
