"""A figure over periods on screen: ticks, words and heights of its bars, of the drawing that leaves too."""

from __future__ import annotations

from collections.abc import Sequence

from cxc_metrics.export.pictures.drawings import Trend
from cxc_metrics.export.pictures.written_values import written
from cxc_metrics.words import numbers
from ui.components import period_bars
from ui.components.period_bars import Axis, Bar, Period
from ui.figures.base import steps_to
from ui.figures.theme import palette


def draw(key: str, drawing: Trend, codes: Sequence[str], finding: str) -> None:
    """The drawing, its bars beside each other; `codes` name the periods, `finding` is plain text.

    Values are not below zero: a count, a share, an amount.
    """
    present = [numbers.present(value) for series in drawing.series for value in series.values]
    values = [value for value in present if value is not None]
    ticks = steps_to(max(values, default=0.0), whole=drawing.number == "count")
    top = ticks[-1] or 1.0
    period_bars.draw(
        key,
        [_period(drawing, place, code, top) for place, code in enumerate(codes)],
        series=[(series.name, palette().of(series.colour)) for series in drawing.series],
        axis=Axis(drawing.unit, [(tick / top, written(tick, drawing.number)) for tick in ticks]),
        label=finding,
        height=drawing.height,
    )


def _period(drawing: Trend, place: int, code: str, top: float) -> Period:
    name, bars, said = drawing.periods[place], list[Bar | None](), []
    for series in drawing.series:
        value = numbers.present(series.values[place])
        if value is None:
            bars.append(None)
            said.append(f"{series.name} {numbers.NOT_AVAILABLE}")
            continue
        text = written(value, drawing.number)
        bars.append(Bar(share=value / top, text=text))
        said.append(f"{series.name} {text}")
    return Period(
        code=code, name=name, open=drawing.is_open[place], said=f"{name}: {', '.join(said)}", bars=bars
    )
