"""The parts of the Flows page: structure, matrix and pair; the tables of corridors are in `flow_tables`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from cxc_metrics.access import CORRIDORS, Corridors, Reader
from cxc_metrics.contract.reference import KOSOVO_NOTE, REST_OF_WORLD
from cxc_metrics.disclosure import Figure
from cxc_metrics.export import leading
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import figures, session
from ui.figures.base import CONFIG
from ui.figures.clicks import clickable
from ui.figures.theme import palette
from ui.parts import (
    blocks,
    foot,
    marking,
    tables,
    tiles,
)
from ui.session import below

# The first is shown where the address names none.
VIEWS: Final = ("log2_intensity", "observed", "modelled")
STRUCTURE: Final = ("N01", "N02", "N02b", "N05", "X02c", "X02")
# What Inspect explains of a corridor: its intensity under quasi-independence.
INTENSITY: Final = "N04"
KOSOVO: Final = "XK"
SIDES: Final = ("visitor_country", "host_country")


def everywhere(scope: Scope) -> Corridors:
    """The corridors of the selection without its countries: models are fitted to the whole matrix anyway."""
    with st.spinner(say("flows.fitting")):
        return fitted(session.reader(), _whole(scope))


def _whole(scope: Scope) -> Scope:
    return scope.apart_from(*SIDES)


def fitted(reader: Reader, scope: Scope) -> Corridors:
    """Corridors with the models fitted to them, which takes seconds the first time."""
    return _fitted((reader.key, scope.model_dump_json()), reader, scope)


# In a cache of Streamlit's: who asks while another's fit goes on waits for that one.
@st.cache_resource(max_entries=32, show_spinner=False)
def _fitted(key: tuple[object, str], _reader: Reader, _scope: Scope) -> Corridors:  # noqa: ARG001
    return _reader.study(CORRIDORS, _scope).result


def structure(scope: Scope) -> None:
    """Density, reciprocity, concentration: each beside what the number of exchanges alone would give.

    They are of a whole matrix, so countries of the selection are left out of it, and that is said.
    """
    whole = _whole(scope)
    measurement = session.measured(STRUCTURE, scope=whole)
    shown = [blocks.tile(one.kpi, measurement, below=_beside(one)) for one in measurement]
    tiles.draw(shown, least=220, most=3)
    if whole != scope:
        st.caption(say("flows.wider"))
    foot.draw("structure", say("flows.structure"), measurement)


def _beside(figure: Figure) -> list[str]:
    """What chance gives at this number of exchanges, and what else the method tells; or why there is none."""
    if figure.reason:
        return [sentences.reason(figure.reason)]
    told = []
    modelled, low, high = (
        numbers.kpi_value(figure.kpi, figure.part(f"modelled{part}")) for part in ("", "_low", "_high")
    )
    if numbers.NOT_AVAILABLE not in {modelled, low, high}:
        told.append(session.told("flows.at_same_n", value=modelled, low=low, high=high))
    elif modelled != numbers.NOT_AVAILABLE:
        told.append(session.told("flows.at_same_n_mean", value=modelled))
    effective, entropy = figure.part("effective"), figure.part("entropy")
    partners = numbers.number(figure.part("partners"))
    if effective is not None:
        told.append(say("flows.effective", value=numbers.number(effective, decimals=1), partners=partners))
    if entropy is not None:
        told.append(say("flows.entropy", value=numbers.number(entropy, decimals=1), partners=partners))
    reason = figure.part("reason")
    return [*told, sentences.reason(reason)] if reason else told


def matrix(found: Corridors, scope: Scope) -> None:
    """The ordered matrix of all countries in the view chosen: the selection is framed, a click selects."""
    view = _view()
    st.header(say(f"flows.matrix_{view}"), anchor=False)
    if view != "observed":
        st.markdown(session.told("flows.intro"))
    table = placed(found.table)
    if view != "observed":
        table = table[table["shown"].fillna(value=False).astype(bool)]
    drawn = table.dropna(subset=[view])
    drawn = drawn[drawn["observed"] > 0] if view == "observed" else drawn
    if drawn.empty:
        nothing(found, "observed", "intensity")
        return
    empty = table[table["observed"].eq(0)] if view == "log2_intensity" else None
    drawing = _drawn(drawn, empty, view, found, scope)
    figure("flows_matrix", drawing, _finding(drawn, view, found), found, view, pick=True)
    if view == "log2_intensity":
        st.caption(session.told("flows.crosses"))
    if told := marking.note(scope, *SIDES):
        st.caption(told)
    rest(found)
    kosovo(found)


def placed(table: pd.DataFrame) -> pd.DataFrame:
    """The corridors between countries: the rest of the world is none and never drawn."""
    return table[(table[list(SIDES)] != REST_OF_WORLD).all(axis=1)]


def rest(found: Corridors) -> None:
    """What is not drawn because one side is the rest of the world."""
    left = int(found.table["observed"].sum() - placed(found.table)["observed"].sum())
    if left:
        st.caption(say("flows.rest", count=numbers.number(left), unit=found.unit))


def _view() -> str:
    """The view of the address, in a control that writes it back."""
    asked = session.page_value("show")
    st.session_state["w_flows_show"] = asked if asked in VIEWS else VIEWS[0]
    chosen = st.segmented_control(
        say("flows.show"),
        VIEWS,
        format_func=lambda one: say(f"flows.{one}"),
        required=True,
        key="w_flows_show",
        on_change=lambda: session.go_on_page(show=st.session_state["w_flows_show"]),
    )
    return str(chosen)


def _drawn(
    table: pd.DataFrame, empty: pd.DataFrame | None, view: str, found: Corridors, scope: Scope
) -> go.Figure:
    """The heat map; `empty` pairs without a visit have no logarithm and are drawn as crosses."""
    used = table if empty is None else pd.concat([table, empty])
    rows, columns = (_ordered(side, used) for side in SIDES)
    cells = dict(zip(zip(*(table[side] for side in SIDES), strict=True), table[view], strict=True))
    crosses = [] if empty is None else empty.to_dict("records")
    drawing = figures.flow_matrix(
        rows,
        columns,
        [[cells.get((row, column)) for column in columns] for row in rows],
        palette(),
        row_labels=[language.label(SIDES[0], code) for code in rows],
        column_labels=[language.label(SIDES[1], code) for code in columns],
        row_title="",  # beside the names it would take the width of three columns on a phone
        column_title=say("flows.axes"),
        short_columns=[f"{code}*" if code == KOSOVO else code for code in columns],
        unit=say(f"flows.unit_{view}", unit=found.unit),
        number="count" if view == "observed" else "decimal",
        diverging=view == "log2_intensity",
        crosses=[(one[SIDES[0]], one[SIDES[1]], str(one["reading"])) for one in crosses],
        selected=(marking.marked(scope, SIDES[0]), marking.marked(scope, SIDES[1])),
    )
    return clickable(drawing)


def kosovo(found: Corridors) -> None:
    """The footnote, where its country is among the corridors."""
    if KOSOVO in set(found.table[SIDES[0]]) | set(found.table[SIDES[1]]):
        st.caption(markdown_text(KOSOVO_NOTE))


def _ordered(side: str, table: pd.DataFrame) -> list[str]:
    """The countries that have a cell, in protocol order."""
    used = set(table[side])
    listed = [str(code) for code in session.reader().options(side)]
    return [code for code in listed if code in used] + sorted(used - set(listed))


def _finding(table: pd.DataFrame, view: str, found: Corridors) -> str:
    """The sentence of the view: intensities are ranked where at least five are modelled (definitions 5)."""
    if view == "observed":
        used = table[table["observed"] > 0]
        pairs = [(*ends(row), float(row["observed"])) for _, row in used.iterrows()]
        return sentences.corridors(pairs, total=float(used["observed"].sum()))
    if view == "modelled":
        most = table.iloc[int(table["modelled"].argmax())]
        value = numbers.number(most["modelled"], decimals=1)
        return say("flows.finding_modelled", corridor=name(most), value=value, unit=found.unit)
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


def ends(row: pd.Series) -> tuple[str, str]:
    """Names of both countries of a corridor."""
    return language.label(SIDES[0], row[SIDES[0]]), language.label(SIDES[1], row[SIDES[1]])


def name(row: pd.Series) -> str:
    """Spain → Italy. Not escaped."""
    return " → ".join(ends(row))


def figure(
    key: str, drawing: go.Figure, finding: str, found: Corridors, first: str, *, pick: bool = False
) -> None:
    """A chart of corridors with what belongs to it; with `pick` a click selects both countries.

    `first` is the column drawn, which the export has in front.
    """
    st.markdown(markdown_text(finding))
    event: dict[str, Any] = {"on_select": lambda: _picked(key), "selection_mode": "points"} if pick else {}
    st.plotly_chart(drawing, key=key, config=dict(CONFIG), alt=finding, **event)
    tools(key, found, None, first)


def _picked(key: str) -> None:
    if data := blocks.clicked(key):
        choose(str(data[0]), str(data[1]))
        below.stay()


def choose(sender: str, host: str) -> None:
    """Both countries become the selection; if they are it already, they are taken away."""
    scope = session.scope()
    same = (scope.visitor_country, scope.host_country) == ((sender,), (host,))
    chosen: tuple[Sequence[str], Sequence[str]] = ((), ()) if same else ((sender,), (host,))
    session.select(scope.with_(visitor_country=chosen[0], host_country=chosen[1]))


def tools(key: str, found: Corridors, table: pd.DataFrame | None = None, *first: str) -> None:
    """Inspect, export of the corridors (or of the table given), source."""
    intensities = session.measured([INTENSITY], by=SIDES, scope=found.scope)
    shown = leading(found.table if table is None else table, *SIDES, *first)
    foot.draw(key, say("flows.corridors_file"), intensities, drawn=intensities.table(shown))


def gravity(found: Corridors) -> None:
    """What the gravity model is made of, with its coefficients."""
    with st.popover(say("flows.gravity_model"), icon=":material/function:", key="flows_gravity"):
        st.markdown(say("flows.gravity_told"))
        if not found.coefficients.empty:
            tables.show(_coefficients(found), alt=say("flows.coefficients"))


def _coefficients(found: Corridors) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                say("flows.term"): str(row["term"]).replace("_", " "),
                say("flows.estimate"): numbers.number(row["estimate"], decimals=2),
                say("flows.range"): say(
                    "flows.from_to_values",
                    low=numbers.number(row["low"], decimals=2),
                    high=numbers.number(row["high"], decimals=2),
                ),
            }
            for row in found.coefficients.to_dict("records")
        ]
    )


def nothing(found: Corridors, *parts: str) -> None:
    """Why there is nothing to show: the reasons of these parts, else that the selection is empty."""
    reasons = [found.not_measurable[part] for part in parts if part in found.not_measurable]
    for reason in dict.fromkeys(reasons):
        text = markdown_text(sentences.not_measurable(reason))
        st.info(text, icon=":material/block:")
    if not reasons:
        st.info(sentences.nothing(found.scope), icon=":material/search_off:")
