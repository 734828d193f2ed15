"""Countries or ecosystems side by side in figures of the reader's choice; a row selects."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import Question
from cxc_metrics.catalogue import Kpi
from cxc_metrics.disclosure import Figure, Viewer
from cxc_metrics.export.texts_out import LONGEST_NAME, heading
from cxc_metrics.scope import Scope
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import cut_apart, markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import (
    blocks,
    foot,
    marking,
    portrait,
    tables,
)
from ui.session import below, untellable
from ui.session.asked_whole import is_whole

MOST_FIGURES: Final = 4
ROWS: Final = 15
# A grid has no frames and no bold names: what is selected bears a sign.
_MARK: Final = "▸"
# Of these a breakdown draws hundreds of tables for each row, which takes seconds.
_SLOW: Final = frozenset({"modelled_low"})
# A column of numbers: its heading, the flag of each row, and the text of a number with its flag.
_Form = tuple[str, pd.Series, Callable[..., str]]


@st.cache_resource(max_entries=128, show_spinner=False)
def _offered(question: tuple[tuple[str, Viewer], str, str], _scope: Scope) -> tuple[str, ...]:
    offered = session.reader().measurable_by([question[1]], _scope)
    return tuple(kpi.id for kpi in offered if not _SLOW & set(kpi.extras) and kpi.kind != "effect")


def offered(by: str, scope: Scope) -> tuple[str, ...]:
    """Ids of the KPIs that can be told by that dimension in this selection."""
    return _offered((session.reader().key, by, scope.model_dump_json()), scope)


def named(kpi: str) -> str:
    """A KPI in a list of choices: id and name. Not escaped: these lists show plain text."""
    return f"{kpi} · {session.reader().kpi(kpi).name}"


def draw(
    key: str,
    title: str,
    by: str,
    scope: Scope,
    defaults: Sequence[str],
    *,
    on_pick: Callable[[Sequence[Any]], None],
) -> None:
    """A row for each country or ecosystem, the largest of the first figure on top; the address keeps them."""
    st.header(title, anchor=False)
    if line := untellable.outside(session.reader().reason_against(Question((), (by,), scope.apart_from(by)))):
        st.caption(line)
        return
    chosen = _choice(by, scope.apart_from(by), defaults)
    if not chosen:
        st.caption(say("profile.choose_figures"))
        return
    measurement = session.measured(chosen, by=[by], scope=scope.apart_from(by))
    measured = [figure for figure in measurement if not figure.reason]
    table = measurement.frame()
    table = table[table[by].notna()]
    if not measured or table.empty:
        blocks.chart(key, title, None, measurement, finding="")
        return
    table = table.sort_values(measured[0].kpi.id, ascending=False, kind="stable").reset_index(drop=True)
    _grid(key, title, by, table, measured, on_pick, marking.marked(scope, by))
    if note := marking.note(scope, by):
        st.caption(note)
    for reason in dict.fromkeys(measurement.not_measurable.values()):
        st.caption(markdown_text(sentences.reason(reason)))
    if portrait.KOSOVO in set(table[by]):
        portrait.footnote()
    foot.draw(key, title, measurement)


def _choice(by: str, scope: Scope, defaults: Sequence[str]) -> list[str]:
    ids = offered(by, scope)
    listed = [kpi_id for kpi_id in session.page_value("figures").split(",") if kpi_id]
    chosen = [kpi_id for kpi_id in listed if kpi_id in ids][:MOST_FIGURES] or [
        kpi_id for kpi_id in defaults if kpi_id in ids
    ]
    st.session_state["w_figures"] = chosen
    if is_whole():
        return chosen
    label = say("profile.choose", most=MOST_FIGURES)
    # Folded away: the tags are too pale in the dark theme, and the table's headings say what is chosen.
    with st.popover(label, icon=":material/view_column:", key="pop_figures"):
        st.multiselect(
            label,
            ids,
            format_func=named,
            key="w_figures",
            max_selections=MOST_FIGURES,
            on_change=lambda: session.go_on_page(figures=",".join(st.session_state["w_figures"])),
        )
    if strange := [kpi_id for kpi_id in listed if kpi_id not in ids]:
        st.warning(
            say("profile.not_offered", figures=markdown_text(", ".join(strange)), by=language.heading(by)),
            icon=":material/filter_alt_off:",
        )
    return chosen


def _grid(
    key: str,
    title: str,
    by: str,
    table: pd.DataFrame,
    figures: Sequence[Figure],
    on_pick: Callable[[Sequence[Any]], None],
    selected: Sequence[object],
) -> None:
    """Numbers under their text, so that a click on a heading sorts by number and not by letters."""

    def picked() -> None:
        rows = st.session_state[key]["selection"]["rows"]
        if rows:
            on_pick([table[by].iloc[int(rows[0])]])
            below.stay()

    styled = _styled(*_columns(by, table, figures, selected))
    if is_whole():
        tables.show(tables.as_written(styled), alt=title)
        return
    st.dataframe(
        styled,
        hide_index=True,
        alt=title,
        key=key,
        height="content" if len(table) <= ROWS else tables.GRID_HEIGHT,
        on_select=picked,
        selection_mode="single-row",
    )


def _columns(
    by: str, table: pd.DataFrame, figures: Sequence[Figure], selected: Sequence[object]
) -> tuple[pd.DataFrame, list[_Form]]:
    """The names, then of each figure its numbers and what they rest on; and how these are written."""
    reader = session.reader()
    names = cut_apart([language.label(by, code, reader) for code in table[by]], LONGEST_NAME)
    shown: dict[str, Any] = {
        language.heading(by): [
            f"{_MARK} {name}" if code in selected else name
            for name, code in zip(names, table[by], strict=True)
        ]
    }
    forms: list[_Form] = []
    rows_of = table.to_dict("records")
    for figure in figures:
        kpi, cells = figure.kpi, [figure.cell_of(row) for row in rows_of]
        shown[heading(kpi)] = pd.Series([cell.value for cell in cells], table.index, dtype="float64")
        flags = pd.Series([cell.flag for cell in cells], table.index, dtype="str")
        forms.append((heading(kpi), flags, partial(_cell, kpi)))
        if kpi.is_percent:
            shown[f"n ({kpi.id})"] = pd.Series([cell.n for cell in cells], table.index, dtype="float64")
            forms.append((f"n ({kpi.id})", pd.Series("", table.index), _count))
        if figure.is_partly_told:
            over = [numbers.over(figure.over_of(row)) for row in rows_of]
            shown[say("measure.over_heading", kpi=kpi.id)] = over
    return pd.DataFrame(shown), forms


def _cell(kpi: Kpi, value: float | None, *, flag: str) -> str:
    return f"{numbers.kpi_value(kpi, value)} {flag.replace(':', '')}".strip()


def _count(value: float | None, *, flag: str) -> str:  # noqa: ARG001 - called as the others are
    return numbers.number(value)


def _styled(table: pd.DataFrame, forms: Sequence[_Form]) -> Any:
    """Each number written as its text with its flag; one pass for each flag there is."""
    styler = table.style
    for name, flags, form in forms:
        for flag in flags.unique():
            styler = styler.format(partial(form, flag=flag), subset=(flags == flag, [name]))
    return styler
