"""How a measured value is told on this page: with its interval, n, response rate, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxc_metrics.catalogue import Kpi
from cxc_metrics.disclosure import Figures, Table
from cxc_metrics.export.pictures.drawings import Dots
from cxc_metrics.statistics.flags import UNRELIABLE
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.texts import say
from ui.parts import blocks, tiles

# Reasons and intervals are longer than names.
LONG_CELL = 400


def real(value: Any) -> float | None:
    """A number, or None for any kind of missing."""
    return None if value is None or pd.isna(value) else float(value)


def value(kpi: Kpi, measurement: Figures) -> str:
    """The value, with its interval where there is one; else why there is none. Not escaped."""
    figure = measurement[kpi.id]
    if figure.reason:
        return sentences.not_measurable(figure.reason)
    cell, reason = figure.cell, str(figure.part("reason") or "")
    if cell.hidden:
        return say("results.hidden")
    if cell.value is None:
        return reason or numbers.NOT_AVAILABLE
    text = blocks.value_text(kpi, measurement)
    if cell.low is not None and cell.high is not None:
        ends = (numbers.kpi_value(kpi, cell.low), numbers.kpi_value(kpi, cell.high))
        text = say("results.with_interval", value=text, low=ends[0], high=ends[1])
    if UNRELIABLE not in cell.flag:
        return text
    return say("results.unreliable", value=text) + (f" ({reason})" if reason else "")


def counted(kpi: Kpi, measurement: Figures) -> str:
    """n; of a survey figure also its response rate and design effect (definitions 4: both are printed)."""
    figure = measurement[kpi.id]
    if figure.reason:
        return ""
    parts = [numbers.number(figure.n)]
    parts += filter(None, [numbers.over(figure.over)])
    if (rate := figure.part("response")) is not None:
        parts.append(say("results.rate", rate=numbers.percent(rate, decimals=0)))
    if (deff := figure.part("deff")) is not None:
        parts.append(say("results.deff", deff=numbers.number(deff, decimals=1)))
    return ", ".join(parts)


def sentence(kpi: Kpi, measurement: Figures) -> str:
    """Name, value, interval and n of one figure, as the hover text of its dot. Not escaped."""
    return say(
        "results.dot",
        name=kpi.name,
        value=value(kpi, measurement),
        n=numbers.number(measurement[kpi.id].n),
    )


def intervals_note(measurement: Figures) -> str:
    """How the lines of the dots are to be read, where this viewer is shown some; else why there are none."""
    if _has_intervals(measurement):
        return say("results.interval")
    return say("results.protected_interval") if measurement.is_protected else ""


def heading(measurement: Figures) -> str:
    """Above a column of values."""
    return say("results.value_interval" if _has_intervals(measurement) else "results.value")


def _has_intervals(measurement: Figures) -> bool:
    return any(not figure.reason and figure.low is not None for figure in measurement)


def measured(measurement: Figures, ids: Sequence[str]) -> list[Kpi]:
    """Those of the KPIs that can be measured here, in the order of `ids`."""
    by_id = {kpi.id: kpi for kpi in measurement.kpis}
    return [by_id[kpi_id] for kpi_id in ids if kpi_id not in measurement.not_measurable]


def part(measurement: Figures, kpis: Sequence[Kpi], name: str = "") -> list[float | None]:
    """One part of several KPIs (`low`, `high`; the value without a name) as plain numbers."""
    figures_of = [measurement[kpi.id] for kpi in kpis]
    return [real(figure.part(name) if name else figure.value) for figure in figures_of]


def drawn(measurement: Figures, kpis: Sequence[Kpi], **more: Sequence[float | None]) -> Table:
    """A row for each figure of a chart, with its value, interval and n, and further columns."""
    cells = [measurement[kpi.id].cell for kpi in kpis]
    table = pd.DataFrame(
        {
            "kpi": [kpi.id for kpi in kpis],
            "figure": [kpi.name for kpi in kpis],
            "value": [real(cell.value) for cell in cells],
            "low": [cell.low for cell in cells],
            "high": [cell.high for cell in cells],
            "n": [real(cell.n) for cell in cells],
            "flag": [cell.flag for cell in cells],
            **{name: list(values) for name, values in more.items()},
        }
    )
    return measurement.table(table)


def series_drawn(
    measurement: Figures, column: str, column_text: str, labels: Sequence[str], series: Sequence[Dots]
) -> Table:
    """A row for each label of a chart, for each of its series value and interval under the series' name."""
    table = pd.DataFrame({column: list(labels)})
    columns = {column: column_text}
    for dots in series:
        for part, values in (("value", dots.estimates), ("low", dots.lows), ("high", dots.highs)):
            if any(each is not None for each in values):
                name = dots.name if part == "value" else f"{dots.name}, {part}"
                table[name] = list(values)
                columns[name] = say(f"results.series_{part}")
    return measurement.table(table, columns)


def cards(kpis: Sequence[Kpi], measurement: Figures) -> None:
    """Figures one below the other, without frames: they stand in one."""
    tiles.draw([blocks.tile(kpi, measurement) for kpi in kpis], most=1, framed=False)
