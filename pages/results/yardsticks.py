"""What the results may be set beside: evaluation criteria, official indicators, published benchmarks."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.contract.benchmarks import benchmarks
from cxc_metrics.scope import Scope
from cxc_metrics.words.texts import say
from pages.results import result_values
from ui import session
from ui.parts import foot, tables
from ui.parts import published as published_beside
from ui.session import untellable

# The five criteria of the Better Regulation guidelines, and the figures that speak to each (facts 6.1).
CRITERIA: Final[dict[str, tuple[str, ...]]] = {
    "effectiveness": ("O03", "R02", "R06p", "M02"),
    "efficiency": ("F01a", "F01b", "F03w", "A08"),
    "relevance": ("O09", "R03v", "R03h", "O08m"),
    "coherence": ("O11", "A04p"),
    "added_value": ("M05a", "M05b", "O10"),
}
OFFICIAL: Final = ("O02", "R06n", "O06")


def criteria(scope: Scope) -> None:
    """The five evaluation criteria as a table of figures."""
    title = say("results.criteria")
    measurement = session.measured([kpi_id for ids in CRITERIA.values() for kpi_id in ids], scope=scope)
    by_id = {kpi.id: kpi for kpi in untellable.kept(measurement)}
    rows = [
        {
            say("results.criterion"): f"{say(f'results.{criterion}')}: {by_id[kpi_id].name}",
            say("results.value"): result_values.value(by_id[kpi_id], measurement),
            "n": result_values.counted(by_id[kpi_id], measurement),
        }
        for criterion, ids in CRITERIA.items()
        for kpi_id in ids
        if kpi_id in by_id
    ]
    if rows:
        st.header(title, anchor=False)
        tables.show(pd.DataFrame(rows), alt=title, longest=result_values.LONG_CELL)
        foot.draw("criteria", title, measurement)


def official(scope: Scope) -> None:
    """Official monitoring indicators, for comparison only."""
    title = say("results.official")
    measurement = session.measured(OFFICIAL, scope=scope)
    kept = untellable.kept(measurement)
    if not kept:
        return
    st.header(title, anchor=False)
    st.caption(say("results.official_note"))
    rows = [
        {
            say("results.indicator"): say(f"results.official_{kpi.id}"),
            say("results.figure"): f"{kpi.name} ({kpi.id})",
            say("results.value"): result_values.value(kpi, measurement),
        }
        for kpi in kept
    ]
    tables.show(pd.DataFrame(rows), alt=title, longest=result_values.LONG_CELL)
    foot.draw("official", title, measurement)


def published(scope: Scope) -> None:
    """What comparable schemes published, beside our figures and never in one series with them."""
    comparable = [benchmark for benchmark in benchmarks() if benchmark.kpis and benchmark.comparable != "no"]
    published_beside.draw("published", say("results.published"), comparable, scope, result_values.value)
