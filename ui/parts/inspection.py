"""The Inspect panel: for the figure chosen its definition, n, interval, flags, SQL, rows and link."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from cxc_metrics.access import COMPARISONS, FLAGS
from cxc_metrics.catalogue import Kpi
from cxc_metrics.disclosure import Disclosed, Figures, Table
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.export.reproduce import command, python_lines
from cxc_metrics.scope import as_at_day
from cxc_metrics.words import language, numbers, protection_words, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import exports, law_links, tables, whole_order

ROWS_SHOWN = 200


def button(key: str, *measured: Figures) -> None:
    """Opens the panel for that figure; its contents are made when somebody looks.

    A figure made of several measurements, each of its own selection, hands them all over.
    """
    if st.button(say("chart.inspect"), icon=":material/info:", key=f"inspect_{key}"):
        _panel(measured)


@st.dialog(say("inspect.title"), width="large", icon=":material/info:")
@session.resumed
def _panel(measured: Sequence[Figures]) -> None:
    kpi, measurement = _chosen(measured)
    definition(kpi)
    _show_value(kpi, measurement)
    st.caption(source_line(measurement))
    st.markdown(f"**{say('inspect.link')}**  \n{say('inspect.link_note')}")
    st.code(exports.link_to(measurement), language=None, wrap_lines=True)
    viewer = measurement.viewer
    whose = viewer.sees_all or viewer.owns(measurement.scope)
    if whose and st.toggle(say("inspect.rows"), key="inspect_rows"):
        _rows(kpi, measurement)
    _elsewhere(_alone(kpi, measurement))


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
    by_id = {kpi.id: (kpi, measurement) for measurement in measured for kpi in measurement.kpis}
    if len(by_id) == 1:
        return next(iter(by_id.values()))
    chosen = st.selectbox(
        say("inspect.choose"),
        by_id,
        format_func=lambda kpi_id: f"{kpi_id} {by_id[kpi_id][0].name}",
        key="inspect_kpi",
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
    row = {
        say("inspect.value"): numbers.with_unit(kpi, figure.value),
        say("inspect.n"): numbers.number(figure.n),
        **({say("inspect.over"): over} if (over := numbers.over(figure.over)) else {}),
        say("inspect.interval"): _interval(kpi, figure.low, figure.high),
        say("inspect.flags"): _flags(figure.flag),
    }
    st.caption(say("inspect.whole", selection=markdown_text(sentence(measurement))))
    tables.records([row], alt=say("inspect.title"))
    if said := protection_words.may_be_published(kpi, whole):
        st.markdown(f"**{say('protected.may')}**  \n{said}")


def _interval(kpi: Kpi, low: float | None, high: float | None) -> str:
    if pd.isna(low) or pd.isna(high):
        return say("inspect.no_interval")
    return f"{numbers.kpi_value(kpi, low)} – {numbers.kpi_value(kpi, high)}"


def _flags(flags: str) -> str:
    return "; ".join(f"{flag} {FLAGS[flag]}" for flag in flags if flag in FLAGS) or say("inspect.no_flags")


def _rows(kpi: Kpi, measurement: Figures) -> None:
    """The first rows behind the number, and all of them as a file."""
    try:
        rows = session.reader().rows(kpi, measurement.scope, limit=ROWS_SHOWN)
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
        return session.reader().rows(kpi, measurement.scope, limit=rows.total)

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
