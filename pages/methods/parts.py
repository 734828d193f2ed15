"""The parts of the Methods page: all read from the declarations the figures are made from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import dimensions_of
from cxc_metrics.catalogue import Kpi, Level, dimension
from cxc_metrics.catalogue import catalogue as all_kpis
from cxc_metrics.contract import RULES, TABLES, Column
from cxc_metrics.contract.reference import KOSOVO_NOTE
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import catalogue as all_words
from cxc_metrics.words.texts import say
from pages.methods import law
from ui import session
from ui.parts import exports, inspection, law_links, tables
from ui.session import navigation

_LONG_CELL: Final = 600
_LEVELS: Final = ("", *(str(level) for level in Level))


def draw() -> None:
    """The part the address asks for, in tabs that write it back."""
    parts: dict[str, Callable[[], None]] = {
        "catalogue": catalogue,
        "law": law.draw,
        "dictionary": dictionary,
        "rules": rules,
        "words": words,
        "notes": notes,
    }
    labels = {say(f"methods.{part}"): part for part in parts}
    asked = session.page_value("part")
    st.session_state["w_part"] = say(f"methods.{asked if asked in parts else 'catalogue'}")
    tabs = st.tabs(
        list(labels),
        key="w_part",
        on_change=lambda: session.go_on_page(part=labels[st.session_state["w_part"]]),
    )
    for tab, show in zip(tabs, parts.values(), strict=True):
        with tab:
            if tab.open:
                show()


def catalogue() -> None:
    """Every KPI, searchable, with definition, caveat, reference and formula; one of them in full."""
    _opened(session.page_value("kpi"))
    wanted, level = _asked()
    found = [
        kpi
        for kpi in all_kpis().values()
        if wanted.casefold() in _text(kpi).casefold() and level in {"", str(kpi.level)}
    ]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(say("methods.found", shown=len(found), total=len(all_kpis())))
        _export("catalogue", lambda: pd.DataFrame([_row(kpi) for kpi in found]))
    if not found:
        st.info(say("methods.none_found"), icon=":material/search_off:")
    for kpi in found:
        box = st.expander(f"{kpi.id} · {markdown_text(kpi.name)}", key=f"box_{kpi.id}", on_change="rerun")
        if box.open:
            with box:
                _told(kpi)
                st.page_link(
                    navigation.page("methods"),
                    label=say("methods.link", kpi=kpi.id),
                    icon=":material/link:",
                    query_params={**session.address(session.scope()), "kpi": kpi.id},
                )


def _asked() -> tuple[str, str]:
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
        format_func=lambda one: say(f"methods.level_{one or 'all'}"),
        key="w_level",
        on_change=lambda: session.go_on_page(level=st.session_state["w_level"]),
    )
    return str(st.session_state["w_methods_search"]).strip(), str(st.session_state["w_level"])


def _opened(asked: str) -> None:
    """The KPI of the address in full: its words, its value in the present selection, its exact statement."""
    if not asked:
        return
    kpi = all_kpis().get(asked)
    if kpi is None:
        st.warning(say("methods.unknown", kpi=markdown_text(asked)), icon=":material/search_off:")
        return
    with st.container(border=True, key="kpi_opened"):
        st.header(f"{kpi.id} · {markdown_text(kpi.name)}", anchor=False)
        _told(kpi)
        if session.reader_asked() is not None:
            _here(kpi)
        st.button(
            say("methods.close", kpi=kpi.id),
            icon=":material/close:",
            key="close_kpi",
            on_click=session.go_on_page,
            kwargs={"kpi": None},
        )


def _told(kpi: Kpi) -> None:
    st.markdown(markdown_text(kpi.definition))
    if kpi.caveat:
        st.markdown(f"**{say('methods.caveat')}** {markdown_text(kpi.caveat)}")
    st.caption(_facts(kpi))
    law_links.draw(kpi.reference)
    st.caption(say("methods.formula"))
    st.code(kpi.formula, language=None, wrap_lines=True)


def _facts(kpi: Kpi) -> str:
    names = ", ".join(dimension(name).label for name in dimensions_of(kpi))
    told = [
        f"{say('methods.level')}: {kpi.level}",
        f"{say('methods.unit')}: {markdown_text(kpi.unit or '–')}",
        say("methods.additive" if kpi.additive else "methods.not_additive"),
        markdown_text(kpi.reference),
    ]
    more = [say("methods.dimensions", names=markdown_text(names))] if names else []
    if kpi.shown_with:
        more.append(say("methods.shown_with", names=markdown_text(", ".join(kpi.shown_with))))
    return " · ".join(told) + "".join(f"  \n{line}" for line in more)


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


def _export(part: str, table: Callable[[], pd.DataFrame]) -> None:
    reader = session.reader_asked()
    if reader is not None:
        exports.single_table_menu(f"methods_{part}", say(f"methods.{part}"), lambda: reader.declared(table()))


def dictionary() -> None:
    """The contract: each table with its columns."""
    asked = session.page_value("table")
    st.session_state["w_dictionary"] = asked if asked in TABLES else next(iter(TABLES))
    name = st.selectbox(
        say("methods.table"),
        list(TABLES),
        key="w_dictionary",
        on_change=lambda: session.go_on_page(table=st.session_state["w_dictionary"]),
    )
    table = TABLES[name]
    told = str(table.__doc__).replace("`", "")
    st.markdown(f"{markdown_text(told)}  \n{say('methods.grain')}: {markdown_text(table.grain)}.")
    rows = [
        {
            say("methods.column"): f"{column['column']}: {_kind(column)}",
            say("methods.meaning"): f"{column['meaning']}. {_codes(column)}",
        }
        for column in _columns(name)
    ]
    tables.show(pd.DataFrame(rows), alt=name, rows=len(rows), longest=_LONG_CELL)
    _export("dictionary", lambda: pd.DataFrame([row for one in TABLES for row in _columns(one)]))


def _kind(column: dict[str, object]) -> str:
    return ", ".join(str(column[part]) for part in ("type", "unit", "needed", "a_flaw") if column[part])


def _codes(column: dict[str, object]) -> str:
    codes = column["codes_or_table"]
    return say("methods.refers", codes=codes) if codes else ""


def _columns(name: str) -> list[dict[str, object]]:
    """The columns of one table of the contract, as they are exported."""
    return [
        {
            "table": name,
            "column": column.name,
            "type": column.sql_type.lower(),
            "unit": column.unit or "",
            "needed": say("methods.key")
            if column.key
            else ""
            if column.nullable
            else say("methods.required"),
            "a_flaw": _decides(column),
            "codes_or_table": column.references
            or (", ".join(str(code) for code in column.codes.codes) if column.codes else ""),
            "meaning": column.description,
        }
        for column in TABLES[name].columns()
    ]


def _decides(column: Column) -> str:
    """Whether a flaw in the column costs the row; elsewhere it costs the cell only."""
    if not column.deciding:
        return ""
    if column.unless_filled:
        return say("methods.decides_unless", column=column.unless_filled)
    return say("methods.decides")


def rules() -> None:
    """The scheme's rules as they are checked."""
    st.markdown(say("methods.rules_intro"))
    rows = [
        {
            say("data.rule"): f"{rule.id}, {rule.severity}: {rule.title}",
            say("methods.source"): rule.source,
            say("methods.needs"): ", ".join(rule.needs),
        }
        for rule in RULES.values()
    ]
    tables.show(pd.DataFrame(rows), alt=say("methods.rules"), longest=_LONG_CELL)
    _export("rules", lambda: pd.DataFrame(rows))


