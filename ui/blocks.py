"""A figure as a reader meets it: question, finding, chart, table, definition, export, source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from cxc_metrics.kpis import Kpi
from cxc_metrics.measure import Measurement
from ui import below, exports, language, numbers, sentences, session, tables
from ui.figures import sparkline
from ui.figures.base import CONFIG
from ui.inspection import button as inspect
from ui.inspection import source_line, with_unit
from ui.plain import markdown_text
from ui.theme import palette
from ui.words import say


def chart(
    key: str,
    title: str,
    drawing: go.Figure | None,
    measurement: Measurement,
    *,
    finding: str,
    on_pick: Callable[[Sequence[Any]], None] | None = None,
    config: Mapping[str, Any] = CONFIG,
    note: str = "",
) -> None:
    """Draw one chart with everything that belongs to it.

    `title` is a question or finding; `finding` one generated sentence (plain, also the chart's alternative
    text); `on_pick` receives the `customdata` of the clicked mark. What is not measurable says why instead.
    """
    snapshot = session.shown()
    st.header(title, anchor=False)
    reasons = measurement.not_measurable
    if drawing is None or len(reasons) == len(measurement.kpis):
        _nothing(reasons)
        return
    st.markdown(markdown_text(finding))
    _plot(key, drawing, finding, on_pick, config)
    if note:
        st.caption(note)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        as_table = st.toggle(say("chart.table"), key=f"table_{key}")
        inspect(key, measurement, snapshot)
        exports.measurement_menu(key, title, measurement, snapshot)
    if as_table:
        tables.show(tables.measurement_table(measurement, snapshot), alt=finding, key=key)
    st.caption(source_line(measurement, snapshot))


def _plot(
    key: str,
    figure: go.Figure,
    finding: str,
    on_pick: Callable[[Sequence[Any]], None] | None,
    config: Mapping[str, Any],
) -> None:
    if on_pick is None:
        st.plotly_chart(figure, key=key, config=dict(config), alt=finding)
        return

    def picked() -> None:
        points = st.session_state[key]["selection"]["points"]
        if points and points[0].get("customdata") is not None:
            on_pick(list(points[0]["customdata"]))
            below.stay()

    st.plotly_chart(
        figure, key=key, config=dict(config), alt=finding, on_select=picked, selection_mode="points"
    )


def _nothing(reasons: Mapping[str, str]) -> None:
    if reasons:
        for reason in dict.fromkeys(reasons.values()):
            st.info(markdown_text(sentences.not_measurable(reason)), icon=":material/block:")
        return
    st.info(f"{say('measure.empty')}. {say('measure.empty_hint')}", icon=":material/search_off:")


def headline(
    measurement: Measurement, sparklines: Mapping[str, Sequence[float | None]] | None = None
) -> None:
    """The figures on top: value, change against one year earlier, its course where there is one."""
    with st.grid(4, min_column_width=150, gap="small"):
        for kpi in measurement.kpis:
            with st.container(border=True, height="stretch", gap="xsmall"):
                figure(kpi, measurement)
                _course(kpi, (sparklines or {}).get(kpi.id, ()))


def sparklines(history: Measurement) -> dict[str, list[float | None]]:
    """The values of each KPI by period, for `headline`; none where it cannot be measured by it."""
    return {
        kpi.id: [None if pd.isna(value) else float(value) for value in history.details[kpi.id]]
        for kpi in history.kpis
        if kpi.id not in history.not_measurable
    }


def value_text(kpi: Kpi, measurement: Measurement) -> str:
    """The value for the whole selection with its unit, or that it is not measurable."""
    if kpi.id in measurement.not_measurable:
        return say("measure.not_measurable")
    return with_unit(kpi, measurement.value(kpi.id))


def figure(kpi: Kpi, measurement: Measurement) -> None:
    """One headline figure: name, value, change; its definition behind the question mark."""
    reason = measurement.not_measurable.get(kpi.id)
    change = None if reason else measurement.change(kpi.id)
    flag = "" if reason else measurement.flag(kpi.id)
    unit = f" ({kpi.unit})" if kpi.unit == "EUR" else ""
    words = f"{kpi.id}: {kpi.definition}" if not reason else f"{say('measure.not_measurable')}: {reason}"
    st.metric(
        kpi.name + unit,  # the catalogue's own words; escaped, a screen reader would read the marks
        say("measure.not_measurable_short") if reason else numbers.kpi_value(kpi, measurement.value(kpi.id)),
        delta=change.text(language.babel_id()) if change else None,
        delta_color="off",
        # Streamlit looks for an ASCII minus; ours is the typographer's.
        delta_arrow="auto" if change is None else "down" if change.value < 0 else "up",
        delta_description=_compared(change is not None, flag),
        help=markdown_text(words),
    )


def _compared(changed: bool, flag: str) -> str | None:
    if changed:
        return say("measure.previous")
    return say("measure.provisional") if "p" in flag else None


def _course(kpi: Kpi, values: Sequence[float | None]) -> None:
    picture = sparkline(values, palette().muted)
    if picture:
        st.image(picture, alt=say("chart.course", name=kpi.name, values=_listed(kpi, values)))


def _listed(kpi: Kpi, values: Sequence[float | None]) -> str:
    return ", ".join(numbers.kpi_value(kpi, value) for value in values)
