"""Partnerships against their targets and beside each other, with what chance alone would give."""

from __future__ import annotations

import csv
from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import BETWEEN_PARTNERSHIPS, TARGETS, Between, Outlook, Reader, figures_between
from cxc_metrics.disclosure import Study, Table
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.export import leading
from cxc_metrics.export.pictures.drawings import Chances, Limit
from cxc_metrics.paths import ROOT
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import markdown_text, shorten
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import (
    blocks,
    exports,
    folded,
    foot,
    marking,
    tables,
)
from ui.parts.exports import Said
from ui.session import memory, untellable

COUNT: Final = "O01"
COMPARED: Final = ("O04", "O07", "O10", "A08", "Q01", "F03w", COUNT)
CALIBRATION: Final = ROOT / "data" / "calibration" / "target.csv"
EVEN: Final = 0.5
MOST_NAMED: Final = 8
LONGEST_NAME: Final = 40


def targets(scope: Scope) -> None:
    """Running grants with the probability of their target; who cannot be judged is named with the reason."""
    try:
        study = session.reader().study(TARGETS, scope)
    except NotMeasurable as error:
        untellable.refused(say("chance.targets"), error)
        return
    st.header(say("chance.targets"), anchor=False)
    table = study.result.table
    judged = table[table["outlook"] == str(Outlook.JUDGED)].sort_values("probability", kind="stable")
    silent = table[table["outlook"] == str(Outlook.NOT_JUDGED)]
    st.caption(say("chance.targets_told"))
    if judged.empty:
        st.markdown(say("chance.targets_none") if silent.empty else _unjudged(silent))
        return
    likely = int((judged["probability"] > EVEN).sum())
    st.markdown(say("chance.targets_finding", likely=likely, judged=len(judged)))
    tables.show(
        pd.DataFrame([_target(row) for row in judged.to_dict("records")]), alt=say("chance.targets"), rows=40
    )
    if not silent.empty:
        st.caption(_unjudged(silent))
    _tools(study.table(table, scope))


@st.fragment
@session.resumed
def _tools(table: Table) -> None:
    """The table as a file, and how such probabilities held."""
    with st.container(horizontal=True, gap="small"):
        exports.table_menu("chance_targets", say("chance.targets"), table)
        with folded.note(say("chance.held_up"), icon=":material/fact_check:", key="chance_held_up"):
            st.markdown(say("chance.held_up_told"))
            tables.show(_calibration(), alt=say("chance.held_up"))


def _unjudged(rows: pd.DataFrame) -> str:
    listed = [
        say("chance.not_judged", name=shorten(row["name"], LONGEST_NAME), reason=row["reason"])
        for row in rows.head(MOST_NAMED).to_dict("records")
    ]
    if len(rows) > MOST_NAMED:
        listed.append(say("chance.others", count=numbers.number(len(rows) - MOST_NAMED)))
    return markdown_text(say("chance.not_judged_all", listed="; ".join(listed)))


def _target(row: Mapping[Hashable, Any]) -> dict[str, str]:
    low, high = (numbers.number(row[f"expected_{end}"]) for end in ("low", "high"))
    return {
        say("chance.partnership"): str(row["name"]),
        say("chance.held"): numbers.number(row["held"]),
        say("chance.target"): numbers.number(row["target"]),
        say("chance.end"): numbers.day(row["end_date"]),
        say("chance.probability"): probability(row["probability"]),
        say("chance.expected"): say("chance.range", low=low, high=high),
    }


def probability(value: float) -> str:
    """Never 0 % or 100 %: nothing is certain before the end."""
    if value < 0.01:
        return say("chance.below_1")
    return say("chance.above_99") if value > 0.99 else numbers.percent(value, decimals=0)


def _calibration() -> pd.DataFrame:
    with CALIBRATION.open(encoding="utf-8", newline="") as file:
        heads, *rows = csv.reader(file)
    return pd.DataFrame(rows, columns=heads)[["said", "partnerships", "mean probability", "reached"]]


