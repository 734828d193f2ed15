"""The sentence below a chart of a brief: what it shows, made from the values drawn."""

from __future__ import annotations

import pandas as pd

from cxc_metrics.disclosure import Figures
from cxc_metrics.export.pictures.drawings import Drawing, Intervals, Trend
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.texts import say

from .charts import pairs_of


def finding_of(figures: Figures, drawing: Drawing) -> str:
    """One sentence; empty for a chart whose title says all."""
    if isinstance(drawing, Trend):
        return _course(figures, drawing)
    if len(figures.by) == 2:
        return _largest(figures)
    if isinstance(drawing, Intervals):
        return _values(drawing)
    return _leaders(figures) if len(figures.by) == 1 else _whole(figures)


def _leaders(figures: Figures) -> str:
    """The largest by name, of all there are: a chart draws some only."""
    name, figure = figures.by[0], next(iter(figures))
    with_value = [
        (language.label(name, code, figures.origin), float(cell.value), cell.n)
        for code, cell in zip(figures.frame()[name], figure.cells, strict=True)
        if cell.value is not None and cell.value > 0 and pd.notna(code)
    ]
    with_value.sort(key=lambda row: (-row[1], -(row[2] or 0)))
    leading = [(label, numbers.value_of_n(figure.kpi, value, n)) for label, value, n in with_value]
    return sentences.leaders(leading, what=say(f"many.{name}"))


def _whole(figures: Figures) -> str:
    return (
        "; ".join(f"{figure.kpi.name}: {numbers.kpi_value(figure.kpi, figure.value)}" for figure in figures)
        + "."
    )


def _course(figures: Figures, drawing: Trend) -> str:
    """The last full period beside the one before it; what is provisional is not compared."""
    kpi = figures.kpis[0]
    with_value = [
        (period, value)
        for period, value, is_open in zip(
            drawing.periods, drawing.series[0].values, drawing.is_open, strict=True
        )
        if value is not None and not is_open
    ]
    if not with_value:
        return "No period is complete yet."
    period, value = with_value[-1]
    text = f"{numbers.kpi_value(kpi, value)} in {period}"
    if len(with_value) > 1:
        before, earlier = with_value[-2]
        text += f", after {numbers.kpi_value(kpi, earlier)} in {before}"
    return f"{kpi.name}: {text}."


def _largest(figures: Figures) -> str:
    pairs, kpi = pairs_of(figures), figures.kpis[0]
    name, value = pairs[0]
    return (
        f"Largest: {name} ({numbers.kpi_value(kpi, value)}); {numbers.number(len(pairs))} pairs have a value."
    )


def _values(drawing: Intervals) -> str:
    parts = []
    dots = drawing.series[0]
    for label, value in zip(drawing.labels, dots.estimates, strict=True):
        if value is not None:
            form = numbers.percent(value) if drawing.number == "share" else numbers.number(value, decimals=1)
            parts.append(f"{label}: {form}")
    return f"{'; '.join(parts)}." if parts else "Too few answers to show."
