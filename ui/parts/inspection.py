"""The Inspect panel: for the figure chosen its definition, n, interval, flags, SQL, rows and link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.access import COMPARISONS, FLAGS, Over
from cxc_metrics.catalogue import Kpi
from cxc_metrics.disclosure import Cell, Disclosed, Figures, Table
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.export.reproduce import command, python_lines
from cxc_metrics.scope import Scope, as_at_day
from cxc_metrics.words import language, numbers, protection_words, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.components import behind_numbers
from ui.parts import behind_rows, exports, law_links, marking, tables, whole_order
from ui.parts.behind_rows import FigureRow
from ui.session import behind

ROWS_SHOWN = 200
_NUMBER, _ROW, _KPI = "_inspect_number", "_inspect_row", "inspect_kpi"
_WHOLE: Final = -1


def button(key: str, *measured: Figures) -> None:
    """Opens the panel for that figure; its contents are made when somebody looks.

    A figure made of several measurements, each of its own selection, hands them all over.
    """
    behind.name(key, measured)
    if st.button(say("chart.inspect"), icon=":material/info:", key=f"inspect_{key}"):
        st.session_state[_ROW] = _selected_row
        _panel(measured)


@st.fragment
@session.resumed
def listen() -> None:
    """Opens the panel for the one number that was asked for anywhere on the page, and draws nothing else."""
    behind_numbers.listen(_hear)
    if (number := st.session_state.pop(_NUMBER, None)) is not None:
        key, parts = number
        if measured := behind.of(key):
            _choose(measured, parts)
            _panel(measured)


def _hear(key: str, parts: Sequence[str]) -> None:
    st.session_state[_NUMBER] = (key, parts)


def _choose(measured: Sequence[Figures], parts: Sequence[str]) -> None:
    """Before the panel is drawn: which figure of the answers is meant, and which row of it."""
    every = {kpi.id: kpi for measurement in measured for kpi in measurement.kpis}
    meant = next((kpi.id for kpi in every.values() if {kpi.id, kpi.name} & set(parts)), None)
    if meant is not None:
        st.session_state[_KPI] = meant
    st.session_state[_ROW] = lambda rows, _: behind_rows.place_of(rows, parts)


def _selected_row(rows: Sequence[FigureRow], by: Sequence[str]) -> int | None:
    """The row that the selection of the page marks, where it marks one."""
    marked = [marking.marked(session.scope(), name) for name in by]
    if any(len(values) != 1 for values in marked):
        return None
    return behind_rows.place_of(rows, [str(value) for [value] in marked])


@st.dialog(say("inspect.title"), width="large", icon=":material/info:")
@session.resumed
def _panel(measured: Sequence[Figures]) -> None:
    kpi, measurement = _chosen(measured)
    row = _row(kpi, measurement)
    definition(kpi)
    if row is None:
        alone, own = _alone(kpi, measurement), measurement.scope
        _show_value(kpi, measurement)
    else:
        alone = _of_row(kpi, measurement, row)
        own = alone.scope
        _show_row(kpi, row, alone)
    st.caption(source_line(alone))
    st.markdown(f"**{say('inspect.link')}**  \n{say('inspect.link_note')}")
    st.code(exports.link_to(alone), language=None, wrap_lines=True)
    viewer = measurement.viewer
    whose = viewer.sees_all or viewer.owns(own)
    if whose and st.toggle(say("inspect.rows"), key="inspect_rows"):
        _rows(kpi, own)
    _elsewhere(alone)


def _row(kpi: Kpi, measurement: Figures) -> FigureRow | None:
    """The row chosen of a figure that is told by something; None for the whole selection."""
    rows = behind_rows.rows_of(measurement, kpi.id)
    choose = st.session_state.pop(_ROW, None)
    if not rows:
        return None
    if choose is not None:
        place = choose(rows, measurement.by)
        st.session_state["inspect_row"] = _WHOLE if place is None else place
    chosen = st.selectbox(
        " → ".join(map(language.heading, measurement.by)),
        [_WHOLE, *range(len(rows))],
        format_func=lambda place: say("inspect.every_row") if place == _WHOLE else rows[place].name,
        key="inspect_row",
    )
    return None if chosen == _WHOLE else rows[chosen]


def _of_row(kpi: Kpi, measurement: Figures, row: FigureRow) -> Figures:
    """The question whose one answer the row is, where there is such a selection; else that of all rows."""
    own = behind_rows.narrowed(measurement.scope, measurement.by, row.codes)
    if own is not None and measurement.version_id == session.reader().id:
        alone = session.measured([kpi.id], scope=own)
        # A figure of the whole matrix is another one of a part of it.
        if kpi.id not in alone.not_measurable and alone[kpi.id].value == row.cell.value:
            return alone
    return _alone(kpi, measurement)


def _show_row(kpi: Kpi, row: FigureRow, alone: Figures) -> None:
    _numbers(kpi, row.cell, row.over)
    if alone.by:
        st.caption(say("inspect.among"))
    elif said := protection_words.may_be_published(kpi, alone):
        st.markdown(f"**{say('protected.may')}**  \n{said}")


def _alone(kpi: Kpi, measurement: Figures) -> Figures:
    """The same question about this figure only: what is asked for those beside it does not explain it."""
    if measurement.version_id != session.reader().id:
        return measurement  # of another register set beside this one
    compare = measurement.compare.name if measurement.compare else None
    if len(measurement.ids) == 1 or (compare and compare not in COMPARISONS):
        return measurement
    return session.measured(
        [kpi.id],
        by=measurement.by,
        scope=measurement.scope,
        compare=compare,
        totals=measurement.has_totals,
    )


def _elsewhere(alone: Figures) -> None:
    """The SQL, and what gives the same number on the command line and in Python."""
    if alone.statements and st.toggle(say("inspect.sql"), key="inspect_sql"):
        st.caption(say("inspect.sql_note"))
        for statement in alone.statements:
            _code(statement.text())
    if st.toggle(say("inspect.again"), key="inspect_again"):
        _code(command(alone))
        _code(python_lines(alone))


def _code(text: str) -> None:
    # Neither coloured nor of fixed height: contrast, and a box only a mouse scrolls, are barriers.
    st.code(text, language=None, wrap_lines=True)


def _chosen(measured: Sequence[Figures]) -> tuple[Kpi, Figures]:
    by_id: dict[str, tuple[Kpi, Figures]] = {}
    for measurement in measured:
        for kpi in measurement.kpis:
            # Of answers about the same figure the first is that of the page's own selection.
            by_id.setdefault(kpi.id, (kpi, measurement))
    if len(by_id) == 1:
        return next(iter(by_id.values()))
    chosen = st.selectbox(
        say("inspect.choose"),
        by_id,
        format_func=lambda kpi_id: f"{kpi_id} {by_id[kpi_id][0].name}",
        key=_KPI,
    )
    return by_id[chosen]


def definition(kpi: Kpi) -> None:
    """One KPI's words."""
    st.markdown(f"**{kpi.id} · {markdown_text(kpi.name)}**  \n{markdown_text(kpi.definition)}")
    st.caption(f"{markdown_text(kpi.caveat)} {markdown_text(kpi.reference)}")
    law_links.draw(kpi.reference)