def words() -> None:
    """The terms of the pages and what they mean."""
    terms = [key.removeprefix("glossary.") for key in all_words() if key.startswith("glossary.")]
    rows = [
        {
            say("methods.term"): term.replace("_", " ").capitalize(),
            say("methods.meaning"): say(f"glossary.{term}"),
        }
        for term in terms
    ]
    tables.show(pd.DataFrame(rows), alt=say("methods.words"), rows=len(rows), longest=_LONG_CELL)


def notes() -> None:
    """Marks, map, Kosovo*, and what those who cannot see or point may rely on."""
    for part in ("flags", "map"):
        st.header(say(f"methods.{part}_title"), anchor=False)
        st.markdown(say(f"methods.{part}_text"))
    st.header(say("methods.kosovo_title").replace("*", "\\*"), anchor=False)
    st.markdown(KOSOVO_NOTE.replace("*", "\\*"))
    st.header(say("methods.accessibility_title"), anchor=False)
    for part in ("text", "does", "limits"):
        st.markdown(say(f"methods.accessibility_{part}"))
    limits = ("lang", "texts", "canvas", "focus", "charts", "tags")
    st.markdown("\n".join(f"- {say(f'methods.accessibility_{one}')}" for one in limits))
    st.markdown(say("methods.accessibility_report"))
