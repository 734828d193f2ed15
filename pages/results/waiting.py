"""How long it takes: the share that has arrived by each day, those still waiting included."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

import streamlit as st

from cxc_metrics.access import INCIDENCE, Reader
from cxc_metrics.catalogue import Kpi
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.export import leading
from cxc_metrics.export.pictures.drawings import Arrivals
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.flags import HIDDEN, UNRELIABLE
from cxc_metrics.words import numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.results import result_values
from ui import session
from ui.parts import blocks
from ui.session import untellable

if TYPE_CHECKING:
    from cxc_metrics.statistics.waiting.time_to_event import Incidence

TIMES: Final = ("A06", "A07", "F03")
# Counted apart, where there are any.
_COUNTED_APART: Final = ("without_match", "prior")


def waiting(scope: Scope) -> None:
    """One waiting time of the visitor's choice as a step line with its interval and who is left."""
    title, tellable = say("results.waiting"), untellable.kept(session.measured(TIMES, scope=scope))
    if not tellable:
        return
    st.header(title, anchor=False)
    chosen = _chosen([kpi.id for kpi in tellable])
    measurement = session.measured([chosen], scope=scope)
    kpi, key = measurement.kpis[0], f"results_{chosen}"
    try:
        course = _course((session.reader().key, chosen, scope.model_dump_json()), session.reader(), scope)
    except NotMeasurable as error:
        st.info(markdown_text(sentences.not_measurable(error)), icon=":material/block:")
        return
    if course.curve.empty or HIDDEN in course.flag:
        st.info(say("results.nobody_arrived", n=numbers.number(course.n)), icon=":material/search_off:")
        return
    curve = course.curve
    drawing = Arrivals(
        curve["day"].tolist(),
        curve["share"].tolist(),
        curve["low"].tolist(),
        curve["high"].tolist(),
        unit=say(f"results.arrived_{chosen}"),
        axis=say(f"results.days_{chosen}"),
        middle=course.median,
        middle_words=say("results.half_by", days=numbers.number(course.median)) if course.median else "",
    )
    apart = {name: result_values.real(measurement[chosen].part(name)) for name in _COUNTED_APART}
    blocks.chart(
        key,
        kpi.name,
        drawing,
        measurement,
        finding=_finding(kpi, course),
        note=_note(course, apart),
        drawn=measurement.table(leading(curve, "day", "share", "low", "high")),
    )


def _chosen(times: Sequence[str]) -> str:
    """The waiting time of the address, in a control that writes it back."""
    choice = session.page_value("waiting")
    st.session_state["w_waiting"] = choice if choice in times else times[0]
    return str(
        st.segmented_control(
            say("results.waiting_ask"),
            times,
            format_func=lambda figure_id: say(f"results.waiting_{figure_id}"),
            required=True,
            key="w_waiting",
            on_change=lambda: session.go_on_page(waiting=st.session_state["w_waiting"]),
        )
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def _course(key: tuple[object, str, str], _reader: Reader, _scope: Scope) -> Incidence:
    return _reader.study(INCIDENCE, key[1], _scope).result


def _finding(kpi: Kpi, course: Incidence) -> str:
    last = course.curve.iloc[-1]
    low, high = (numbers.percent(result_values.real(last[end])) for end in ("low", "high"))
    share = numbers.percent(float(last["share"]))
    if numbers.NOT_AVAILABLE not in {low, high}:
        share = say("results.with_interval", value=share, low=low, high=high)
    if course.median is None:
        half = say("results.half_not_reached")
    else:
        ends = [numbers.number(day) for day in (course.median_low, course.median_high)]
        ends = [say("results.not_reached") if end == numbers.NOT_AVAILABLE else end for end in ends]
        half = say("results.half", days=numbers.number(course.median), low=ends[0], high=ends[1])
    return say("results.course", name=kpi.name, share=share, days=numbers.number(course.last_day), half=half)


def _note(course: Incidence, apart: Mapping[str, float | None]) -> str:
    """Who was followed, for how long, and who is left: the age of the cohort goes with the curve."""
    note = say(
        "results.cohort",
        **{
            name: numbers.number(getattr(course, name))
            for name in ("n", "events", "competing", "waiting", "last_day")
        },
    )
    for name, count in apart.items():
        if count is not None and count > 0:
            note += " " + say(f"results.{name}", count=numbers.number(count))
    if UNRELIABLE in course.flag:
        note += " " + (
            say("results.few_followed", why=course.reason) if course.reason else say("results.few")
        )
    return note