def _show_value(kpi: Kpi, measurement: Figures) -> None:
    """Value, n, interval and flags of the whole selection; a figure broken down has its own in the table."""
    whole = measurement if not measurement.by else session.measured([kpi.id], scope=measurement.scope)
    figure = whole[kpi.id]
    if figure.reason:
        st.info(markdown_text(sentences.not_measurable(figure.reason)), icon=":material/block:")
        return
    st.caption(say("inspect.whole", selection=markdown_text(sentence(measurement))))
    _numbers(kpi, figure.cell, figure.over)
    if said := protection_words.may_be_published(kpi, whole):
        st.markdown(f"**{say('protected.may')}**  \n{said}")


def _numbers(kpi: Kpi, cell: Cell, told_over: Over | None) -> None:
    row = {
        say("inspect.value"): numbers.with_unit(kpi, cell.value),
        say("inspect.n"): numbers.number(cell.n),
        **({say("inspect.over"): over} if (over := numbers.over(told_over)) else {}),
        say("inspect.interval"): _interval(kpi, cell.low, cell.high),
        say("inspect.flags"): _flags(cell.flag),
    }
    tables.records([row], alt=say("inspect.title"))


def _interval(kpi: Kpi, low: float | None, high: float | None) -> str:
    if pd.isna(low) or pd.isna(high):
        return say("inspect.no_interval")
    return f"{numbers.kpi_value(kpi, low)} – {numbers.kpi_value(kpi, high)}"


def _flags(flags: str) -> str:
    return "; ".join(f"{flag} {FLAGS[flag]}" for flag in flags if flag in FLAGS) or say("inspect.no_flags")


def _rows(kpi: Kpi, scope: Scope) -> None:
    """The first rows behind the number, and all of them as a file."""
    try:
        rows = session.reader().rows(kpi, scope, limit=ROWS_SHOWN)
    except NotMeasurable as error:
        st.info(markdown_text(sentences.not_measurable(error)), icon=":material/block:")
        return
    shown = numbers.number(len(rows))
    st.caption(say("inspect.rows_shown", shown=shown, total=numbers.number(rows.total)))
    text = rows.frame().astype("string").fillna("")
    if len(text) == rows.total:
        tables.show(text, alt=say("inspect.rows"))
    else:  # not ordered by a heading: it would be the first of these, and of all quite others
        whole_order.table_of(f"inspect_{kpi.id}", text, list(text.columns), alt=say("inspect.rows"))

    def everything() -> Table:
        return session.reader().rows(kpi, scope, limit=rows.total)

    exports.single_table_menu(f"rows_{kpi.id}", f"rows {kpi.id}", everything)


def sentence(measurement: Figures) -> str:
    """The selection in words. Not escaped."""
    return measurement.scope.sentence(measurement.origin, locale=language.chosen())


def source_line(measurement: Figures) -> str:
    """Where the figure comes from: source, data version, as-at date, selection. Markdown, escaped."""
    return source_of(measurement, sentence(measurement))


def source_of(disclosed: Disclosed, selection: str) -> str:
    """The same of whatever was read from a register, with what was selected in words (plain)."""
    origin = disclosed.origin
    source = say(
        "chart.source",
        title=markdown_text(origin.title),
        version=origin.version_id,
        as_at=as_at_day(origin.as_at),
        selection=markdown_text(selection),
    )
    return " ".join(filter(None, (source, protection_words.beside(disclosed))))
