"""The list of records behind the selection: searched, sorted, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import PARTNERSHIP_FIELDS, Table
from cxc_metrics.errors import CxcError, InvalidScope
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import markdown_text, shorten
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import (
    exports,
    record_tables,
    whole_order,
)

PAGE_ROWS: Final = 25
NEWEST_FIRST: Final = "-started_on"
# No register is longer; a larger number in an address could not be asked for.
_LAST_PAGE: Final = 1_000_000
_MOST_EXPORTED: Final = 1_000_000


def records(scope: Scope, reader: Reader) -> None:
    """The exchanges of the selection: search, sort, page, open a card; a partnership chooses its own."""
    st.header(say("exchanges.list"), anchor=False)
    if reader.viewer.partnerships and not reader.viewer.owns(scope):
        _own_first(scope, reader)
        return
    offered = reader.records.orders()
    search, order, everything = _controls(offered)
    page_number = session.page_value("page")
    page = min(int(page_number), _LAST_PAGE) if page_number.isdecimal() else 1
    ask = partial(reader.records.exchanges, scope, search=search, order=order, counted_only=not everything)
    try:
        table = ask(limit=PAGE_ROWS, offset=(max(page, 1) - 1) * PAGE_ROWS)
        if table.total and not len(table):  # a page of another selection
            page, table = 1, ask(limit=PAGE_ROWS)
    except InvalidScope as error:
        st.warning(markdown_text(error), icon=":material/filter_alt_off:")
        return
    except CxcError as error:
        st.info(markdown_text(sentences.not_measurable(error)), icon=":material/block:")
        return
    if not table.total:
        st.info(say("exchanges.nothing"), icon=":material/search_off:")
        return
    st.caption(say("exchanges.found", total=numbers.number(table.total)))
    _listed(table, max(page, 1), order, offered)
    exports.single_table_menu("exchanges", say("nav.exchanges"), partial(ask, limit=_MOST_EXPORTED))


def _own_first(scope: Scope, reader: Reader) -> None:
    """What a partnership may see, and the way there."""
    st.info(say("exchanges.own_only"), icon=":material/lock:")
    own = tuple(sorted(reader.viewer.partnerships))
    with st.container(horizontal=True, gap="small"):
        for field, role in zip(PARTNERSHIP_FIELDS, ("visitor", "host"), strict=True):
            st.button(
                say(f"exchanges.own_{role}"),
                key=f"own_{role}",
                on_click=session.select,
                args=(scope.with_(**{field: own}),),
            )


def _controls(offered: Sequence[str]) -> tuple[str, str, bool]:
    """Search, order and whether all rows are wanted: as the address says, drawn and written back."""
    order = session.page_value("order")
    sorts = [sign + name for name in offered for sign in ("", "-")]
    search, everything = session.page_value("search"), bool(session.page_value("all"))
    order = order if order in sorts else NEWEST_FIRST if NEWEST_FIRST in sorts else sorts[0]
    st.session_state.update({"w_search": search, "w_order": order, "w_all": everything})
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.text_input(
        say("exchanges.search"),
        key="w_search",
        placeholder=say("exchanges.search_hint"),
        max_chars=session.LONGEST_VALUE,
        on_change=lambda: session.go_on_page(search=st.session_state["w_search"].strip(), page=None),
    )
    right.selectbox(
        say("exchanges.sort"),
        sorts,
        format_func=_sort_label,
        key="w_order",
        on_change=lambda: session.go_on_page(order=st.session_state["w_order"], page=None),
    )
    st.toggle(
        say("exchanges.all"),
        key="w_all",
        help=say("exchanges.all_help"),
        on_change=lambda: session.go_on_page(all="1" if st.session_state["w_all"] else None, page=None),
    )
    return search, order, everything


def _names_first(table: pd.DataFrame) -> pd.DataFrame:
    """Who visited whom, then the rest; identifiers last."""
    words = record_tables.words_first(table)
    first = [name for name in ("visitor", "host") if name in words]
    return words[[*first, *(name for name in words.columns if name not in first)]]


def _sort_label(order: str) -> str:
    column = say(f"column.{order.removeprefix('-')}")
    return say("exchanges.descending", column=column) if order.startswith("-") else column


def _listed(table: Table, page: int, order: str, offered: Sequence[str]) -> None:
    rows = _names_first(table.frame())
    keys = [str(key) for key in rows["exchange_id"]]
    whole_order.table_of(
        "exchange_rows",
        record_tables.as_text(rows),
        list(rows.columns),
        alt=say("exchanges.list"),
        order=order,
        orders=offered,
        on_order=lambda wanted: session.go_on_page(order=wanted, page=None),
        on_pick=lambda row: open_card(keys[row]) if row < len(keys) else None,
    )
    pages = -(-table.total // PAGE_ROWS)
    if pages > 1:
        st.caption(say("table.headings"))
        key = f"w_page_{page}"  # another page of the address is another widget, so that Back is followed
        st.pagination(
            pages,
            default=page,
            key=key,
            on_change=lambda: session.go_on_page(page=str(st.session_state[key])),
        )
    chosen = session.page_value("exchange")
    st.session_state["w_exchange"] = chosen if chosen in keys else None
    st.selectbox(
        say("exchanges.choose"),
        keys,
        index=None,
        format_func=partial(_row_label, rows.set_index("exchange_id")),
        key="w_exchange",
        placeholder=say("exchanges.choose_hint"),
        on_change=lambda: open_card(st.session_state["w_exchange"]),
    )


def _row_label(table: pd.DataFrame, key: str) -> str:
    names = [shorten(table.loc[key, side], 40) for side in ("visitor", "host") if side in table.columns]
    return " · ".join([key, " → ".join(names)]) if names else key


def open_card(exchange_id: str | None) -> None:
    session.go_on_page(exchange=exchange_id, organisation=None)
