"""What participants say: shares with intervals and bounds; anticipated and achieved are two series."""

from __future__ import annotations

from typing import Final, NamedTuple

import pandas as pd
import streamlit as st

from cxc_metrics.access import bounds
from cxc_metrics.catalogue import Kpi
from cxc_metrics.disclosure import Figures
from cxc_metrics.export.pictures.colours import Meaning
from cxc_metrics.export.pictures.drawings import Dots, Intervals
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers
from cxc_metrics.words.texts import say
from pages.results import result_values
from ui import session
from ui.parts import blocks, tables

SURVEY: Final = ("R02", "R03v", "R03h", "R04", "R05p", "R05c", "M05a")


class Pair(NamedTuple):
    """What was anticipated and what was achieved of one matter; `anticipated` is empty where nobody asked."""

    matter: str
    anticipated: str
    achieved: str


# Definitions 4: T1 is anticipated, T2 and T3 achieved. A pair asks of one matter, not the same people.
PAIRS: Final = (
    Pair("business", "R10x", "R10"),
    Pair("products", "R10y", "M04i"),
    Pair("agreement", "", "R06p"),
    Pair("turnover", "", "M04t"),
    Pair("share", "", "M04m"),
    Pair("jobs", "", "M04j"),
)


def survey(scope: Scope) -> None:
    """Survey shares with intervals, n and response rate; worst and best case on request."""
    key, title = "results_survey", say("results.survey")
    measurement = session.measured(SURVEY, scope=scope)
    kpis = result_values.measured(measurement, SURVEY)
    shares = result_values.part(measurement, kpis)
    if not any(share is not None for share in shares):
        blocks.chart(key, title, None, measurement, finding="")
        return
    wide = bool(session.page_value("bounds"))
    extremes = {kpi.id: bounds(measurement, kpi.id).frame().iloc[0] for kpi in kpis} if wide else {}
    dots = Dots(
        "",
        shares,
        result_values.part(measurement, kpis, "low"),
        result_values.part(measurement, kpis, "high"),
        [_hover(kpi, measurement, extremes) for kpi in kpis],
        outer_lows=_ends(extremes, "worst"),
        outer_highs=_ends(extremes, "best"),
    )
    drawing = Intervals([kpi.name for kpi in kpis], [dots], unit=say("results.share_of_answers"))
    best = max(
        (kpi for kpi in kpis if measurement[kpi.id].value is not None),
        key=lambda kpi_id: _share(kpi_id, measurement),
    )
    finding = result_values.sentence(kpis[0], measurement)
    if best is not kpis[0]:
        finding += " " + say("results.highest", dot=result_values.sentence(best, measurement))
    ends = {end: _ends(extremes, end) for end in ("worst", "best")} if wide else {}
    drawn = result_values.drawn(measurement, kpis, **ends)
    note = _notes(kpis, measurement, wide)
    blocks.chart(key, title, drawing, measurement, finding=finding, note=note, drawn=drawn)
    _bounds_asked(wide)
    tables.records([_row(kpi, measurement, extremes) for kpi in kpis], alt=title)


def _bounds_asked(wide: bool) -> None:
    """The control of the worst and best case, as the address says; it writes it back."""
    st.session_state["w_bounds"] = wide
    st.toggle(
        say("results.bounds_ask"),
        key="w_bounds",
        help=say("results.bounds_help"),
        on_change=lambda: session.go_on_page(bounds="1" if st.session_state["w_bounds"] else None),
    )


def _ends(extremes: dict[str, pd.Series], end: str) -> list[float | None]:
    return [result_values.real(extreme[end]) for extreme in extremes.values()]


def _share(kpi: Kpi, measurement: Figures) -> float:
    return float(measurement[kpi.id].value or 0.0)


def _hover(kpi: Kpi, measurement: Figures, extremes: dict[str, pd.Series]) -> str:
    text = result_values.sentence(kpi, measurement)
    return f"{text} {_extremes(extremes[kpi.id])}" if kpi.id in extremes else text


def _extremes(extreme: pd.Series) -> str:
    worst, best = (numbers.percent(result_values.real(extreme[end])) for end in ("worst", "best"))
    if numbers.NOT_AVAILABLE in {worst, best}:
        return numbers.NOT_AVAILABLE
    return say("results.worst_best", worst=worst, best=best)


