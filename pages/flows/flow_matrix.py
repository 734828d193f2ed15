"""The ordered matrix of all countries, in the view chosen."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import Corridors
from cxc_metrics.export.pictures.drawings_of_countries import Matrix, Sign
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
VIEWS: Final = ("intensity", "observed", "modelled")


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
    # What has no place on a scale is a sign: no visit, and less than one by size alone.
    drawn = drawn if view == "modelled" else drawn[drawn["observed"] > 0]
    if drawn.empty:
        nothing(corridors, "observed", "intensity")
        return
    drawing = _drawn(drawn, placed(corridors.table), view, corridors, scope)
    figure("flows_matrix", drawing, _finding(drawn, view, corridors), corridors, view, pick=True)
    st.caption(say(f"flows.signs_{view}"))
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


def _drawn(drawn: pd.DataFrame, every: pd.DataFrame, view: str, corridors: Corridors, scope: Scope) -> Matrix:
    """The heat map; of `every` pair what is not drawn in colour is a sign in its cell."""
    shown = every["shown"].fillna(value=False).astype(bool)
    bare = every[shown & every["observed"].eq(0)] if view == "intensity" else every[:0]
    used = pd.concat([drawn, bare])
    rows, columns = (_ordered(side, used) for side in SIDES)
    cells = dict(zip(zip(*(drawn[side] for side in SIDES), strict=True), drawn[view], strict=True))
    signs = [
        Sign(code, code, say("flows.sign_itself"), say("flows.itself")) for code in rows if code in columns
    ]
    if view == "intensity":
        signs += _signs(bare, say("flows.sign_none"))
    if view != "observed":
        small = every[~shown & every[SIDES[0]].isin(rows) & every[SIDES[1]].isin(columns)]
        signs += _signs(small, say("flows.sign_small"))
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
        scale="times" if view == "intensity" else "amounts",
        signs=signs,
        selected=(marking.marked(scope, SIDES[0]), marking.marked(scope, SIDES[1])),
    )


def _signs(table: pd.DataFrame, text: str) -> list[Sign]:
    ends = zip(table[SIDES[0]], table[SIDES[1]], table["reading"], strict=True)
    return [Sign(str(row), str(column), text, str(reading)) for row, column, reading in ends]


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
    for side, row, is_beyond in (("above", most, most[view] > 1), ("below", least, least[view] < 1)):
        words = f"flows.finding_{side}" if is_beyond else f"flows.none_{side}"
        parts.append(say(words, corridor=f"{name(row)} ({row['reading']})"))
    return " ".join(parts)
