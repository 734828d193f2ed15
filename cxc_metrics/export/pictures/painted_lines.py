"""Lines in a picture: a running total, how a share grows, limits of chance."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from matplotlib import dates
from matplotlib.figure import SubFigure

from cxc_metrics.words.plain import shorten

from .drawings import Arrivals, Chances, RunningTotal
from .look import Look, legend, plain, quiet, value_axis

# Of that module matplotlib has no types yet.
_DATES: Final[Any] = dates
_DASHES: Final = {"solid": "-", "dash": "--", "dot": ":"}
# Months between two ticks; as few as leave at most so many ticks.
_STEPS: Final = (1, 2, 3, 6, 12, 24, 60, 120)
_MOST_TICKS: Final = 9


def running_total(figure: SubFigure, drawing: RunningTotal, look: Look) -> None:
    """The total as a line, the virtual part filled below it, what was planned across it."""
    axes = figure.subplots()
    quiet(axes)
    days, names = [_DATES.date2num(day) for day in drawing.days], drawing.names
    full, part = look.palette.of(drawing.colour), look.palette.virtual
    point: dict[str, Any] = {} if len(days) > 1 else {"marker": "o"}
    axes.plot(days, plain(drawing.held), color=full, linewidth=2.4, label=names.held, **point)
    virtual = plain(drawing.virtual)
    if any(value == value for value in virtual):
        axes.fill_between(days, virtual, color=part, alpha=0.3, linewidth=0)
        axes.plot(days, virtual, color=part, linewidth=1.2, label=names.virtual, **point)
    ends = [day for day, _ in drawing.extrapolated]
    if ends:
        heights = [value for _, value in drawing.extrapolated]
        style: dict[str, Any] = {"linestyle": "--", "linewidth": 1.6}
        axes.plot(
            [_DATES.date2num(day) for day in ends], heights, color=full, label=names.extrapolated, **style
        )
    last = max([*drawing.days, *ends])
    if drawing.planned is not None:
        target: dict[str, Any] = {"color": look.palette.target, "linestyle": ":", "linewidth": 1.8}
        axes.plot([days[0], _DATES.date2num(last)], [drawing.planned] * 2, label=names.planned, **target)
    value_axis(axes, look, "y", unit=names.unit, number="count")
    axes.set_ylim(bottom=0)
    _months(axes, drawing.days[0], last)
    axes.tick_params(labelsize=look.points)
    legend(axes, look)


def _months(axes: Any, first: date, last: date) -> None:
    span = (last.year - first.year) * 12 + last.month - first.month
    step = next((months for months in _STEPS if span / months <= _MOST_TICKS), _STEPS[-1])
    whole_years = step >= 12
    every = range(1, 13, step) if not whole_years else (1,)
    interval = step // 12 if whole_years else 1
    axes.xaxis.set_major_locator(_DATES.MonthLocator(list(every), interval=interval if whole_years else 1))
    axes.xaxis.set_major_formatter(_DATES.DateFormatter("%Y" if whole_years else "%Y-%m"))


def arrivals(figure: SubFigure, drawing: Arrivals, look: Look) -> None:
    """A step line with its interval as a band, and the day by which half had arrived."""
    axes = figure.subplots()
    quiet(axes)
    colour = look.palette.held
    lows, highs = plain(drawing.lows), plain(drawing.highs)
    axes.fill_between(list(drawing.days), lows, highs, step="post", color=colour, alpha=0.2, linewidth=0)
    axes.step(list(drawing.days), plain(drawing.shares), where="post", color=colour, linewidth=1.8)
    value_axis(axes, look, "y", unit=drawing.unit, number="share")
    value_axis(axes, look, "x", unit=drawing.axis, number="count")
    axes.set_ylim(0, 1)
    axes.set_xlim(left=0)
    axes.tick_params(labelsize=look.points)
    if drawing.middle is not None:
        axes.plot([drawing.middle] * 2, [0, 0.5], color=look.palette.muted, linestyle="--", linewidth=0.9)
        axes.annotate(
            drawing.middle_words,
            (drawing.middle, 0.2),
            (5, 0),
            textcoords="offset points",
            fontsize=look.points,
        )


def chances(figure: SubFigure, drawing: Chances, look: Look) -> None:
    """A dot per partnership between the lines of chance; those beyond them are full, the selected named."""
    axes = figure.subplots()
    quiet(axes)
    palette = look.palette
    seen: set[str] = set()
    for limit in drawing.limits:
        label = limit.name if limit.name not in seen else "_"
        seen.add(limit.name)
        axes.plot(
            list(drawing.at),
            list(limit.values),
            color=palette.muted,
            linewidth=0.9,
            linestyle=_DASHES[limit.dash],
            label=label,
        )
    chosen = list(drawing.selected) or [False] * len(drawing.names)
    axes.scatter(
        list(drawing.sizes),
        list(drawing.values),
        s=look.points * 4,
        c=[palette.held if far else palette.muted for far in drawing.outside],
        edgecolors=[palette.text if is_chosen else "none" for is_chosen in chosen],
        linewidths=1.6,
        zorder=3,
    )
    for size, value, name, is_chosen in zip(
        drawing.sizes, drawing.values, drawing.names, chosen, strict=True
    ):
        if is_chosen:
            place = {"textcoords": "offset points", "ha": "center", "fontsize": look.points}
            axes.annotate(shorten(name, 24), (size, value), (0, 6), **place)  # type: ignore[arg-type]
    # Room for a name above the highest dot.
    axes.margins(y=0.14)
    value_axis(axes, look, "x", unit=drawing.x_title, number="count")
    value_axis(axes, look, "y", unit=drawing.y_title, number=drawing.number)
    axes.tick_params(labelsize=look.points)
    legend(axes, look)
