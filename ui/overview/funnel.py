"""From registration to outcome: how many there were at each stage, and which share came on."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from cxc_metrics.kpis import kpi as find_kpi
from cxc_metrics.measure import STAGES, Measurement, Scope, funnel
from ui import foot, numbers, session, tables
from ui.figures.base import CONFIG
from ui.figures.funnel import Stage, funnel_bars
from ui.overview import asked
from ui.plain import markdown_text
from ui.theme import Palette, palette
from ui.words import say

KEY = "overview_funnel"
_REGISTRATIONS, _HELD = tuple(STAGES.values())[:3], tuple(STAGES.values())[3:5]


def draw(scope: Scope) -> None:
    """Six stages, each with its unit. Both views are stages here, so the one selected is set aside."""
    parts = _measured(scope)
    table = funnel(*parts)
    title = say("overview.funnel")
    if not table["value"].fillna(0).any():
        _nothing(title, table)
        return
    finding = _finding(table)
    st.header(title, anchor=False)
    st.markdown(markdown_text(finding))
    colours = palette()
    figure = funnel_bars(
        [_stage(row) for row in table.to_dict("records")],
        colours,
        colours=[_colour(stage, colours) for stage in table["stage"]],
    )
    st.plotly_chart(figure, key=KEY, config=dict(CONFIG), alt=finding)
    _notes(table, scope)
    foot.draw(KEY, title, parts, table=lambda: tables.show(_written(table), alt=finding), exported=table)


def _measured(scope: Scope) -> list[Measurement]:
    """Registrations, exchanges (from the headline, which has asked already), outcomes."""
    held = scope.with_(status="held")
    outcome = session.measured([STAGES["outcome"]], scope=scope.with_(status="validated"))
    return [
        session.measured(_REGISTRATIONS, scope=held),
        asked.headline(held).only(*_HELD),
        outcome,
    ]


def _colour(stage: str, colours: Palette) -> str:
    if stage in {"held", "validated"}:
        return colours.held if stage == "held" else colours.validated
    return colours.muted if stage == "outcome" else colours.visitor


def _stage(row: dict[Any, Any]) -> Stage:
    label = say(f"overview.stage_{row['stage']}")
    if pd.isna(row["value"]):
        return Stage(label, None, row["unit"], say("measure.not_measurable"), label)
    value = numbers.number(row["value"])
    text = value if pd.isna(row["share_of_previous"]) else _share(row)
    return Stage(label, float(row["value"]), row["unit"], text, f"{label}: {value} {row['unit']}")


def _share(row: dict[Any, Any]) -> str:
    share = numbers.percent(row["share_of_previous"], decimals=0)
    return say("overview.stage_share", value=numbers.number(row["value"]), share=share)


def _finding(table: pd.DataFrame) -> str:
    """The steps that have a share, in words: from registration to match, and from held to an outcome."""
    known = table.set_index("stage")
    values = known["value"]
    parts = []
    if values[["registered", "accepted", "matched"]].notna().all() and values["registered"]:
        parts.append(
            say(
                "overview.funnel_registered",
                **{name: numbers.number(values[name]) for name in ("registered", "accepted", "matched")},
            )
        )
    if pd.notna(values["held"]):
        parts.append(say("overview.funnel_held", held=numbers.number(values["held"])))
    share = known.loc["outcome", "share_of_previous"]
    if pd.notna(share):
        parts.append(
            say(
                "overview.funnel_outcome",
                validated=numbers.number(values["validated"]),
                outcome=numbers.number(values["outcome"]),
                share=numbers.percent(share),
            )
        )
    return " ".join(parts)


def _nothing(title: str, table: pd.DataFrame) -> None:
    """An empty selection where something could be counted, else why nothing can."""
    st.header(title, anchor=False)
    reasons = _reasons(table)
    if table["value"].notna().any():
        st.info(f"{say('measure.empty')}. {say('measure.empty_hint')}", icon=":material/search_off:")
    elif reasons:
        st.info("  \n".join(markdown_text(reason) for reason in reasons), icon=":material/block:")


def _notes(table: pd.DataFrame, scope: Scope) -> None:
    parts = [say("overview.funnel_note")]
    if scope.period:
        parts.append(say("overview.funnel_cohorts"))
    if scope.status == "validated":
        parts.append(say("overview.funnel_views"))
    st.caption(" ".join(parts))
    for reason in _reasons(table):
        st.caption(markdown_text(reason))


def _reasons(table: pd.DataFrame) -> list[str]:
    """Why stages are not measurable, once for all stages with the same reason; Inspect has it at length."""
    stages: dict[str, list[str]] = {}
    for row in table[table["reason"] != ""].to_dict("records"):
        first = str(row["reason"]).split(". ")[0]
        shared = first.replace(find_kpi(row["kpi"]).name, say("overview.this_stage"))
        stages.setdefault(shared, []).append(say(f"overview.stage_{row['stage']}"))
    return [f"{', '.join(names)}: {reason}." for reason, names in stages.items()]


def _written(table: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                say("overview.column_stage"): say(f"overview.stage_{row['stage']}"),
                say("overview.column_number"): numbers.number(row["value"]),
                say("overview.column_unit"): row["unit"],
                say("overview.column_share"): numbers.percent(row["share_of_previous"]),
            }
            for row in table.to_dict("records")
        ]
    )
