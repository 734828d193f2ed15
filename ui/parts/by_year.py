"""One figure year by year: how much began when."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from cxc_metrics.export.pictures.drawings import Series, Trend
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.flags import PROVISIONAL
from cxc_metrics.words import numbers
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import blocks, views


def draw(key: str, title: str, kpis: Sequence[str], scope: Scope) -> None:
    """The first of these figures that has years here."""
    answers = [session.measured([kpi], by=["year"], scope=scope, totals=True) for kpi in kpis]
    measurement = next((answer for answer in answers if not answer.not_measurable), answers[0])
    if measurement.not_measurable:
        blocks.chart(key, title, None, measurement, finding="")
        return
    whole, measurement = measurement[measurement.ids[0]].value, measurement.details()
    figure, years = measurement[measurement.ids[0]], measurement.frame()["year"]
    dated = [(str(year), cell) for year, cell in zip(years, figure.cells, strict=True) if pd.notna(year)]
    values = [float(cell.value or 0) for _, cell in dated]
    provisional = [PROVISIONAL in cell.flag for _, cell in dated]
    undated = sum(cell.value or 0 for year, cell in zip(years, figure.cells, strict=True) if pd.isna(year))
    unit = views.unit_of(measurement)
    drawing = Trend(
        [year for year, _ in dated],
        [Series(figure.kpi.name, values)],
        unit=unit,
        provisional=provisional,
    )
    finding = say("sentence.none", what=unit)
    if any(values):
        most = max(values)
        finding = say(
            "chart.most_in",
            year=dated[values.index(most)][0],
            most=numbers.number(most),
            total=numbers.number(whole),
            unit=unit,
        )
    notes = [say("chart.paler")] if any(provisional) else []
    if undated:
        notes.append(say("chart.not_recorded", count=numbers.number(undated)))
    blocks.chart(
        key,
        title,
        drawing if any(values) else None,
        measurement,
        finding=finding,
        note=" ".join(notes),
    )
