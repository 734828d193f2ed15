"""Agreements: how many, by how many organisations, and per 100 exchanges of a fixed age."""

from __future__ import annotations

from typing import Final

import streamlit as st

from cxc_metrics.disclosure import Figures
from cxc_metrics.export.pictures.drawings import Dots, Intervals
from cxc_metrics.scope import Scope
from cxc_metrics.words.texts import say
from pages.results import result_values
from ui import session
from ui.parts import (
    blocks,
    foot,
    tables,
    tiles,
)
from ui.session import untellable

NUMBERS: Final = ("R07n", "R06n", "R08p", "R08f", "R09")
# Per 100 exchanges, each with the figure over all exchanges of that age, its lower bound (definitions 3).
RATES: Final = {"R07a": "R07al", "R07b": "R07bl"}


def agreements(scope: Scope) -> None:
    """The numbers, then agreements per 100 exchanges with their intervals and lower bounds."""
    title = say("results.agreements")
    counted = session.measured(NUMBERS, scope=scope)
    if kept := untellable.kept(counted):
        st.header(title, anchor=False)
        tiles.draw([blocks.tile(kpi, counted) for kpi in kept], least=188, most=5)
        foot.draw("agreements", title, counted)
    rates = session.measured([name for pair in RATES.items() for name in pair], scope=scope)
    title = say("results.rates")
    measured = result_values.measured(rates, list(RATES))
    if not any(value is not None for value in result_values.part(rates, measured)):
        blocks.chart("results_rates", title, None, rates, finding="")
        return
    horizons, series = [say(f"results.horizon_{kpi.id}") for kpi in measured], _series(rates)
    blocks.chart(
        "results_rates",
        title,
        Intervals(
            horizons,
            series,
            unit=say("results.per_100"),
            number="decimal",
            whole=False,
            zero=True,
        ),
        rates,
        finding=" ".join(result_values.sentence(kpi, rates) for kpi in measured),
        note=say("results.rates_note"),
        drawn=result_values.series_drawn(rates, "horizon", say("results.horizon"), horizons, series),
    )
    tables.records(
        [
            {
                say("results.figure"): kpi.name,
                result_values.heading(rates): result_values.value(kpi, rates),
                "n": result_values.counted(kpi, rates),
            }
            for kpi in rates.kpis
        ],
        alt=title,
    )


def _series(rates: Figures) -> list[Dots]:
    kpis = result_values.measured(rates, list(RATES))
    lower = {kpi.id: kpi for kpi in rates.kpis if kpi.id not in rates.not_measurable}
    bounds = [lower.get(RATES[kpi.id]) for kpi in kpis]
    empty: list[float | None] = [None] * len(kpis)
    return [
        Dots(
            say("results.of_answered"),
            result_values.part(rates, kpis),
            result_values.part(rates, kpis, "low"),
            result_values.part(rates, kpis, "high"),
            [result_values.sentence(kpi, rates) for kpi in kpis],
            "validated",
        ),
        Dots(
            say("results.of_all"),
            [result_values.real(rates[bound.id].value) if bound else None for bound in bounds],
            empty,
            empty,
            [result_values.sentence(bound, rates) if bound else "" for bound in bounds],
            "target",
            "diamond-open",
        ),
    ]
