"""What the results may be set beside: evaluation criteria, official indicators, published benchmarks."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.catalogue import Kpi
from cxc_metrics.contract.benchmarks import Benchmark, benchmarks
from cxc_metrics.disclosure import Figures
from cxc_metrics.scope import Scope
from cxc_metrics.words.texts import say
from pages.results import result_values
from ui import session
from ui.parts import exports, foot, tables

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
    st.header(title, anchor=False)
    measurement = session.measured([one for ids in CRITERIA.values() for one in ids], scope=scope)
    by_id = {kpi.id: kpi for kpi in measurement.kpis}
    rows = [
        {
            say("results.criterion"): f"{say(f'results.{criterion}')}: {by_id[one].name}",
            say("results.value"): result_values.value(by_id[one], measurement),
            "n": result_values.counted(by_id[one], measurement),
        }
        for criterion, ids in CRITERIA.items()
        for one in ids
    ]
    tables.show(pd.DataFrame(rows), alt=title, longest=result_values.LONG_CELL)
    foot.draw("criteria", title, measurement)


def official(scope: Scope) -> None:
    """Official monitoring indicators, for comparison only."""
    title = say("results.official")
    st.header(title, anchor=False)
    st.caption(say("results.official_note"))
    measurement = session.measured(OFFICIAL, scope=scope)
    rows = [
        {
            say("results.indicator"): say(f"results.official_{kpi.id}"),
            say("results.figure"): f"{kpi.id} {kpi.name}",
            say("results.value"): result_values.value(kpi, measurement),
        }
        for kpi in measurement.kpis
    ]
    tables.show(pd.DataFrame(rows), alt=title, longest=result_values.LONG_CELL)
    foot.draw("official", title, measurement)


def published(scope: Scope) -> None:
    """What comparable schemes published, beside our figures and never in one series with them."""
    title = say("results.published")
    st.header(title, anchor=False)
    st.caption(say("results.published_note"))
    comparable = [one for one in benchmarks() if one.kpis and one.comparable != "no"]
    measurement = session.measured(
        list(dict.fromkeys(name for one in comparable for name in one.kpis)), scope=scope
    )
    by_id = {kpi.id: kpi for kpi in measurement.kpis}
    rows = [
        {
            say("results.wording"): _wording(one),
            say("results.ours"): f"{_ours(one, by_id, measurement)}. {_comparable(one)}",
        }
        for one in comparable
    ]
    tables.show(pd.DataFrame(rows), alt=title, key="published", longest=result_values.LONG_CELL)
    exports.single_table_menu(
        "published", title, measurement.table(_exported(comparable, by_id, measurement))
    )
    st.caption(say("results.sources_in_export"))


def _wording(one: Benchmark) -> str:
    population = f" ({one.population})" if one.population else ""
    year = f", {one.year}" if one.year else ""
    return f"{one.scheme}{year}. {one.indicator}: {one.wording}{population}"


def _comparable(one: Benchmark) -> str:
    return say("results.comparable_told", comparable=one.comparable, why=one.why or "")


def _exported(comparable: list[Benchmark], by_id: dict[str, Kpi], measurement: Figures) -> pd.DataFrame:
    """All columns apart, with the source addresses for which the page has no room."""
    return pd.DataFrame(
        [
            {
                **one.model_dump(exclude={"kpi_ids"}),
                "here": _ours(one, by_id, measurement),
            }
            for one in comparable
        ]
    )


def _ours(one: Benchmark, by_id: dict[str, Kpi], measurement: Figures) -> str:
    return "; ".join(
        f"{name} {by_id[name].name}: {result_values.value(by_id[name], measurement)}"
        for name in one.kpis
        if name in by_id
    )
