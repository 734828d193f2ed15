"""Bars in a picture: ranked, grouped, over periods, stages of a funnel."""

from __future__ import annotations

from itertools import groupby
from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import SubFigure

from cxc_metrics.words.plain import cut_apart, one_line

from .colours import Meaning
from .drawings import Funnel, GroupedBars, RankedBars, Stage, Trend
from .look import Look, legend, paler, plain, quiet, value_axis
from .written_values import written

LONGEST: Final = 40
# How much of the full colour is left to what is not selected, and to a period that is not over.
_PALE: Final = 0.45
_OPEN: Final = 0.5


def _names(axes: Axes, labels: list[str], look: Look) -> None:
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", labelsize=look.points)
    axes.set_ylim(len(labels) - 0.4, -0.6)


def _shades(drawing: RankedBars | GroupedBars, meaning: Meaning, look: Look) -> list[str]:
    full = look.palette.of(meaning)
    pale = paler(full, _PALE, look)
    return [full if not drawing.selected or code in drawing.selected else pale for code in drawing.codes]


def ranked_bars(figure: SubFigure, drawing: RankedBars, look: Look) -> None:
    """Every bar bears its value, so there is no axis of values."""
    axes = figure.subplots()
    quiet(axes)
    values = plain(drawing.values)
    axes.barh(range(len(values)), values, height=0.7, color=_shades(drawing, drawing.colour, look))
    for place, value in enumerate(drawing.values):
        end = 0.0 if values[place] != values[place] else max(values[place], 0.0)
        text = written(value, drawing.number)
        axes.annotate(
            text, (end, place), (3, 0), textcoords="offset points", va="center", fontsize=look.points
        )
    if drawing.second:
        name, marks = drawing.second
        style = {"marker": "|", "markersize": look.points * 1.6, "markeredgewidth": 2.5, "linestyle": "none"}
        axes.plot(plain(marks), range(len(values)), label=name, color=look.palette.target, **style)  # type: ignore[arg-type]
        legend(axes, look)
    _names(axes, cut_apart(drawing.labels, LONGEST), look)
    axes.set_xticks([])
    axes.set_xlabel(drawing.unit, color=look.palette.muted, fontsize=look.points)
    axes.set_xlim(left=0)
    axes.margins(x=0.12)
    axes.autoscale(axis="x")
    axes.set_xlim(left=min(0.0, *(value for value in [*values, 0.0] if value == value)))


def grouped_bars(figure: SubFigure, drawing: GroupedBars, look: Look) -> None:
    """Bars of each series one below the other."""
    axes = figure.subplots()
    quiet(axes)
    height = 0.76 / max(len(drawing.series), 1)
    for place, series in enumerate(drawing.series):
        shift = (place - (len(drawing.series) - 1) / 2) * height
        rows = [row + shift for row in range(len(drawing.codes))]
        colours = _shades(drawing, series.colour, look)
        axes.barh(rows, plain(series.values), height=height * 0.94, color=colours, label=series.name)
    value_axis(axes, look, "x", unit=drawing.unit, number=drawing.number)
    _names(axes, cut_apart(drawing.labels, LONGEST), look)
    legend(axes, look, drawing.series)


def trend(figure: SubFigure, drawing: Trend, look: Look) -> None:
    """Bars over periods; a period that is not over is paler and bears Eurostat's letter p."""
    axes = figure.subplots()
    quiet(axes)
    series, periods = drawing.series, drawing.periods
    width = 0.75 if drawing.stacked else 0.75 / max(len(series), 1)
    below = [0.0] * len(periods)
    for place, part in enumerate(series):
        shift = 0.0 if drawing.stacked else (place - (len(series) - 1) / 2) * width
        values = plain(part.values)
        full = look.palette.of(part.colour)
        axes.bar(
            [period + shift for period in range(len(periods))],
            values,
            width=width * 0.95,
            bottom=below if drawing.stacked else None,
            color=[paler(full, _OPEN, look) if is_open else full for is_open in drawing.is_open],
            label=part.name,
        )
        if drawing.stacked:
            below = [
                low + (value if value == value else 0.0) for low, value in zip(below, values, strict=True)
            ]
    value_axis(axes, look, "y", unit=drawing.unit, number=drawing.number)
    step = -(-len(periods) // 12)
    marked = [
        f"{period} p" if late else period for period, late in zip(periods, drawing.is_open, strict=True)
    ]
    axes.set_xticks(range(0, len(periods), step), marked[::step])
    axes.tick_params(labelsize=look.points)
    if len(series) > 1:
        legend(axes, look, series)


def funnel(figure: SubFigure, drawing: Funnel, look: Look) -> None:
    """A group of bars for each unit, with its own scale and a heading."""
    groups = [(unit, list(members)) for unit, members in groupby(drawing.stages, lambda stage: stage.unit)]
    rows = [len(members) + 0.6 for _, members in groups]
    all_axes = figure.subplots(len(groups), 1, height_ratios=rows, squeeze=False)[:, 0]
    for axes, (unit, members) in zip(all_axes, groups, strict=True):
        _stages(axes, unit, members, look)


def _stages(axes: Axes, unit: str, stages: list[Stage], look: Look) -> None:
    quiet(axes)
    values = plain([stage.value for stage in stages])
    colours = [look.palette.of(stage.colour) for stage in stages]
    axes.barh(range(len(stages)), values, height=0.72, color=colours)
    for place, stage in enumerate(stages):
        axes.annotate(
            stage.text,
            (stage.value or 0.0, place),
            (3, 0),
            textcoords="offset points",
            va="center",
            fontsize=look.points,
        )
    largest = max((stage.value for stage in stages if stage.value is not None), default=0) or 1
    axes.set_xlim(0, largest * 1.75)
    axes.set_xticks([])
    axes.set_title(unit, loc="left", fontsize=look.points, color=look.palette.muted, pad=2)
    _names(axes, [one_line(stage.label) for stage in stages], look)
