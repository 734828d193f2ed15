"""The largest corridors in a picture: bands from visitors on the left to hosts on the right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import SubFigure
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline

from cxc_metrics.words.plain import shorten

from .drawings_of_countries import Streams
from .look import Look
from .written_values import written

_WIDTH: Final = 0.02
_GAP: Final = 0.016
_LONGEST: Final = 26


class Bar(NamedTuple):
    """One country of one side: where its bar begins and how high it is, and what it stands for."""

    top: float
    height: float
    amount: float


def streams(figure: SubFigure, drawing: Streams, look: Look) -> None:
    """Bars of both sides as high as what they send or receive, and a band for each corridor."""
    axes = figure.subplots()
    axes.set_axis_off()
    flows = drawing.flows
    most = max(len({flow[side] for flow in flows}) for side in (0, 1))
    unit = (1 - _GAP * (most - 1)) / (sum(amount for *_, amount in flows) or 1)
    senders, hosts = (
        _bars([((sender, host)[side], amount) for sender, host, amount in flows], unit) for side in (0, 1)
    )
    _side(axes, senders, look, look.palette.visitor, is_left=True)
    _side(axes, hosts, look, look.palette.host, is_left=False)
    starts, ends = ({name: bar.top for name, bar in side.items()} for side in (senders, hosts))
    marked = list(drawing.marked) or [False] * len(flows)
    for (sender, host, amount), is_marked in zip(flows, marked, strict=True):
        height = amount * unit
        colour = look.palette.muted if is_marked else look.palette.line
        axes.add_patch(_band(starts[sender], ends[host], height, colour))
        starts[sender] += height
        ends[host] += height
    axes.set_xlim(-0.36, 1.36)
    axes.set_ylim(1.02, -0.06)
    axes.text(0.5, -0.03, drawing.unit, ha="center", fontsize=look.points, color=look.palette.muted)


def _bars(flows: Sequence[tuple[str, float]], unit: float) -> dict[str, Bar]:
    """In the order in which they come, with gaps between, in the middle of the height there is."""
    amounts: dict[str, float] = {}
    for name, amount in flows:
        amounts[name] = amounts.get(name, 0.0) + amount
    free = 1 - sum(amounts.values()) * unit - _GAP * (len(amounts) - 1)
    top, bars = free / 2, {}
    for name, amount in amounts.items():
        bars[name] = Bar(top, amount * unit, amount)
        top += amount * unit + _GAP
    return bars


def _side(axes: Axes, bars: dict[str, Bar], look: Look, colour: str, *, is_left: bool) -> None:
    left = 0.0 if is_left else 1 - _WIDTH
    for name, bar in bars.items():
        axes.add_patch(Rectangle((left, bar.top), _WIDTH, bar.height, facecolor=colour, linewidth=0))
        axes.text(
            -0.012 if is_left else 1.012,
            bar.top + bar.height / 2,
            f"{shorten(name, _LONGEST)}  {written(bar.amount, 'count')}",
            ha="right" if is_left else "left",
            va="center",
            fontsize=look.points,
        )


def _band(start: float, end: float, height: float, colour: str) -> PathPatch:
    left, right, middle = _WIDTH, 1 - _WIDTH, 0.5
    corners = [
        (left, start), (middle, start), (middle, end), (right, end),
        (right, end + height), (middle, end + height), (middle, start + height), (left, start + height),
        (left, start),
    ]  # fmt: skip
    curve = Outline.CURVE4
    codes = [Outline.MOVETO, curve, curve, curve, Outline.LINETO, curve, curve, curve, Outline.CLOSEPOLY]
    return PathPatch(Outline(corners, codes), facecolor=colour, alpha=0.75, linewidth=0)