def _row(kpi: Kpi, measurement: Figures, extremes: dict[str, pd.Series]) -> dict[str, str]:
    row = {
        say("results.figure"): kpi.name,
        result_values.heading(measurement): result_values.value(kpi, measurement),
        say("results.n_response"): result_values.counted(kpi, measurement),
    }
    return {**row, say("results.bounds"): _extremes(extremes[kpi.id])} if kpi.id in extremes else row


def _notes(kpis: list[Kpi], measurement: Figures, wide: bool) -> str:
    rates = [rate for rate in result_values.part(measurement, kpis, "response") if rate is not None]
    notes = [note] if (note := result_values.intervals_note(measurement)) else []
    if rates:
        low, high = (numbers.percent(rate, decimals=0) for rate in (min(rates), max(rates)))
        notes.append(say("results.response", low=low, high=high))
    if wide:
        notes.append(say("results.bounds_note"))
    return " ".join(notes)


def anticipated_and_achieved(scope: Scope) -> None:
    """Both in one figure, as two series that no line joins: the people asked are not the same."""
    key, title = "results_pairs", say("results.pairs")
    measurement = session.measured(
        [kpi_id for pair in PAIRS for kpi_id in (pair.anticipated, pair.achieved) if kpi_id], scope=scope
    )
    measured = {kpi_id for kpi_id in measurement.ids if kpi_id not in measurement.not_measurable}
    rows = [pair for pair in PAIRS if {pair.anticipated, pair.achieved} & measured]
    if not any(measurement[kpi_id].value is not None for kpi_id in measured):
        blocks.chart(key, title, None, measurement, finding="")
        return
    series = [
        _series(
            "anticipated",
            [pair.anticipated for pair in rows],
            measurement,
            measured,
            "target",
            "diamond-open",
        ),
        _series("achieved", [pair.achieved for pair in rows], measurement, measured, "validated", "circle"),
    ]
    drawing = Intervals(
        [say(f"results.matter_{pair.matter}") for pair in rows],
        series,
        unit=say("results.share_of_answers"),
    )
    by_id = {kpi.id: kpi for kpi in measurement.kpis}
    findings = [
        result_values.sentence(by_id[kpi_id], measurement)
        for kpi_id in (PAIRS[0].anticipated, PAIRS[0].achieved)
        if kpi_id in measured and measurement[kpi_id].value is not None
    ]
    finding = " ".join(findings) or result_values.sentence(by_id[next(iter(measured))], measurement)
    note = f"{say('results.pairs_note')} {result_values.intervals_note(measurement)}".strip()
    matters = [say(f"results.matter_{pair.matter}") for pair in rows]
    drawn = result_values.series_drawn(measurement, "matter", say("results.matter"), matters, series)
    blocks.chart(key, title, drawing, measurement, finding=finding, note=note, drawn=drawn)
    tables.records(
        [_pair_row(pair, by_id, measurement) for pair in rows], alt=title, longest=result_values.LONG_CELL
    )


def _series(
    name: str, ids: list[str], measurement: Figures, measured: set[str], colour: Meaning, symbol: str
) -> Dots:
    """One series; a KPI nobody asked for or that cannot be measured leaves its row empty."""
    cells = [measurement[kpi_id].cell if kpi_id in measured else None for kpi_id in ids]
    hover = [
        result_values.sentence(measurement[kpi_id].kpi, measurement) if kpi_id in measured else ""
        for kpi_id in ids
    ]
    return Dots(
        say(f"results.{name}"),
        [cell and result_values.real(cell.value) for cell in cells],
        [cell and cell.low for cell in cells],
        [cell and cell.high for cell in cells],
        hover,
        colour,
        symbol,
    )


def _pair_row(pair: Pair, by_id: dict[str, Kpi], measurement: Figures) -> dict[str, str]:
    def value_of(kpi_id: str) -> str:
        if not kpi_id:
            return say("results.not_asked")
        count = result_values.counted(by_id[kpi_id], measurement)
        return f"{result_values.value(by_id[kpi_id], measurement)}" + (f"; n = {count}" if count else "")

    return {
        say("results.matter"): say(f"results.matter_{pair.matter}"),
        say("results.anticipated"): value_of(pair.anticipated),
        say("results.achieved"): value_of(pair.achieved),
    }
