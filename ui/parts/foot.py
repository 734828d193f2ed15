"""What stands under a figure: its table, Inspect, the export, the source.

It runs again on its own (a fragment): looking behind a figure does not draw the page again, and what a menu
holds is made when the menu is opened (docs/decisions/017).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from cxc_metrics.measure import Measurement
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import exports, inspection


@st.fragment
@session.resumed
def draw(
    key: str,
    title: str,
    measured: Measurement | Sequence[Measurement],
    *,
    table: Callable[[], None] | None = None,
    drawn: exports.Drawn | None = None,
    beside: Callable[[], None] | None = None,
    source: bool = True,
) -> None:
    """The tools of one figure in a row, its table below them if it is asked for, its source.

    A figure made of several measurements hands them all to Inspect. `table` draws the table behind a chart;
    `drawn` is what leaves, where that is not the first measurement's table; `beside` draws what else
    belongs into the row.
    """
    measurements = [measured] if isinstance(measured, Measurement) else list(measured)
    version = session.shown()
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        as_table = table is not None and st.toggle(say("chart.table"), key=f"table_{key}")
        inspection.button(key, *measurements)
        exports.measurement_menu(key, title, _together(measurements), version, drawn=drawn)
        if beside:
            beside()
    if as_table and table:
        table()
    if source:
        st.caption(inspection.source_line(measurements[0], version))


def _together(measurements: Sequence[Measurement]) -> Measurement:
    """The first with the figures and statements of all: what the file says of where its numbers come from."""
    first = measurements[0]
    if len(measurements) == 1:
        return first
    return replace(
        first,
        kpis=tuple(kpi for one in measurements for kpi in one.kpis),
        statements=tuple(statement for one in measurements for statement in one.statements),
        not_measurable={kpi: why for one in measurements for kpi, why in one.not_measurable.items()},
    )
