"""The ordered matrix of all countries, in the view chosen."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import Corridors
from cxc_metrics.export.pictures.drawings import Matrix
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.texts import say
from pages.flows.corridors_fitted import (
    SIDES,
    ends,
    figure,
    kosovo,
    lack,
    name,
    nothing,
    placed,
    rest,
)
from ui import session
from ui.parts import marking, matrices

# The first is shown where the address names none.
VIEWS: Final = ("log2_intensity", "observed", "modelled")


def matrix(corridors: Corridors, scope: Scope) -> None:
    """The ordered matrix of all countries in the view chosen: the selection is framed, a click selects."""
    view = "observed" if lack(corridors) else _view()
    st.header(say(f"flows.matrix_{view}"), anchor=False)
    if view != "observed":
        st.markdown(say("flows.intro"))
    table = placed(corridors.table)
    if view != "observed":
        table = table[table["shown"].fillna(value=False).astype(bool)]
    drawn = table.dropna(subset=[view])
    drawn = drawn[drawn["observed"] > 0] if view == "observed" else drawn
    if drawn.empty:
        nothing(corridors, "observed", "intensity")
        return
    empty = table[table["observed"].eq(0)] if view == "log2_intensity" else None
    drawing = _drawn(drawn, empty, view, corridors, scope)
    figure("flows_matrix", drawing, _finding(drawn, view, corridors), corridors, view, pick=True)
    if view == "log2_intensity":
        st.caption(say("flows.crosses"))
    if note := marking.note(scope, *SIDES):
        st.caption(note)
    rest(corridors)
    kosovo(corridors)


def _view() -> str:
    """The view of the address, in a control that writes it back."""
    view = session.page_value("show")
    st.session_state["w_flows_show"] = view if view in VIEWS else VIEWS[0]
    chosen = st.segmented_control(
        say("flows.show"),
        VIEWS,
        format_func=lambda choice: say(f"flows.{choice}"),
        required=True,
        key="w_flows_show",
        on_change=lambda: session.go_on_page(show=st.session_state["w_flows_show"]),
    )
    return str(chosen)


def _drawn(
    table: pd.DataFrame, empty: pd.DataFrame | None, view: str, corridors: Corridors, scope: Scope
) -> Matrix:
    """The heat map; `empty` pairs without a visit have no logarithm and are drawn as crosses."""
    used = table if empty is None else pd.concat([table, empty])
    rows, columns = (_ordered(side, used) for side in SIDES)
    cells = dict(zip(zip(*(table[side] for side in SIDES), strict=True), table[view], strict=True))
    crosses = [] if empty is None else empty.to_dict("records")
    return Matrix(
        rows,
        columns,
        [[cells.get((row, column)) for column in columns] for row in rows],
        row_labels=[language.label(SIDES[0], code) for code in rows],
        column_labels=[language.label(SIDES[1], code) for code in columns],
        row_title="",  # beside the names it would take the width of three columns on a phone
        column_title=say("flows.axes"),
        short_columns=matrices.above(SIDES[1], columns),
        unit=say(f"flows.unit_{view}", unit=corridors.unit),
        number="count" if view == "observed" else "decimal",
        diverging=view == "log2_intensity",
        crosses=[(cross[SIDES[0]], cross[SIDES[1]], str(cross["reading"])) for cross in crosses],
        selected=(marking.marked(scope, SIDES[0]), marking.marked(scope, SIDES[1])),
    )


def _ordered(side: str, table: pd.DataFrame) -> list[str]:
    """The countries that have a cell, in protocol order."""
    used = set(table[side])
    listed = [str(code) for code in session.reader().options(side)]
    return [code for code in listed if code in used] + sorted(used - set(listed))


def _finding(table: pd.DataFrame, view: str, corridors: Corridors) -> str:
    """The sentence of the view: intensities are ranked where at least five are modelled (definitions 5)."""
    if view == "observed":
        used = table[table["observed"] > 0]
        pairs = [(*ends(row), float(row["observed"])) for _, row in used.iterrows()]
        return sentences.corridors(pairs, total=float(used["observed"].sum()))
    if view == "modelled":
        most = table.iloc[int(table["modelled"].argmax())]
        value = numbers.number(most["modelled"], decimals=1)
        return say("flows.finding_modelled", corridor=name(most), value=value, unit=corridors.unit)
    ranked = table[table["ranked"].fillna(value=False).astype(bool)]
    if ranked.empty:
        return say("flows.finding_none")
    most, least = ranked.iloc[int(ranked[view].argmax())], ranked.iloc[int(ranked[view].argmin())]
    parts = [say("flows.finding", count=numbers.number(len(ranked)))]
    # The lowest of pairs that all stand above is below nothing.
    for side, row, is_beyond in (("above", most, most[view] > 0), ("below", least, least[view] < 0)):
        words = f"flows.finding_{side}" if is_beyond else f"flows.none_{side}"
        parts.append(say(words, corridor=f"{name(row)} ({row['reading']})"))
    return " ".join(parts)
