"""Questions of a page run, answered by the data version shown and remembered for all visitors."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cxc_metrics.access import Question, Reader
from cxc_metrics.disclosure import Figures
from cxc_metrics.scope import Scope

from . import memory
from .versions import reader

_ANSWERS = "_asked"
# Shared and never changed: figures are frozen, and pages only read their frame.
# A reader is equal to another of the same data version and viewer: nobody gets another's answer.
_KEPT: memory.Kept[tuple[Reader, Question], Figures] = memory.Kept(2048)


def forget_answers() -> None:
    """Called by the shell at the start of each run: nothing has been asked yet."""
    st.session_state[_ANSWERS] = {}


def ask(questions: Sequence[Question]) -> None:
    """What a part of a page will ask in this run, asked at once: the engine answers side by side."""
    answers: dict[Question, Figures] = st.session_state.get(_ANSWERS, {})
    new = tuple(dict.fromkeys(question for question in questions if question not in answers))
    st.session_state[_ANSWERS] = {**answers, **_answers(reader(), new)}


def answered(question: Question) -> Figures:
    """The answer to a question on the data version shown; asked now if nobody has yet."""
    figures: Figures | None = st.session_state.get(_ANSWERS, {}).get(question)
    # An answer without rows is one, too.
    return figures if figures is not None else _answers(reader(), (question,))[question]


def answered_on(other: Reader, question: Question) -> Figures:
    """The answer to a question on another data version than the one shown."""
    return _answers(other, (question,))[question]


def measured(
    kpis: Sequence[str],
    *,
    by: Sequence[str] = (),
    scope: Scope,
    compare: str | Scope | None = None,
    totals: bool = False,
) -> Figures:
    """`measure` on the data version shown, remembered per data version, viewer and question."""
    return answered(Question(tuple(kpis), tuple(by), scope, compare, totals))


def _answers(reader: Reader, questions: Sequence[Question]) -> dict[Question, Figures]:
    """Those that are kept, and the others asked together: another figure leaves most of a page as it was."""
    kept = {question: _KEPT.get((reader, question)) for question in questions}
    answers = {question: figures for question, figures in kept.items() if figures is not None}
    lacking = [question for question in kept if question not in answers]
    if lacking:
        for question, figures in zip(lacking, reader.measure_all(lacking), strict=True):
            _KEPT.keep((reader, question), figures)
            answers[question] = figures
    return answers
