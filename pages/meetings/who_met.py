"""Who met whom, by country or by ecosystem: a matrix without a direction."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.contract.reference import KOSOVO_NOTE
from cxc_metrics.disclosure import Figures
from cxc_metrics.export.pictures.drawings_of_countries import Matrix
from cxc_metrics.scope import Scope
from cxc_metrics.scope.values import sorted_values
from cxc_metrics.words import language, numbers
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import blocks, matrices, portrait
from ui.session import untellable

KEY: Final = "meetings_matrix"
COUNTED: Final = "A09w"
# What the matrix can show, the first without a word in the address: the participant and whom it met.
SHOWN: Final = {
    "country": ("participant_country", "met_country"),
    "sector": ("participant_sector", "met_sector"),
}
_FIRST: Final = next(iter(SHOWN))
_MOST_NAMES: Final = 3


def matrix(scope: Scope) -> None:
    """Both halves, so that each country's or ecosystem's row holds all its meetings."""
    shown = _chosen()
    sides, title = SHOWN[shown], say(f"meetings.who_{shown}")
    measured = session.measured([COUNTED], by=list(sides), scope=scope, totals=True)
    if untellable.folded(title, measured):
        return
    st.header(say("meetings.who"), anchor=False)
    _choice(shown)
    if measured.not_measurable:
        blocks.chart(KEY, title, None, measured, finding="")
        return
    cells = measured.frame(totals=False).dropna(subset=[*sides, COUNTED])
    cells = cells[cells[COUNTED] > 0]
    kosovo = shown == _FIRST and portrait.KOSOVO in set(cells[sides[0]])
    blocks.chart(
        KEY,
        title,
        _drawing(cells, sides) if len(cells) else None,
        measured,
        finding=_finding(cells, sides, shown, measured),
        note="  \n".join([say("meetings.who_note"), *([KOSOVO_NOTE.replace("*", "\\*")] if kosovo else [])]),
    )


def _chosen() -> str:
    """Country or ecosystem, as the address says."""
    named = session.page_value("met")
    return named if named in SHOWN else _FIRST


def _choice(shown: str) -> None:
    """The control that writes the other one into the address."""
    st.session_state["w_met"] = shown
    st.segmented_control(
        say("meetings.show"),
        list(SHOWN),
        format_func=lambda choice: say(f"meetings.by_{choice}"),
        required=True,
        key="w_met",
        on_change=lambda: session.go_on_page(
            met=None if st.session_state["w_met"] == _FIRST else st.session_state["w_met"]
        ),
    )


def _drawing(cells: pd.DataFrame, sides: tuple[str, str]) -> Matrix:
    """One order on both sides (countries: protocol order), so that the diagonal is the country itself."""
    reader, own = session.reader(), sides[0]
    codes = sorted_values(own, {*cells[own], *cells[sides[1]]})
    values = cells.set_index(list(sides))[COUNTED].to_dict()
    names, short = (
        [language.label(own, code, reader, short=is_short) for code in codes] for is_short in (False, True)
    )
    return Matrix(
        codes,
        codes,
        [[values.get((row, column)) for column in codes] for row in codes],
        row_labels=names,
        column_labels=names,
        short_rows=short,
        short_columns=matrices.above(own, codes) or short,
        row_title="",
        column_title=say("meetings.axes"),
        unit=say("meetings.unit"),
    )


def _finding(cells: pd.DataFrame, sides: tuple[str, str], shown: str, measured: Figures) -> str:
    """Who met most often; a meeting of two countries stands in two cells and is said once."""
    if cells.empty:
        return ""
    places = {code: place for place, code in enumerate(dict.fromkeys([*cells[sides[0]], *cells[sides[1]]]))}
    once = cells[cells[sides[0]].map(places) <= cells[sides[1]].map(places)]
    first = once.sort_values(COUNTED, ascending=False, kind="stable").head(_MOST_NAMES)
    within = int((once[sides[0]] == once[sides[1]]).sum())
    pairs = [
        _pair(
            language.label(sides[0], first_code), language.label(sides[0], second_code), numbers.number(count)
        )
        for first_code, second_code, count in zip(
            first[sides[0]], first[sides[1]], first[COUNTED], strict=True
        )
    ]
    return say(
        "meetings.who_told",
        pairs=", ".join(pairs),
        total=numbers.number(measured[COUNTED].value),
        across=numbers.number(len(once) - within),
        what=say(f"meetings.pairs_{shown}"),
    )


def _pair(first: str, second: str, count: str) -> str:
    words = "meetings.within" if first == second else "meetings.between"
    return say(words, first=first, second=second, count=count)
