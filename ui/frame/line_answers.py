"""What the lists and the search of the line ask of the server: in a fragment, so that the page stays."""

from __future__ import annotations

from typing import Any

import streamlit as st

from cxc_metrics.access import Question, Reader
from cxc_metrics.catalogue import Kpi
from cxc_metrics.disclosure import Cell
from cxc_metrics.scope import Scope
from cxc_metrics.scope.values import GROUPS
from cxc_metrics.words import numbers
from ui import session
from ui.components import top_line
from ui.components.top_line import Wish
from ui.frame import search_things, sentence_words

_WISH = "_line_wish"
# Of these there are none where no row has a value; of a share nobody knows.
_COUNTED = frozenset({"count", "sum", "distinct"})


@st.fragment
@session.resumed
def draw(figure: str) -> None:
    """The answer to what was asked last, once: a run of the whole page has nothing to answer."""
    wish = st.session_state.pop(_WISH, Wish())
    reader, data = session.reader(), _nothing()
    if wish.field == "period" or wish.field in sentence_words.fields(reader):
        data |= {"field": wish.field, "counts": counts(wish.field, session.scope(), reader, figure)}
    elif wish.find:
        data |= {"find": wish.find, "organisations": search_things.organisations(reader, wish.find)}
    top_line.answers(data, on_ask=_wished)


def _nothing() -> dict[str, Any]:
    return {"field": "", "find": ""}


def _wished(wish: Wish) -> None:
    st.session_state[_WISH] = wish


def counts(field: str, scope: Scope, reader: Reader, figure: str) -> dict[str, str]:
    """The figure beside each value of a field, under all other filters; empty where it cannot be told by it.

    Without a figure of the page, or where that cannot be told by the field, what says how much happened.
    """
    by = "year" if field == "period" else field
    others = scope.without(field)
    for name in filter(None, (figure, reader.volume(), _of_field(by, others, reader))):
        question = Question((name,), (by,), others)
        if by not in reader.dimensions_of(reader.kpi(name)) or reader.reason_against(question):
            continue
        figures = session.answered(question)
        if figures.not_measurable:
            continue
        rows = zip(figures.frame()[figures.by[0]], figures[name].cells, strict=True)
        kpi = figures[name].kpi
        beside = {str(value): _written(kpi, cell) for value, cell in rows}
        nothing = numbers.kpi_value(kpi, 0 if kpi.kind in _COUNTED else None)
        return {value: beside.get(value, nothing) for value in map(str, reader.options(by))} | _groups(
            reader, by
        )
    return {}


def _written(kpi: Kpi, cell: Cell) -> str:
    return f"{numbers.kpi_value(kpi, cell.value)} {cell.flag}".strip()


def _groups(reader: Reader, by: str) -> dict[str, str]:
    """Beside a group of countries stands nothing: it is no row of its own."""
    return {str(value): "" for value in reader.options(by) if value in GROUPS}


def _of_field(by: str, scope: Scope, reader: Reader) -> str:
    """The first count that can be told by a field: of clients, of services."""
    return next((kpi.id for kpi in reader.measurable_by([by], scope) if kpi.kind == "count"), "")
