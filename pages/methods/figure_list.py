"""Every figure with its definition and formula, searchable; one of them in full."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import dimensions_of
from cxc_metrics.catalogue import Kpi, Level, dimension
from cxc_metrics.catalogue import catalogue as all_kpis
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.methods.dictionary import export_menu
from ui import session
from ui.parts import folded, inspection, law_links
from ui.session import navigation

_LEVELS: Final = ("", *(str(level) for level in Level))


def catalogue() -> None:
    """Every KPI, searchable, with definition, caveat, reference and formula; one of them in full."""
    _opened(session.page_value("kpi"))
    wanted, level = _search()
    kpis = [
        kpi
        for kpi in all_kpis().values()
        if wanted.casefold() in _text(kpi).casefold() and level in {"", str(kpi.level)}
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(say("methods.found", shown=len(kpis), total=len(all_kpis())))
        export_menu("catalogue", lambda: pd.DataFrame([_row(kpi) for kpi in kpis]))
    if not kpis:
        st.info(say("methods.none_found"), icon=":material/search_off:")
    for kpi in kpis:
        if box := folded.box_that_runs(f"{kpi.id} · {markdown_text(kpi.name)}", f"box_{kpi.id}"):
            with box:
                _show_definition(kpi)
                st.page_link(
                    navigation.page("methods"),
                    label=say("methods.link", kpi=kpi.id),
                    icon=":material/link:",
                    query_params={**session.address(session.scope()), "kpi": kpi.id},
                )


def _search() -> tuple[str, str]:
    """Words and level as the address says, drawn and written back."""
    level = session.page_value("level")
    st.session_state["w_methods_search"] = session.page_value("search")
    st.session_state["w_level"] = level if level in _LEVELS else ""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    left.text_input(
        say("methods.search"),
        key="w_methods_search",
        placeholder=say("methods.search_hint"),
        on_change=lambda: session.go_on_page(search=st.session_state["w_methods_search"].strip()),
    )
    right.selectbox(
        say("methods.level"),
        _LEVELS,
        format_func=lambda level: say(f"methods.level_{level or 'all'}"),
        key="w_level",
        on_change=lambda: session.go_on_page(level=st.session_state["w_level"]),
    )
    return str(st.session_state["w_methods_search"]).strip(), str(st.session_state["w_level"])


def _opened(kpi_id: str) -> None:
    """The KPI of the address in full: its words, its value in the present selection, its exact statement."""
    if not kpi_id:
        return
    kpi = all_kpis().get(kpi_id)
    if kpi is None:
        st.warning(say("methods.unknown", kpi=markdown_text(kpi_id)), icon=":material/search_off:")
        return
    with st.container(border=True, key="kpi_opened"):
        st.header(f"{kpi.id} · {markdown_text(kpi.name)}", anchor=False)
        _show_definition(kpi)
        if session.reader_or_none() is not None:
            _here(kpi)
        st.button(
            say("methods.close", kpi=kpi.id),
            icon=":material/close:",
            key="close_kpi",
            on_click=session.go_on_page,
            kwargs={"kpi": None},
        )


def _show_definition(kpi: Kpi) -> None:
    st.markdown(markdown_text(kpi.definition))
    if kpi.caveat:
        st.markdown(f"**{say('methods.caveat')}** {markdown_text(kpi.caveat)}")
    st.caption(_facts(kpi))
    law_links.draw(kpi.reference)
    st.caption(say("methods.formula"))
    st.code(kpi.formula, language=None, wrap_lines=True)


def _facts(kpi: Kpi) -> str:
    names = ", ".join(dimension(name).label for name in dimensions_of(kpi))
    lines = [
        f"{say('methods.level')}: {kpi.level}",
        f"{say('methods.unit')}: {markdown_text(kpi.unit or '–')}",
        say("methods.additive" if kpi.additive else "methods.not_additive"),
        markdown_text(kpi.reference),
    ]
    more = [say("methods.dimensions", names=markdown_text(names))] if names else []
    if kpi.shown_with:
        more.append(say("methods.shown_with", names=markdown_text(", ".join(kpi.shown_with))))
    return " · ".join(lines) + "".join(f"  \n{line}" for line in more)


def _here(kpi: Kpi) -> None:
    measurement = session.measured([kpi.id], scope=session.scope())
    reason = measurement.not_measurable.get(kpi.id)
    if reason:
        st.info(markdown_text(sentences.not_measurable(reason)), icon=":material/block:")
    else:
        value = numbers.with_unit(kpi, measurement[kpi.id].value)
        st.markdown(say("methods.here", value=markdown_text(value)))
    if measurement.statements:
        st.caption(say("methods.exact"))
    for statement in measurement.statements:
        # Without colours: those of the highlighter have too little contrast; wrapped: no focus to scroll it.
        st.code(statement.text(), language=None, wrap_lines=True)
    st.caption(inspection.source_line(measurement))


def _row(kpi: Kpi) -> dict[str, object]:
    return {
        "id": kpi.id,
        "name": kpi.name,
        "level": str(kpi.level),
        "unit": kpi.unit,
        "additive": kpi.additive,
        "definition": kpi.definition,
        "caveat": kpi.caveat,
        "reference": kpi.reference,
        "formula": kpi.formula,
    }


def _text(kpi: Kpi) -> str:
    return f"{kpi.id} {kpi.name} {kpi.definition} {kpi.caveat} {kpi.level}"
