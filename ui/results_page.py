"""The parts of the Results and impact page: what came of it, how sure, and what it may be set beside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.errors import NotMeasurable
from cxc_metrics.kpis import Kpi
from cxc_metrics.measure import Measurement, Scope, effect_study
from cxc_metrics.vocabulary.benchmarks import benchmarks
from ui import blocks, exports, figures, numbers, session, tables
from ui.plain import markdown_text
from ui.theme import palette
from ui.words import say

# The intervention logic of facts 6.1 with the figures that stand for each of its levels.
LOGIC: Final[dict[str, tuple[str, ...]]] = {
    "inputs": ("I03", "I01", "I05"),
    "activities": ("A01", "A02", "A09"),
    "outputs": ("O01", "O02", "O06"),
    "results": ("R02", "R06n", "R07n"),
    "impacts": ("M01n", "M02", "M04t"),
}
SURVEY: Final = ("R02", "R03v", "R03h", "R04", "R05p", "R05c", "M05a")
ANTICIPATED: Final = ("R10x", "R10y")
ACHIEVED: Final = ("R06p", "R10", "M04t", "M04m", "M04j", "M04i")
# The five criteria of the Better Regulation guidelines, and the figures that speak to each (facts 6.1).
CRITERIA: Final[dict[str, tuple[str, ...]]] = {
    "effectiveness": ("O03", "R02", "R06p", "M02"),
    "efficiency": ("F01a", "F01b", "F03w", "A08"),
    "relevance": ("O09", "R03v", "R03h", "O08m"),
    "coherence": ("O11", "A04p"),
    "added_value": ("M05a", "M05b", "O10"),
}
OFFICIAL: Final = ("O02", "R06n", "O06")


def logic(scope: Scope) -> None:
    """From inputs to impacts, three figures a level."""
    st.header(say("results.logic"), anchor=False)
    measurement = session.measured([one for ids in LOGIC.values() for one in ids], scope=scope)
    by_id = {kpi.id: kpi for kpi in measurement.kpis}
    with st.grid(5, min_column_width=150, gap="small"):
        for level, ids in LOGIC.items():
            with st.container(border=True, height="stretch", gap="small"):
                st.markdown(f"**{say(f'results.{level}')}**")
                for one in ids:
                    blocks.figure(by_id[one], measurement)
    _tools("logic", say("results.logic"), measurement)


def answers(key: str, title: str, ids: Sequence[str], scope: Scope, *, colour: str) -> None:
    """Survey shares with their intervals, n and response rate."""
    measurement = session.measured(ids, scope=scope)
    kpis = [kpi for kpi in measurement.kpis if kpi.id not in measurement.not_measurable]
    row = measurement.row()
    if not any(pd.notna(row[kpi.id]) for kpi in kpis):
        blocks.chart(key, title, None, measurement, finding="")
        return
    figure = figures.interval_dots(
        [kpi.name for kpi in kpis],
        *([row[f"{kpi.id}{part}"] for kpi in kpis] for part in ("", "_low", "_high")),
        palette(),
        hover=[_told(kpi, measurement) for kpi in kpis],
        unit=say("results.share_of_answers"),
        colour=colour,
    )
    finding = "; ".join(_told(kpi, measurement) for kpi in kpis[:3]) + "."
    blocks.chart(key, title, figure, measurement, finding=finding, note=_notes(kpis, measurement))


def _told(kpi: Kpi, measurement: Measurement) -> str:
    row = measurement.row()
    low, high = (numbers.percent(row[f"{kpi.id}_{end}"]) for end in ("low", "high"))
    value, n = numbers.percent(row[kpi.id]), numbers.number(row[f"{kpi.id}_n"])
    return say("results.told", name=kpi.name, value=value, low=low, high=high, n=n)


def _notes(kpis: Sequence[Kpi], measurement: Measurement) -> str:
    row = measurement.row()
    rates = [row[f"{kpi.id}_response"] for kpi in kpis if pd.notna(row.get(f"{kpi.id}_response"))]
    if not rates:
        return say("results.interval")
    low, high = numbers.percent(min(rates), decimals=0), numbers.percent(max(rates), decimals=0)
    return say("results.interval") + " " + say("results.response", low=low, high=high)


def difference(scope: Scope) -> None:
    """The difference from the comparison group, computed when it is asked for."""
    st.header(say("results.difference"), anchor=False)
    st.markdown(say("results.difference_intro"))
    if not st.toggle(say("results.difference_ask"), key="show_difference"):
        return
    snapshot = session.shown()
    try:
        study = effect_study(snapshot, scope)
    except NotMeasurable as error:
        st.info(say("measure.not_measurable_because", reason=markdown_text(error)), icon=":material/block:")
        return
    st.markdown(markdown_text(study.sentence))
    for name in ("balance", "rounds", "attrition"):
        st.subheader(say(f"results.{name}"), anchor=False)
        table = getattr(study.main, name)
        tables.show(_rounded(table), alt=say(f"results.{name}"))
        exports.table_menu(f"effect_{name}", f"difference-{name}", table, snapshot)


def _rounded(table: pd.DataFrame) -> pd.DataFrame:
    shown = table.copy()
    for column in shown.columns:
        if pd.api.types.is_float_dtype(shown[column]):
            shown[column] = [numbers.number(value, decimals=2) for value in shown[column]]
    return shown.astype("string").rename(columns=lambda name: str(name).replace("_", " ").capitalize())


def criteria(scope: Scope) -> None:
    """The five evaluation criteria as a table of figures."""
    st.header(say("results.criteria"), anchor=False)
    measurement = session.measured([one for ids in CRITERIA.values() for one in ids], scope=scope)
    by_id = {kpi.id: kpi for kpi in measurement.kpis}
    rows = [
        {
            say("results.criterion"): say(f"results.{criterion}"),
            say("results.figure"): by_id[one].name,
            say("results.value"): blocks.value_text(by_id[one], measurement),
            "n": _n(one, measurement),
        }
        for criterion, ids in CRITERIA.items()
        for one in ids
    ]
    tables.show(pd.DataFrame(rows), alt=say("results.criteria"))
    _tools("criteria", say("results.criteria"), measurement)


def official(scope: Scope) -> None:
    """Official monitoring indicators, for comparison only."""
    st.header(say("results.official"), anchor=False)
    st.caption(say("results.official_note"))
    measurement = session.measured(OFFICIAL, scope=scope)
    rows = [
        {
            say("results.indicator"): say(f"results.official_{kpi.id}"),
            say("results.figure"): f"{kpi.id} {kpi.name}",
            say("results.value"): blocks.value_text(kpi, measurement),
        }
        for kpi in measurement.kpis
    ]
    tables.show(pd.DataFrame(rows), alt=say("results.official"))
    _tools("official", say("results.official"), measurement)


def published(scope: Scope) -> None:
    """What comparable schemes published, beside our figures and never in one series with them."""
    st.header(say("results.published"), anchor=False)
    st.caption(say("results.published_note"))
    beside = [one for one in benchmarks() if one.kpis and one.comparable != "no"]
    known = list(dict.fromkeys(name for one in beside for name in one.kpis))
    measurement = session.measured(known, scope=scope)
    by_id = {kpi.id: kpi for kpi in measurement.kpis}
    rows = [
        {
            say("results.scheme"): f"{one.scheme}, {one.year or numbers.NOT_AVAILABLE}",
            say("results.wording"): one.wording,
            say("results.ours"): "; ".join(
                f"{name} {blocks.value_text(by_id[name], measurement)}" for name in one.kpis if name in by_id
            ),
            say("results.comparable"): f"{one.comparable}: {one.why or ''}",
            say("results.source"): one.source,
        }
        for one in beside
    ]
    table = pd.DataFrame(rows)
    tables.show(table, alt=say("results.published"))
    exports.table_menu("published", "published-results", table, session.shown())


def _n(one: str, measurement: Measurement) -> str:
    return "" if one in measurement.not_measurable else numbers.number(measurement.n(one))


def _tools(key: str, title: str, measurement: Measurement) -> None:
    snapshot = session.shown()
    with st.container(horizontal=True, gap="small"):
        blocks.inspect(key, measurement, snapshot)
        exports.measurement_menu(key, title, measurement, snapshot)
    st.caption(blocks.source_line(measurement, snapshot))
