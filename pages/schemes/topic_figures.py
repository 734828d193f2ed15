"""The figures of one topic: a chart of those that may stand beside each other, a table of all, sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from cxc_metrics.contract.schemes import SCHEMES, Topic, scheme
from cxc_metrics.contract.schemes import published as published_on
from cxc_metrics.disclosure import Figures
from cxc_metrics.export.pictures.drawings import Dots, Intervals
from cxc_metrics.words.plain import cut_apart, markdown_text
from cxc_metrics.words.texts import say
from pages.schemes.topic_rows import Row
from ui import session
from ui.parts import blocks, exports, folded, foot, tables
from ui.parts.exports import Said

_LEAST_BESIDE: Final = 2
# Wordings and reasons are longer than names.
_LONGEST: Final = 400
_LABEL: Final = 34
# Counts and ratios of one topic, as the axis writes them; the others are shares.
_NUMBERS: Final = {
    **dict.fromkeys(("acceptance", "satisfaction", "anticipated", "effects"), "share"),
    "balance": "decimal",
}


def draw(
    topic: Topic, measured: Sequence[Row], published: Sequence[Row], answers: Mapping[str, Figures]
) -> None:
    """The chart with its sentence, then the table of everything: scheme by scheme, what is measured first."""
    title = say(f"schemes.title_{topic.id}")
    st.header(title, anchor=False)
    order = [each.id for each in SCHEMES]
    rows = sorted([*measured, *published], key=lambda row: order.index(row.owner))
    beside = [row for row in rows if row.stands_beside]
    finding = say("schemes.finding", measured=len(measured), published=len(published), beside=len(beside))
    st.markdown(markdown_text(finding))
    if len(beside) < _LEAST_BESIDE:
        st.caption(say("schemes.no_chart"))
    else:
        drawing, note = _drawing(topic, beside), say("schemes.chart_note")
        blocks.plot("schemes_chart", drawing, finding)
        st.caption(note)
        _leaves(Said(title, finding, (note,), drawing), beside, answers)
    table = [
        {
            say("schemes.figure"): f"{row.shown}. {row.wording}",
            say("schemes.value"): row.value,
            say("schemes.how"): row.meant,
        }
        for row in rows
    ]
    tables.show(pd.DataFrame(table), alt=title, key="schemes_table", longest=_LONGEST)


def _leaves(said: Said, rows: Sequence[Row], answers: Mapping[str, Figures]) -> None:
    """The menu of the chart; where it holds figures of several registers, marked as the one with most marks.

    Without a register nothing can be taken along: what leaves says which one it was read beside.
    """
    table = pd.DataFrame(
        [
            {
                "scheme": row.shown,
                "figure": row.wording,
                "is_measured": row.is_measured,
                "value": row.number,
                "low": row.low,
                "high": row.high,
                "note": row.meant,
            }
            for row in rows
        ]
    )
    marked = sorted(answers.values(), key=lambda figures: -figures.is_synthetic - figures.is_protected)
    if marked:
        exports.single_table_menu("schemes_chart", said, marked[0].table(table))
    elif (reader := session.reader_or_none()) is not None:
        exports.single_table_menu("schemes_chart", said, reader.declared(table))


def _drawing(topic: Topic, rows: Sequence[Row]) -> Intervals:
    """A row for each figure, in it a dot of its kind: what is measured, or what was published."""
    number = _NUMBERS.get(topic.id, "count")
    return Intervals(
        cut_apart([row.label for row in rows], _LABEL),
        [
            _dots(say("schemes.measured"), rows, measured=True),
            _dots(say("schemes.published"), rows, measured=False),
        ],
        unit=say(f"schemes.unit_{topic.id}"),
        number=number,
        whole=number == "share",
        zero=number != "share",
    )


def _dots(name: str, rows: Sequence[Row], *, measured: bool) -> Dots:
    own = [row if row.is_measured == measured else None for row in rows]
    return Dots(
        name,
        [None if row is None else row.number for row in own],
        [None if row is None else row.low for row in own],
        [None if row is None else row.high for row in own],
        [f"{row.shown}. {row.wording}: {row.value}" for row in rows],
        colour="held" if measured else "target",
        symbol="circle" if measured else "diamond-open",
    )


def sources(topic: Topic, answers: Mapping[str, Figures]) -> None:
    """Where the figures of a topic are from: addresses of publications, registers and versions."""
    named = published_on(topic)
    if named:
        with folded.box(say("schemes.sources"), icon=":material/link:"):
            for _, figure in named:
                addresses = " ".join(f"<{address}>" for address in figure.source.split(" ; "))
                st.markdown(f"{markdown_text(f'{figure.scheme}: {figure.indicator}')}  \n{addresses}")
        if session.reader_or_none() is not None:  # what leaves says which register it was read beside
            exports.single_table_menu(
                "schemes_published",
                say("schemes.published"),
                lambda: session.reader().declared(
                    pd.DataFrame([figure.model_dump(exclude={"kpi_ids"}) for _, figure in named])
                ),
                label=say("schemes.export"),
            )
    for name, figures in answers.items():
        heading = say("schemes.from_register", scheme=scheme(name).name)
        st.subheader(heading, anchor=False)
        foot.draw(f"schemes_{name}", heading, figures)
