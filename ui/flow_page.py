"""The parts of the Flows page: corridors beside what two models say of them."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from cxc_metrics.measure import Corridors, Scope, corridors
from ui import blocks, exports, figures, language, numbers, scope_bar, session, tables
from ui.figures.base import CONFIG
from ui.plain import markdown_text
from ui.theme import palette
from ui.words import say

VIEWS: Final = ("observed", "modelled", "log2_intensity")
STRUCTURE: Final = ("N01", "N02", "N05")
LARGEST: Final = 20
IN_SANKEY: Final = 15


@st.cache_resource(max_entries=32, show_spinner=False)
def _corridors(key: tuple[str, str], _scope: Scope) -> Corridors:  # noqa: ARG001 - the key of the cache
    return corridors(session.shown(), _scope)


def of_selection(scope: Scope) -> Corridors:
    """Every corridor of the selection, remembered per data version."""
    return _corridors((session.shown().id, scope.model_dump_json()), scope)


def structure(scope: Scope) -> None:
    """Density, reciprocity, concentration: each beside what the number of exchanges alone would give."""
    measurement = session.measured(STRUCTURE, scope=scope)
    row = measurement.row()
    with st.grid(3, min_column_width=200, gap="small"):
        for kpi in measurement.kpis:
            with st.container(border=True, height="stretch", gap="xsmall"):
                blocks.figure(kpi, measurement)
                low, high = (row.get(f"{kpi.id}_modelled_{end}") for end in ("low", "high"))
                if low is not None and pd.notna(low) and pd.notna(high):
                    ends = {"low": numbers.number(low, decimals=2), "high": numbers.number(high, decimals=2)}
                    st.caption(say("flows.at_same_n", **ends))


def matrix(found: Corridors) -> None:
    """The ordered country matrix in the view chosen; a click selects both countries."""
    view = st.segmented_control(
        say("flows.show"),
        VIEWS,
        default="log2_intensity",
        format_func=lambda one: say(f"flows.{one}"),
        required=True,
        key="flows_view",
        persist_state="session",
    )
    st.header(say(f"flows.matrix_{view}"), anchor=False)
    st.markdown(say("flows.intro"))
    table = found.table if view == "observed" else found.table[found.table["shown"].fillna(value=False)]
    table = table.dropna(subset=[view])
    if table.empty:
        _nothing(found)
        return
    snapshot = session.shown()
    codes = list(dict.fromkeys(found.table["visitor_country"]))
    cells = table.set_index(["visitor_country", "host_country"])[view].to_dict()
    names = [language.label("visitor_country", code, snapshot) for code in codes]
    drawing = figures.flow_matrix(
        codes,
        codes,
        [[cells.get((row, column)) for column in codes] for row in codes],
        palette(),
        row_labels=names,
        column_labels=names,
        row_title=say("field.visitor_country"),
        column_title=say("field.host_country"),
        unit=say(f"flows.unit_{view}"),
        number="count" if view == "observed" else "decimal",
        diverging=view == "log2_intensity",
    )
    st.plotly_chart(
        drawing,
        key="flows_matrix",
        config=dict(CONFIG),
        alt=say(f"flows.matrix_{view}"),
        on_select=_picked,
        selection_mode="points",
    )
    _tools(found)


def _picked() -> None:
    points = st.session_state["flows_matrix"]["selection"]["points"]
    data: Any = points[0].get("customdata") if points else None
    if data:
        scope = session.scope()
        scope_bar.go(scope.with_(visitor_country=(str(data[0]),), host_country=(str(data[1]),)))


def largest(found: Corridors) -> None:
    """The largest corridors as a table, and on demand as a Sankey."""
    st.header(say("flows.corridors"), anchor=False)
    top = found.table[found.table["observed"] > 0].sort_values("observed", ascending=False, kind="stable")
    if top.empty:
        _nothing(found)
        return
    tables.show(_named(top.head(LARGEST)), alt=say("flows.corridors"))
    if st.toggle(say("flows.sankey"), key="flows_sankey"):
        flows = [(*_ends(row), float(row["observed"])) for _, row in top.head(IN_SANKEY).iterrows()]
        drawing = figures.sankey(flows, palette(), unit=found.unit)
        st.plotly_chart(drawing, key="flows_sankey_chart", config=dict(CONFIG), alt=say("flows.corridors"))


def fewer(found: Corridors) -> None:
    """Corridors with clearly fewer visits than the gravity model gives."""
    st.header(say("flows.fewer"), anchor=False)
    st.markdown(say("flows.fewer_intro"))
    reason = found.not_measurable.get("fewer") or found.not_measurable.get("gravity")
    if reason:
        text = say("measure.not_measurable_because", reason=markdown_text(reason))
        st.info(text, icon=":material/block:")
        return
    below = found.table[found.table["fewer"].fillna(value=False)].sort_values("adjusted")
    if below.empty:
        st.markdown(say("flows.fewer_none"))
    else:
        tables.show(_named(below), alt=say("flows.fewer"), key="fewer")
    for note in found.notes:
        st.caption(markdown_text(note))


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                say("flows.from_to"): " → ".join(_ends(row)),
                say("flows.visits"): numbers.number(row["observed"]),
                say("flows.reading"): str(row["reading"] or ""),
                say("flows.gravity"): numbers.number(row["gravity_modelled"], decimals=1),
            }
            for _, row in rows.iterrows()
        ]
    )


def _ends(row: pd.Series) -> tuple[str, str]:
    snapshot = session.shown()
    sender = language.label("visitor_country", row["visitor_country"], snapshot)
    return sender, language.label("host_country", row["host_country"], snapshot)


def _nothing(found: Corridors) -> None:
    for reason in dict.fromkeys(found.not_measurable.values()):
        text = say("measure.not_measurable_because", reason=markdown_text(reason))
        st.info(text, icon=":material/block:")
    if not found.not_measurable:
        st.info(f"{say('measure.empty')}. {say('measure.empty_hint')}", icon=":material/search_off:")


def _tools(found: Corridors) -> None:
    snapshot = session.shown()
    with st.container(horizontal=True, gap="small"):
        exports.table_menu("corridors", "corridors", found.table, snapshot)
    manifest = snapshot.manifest
    st.caption(
        say(
            "chart.source",
            title=markdown_text(manifest.title),
            version=snapshot.id,
            as_at=manifest.as_at,
            selection=markdown_text(found.scope.sentence(snapshot, locale=language.chosen())),
        )
    )
