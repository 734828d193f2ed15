"""One partnership of the visitor's choice: how it stands, what it has to do next, how it compares."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import streamlit as st

from cxc_metrics.access import WORK_PARTS, Reader, Role, Standing
from cxc_metrics.catalogue import Kpi
from cxc_metrics.disclosure import Table
from cxc_metrics.errors import CxcError
from cxc_metrics.export.whole_list import summary, whole_work_list, work_list_text
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import cut_apart, markdown_text
from cxc_metrics.words.texts import say
from pages.partnerships import my_standing
from ui import session
from ui.parts import (
    brief_menu,
    exports,
    record_tables,
    tables,
)
from ui.session import navigation

# Late payments are what most come for.
_FIRST_MONEY: Final = sorted(WORK_PARTS, key=lambda name: name != "payments")
_ROLES: Final[tuple[Role, Role]] = ("visitor", "host")


def draw(scope: Scope, reader: Reader) -> None:
    """Choose a partnership and a role, and see everything about it; the address keeps both."""
    st.header(say("my.title"), anchor=False)
    names = reader.labels("partnership")
    if not names:
        st.info(say("my.none"), icon=":material/block:")
        return
    viewer = reader.viewer
    if not viewer.sees_all:
        names = {code: name for code, name in names.items() if code in viewer.partnerships}
        if not names:
            st.caption(say("viewer.closed_choice"))
            return
    key = session.page_value("my")
    if not key and not viewer.sees_all and len(names) == 1:
        [key] = names  # the viewer's own: there is no other to choose
    role = _chosen(names, key)
    if not key:
        st.caption(say("my.choose_why"))
        return
    try:
        stands = reader.records.standing(key).result
        todo = reader.records.work_list(key, role=role)
    except CxcError as error:
        st.warning(markdown_text(error), icon=":material/search_off:")
        return
    my_standing.draw(stands, role, reader)
    brief_menu.subject_menu("partnership", "partnership", key)
    st.subheader(say("my.work"), anchor=False)
    st.caption(say("my.work_note", as_at=numbers.day(reader.manifest.as_at)))
    _whole_list(todo, role, stands)
    for name in _FIRST_MONEY:
        _work(name, todo[name], stands, scope)
    _pipeline(reader.records.pipeline(key, role=role))
    if role == "visitor" and viewer.sees_all:
        _against_others(key, scope, reader)


def _chosen(names: dict[str, str], partnership: str | None) -> Role:
    """The controls, set to that partnership and from the address; the role in force."""
    role: Role = "host" if session.page_value("role") == "host" else "visitor"
    st.session_state["w_my"] = partnership if partnership in names else None
    st.session_state["w_role"] = role
    ordered = sorted(names, key=lambda code: names[code].casefold())
    shown = dict(zip(ordered, cut_apart([names[code] for code in ordered], 60), strict=True))
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    left.selectbox(
        say("my.choose"),
        ordered,
        index=None,
        format_func=shown.__getitem__,
        key="w_my",
        placeholder=say("my.choose_hint"),
        on_change=lambda: session.go_on_page(my=st.session_state["w_my"]),
    )
    right.segmented_control(
        say("my.role"),
        _ROLES,
        format_func=lambda choice: say(f"my.{choice}"),
        key="w_role",
        required=True,
        on_change=lambda: session.go_on_page(role="host" if st.session_state["w_role"] == "host" else None),
    )
    return role


def _pipeline(table: Table) -> None:
    record_tables.part("my_pipeline", say("my.pipeline"), table, empty=say("exchanges.none"))
    st.caption(say("my.pipeline_note"))


def _whole_list(parts: Mapping[str, Table], role: Role, stands: Standing) -> None:
    """All parts together, by organisation: one sentence, one file, one text."""
    whole = whole_work_list(parts, role)
    title = say("to_do.title", partnership=stands.acronym)
    finding = summary(whole)
    st.markdown(markdown_text(finding))
    if not len(whole):
        return
    said = exports.Said(markdown_text(title), finding)
    with st.container(horizontal=True, gap="small"):
        exports.table_menu("work_all", said, whole, label=say("to_do.files"))
        exports.text_menu(
            "work_all_text", say("to_do.mail"), said, whole, lambda: work_list_text(whole, title)
        )


def _work(name: str, table: Table, stands: Standing, scope: Scope) -> None:
    """One part of the work list: a selected row offers the exchange's card."""
    with st.container(border=True, key=f"work_{name}"):
        st.markdown(f"**{say(f'my.{name}')}** · {_length(table)}")
        st.caption(say(f"my.{name}_note"))
        if not len(table):
            return
        rows = table.frame()
        row = record_tables.grid(f"work_grid_{name}", rows, alt=say(f"my.{name}"))
        exchange_id = None if row is None else rows["exchange_id"].iloc[row]
        _work_tools(name, table, stands, scope, exchange_id if isinstance(exchange_id, str) else None)


@st.fragment
@session.resumed
def _work_tools(name: str, table: Table, stands: Standing, scope: Scope, exchange_id: str | None) -> None:
    """The part as a file; the way to the exchange selected."""
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        title = f"{stands.acronym} {say(f'my.{name}')}"
        exports.table_menu(f"work_{name}", title, table)
        if exchange_id:
            st.page_link(
                navigation.page("exchanges"),
                label=say("my.open_card", exchange=markdown_text(exchange_id)),
                query_params={**session.address(scope), "exchange": exchange_id},
            )


def _length(table: Table) -> str:
    if table.reason:
        return markdown_text(sentences.reason(table.reason))
    return say("my.count", count=numbers.number(len(table))) if len(table) else say("my.nothing")


def _against_others(key: str, scope: Scope, reader: Reader) -> None:
    table = reader.records.against_others(key, scope=scope)
    others = table.frame()
    st.subheader(say("my.against_others"), anchor=False)
    st.caption(say("my.against_others_note"))
    rows = []
    for row in others.to_dict("records"):
        declared = session.reader().kpi(row["kpi"])
        values = {
            say(f"my.{label}"): numbers.kpi_value(declared, row[column])
            for label, column in (("own", "value"), ("quarter", "q1"), ("middle", "median"), ("upper", "q3"))
        }
        rows.append(
            {
                say("my.figure"): declared.name,
                **values,
                say("chance.by_chance"): _by_chance(declared, row),
                "n": numbers.number(row["n"]),
                say("my.others"): numbers.number(row["others"]),
            }
        )
    tables.records(rows, alt=say("my.against_others"))
    for reason in dict.fromkeys(text for text in others["reason"] if isinstance(text, str) and text):
        st.caption(markdown_text(sentences.reason(reason)))
    exports.single_table_menu("my_against_others", say("my.against_others"), table)


def _by_chance(declared: Kpi, row: Mapping[Hashable, Any]) -> str:
    """Where equal partnerships of its size would lie."""
    low, high = (numbers.kpi_value(declared, row[name]) for name in ("chance_low", "chance_high"))
    if numbers.NOT_AVAILABLE in {low, high}:
        return numbers.NOT_AVAILABLE
    return say("chance.range", low=low, high=high)
