"""Questions of a page run, answered by the data version shown and remembered for all visitors."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cxc_metrics.measure import Measurement, Question, measure_all
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion

from . import memory
from .versions import shown

_ASKED = "_asked"


def forget_answers() -> None:
    """Called by the shell at the start of each run: nothing has been asked yet."""
    st.session_state[_ASKED] = {}


def ask(questions: Sequence[Question]) -> None:
    """What a page will ask in this run, asked at once: the engine answers side by side."""
    st.session_state[_ASKED] = _answers(shown(), tuple(questions))


def answered(question: Question) -> Measurement:
    """The answer to a question on the data version shown; asked now if nobody has yet."""
    found: Measurement | None = st.session_state.get(_ASKED, {}).get(question)
    return found or _answers(shown(), (question,))[question]


def answered_on(version: DataVersion, question: Question) -> Measurement:
    """The answer to a question on another data version than the one shown."""
    return _answers(version, (question,))[question]


def measured(
    kpis: Sequence[str],
    *,
    by: Sequence[str] = (),
    scope: Scope,
    compare: str | Scope | None = None,
    totals: bool = False,
) -> Measurement:
    """`measure` on the data version shown, remembered per data version and question."""
    return answered(Question(tuple(kpis), tuple(by), scope, compare, totals))


# Shared and never changed: a measurement is frozen, and pages only read its table.
@memory.remembered(512)
def _answers(version: DataVersion, questions: tuple[Question, ...]) -> dict[Question, Measurement]:
    return dict(zip(questions, measure_all(version, questions), strict=True))
