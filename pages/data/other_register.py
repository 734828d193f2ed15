"""Two registers beside each other, figure by figure, each with its source; never in one series."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from cxc_metrics.access import Question, Reader, headlines
from cxc_metrics.disclosure import Figures
from cxc_metrics.export.texts_out import heading
from cxc_metrics.scope import Scope, as_at_day
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import markdown_text, shorten
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import tables

PARAMETER = "other"


def beside(reader: Reader) -> None:
    """A choice of another register, and the headlines of both; nothing where the store holds one."""
    own = reader.manifest.register_name
    titles = {each.name: each.title for each in session.registers() if each.name != own and not each.problem}
    if not titles:
        return
    st.header(say("registers.title"), anchor=False)
    st.caption(say("registers.what"))
    wanted = session.page_value(PARAMETER)
    st.session_state["other_register"] = wanted if wanted in titles else None
    st.selectbox(
        say("registers.other"),
        list(titles),
        format_func=lambda name: f"{shorten(titles[name], 60)} ({name})",
        key="other_register",
        on_change=_chosen,
    )
    other = session.reader_served(wanted) if wanted in titles else None
    if other is not None:
        _show(reader, other)


def _chosen() -> None:
    session.go_on_page(**{PARAMETER: st.session_state["other_register"]})


def _show(reader: Reader, other: Reader) -> None:
    kpis = headlines((reader, other))
    question = Question(kpis, scope=Scope())
    pair = [(each, session.answered_on(each, question)) for each in (reader, other)]
    headings = [f"{shorten(each.manifest.title, 40)} ({each.manifest.register_name})" for each, _ in pair]
    rows = [
        {
            say("data.item"): _name(kpi, [answer for _, answer in pair]),
            **{heading: _value(answer, kpi) for heading, (_, answer) in zip(headings, pair, strict=True)},
        }
        for kpi in kpis
        if not all(answer[kpi].reason for _, answer in pair)
    ]
    tables.show(pd.DataFrame(rows), alt=say("registers.title"), rows=len(rows))
    for each, _ in pair:
        st.caption(_source(each))


def _name(kpi: str, answers: list[Figures]) -> str:
    """What the registers that can measure it call the figure; by both names where they differ."""
    measured = [answer[kpi] for answer in answers if not answer[kpi].reason]
    return " / ".join(dict.fromkeys(heading(figure.kpi) for figure in measured))


def _value(answer: Figures, kpi: str) -> str:
    figure = answer[kpi]
    if figure.reason:
        return say("measure.not_measurable_short")
    return numbers.kpi_value(figure.kpi, figure.value)


def _source(reader: Reader) -> str:
    manifest = reader.manifest
    line = say(
        "app.source_line",
        version=reader.id,
        as_at=as_at_day(manifest.as_at),
        title=markdown_text(manifest.title),
    )
    kind = [say("registers.invented")] if manifest.is_synthetic else []
    return " · ".join([line, *kind, *([markdown_text(manifest.reference)] if manifest.reference else [])])
