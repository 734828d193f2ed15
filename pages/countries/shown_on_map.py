"""What the map of countries shows: hosted, sent, or the balance of both; and the same as a table."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd
import streamlit as st

from cxc_metrics.catalogue import dimension
from cxc_metrics.disclosure import Figure
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.flags import UNRELIABLE
from cxc_metrics.words import language, numbers, register_words
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import (
    blocks,
    marking,
    side_by_side,
    views,
)
from ui.session import untellable

# What the map can show, the first without a word in the address; the net balance stands with the visitors'.
SHOWN: Final = {"hosted": "host_country", "sent": "visitor_country", "balance": "visitor_country"}
BALANCE: Final = "N03"
# What the table and the profile of a country show of it.
FIGURES: Final = ("O01", "O02", "O04", "O10")
SIDES: Final = ("visitor_country", "host_country")


def shown() -> str:
    """What the map shows, as the address says."""
    side_shown, offered = session.page_value("show"), _offered()
    return side_shown if side_shown in offered else offered[0]


def _offered() -> list[str]:
    """What the viewer may be shown: the balance of others is worked out of single records."""
    is_kept = untellable.is_kept(BALANCE, (SHOWN["balance"],), session.scope())
    return [each for each in SHOWN if each != "balance" or not is_kept]


def controls(scope: Scope) -> str:
    """The switches above the map, set from the address; the KPI in force."""
    view, main = shown(), session.reader().volume()
    by = SHOWN[view]
    ids = tuple(dict.fromkeys((main, *side_by_side.offered(by, scope))))
    figure_id = session.page_value("figure")
    figure = figure_id if figure_id in ids else main
    st.session_state["w_show"], st.session_state["w_figure"] = view, figure
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.segmented_control(
            say("countries.side"),
            _offered(),
            format_func=lambda choice: say(f"countries.{choice}"),
            required=True,
            key="w_show",
            on_change=lambda: session.go_on_page(show=_unless_first(st.session_state["w_show"])),
        )
        if view != "balance" and len(ids) > 1:
            st.selectbox(
                say("countries.figure"),
                ids,
                format_func=side_by_side.named,
                key="w_figure",
                on_change=lambda: session.go_on_page(
                    figure=None if st.session_state["w_figure"] == main else st.session_state["w_figure"]
                ),
                width=420,
            )
    if figure_id and figure_id not in ids and view != "balance":
        st.warning(
            say(
                "profile.not_offered",
                figures=markdown_text(figure_id),
                by=register_words.in_nouns(dimension(by).noun),
            ),
            icon=":material/filter_alt_off:",
        )
    return BALANCE if view == "balance" else figure


def _unless_first(view: str) -> str | None:
    return None if view == next(iter(SHOWN)) else view


def country_map(figure: str, scope: Scope) -> None:
    """The map of what the switches say."""
    by = SHOWN[shown()]
    if figure == BALANCE:
        _balance(scope)
    elif figure == session.reader().volume():
        views.country_map("countries_map", say(f"countries.map_{by}"), figure, by, scope)
    else:
        title = say(f"countries.figure_{by}", name=markdown_text(session.reader().kpi(figure).name))
        views.country_map("countries_map", title, figure, by, scope)


def _balance(scope: Scope) -> None:
    """Hosted less sent over both; a click opens the country's profile, because it is about both sides."""
    title = say("countries.map_balance")
    measurement = session.measured([BALANCE], by=["visitor_country"], scope=everywhere(scope))
    if measurement.not_measurable:
        blocks.chart("countries_map", title, None, measurement, finding="")
        return
    table = measurement.frame().dropna(subset=[BALANCE, "visitor_country"])
    table = table.sort_values(BALANCE, ascending=False, kind="stable")
    views.draw_map(
        "countries_map",
        title,
        measurement,
        table,
        "visitor_country",
        finding=_balance_told(measurement[BALANCE], table),
        on_pick=lambda data: session.go_on_page(country=str(data[0])),
        unit=say("countries.balance").lower(),
        texts=[_parts_of(measurement[BALANCE], row) for row in table.to_dict("records")],
        signed=True,
        selected=[code for side in SIDES for code in marking.marked(scope, side)],
        hint=" ".join(filter(None, [say("countries.balance_hint"), marking.note(scope, *SIDES)])),
    )


def signed(value: float) -> str:
    """With its sign, as a balance is read."""
    return numbers.difference(value, decimals=2)


def everywhere(scope: Scope) -> Scope:
    """The selection without its countries."""
    return scope.apart_from(*SIDES)


def _balance_of(figure: Figure, row: Mapping[Hashable, Any]) -> str:
    cell = figure.cell_of(row)
    finding = say(
        "countries.balance_of",
        name=language.label("visitor_country", row["visitor_country"], session.reader()),
        value=signed(float(cell.value or 0.0)),
        hosted=numbers.number(figure.part_of(row, "received")),
        sent=numbers.number(figure.part_of(row, "sent")),
    )
    return f"{finding} {say('countries.unreliable')}" if UNRELIABLE in cell.flag else finding


def _parts_of(figure: Figure, row: Mapping[Hashable, Any]) -> str:
    """What a balance is made of."""
    parts = say(
        "countries.balance_parts",
        hosted=numbers.number(figure.part_of(row, "received")),
        sent=numbers.number(figure.part_of(row, "sent")),
    )
    return f"{parts} {say('countries.unreliable')}" if UNRELIABLE in figure.cell_of(row).flag else parts


def _balance_told(figure: Figure, table: pd.DataFrame) -> str:
    """The ends of the scale, of countries with enough exchanges if there are such."""
    if table.empty:
        return say("sentence.none", what=say("many.visitor_country"))
    rows = table.to_dict("records")
    ends = [row for row in rows if UNRELIABLE not in figure.cell_of(row).flag] or rows
    return say(
        "countries.balance_told",
        hosts=int((table[BALANCE] > 0).sum()),
        sends=int((table[BALANCE] < 0).sum()),
        highest=_balance_of(figure, ends[0]),
        lowest=_balance_of(figure, ends[-1]),
    )


def table(scope: Scope) -> None:
    """Countries side by side on the side that the map shows."""
    by = SHOWN[shown()]
    defaults = [session.reader().volume(), *FIGURES]
    side_by_side.draw(
        "countries_table",
        say(f"countries.table_{by}"),
        by,
        scope,
        list(dict.fromkeys(defaults))[: side_by_side.MOST_FIGURES],
        on_pick=views.pick(by),
    )
