"""The intervention logic: five levels from inputs to impacts, with the figures that stand for each."""

from __future__ import annotations

from typing import Final

import streamlit as st

from cxc_metrics.scope import Scope
from cxc_metrics.words.texts import say
from pages.results import result_values
from ui import session
from ui.parts import foot
from ui.session import untellable

# The intervention logic of facts 6.1 with the figures that stand for each of its levels.
LOGIC: Final[dict[str, tuple[str, ...]]] = {
    "inputs": ("I03", "I01", "I05"),
    "activities": ("A01", "A02", "A09"),
    "outputs": ("O01", "O02", "O06"),
    "results": ("R02", "R06n", "R07n"),
    "impacts": ("M01n", "M02", "M04t"),
}


# Five beside each other on a laptop of 1280 pixels: a level alone in a second row reads as an afterthought.
LEAST: Final = 160


def logic(scope: Scope) -> None:
    """From inputs to impacts, three figures a level, numbered in the order they are read."""
    st.header(say("results.logic"), anchor=False)
    st.caption(say("results.logic_note"))
    measurement = session.measured([kpi_id for ids in LOGIC.values() for kpi_id in ids], scope=scope)
    by_id = {kpi.id: kpi for kpi in untellable.kept(measurement)}
    with st.grid(5, min_column_width=LEAST, gap="small", key="results_logic"):
        for place, (level, ids) in enumerate(LOGIC.items(), start=1):
            with st.container(border=True, height="stretch", gap="small"):
                st.markdown(f"**{place} · {say(f'results.{level}')}**")
                result_values.cards([by_id[kpi_id] for kpi_id in ids if kpi_id in by_id], measurement)
    foot.draw("logic", say("results.logic"), measurement)
