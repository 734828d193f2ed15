"""How a measured value is told on this page: with its interval, n, response rate, or why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from cxc_metrics.catalogue import Kpi
from cxc_metrics.measure import Measurement
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.texts import say
from ui import figures
from ui.parts import blocks, exports, tiles

HIDDEN = "c"
UNRELIABLE = "u"
# Reasons and intervals are longer than names.
LONG_CELL = 400


def real(value: Any) -> float | None:
    """A number, or None for any kind of missing."""
    return None if value is None or pd.isna(value) else float(value)


def value(kpi: Kpi, measurement: Measurement) -> str:
    """The value, with its interval where there is one; else why there is none. Not escaped."""
    if kpi.id in measurement.not_measurable:
        return sentences.not_measurable(measurement.not_measurable[kpi.id])
    row = measurement.row()
    flag = str(row[f"{kpi.id}_flag"] or "")
    if pd.isna(row[kpi.id]):
        if HIDDEN in flag:
            return say("results.hidden")
        return str(row.get(f"{kpi.id}_reason") or numbers.NOT_AVAILABLE)
    low, high = (real(row[f"{kpi.id}_{end}"]) for end in ("low", "high"))
    text = blocks.value_text(kpi, measurement)
    if low is not None and high is not None:
        ends = (numbers.kpi_value(kpi, low), numbers.kpi_value(kpi, high))
        text = say("results.with_interval", value=text, low=ends[0], high=ends[1])
    if UNRELIABLE not in flag:
        return text
    reason = str(row.get(f"{kpi.id}_reason") or "")
    return say("results.unreliable", value=text) + (f" ({reason})" if reason else "")


def counted(kpi: Kpi, measurement: Measurement) -> str:
    """n; of a survey figure also its response rate and design effect (definitions 4: both are printed)."""
    if kpi.id in measurement.not_measurable:
        return ""
    row = measurement.row()
    told = [numbers.number(real(row[f"{kpi.id}_n"]))]
    told += filter(None, [numbers.over(measurement.over(kpi.id))])
    if (rate := real(row.get(f"{kpi.id}_response"))) is not None:
        told.append(say("results.rate", rate=numbers.percent(rate, decimals=0)))
    if (deff := real(row.get(f"{kpi.id}_deff"))) is not None:
        told.append(say("results.deff", deff=numbers.number(deff, decimals=1)))
    return ", ".join(told)


def sentence(kpi: Kpi, measurement: Measurement) -> str:
    """Name, value, interval and n of one figure, as the hover text of its dot. Not escaped."""
    return say(
        "results.dot",
        name=kpi.name,
        value=value(kpi, measurement),
        n=numbers.number(real(measurement.row()[f"{kpi.id}_n"])),
    )


def measured(measurement: Measurement, ids: Sequence[str]) -> list[Kpi]:
    """Those of the KPIs that can be measured here, in the order of `ids`."""
    by_id = {kpi.id: kpi for kpi in measurement.kpis}
    return [by_id[one] for one in ids if one not in measurement.not_measurable]


def part(measurement: Measurement, kpis: Sequence[Kpi], name: str = "") -> list[float | None]:
    """One column of several KPIs (`low`, `high`; the value without a name) as plain numbers."""
    row = measurement.row()
    return [real(row.get(f"{kpi.id}_{name}" if name else kpi.id)) for kpi in kpis]


def drawn(measurement: Measurement, kpis: Sequence[Kpi]) -> exports.Drawn:
    """A row for each figure of a chart, with its value, interval and n."""
    parts = {"value": "", "low": "low", "high": "high", "n": "n"}
    columns = {name: part(measurement, kpis, column) for name, column in parts.items()}
    names = {"kpi": [kpi.id for kpi in kpis], "figure": [kpi.name for kpi in kpis]}
    flags = [str(measurement.row()[f"{kpi.id}_flag"] or "") for kpi in kpis]
    return exports.Drawn(pd.DataFrame({**names, **columns, "flag": flags}))


def series_drawn(
    column: str, told: str, labels: Sequence[str], series: Sequence[figures.Dots]
) -> exports.Drawn:
    """A row for each label of a chart, for each of its series value and interval under the series' name."""
    table = pd.DataFrame({column: list(labels)})
    columns = {column: told}
    for one in series:
        for part, values in (("value", one.estimates), ("low", one.lows), ("high", one.highs)):
            if any(each is not None for each in values):
                name = one.name if part == "value" else f"{one.name}, {part}"
                table[name] = list(values)
                columns[name] = say(f"results.series_{part}")
    return exports.Drawn(table, columns)


def cards(kpis: Sequence[Kpi], measurement: Measurement) -> None:
    """Figures one below the other, without frames: they stand in one."""
    tiles.draw([blocks.tile(kpi, measurement) for kpi in kpis], most=1, framed=False)
