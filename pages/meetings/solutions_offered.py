"""Challenges and the solutions offered to them: how many, where they stand, how long each step took."""

from __future__ import annotations

from typing import Final

import streamlit as st

from cxc_metrics.access import YEAR_BEFORE
from cxc_metrics.catalogue import dimension
from cxc_metrics.export.pictures.drawings import RankedBars
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import arrivals, blocks, folded, views

FIGURES: Final = ("O13n", "O13", "O13p", "O13c")
TIMES: Final = ("O13s", "O13m", "O13t")
KEY: Final = "meetings_solutions"
BY: Final = "solution_status"
_COUNTED: Final = "O13"


def draw(scope: Scope) -> None:
    """The figures, the states in the order of the way, and the days it took."""
    history = session.measured(FIGURES, by=["year"], scope=scope)
    st.header(say("meetings.challenges"), anchor=False)
    blocks.headline(
        "challenges_headline", session.measured(FIGURES, scope=scope, compare=YEAR_BEFORE), history
    )
    left, right = folded.beside(2)
    with left:
        _states(scope)
    with right:
        arrivals.draw("meetings", say("meetings.way"), TIMES, scope, parameter="solution")


def _states(scope: Scope) -> None:
    """How many solutions stand where, in the order of the way and not of their number."""
    title, measured = say("meetings.states"), session.measured([_COUNTED], by=[BY], scope=scope)
    if measured.not_measurable:
        blocks.chart(KEY, title, None, measured, finding="")
        return
    table = measured.frame().dropna(subset=[BY, _COUNTED])
    counts = {str(code): float(count) for code, count in zip(table[BY], table[_COUNTED], strict=True)}
    codes = [str(code) for code in dimension(BY).labels if counts.get(str(code))]
    labels = [language.label(BY, code) for code in codes]
    counted = [
        f"{numbers.number(counts[code])} {label.lower()}" for code, label in zip(codes, labels, strict=True)
    ]
    blocks.chart(
        KEY,
        title,
        RankedBars(codes, labels, [counts[code] for code in codes], unit=views.unit_of(measured))
        if codes
        else None,
        measured,
        finding=say("meetings.states_told", states=", ".join(counted)),
        note=say("meetings.states_note"),
    )
