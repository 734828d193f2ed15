"""One generated sentence per figure: it says what the chart shows, in words and with its numbers.

Plain text (names not escaped): `ui.blocks` escapes it for the page, charts take it as their alternative text.
"""

from __future__ import annotations

from collections.abc import Sequence

from cxc_metrics.kpis import Kpi
from cxc_metrics.measure import Measurement
from ui import numbers
from ui.words import say


def ranking(
    labels: Sequence[str], values: Sequence[float | None], *, what: str, percent: bool = False
) -> str:
    """For example: "Spain (120), Italy (98) and Germany (77) lead; 31 countries in all."."""
    measured = [
        (name, value) for name, value in zip(labels, values, strict=True) if value is not None and value > 0
    ]
    if not measured:
        return say("sentence.none", what=what)
    form = numbers.percent if percent else numbers.number
    parts = [f"{name} ({form(value)})" for name, value in measured[:3]]
    if len(measured) == 1:
        return say("sentence.only", leader=parts[0])
    leaders = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {say('sentence.and')} {parts[-1]}"
    return say("sentence.ranking", leaders=leaders, count=numbers.number(len(measured)), what=what)


def with_untold(finding: str, measurement: Measurement) -> str:
    """The sentence, and which of its figures were not told over all rows: a cell they need was emptied."""
    names = [kpi.name for kpi in measurement.kpis if f"{kpi.id}_of" in measurement.table]
    if not names:
        return finding
    if not measurement.by:
        told = [f"{kpi.name} {text}" for kpi in measurement.kpis if (text := _over(kpi, measurement))]
        return f"{finding} {say('sentence.over', figures=', '.join(told))}"
    return f"{finding} {say('sentence.some_over', figures=', '.join(names))}"


def _over(kpi: Kpi, measurement: Measurement) -> str:
    return numbers.over(measurement.over(kpi.id))


def not_measurable(reason: object) -> str:
    """Why something has no number; most reasons begin with these very words, some do not."""
    text = str(reason)
    return text if text.lower().startswith("not measurable") else say("measure.because", reason=text)


def development(
    periods: Sequence[str], values: Sequence[float | None], *, what: str, total: float | None
) -> str:
    """For example: "612 exchanges from 2020 to 2024; most in 2022 (241)."."""
    known = [(period, value) for period, value in zip(periods, values, strict=True) if value is not None]
    if not known or not any(value for _, value in known):
        return say("sentence.none", what=what)
    peak = max(known, key=lambda pair: pair[1])
    return say(
        "sentence.development",
        total=numbers.number(total),
        what=what,
        first=known[0][0],
        last=known[-1][0],
        peak=peak[0],
        value=numbers.number(peak[1]),
    )


def corridors(pairs: Sequence[tuple[str, str, float]], *, total: float | None) -> str:
    """For example: "Largest corridor: Spain → Italy (31 of 612); 240 of the possible pairs are in use."."""
    if not pairs:
        return say("sentence.none", what=say("sentence.exchanges"))
    sender, host, value = max(pairs, key=lambda pair: pair[2])
    return say(
        "sentence.corridors",
        sender=sender,
        host=host,
        value=numbers.number(value),
        total=numbers.number(total),
        used=numbers.number(len(pairs)),
    )
