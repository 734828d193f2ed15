"""All partnerships against their targets, as a table."""

from __future__ import annotations

import streamlit as st

from cxc_metrics.export.texts_out import written_figures
from cxc_metrics.scope import Scope
from cxc_metrics.words import sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import foot, tables
from ui.session import untellable


def targets(scope: Scope) -> None:
    """Every partnership with what it held, validated, and its target attainment, as a table."""
    measurement = session.measured(
        ["O01", "O01v", "O03", "O02", "O07"],
        by=["partnership"],
        scope=scope.apart_from("partnership"),
        totals=True,
    )
    if untellable.folded(say("partnerships.targets"), measurement):
        return
    st.header(say("partnerships.targets"), anchor=False)
    kept = {kpi.id for kpi in untellable.kept(measurement)}
    names: dict[str, list[str]] = {}
    for kpi, reason in measurement.not_measurable.items():
        if kpi in kept:
            names.setdefault(reason, []).append(session.reader().kpi(kpi).name)
    for reason, acronyms in names.items():
        st.caption(markdown_text(f"{', '.join(acronyms)}: {sentences.not_measurable(reason)}"))
    if names and len(measurement.not_measurable) == len(measurement.kpis):
        return
    tables.show(
        written_figures(measurement),
        alt=say("partnerships.targets"),
        key="targets",
        rows=40,
    )
    foot.draw("targets", "partnerships", measurement)
