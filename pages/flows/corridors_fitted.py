"""The corridors with their models, and what every figure drawn of them shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import CORRIDORS, Corridors, Reader
from cxc_metrics.contract.reference import KOSOVO_NOTE, REST_OF_WORLD
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.export import leading
from cxc_metrics.export.pictures.drawings import Drawing
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import (
    blocks,
    folded,
    foot,
    tables,
)
from ui.parts.exports import Said

# What Inspect explains of a corridor: its intensity under quasi-independence.
INTENSITY: Final = "N04"
KOSOVO: Final = "XK"
SIDES: Final = ("visitor_country", "host_country")


def everywhere(scope: Scope) -> Corridors:
    """The corridors of the selection without its countries: models are fitted to the whole matrix anyway."""
    with st.spinner(say("flows.fitting")):
        return fitted(session.reader(), without_countries(scope))


def lack(corridors: Corridors) -> str:
    """Why no selection of the register can be set beside a model; an empty text where some can."""
    reason = corridors.not_measurable.get("intensity", "")
    return reason if NotMeasurable(reason).is_of_register else ""


def without_countries(scope: Scope) -> Scope:
    return scope.apart_from(*SIDES)


def fitted(reader: Reader, scope: Scope) -> Corridors:
    """Corridors with the models fitted to them, which takes seconds the first time."""
    return _fitted((reader.key, scope.model_dump_json()), reader, scope)


# In a cache of Streamlit's: who asks while another's fit goes on waits for that one.
@st.cache_resource(max_entries=32, show_spinner=False)
def _fitted(key: tuple[object, str], _reader: Reader, _scope: Scope) -> Corridors:  # noqa: ARG001
    return _reader.study(CORRIDORS, _scope).result


def placed(table: pd.DataFrame) -> pd.DataFrame:
    """The corridors between countries: the rest of the world is none and never drawn."""
    return table[(table[list(SIDES)] != REST_OF_WORLD).all(axis=1)]


def rest(corridors: Corridors) -> None:
    """What is not drawn because one side is the rest of the world."""
    left = int(corridors.table["observed"].sum() - placed(corridors.table)["observed"].sum())
    if left:
        st.caption(say("flows.rest", count=numbers.number(left), unit=corridors.unit))


def kosovo(corridors: Corridors) -> None:
    """The footnote, where its country is among the corridors."""
    if KOSOVO in set(corridors.table[SIDES[0]]) | set(corridors.table[SIDES[1]]):
        st.caption(markdown_text(KOSOVO_NOTE))


def ends(row: pd.Series) -> tuple[str, str]:
    """Names of both countries of a corridor."""
    return language.label(SIDES[0], row[SIDES[0]]), language.label(SIDES[1], row[SIDES[1]])


def name(row: pd.Series) -> str:
    """Spain → Italy. Not escaped."""
    return " → ".join(ends(row))


def figure(
    key: str, drawing: Drawing, finding: str, corridors: Corridors, first: str, *, pick: bool = False
) -> None:
    """A chart of corridors with what belongs to it; with `pick` a click selects both countries.

    `first` is the column drawn, which the export has in front.
    """
    st.markdown(markdown_text(finding))
    blocks.plot(key, drawing, finding, _picked if pick else None)
    tools(key, corridors, None, first, said=Said(say("flows.corridors_file"), finding, drawing=drawing))


def _picked(data: Sequence[Any]) -> None:
    choose(str(data[0]), str(data[1]))


def choose(sender: str, host: str) -> None:
    """Both countries become the selection; if they are it already, they are taken away."""
    scope = session.scope()
    same = (scope.visitor_country, scope.host_country) == ((sender,), (host,))
    chosen: tuple[Sequence[str], Sequence[str]] = ((), ()) if same else ((sender,), (host,))
    session.select(scope.with_(visitor_country=chosen[0], host_country=chosen[1]))


def tools(
    key: str,
    corridors: Corridors,
    table: pd.DataFrame | None = None,
    *first: str,
    said: Said | None = None,
) -> None:
    """Inspect, what leaves of the corridors (or of the table given), source."""
    intensities = session.measured([INTENSITY], by=SIDES, scope=corridors.scope)
    shown = leading(corridors.table if table is None else table, *SIDES, *first)
    said = said or Said(say("flows.corridors_file"))
    foot.draw(key, said, intensities, drawn=intensities.table(shown))


def gravity(corridors: Corridors) -> None:
    """What the gravity model is made of, with its coefficients."""
    with folded.note(say("flows.gravity_model"), icon=":material/function:", key="flows_gravity"):
        st.markdown(say("flows.gravity_told"))
        if not corridors.coefficients.empty:
            tables.show(_coefficients(corridors), alt=say("flows.coefficients"))


def _coefficients(corridors: Corridors) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                say("flows.term"): str(row["term"]).replace("_", " "),
                say("flows.estimate"): numbers.difference(row["estimate"], decimals=2),
                say("flows.range"): say(
                    "flows.from_to_values",
                    low=numbers.difference(row["low"], decimals=2),
                    high=numbers.difference(row["high"], decimals=2),
                ),
            }
            for row in corridors.coefficients.to_dict("records")
        ]
    )


def nothing(corridors: Corridors, *parts: str) -> None:
    """Why there is nothing to show: the reasons of these parts, else that the selection is empty."""
    reasons = [corridors.not_measurable[part] for part in parts if part in corridors.not_measurable]
    for reason in dict.fromkeys(reasons):
        text = markdown_text(sentences.not_measurable(reason))
        st.info(text, icon=":material/block:")
    if not reasons:
        st.info(sentences.nothing(corridors.scope), icon=":material/search_off:")
