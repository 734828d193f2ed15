"""Corridors as tables that sort and select, as a Sankey, and one pair with both its directions."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import Corridors
from cxc_metrics.contract import countries
from cxc_metrics.export.pictures.drawings_of_countries import Streams
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.flows import corridors_fitted
from pages.flows.corridors_fitted import SIDES
from ui import session
from ui.parts import marking, tables
from ui.session import navigation

MOST_ROWS: Final = 2_000
IN_SANKEY: Final = 15
_MODELLED: Final = ("modelled", "reading", "gravity_modelled", "fewer")
_DECIMALS: Final = {"observed": 0, "modelled": 1, "intensity": 1, "gravity_modelled": 1, "adjusted": 3}


def is_pair(scope: Scope) -> bool:
    """Whether the selection is one country visiting one other."""
    chosen = (scope.visitor_country, scope.host_country)
    return all(len(side) == 1 and side[0] in countries() for side in chosen) and chosen[0] != chosen[1]


def pair(whole: Corridors, scope: Scope) -> None:
    """Both directions of the one pair that is selected, and the way back to all corridors."""
    sender, host = scope.visitor_country[0], scope.host_country[0]
    rows = whole.table.set_index(list(SIDES))
    there, back = (
        rows.loc[[direction]] if direction in rows.index else None
        for direction in ((sender, host), (host, sender))
    )
    names = [language.label(SIDES[0], code) for code in (sender, host)]
    st.header(markdown_text(" → ".join(names)), anchor=False)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.caption(say("flows.one_pair"))
        st.button(
            say("flows.all_corridors"),
            icon=":material/arrow_back:",
            key="all_corridors",
            on_click=lambda: corridors_fitted.choose(sender, host),
        )
    if there is None and back is None:
        corridors_fitted.nothing(whole, "observed")
        return
    headings = (" → ".join(names), " → ".join(reversed(names)))
    lines = [
        {
            say("flows.what"): say(f"flows.pair_{what}"),
            **{head: _value(rows_of, what) for head, rows_of in zip(headings, (there, back), strict=True)},
        }
        for what in _rows_of_pair(whole)
    ]
    tables.show(pd.DataFrame(lines), alt=say("flows.pair", one=headings[0], other=headings[1]))
    _between(there if there is not None else back)
    st.page_link(
        navigation.page("exchanges"),
        label=say("flows.records"),
        icon=":material/swap_horiz:",
        query_params={**session.address(scope)},
    )
    corridors_fitted.tools("pair", whole.within(scope))
    corridors_fitted.kosovo(whole.within(scope))
    st.divider()


def _rows_of_pair(whole: Corridors) -> tuple[str, ...]:
    """What of a pair is told: without models nothing beside what was observed."""
    return ("observed",) if corridors_fitted.lack(whole) else ("observed", *_MODELLED)


def _value(rows: pd.DataFrame | None, what: str) -> str:
    if rows is None:
        return numbers.NOT_AVAILABLE
    value = rows[what].iloc[0]
    if what == "fewer":
        return numbers.NOT_AVAILABLE if pd.isna(value) else say(f"flows.fewer_{'yes' if value else 'no'}")
    if what == "reading":
        return str(value) or numbers.NOT_AVAILABLE
    return numbers.number(value, decimals=_DECIMALS[what])


def _between(rows: pd.DataFrame | None) -> None:
    if rows is None or pd.isna(rows["distance_km"].iloc[0]):
        return
    row = rows.iloc[0]
    yes, no = say("record.yes"), say("record.no")
    st.caption(
        say(
            "flows.between",
            distance=numbers.number(row["distance_km"]),
            border=yes if row["border"] else no,
            language=yes if row["common_language"] else no,
        )
    )


def largest(whole: Corridors, scope: Scope) -> None:
    """The corridors as a table that sorts and selects; the largest of all as a Sankey in the other view.

    The table is of the selection and says so; the Sankey shows all and marks the selection.
    """
    st.header(say("flows.corridors"), anchor=False)
    used = _used(whole)
    if used.empty:
        corridors_fitted.nothing(whole, "observed")
        return
    view_asked = session.page_value("view")
    st.session_state["w_flows_view"] = view_asked if view_asked in {"table", "sankey"} else "table"
    view = st.segmented_control(
        say("flows.view"),
        ("table", "sankey"),
        format_func=lambda choice: say(f"flows.view_{choice}"),
        required=True,
        key="w_flows_view",
        on_change=lambda: session.go_on_page(view=_unless(st.session_state["w_flows_view"], "table")),
    )
    if view == "sankey":
        _sankey(used, whole, scope)
        return
    corridors = whole.within(scope)
    used = _used(corridors)
    marking.narrowed(scope)
    if used.empty:
        corridors_fitted.nothing(corridors, "observed")
        return
    st.caption(say("flows.pick_hint"))
    columns = [name for name in _DECIMALS if name != "adjusted" and used[name].notna().any()]
    corridor_grid("corridor_rows", used.head(MOST_ROWS), columns, alt=say("flows.corridors"))
    if len(used) > MOST_ROWS:
        st.caption(say("flows.first", shown=MOST_ROWS, total=numbers.number(len(used))))
    corridors_fitted.tools("corridors", corridors, used)


def _used(corridors: Corridors) -> pd.DataFrame:
    used = corridors.table[corridors.table["observed"] > 0]
    return used.sort_values("observed", ascending=False, kind="stable")


def _sankey(used: pd.DataFrame, whole: Corridors, scope: Scope) -> None:
    used = corridors_fitted.placed(used)
    top = used.head(IN_SANKEY)
    listed = ", ".join(
        f"{corridors_fitted.name(row)} ({numbers.number(row['observed'])})" for _, row in top.iterrows()
    )
    marks = list(marking.selected(top, scope, *SIDES))
    flows = [(*corridors_fitted.ends(row), float(row["observed"])) for _, row in top.iterrows()]
    drawing = Streams(flows, unit=whole.unit, marked=marks)
    finding = say("flows.finding_sankey", count=len(top), total=numbers.number(len(used)), listed=listed)
    corridors_fitted.figure("flows_sankey", drawing, finding, whole, "observed")
    if note := marking.note(scope, *SIDES):
        st.caption(note)
    corridors_fitted.rest(whole)


def fewer(whole: Corridors, scope: Scope) -> None:
    """Corridors of the selection with clearly fewer visits than the gravity model gives."""
    st.header(say("flows.fewer"), anchor=False)
    st.markdown(say("flows.fewer_intro"))
    corridors = whole.within(scope)
    marking.narrowed(scope)
    if {"observed", "gravity", "fewer"} & set(corridors.not_measurable):
        corridors_fitted.nothing(corridors, "observed", "gravity", "fewer")
        return
    below = corridors.table[corridors.table["fewer"].fillna(value=False).astype(bool)]
    below = below.sort_values("adjusted", kind="stable")
    if below.empty:
        st.markdown(say("flows.fewer_none"))
    else:
        first = corridors_fitted.name(below.iloc[0])
        count = numbers.number(len(below))
        st.markdown(markdown_text(say("flows.finding_fewer", count=count, corridor=first)))
        columns = ("observed", "gravity_modelled", "adjusted")
        corridor_grid("fewer_rows", below, columns, alt=say("flows.fewer"))
    for note in _notes(corridors):
        st.caption(markdown_text(note))
    corridors_fitted.gravity(corridors)
    corridors_fitted.tools("fewer", corridors, corridors.table[corridors.table["adjusted"].notna()])


def _notes(corridors: Corridors) -> list[str]:
    """What goes with the models, with countries by name."""
    notes = [note for note in corridors.notes if not note.startswith("Nothing can be modelled")]
    unknown = {
        "inestimable_from": corridors.inestimable_origins,
        "inestimable_to": corridors.inestimable_destinations,
    }
    for words, codes in unknown.items():
        names = [language.label(SIDES[0], code) for code in codes]
        notes += [say(f"flows.{words}", names=", ".join(names))] if names else []
    return notes


def corridor_grid(key: str, rows: pd.DataFrame, columns: Sequence[str], *, alt: str) -> None:
    """Corridors in a grid that sorts by any column; a row selected, or one chosen below, opens its pair."""
    pairs = [(str(sender), str(other)) for sender, other in zip(rows[SIDES[0]], rows[SIDES[1]], strict=True)]
    names = [(language.label(SIDES[0], sender), language.label(SIDES[1], other)) for sender, other in pairs]
    shown = pd.DataFrame(
        {
            say(f"field.{side}"): [pair_names[place] for pair_names in names]
            for place, side in enumerate(SIDES)
        }
        | {say(f"flows.column_{name}"): rows[name].astype("float64").tolist() for name in columns}
    )
    decimals = {say(f"flows.column_{name}"): _DECIMALS[name] for name in columns}
    # Another selection is another grid: the row marked in one would be marked in the other.
    mark = hashlib.sha256(repr(pairs).encode()).hexdigest()[:8]
    tables.sortable(
        f"{key}_{mark}",
        shown,
        decimals=decimals,
        alt=alt,
        on_pick=lambda row: corridors_fitted.choose(*pairs[row]) if row < len(pairs) else None,
    )
    st.session_state[f"w_{key}"] = None
    st.selectbox(
        say("flows.open_pair"),
        list(range(len(pairs))),
        index=None,
        format_func=lambda place: " → ".join(names[place]),
        key=f"w_{key}",
        placeholder=say("flows.open_pair_hint"),
        on_change=lambda: corridors_fitted.choose(*pairs[st.session_state[f"w_{key}"]]),
    )


def _unless(value: object, default: str) -> str | None:
    return None if value == default else str(value)
