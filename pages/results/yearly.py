"""Yearly figures around the first visit; not a word where the register brings none."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any, Final

import streamlit as st

from cxc_metrics.access import YEARLY, YEARLY_FIGURES, Reader, YearlyStudy, events_table
from cxc_metrics.disclosure import Study
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.export.pictures.drawings import Dots, Intervals
from cxc_metrics.scope import Scope
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.results import result_values
from ui import session
from ui.parts import blocks, exports, tables
from ui.session import memory, untellable

FIRST: Final = "export_share"
REFERENCE: Final = -1


def yearly(scope: Scope) -> None:
    """The one number, the years around the visit, and what they rest on."""
    if not session.reader().has_yearly_figures() or untellable.closed(say("yearly.title"), YEARLY, scope):
        return
    st.header(say("yearly.title"), anchor=False)
    st.markdown(markdown_text(say("yearly.intro")))
    figure_id = session.page_value("yearly")
    st.session_state["w_yearly"] = figure_id if figure_id in YEARLY_FIGURES else FIRST
    figure = st.segmented_control(
        say("yearly.figure"),
        list(YEARLY_FIGURES),
        format_func=lambda name: say(f"yearly.figure_{name}"),
        key="w_yearly",
        required=True,
        on_change=lambda: session.go_on_page(yearly=st.session_state["w_yearly"]),
    )
    try:
        study = _study(session.reader(), str(figure), scope)
    except NotMeasurable as error:
        st.info(markdown_text(sentences.not_measurable(error)), icon=":material/block:")
        return
    _show_estimate(study)


@memory.remembered(16)
def _study(reader: Reader, figure: str, scope: Scope) -> Study[YearlyStudy]:
    return reader.study(YEARLY, figure, scope)


def _show_estimate(disclosed: Study[YearlyStudy]) -> None:
    study = disclosed.result
    finding, before = _finding(study), _before(study)
    st.markdown(f"**{markdown_text(finding)}**")
    if study.effect.apart_before:
        st.warning(markdown_text(before), icon=":material/warning:")
    drawing = _drawing(study)
    blocks.plot("results_yearly", drawing, finding)
    limits = [] if study.effect.apart_before else [before]
    if study.effect.low <= 0 <= study.effect.high:
        limits.insert(0, say("yearly.includes_zero"))
    st.markdown(markdown_text(" ".join([*limits, say("yearly.not_cause")])))
    st.caption(markdown_text(_rests_on(study)))
    tables.records(
        [
            {
                say("yearly.event"): event_name(int(row["event"])),
                say("yearly.difference"): _with_band(row),
                say("yearly.organisations"): numbers.number(row["organisations"])
                if row["event"] != REFERENCE
                else "",
            }
            for row in study.effect.events.to_dict("records")
        ],
        alt=say("yearly.title"),
    )
    said = exports.Said(say("yearly.export"), finding, drawing=drawing)
    exports.single_table_menu("yearly", said, disclosed.table(events_table(study)))


def _finding(study: YearlyStudy) -> str:
    effect = study.effect
    value, low, high = (_number(number) for number in (effect.estimate, effect.low, effect.high))
    unit, figure = say(f"yearly.unit_{study.figure}"), say(f"yearly.figure_{study.figure}")
    return say("yearly.finding", figure=figure, value=value, low=low, high=high, unit=unit)


def _before(study: YearlyStudy) -> str:
    if not study.effect.years_before:
        return say("yearly.before_none")
    if apart := study.effect.apart_before:
        return say("yearly.before_apart", events=", ".join(event_name(event).lower() for event in apart))
    return say("yearly.before_alike", count=numbers.number(study.effect.years_before))


def _rests_on(study: YearlyStudy) -> str:
    effect = study.effect
    clusters = "yearly.by_partnership" if effect.by_cluster else "yearly.by_organisation"
    parts = [
        say(
            "yearly.rests_on",
            travelled=numbers.number(effect.travelled),
            comparison=numbers.number(effect.comparison),
            first=str(effect.years[0]),
            last=str(effect.years[1]),
            clusters=say(clusters, count=numbers.number(effect.clusters)),
        ),
        say(
            "yearly.left_out",
            no_year_before=numbers.number(effect.no_year_before),
            few=numbers.number(effect.few),
            other=numbers.number(study.other_visits),
        ),
        say("yearly.year_of_visit"),
    ]
    if study.figure != FIRST:
        parts.append(say("yearly.logarithms"))
    if study.emptied:
        whole = numbers.number(study.values + study.emptied)
        parts.append(say("yearly.emptied", n=numbers.number(study.values), all=whole))
    return " ".join([*parts, *([say("yearly.unreliable")] if study.is_unreliable else [])])


def _drawing(study: YearlyStudy) -> Intervals:
    """One row a year, in the order of time."""
    rows = study.effect.events.to_dict("records")
    labels = [event_name(int(row["event"])) for row in rows]
    dots = Dots(
        say(f"yearly.figure_{study.figure}"),
        [result_values.real(row["difference"]) for row in rows],
        [result_values.real(row["low"]) for row in rows],
        [result_values.real(row["high"]) for row in rows],
        [
            say("yearly.told", event=label, value=_with_band(row), n=numbers.number(row["organisations"]))
            for label, row in zip(labels, rows, strict=True)
        ],
    )
    return Intervals(
        labels,
        [dots],
        unit=say("yearly.axis", unit=say(f"yearly.unit_{study.figure}")),
        number="decimal",
        whole=False,
        zero=True,
    )


def event_name(event: int) -> str:
    """Years since the first visit, in words."""
    if event == REFERENCE:
        return say("yearly.event_reference")
    if event < 0:
        return say("yearly.event_before", count=str(-event))
    if event <= 1:
        return say("yearly.event_after_one" if event else "yearly.event_first")
    return say("yearly.event_after", count=str(event))


def _with_band(row: Mapping[Hashable, Any]) -> str:
    if row["event"] == REFERENCE:
        return say("yearly.reference")
    value, low, high = (_number(row[name]) for name in ("difference", "low", "high"))
    return say("yearly.with_band", value=value, low=low, high=high)


def _number(value: object) -> str:
    return numbers.difference(result_values.real(value), decimals=1)