def differ(scope: Scope) -> None:
    """One figure of all partnerships by what it rests on, with the limits of chance."""
    if untellable.closed(say("chance.differ"), BETWEEN_PARTNERSHIPS, scope):
        return
    st.header(say("chance.differ"), anchor=False)
    chosen = _chosen()
    try:
        whole = scope.apart_from("partnership")
        study = _between(session.reader(), chosen, whole)
    except NotMeasurable as error:
        st.info(markdown_text(sentences.not_measurable(error)), icon=":material/block:")
        return
    between = study.result
    finding = _finding(between)
    st.markdown(markdown_text(finding))
    drawing = _drawing(between, scope)
    blocks.plot("chance_differ", drawing, finding)
    st.caption(f"{say('chance.told')} {marking.note(scope, 'partnership')}")
    foot.draw(
        "chance_differ",
        Said(say("chance.differ"), finding, (say("chance.told"),), drawing),
        figures_between(study),
        table=lambda: tables.show(_written(between), alt=finding, rows=40),
        drawn=study.table(leading(between.table, "partnership", "name", "n", "value"), whole),
    )


def _chosen() -> str:
    """The figure of the address, in a control that writes it back."""
    figure_id = session.page_value("differ")
    st.session_state["w_differ"] = figure_id if figure_id in COMPARED else COMPARED[0]
    return str(
        st.selectbox(
            say("chance.figure"),
            COMPARED,
            format_func=lambda figure_id: (
                say("chance.a_month") if figure_id == COUNT else session.reader().kpi(figure_id).name
            ),
            key="w_differ",
            on_change=lambda: session.go_on_page(differ=st.session_state["w_differ"]),
        )
    )


@memory.remembered(32)
def _between(reader: Reader, kpi: str, scope: Scope) -> Study[Between]:
    return reader.study(BETWEEN_PARTNERSHIPS, kpi, scope)


def _is_count(between: Between) -> bool:
    return between.kpi.id == COUNT


def _value(between: Between, value: float) -> str:
    return numbers.number(value, decimals=2) if _is_count(between) else numbers.kpi_value(between.kpi, value)


def _finding(between: Between) -> str:
    far = between.table[between.table["beyond"] > 0.95]
    counts = {"all": numbers.number(len(between.table))}
    texts = [say("chance.beyond_none", **counts)]
    if not far.empty:
        named = [(shorten(row["name"], LONGEST_NAME), row["value"]) for row in far.to_dict("records")[:5]]
        names = ", ".join(f"{name} ({_value(between, value)})" for name, value in named)
        more = f" +{len(far) - 5}" if len(far) > 5 else ""
        texts = [say("chance.beyond", **counts, count=numbers.number(len(far)), names=names + more)]
    if between.strength == float("inf"):
        texts.append(say("chance.alike", mean=_value(between, between.mean)))
    return " ".join(texts)


def _drawing(between: Between, scope: Scope) -> Chances:
    table, curve = between.table, between.curve
    limits = [Limit(say("chance.line_mean"), [between.mean] * len(curve), "solid")]
    for level, dash in (("95", "dash"), ("998", "dot")):
        name = say(f"chance.line_{level}")
        limits += [Limit(name, curve[f"{end}{level}"].tolist(), dash) for end in ("low", "high")]
    return Chances(
        table["n"].tolist(),
        table["value"].tolist(),
        table["name"].tolist(),
        (table["beyond"] > 0.95).tolist(),
        at=curve["n"].tolist(),
        limits=limits,
        hover=[_hover(between, row) for row in table.to_dict("records")],
        x_title=say("chance.n_months") if _is_count(between) else say("chance.n_records"),
        y_title=say("chance.unit_O01") if _is_count(between) else between.kpi.name,
        number="decimal" if _is_count(between) else "share",
        selected=list(marking.selected(table, scope, "partnership")),
    )


def _hover(between: Between, row: Mapping[Hashable, Any]) -> str:
    parts = {name: _value(between, row[name]) for name in ("value", "shrunken")}
    low, high = (_value(between, row[name]) for name in ("low95", "high95"))
    return say("chance.dot", name=row["name"], n=numbers.number(row["n"]), low=low, high=high, **parts)


def _written(between: Between) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                say("chance.partnership"): row["name"],
                between.kpi.name: _value(between, row["value"]),
                "n": numbers.number(row["n"]),
                say("chance.shrunken"): _value(between, row["shrunken"]),
                say("chance.by_chance"): say(
                    "chance.range", low=_value(between, row["low95"]), high=_value(between, row["high95"])
                ),
            }
            for row in between.table.to_dict("records")
        ]
    )
