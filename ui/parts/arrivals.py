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
from ui import session
from ui.parts import blocks
from ui.session import untellable

if TYPE_CHECKING:
    from cxc_metrics.statistics.waiting.time_to_event import Incidence

# Counted apart, where there are any; the words for those settled before are of each figure.
_COUNTED_APART: Final = ("without_match", "prior")


def draw(page: str, title: str, times: Sequence[str], scope: Scope, *, parameter: str) -> None:
    """One of these waiting times, of the reader's choice, as a step line with its interval and who is left.

    The choice stands in the address under `parameter`.
    """
    reader = session.reader()
    if None in map(reader.lack_of_data, times) and untellable.closed(title, INCIDENCE, scope):
        return
    tellable = untellable.kept(session.measured(times, scope=scope))
    if not tellable:
        return
    st.header(title, anchor=False)
    chosen = _chosen([kpi.id for kpi in tellable], parameter)
    measurement = session.measured([chosen], scope=scope)
    kpi = measurement.kpis[0]
    try:
        course = _course(chosen, scope)
    except NotMeasurable as error:
        st.info(markdown_text(sentences.not_measurable(error)), icon=":material/block:")
        return
    if course.curve.empty or HIDDEN in course.flag:
        st.info(say("arrivals.nobody", n=numbers.number(course.n)), icon=":material/search_off:")
        return
    apart = {name: measurement[chosen].part(name) for name in _COUNTED_APART}
    blocks.chart(
        f"{page}_{chosen}",
        kpi.name,
        _drawing(chosen, course),
        measurement,
        finding=_finding(kpi, course),
        note=_note(course, apart, chosen),
        drawn=measurement.table(leading(course.curve, "day", "share", "low", "high")),
    )


def _chosen(times: Sequence[str], parameter: str) -> str:
    """The waiting time of the address, in a control that writes it back."""
    choice, key = session.page_value(parameter), f"w_{parameter}"
    st.session_state[key] = choice if choice in times else times[0]
    return str(
        st.segmented_control(
            say("arrivals.ask"),
            times,
            format_func=lambda figure_id: say(f"arrivals.until_{figure_id}"),
            required=True,
            key=key,
            on_change=lambda: session.go_on_page(**{parameter: st.session_state[key]}),
        )
    )


def _course(time: str, scope: Scope) -> Incidence:
    return _followed((session.reader().key, time, scope.model_dump_json()), session.reader(), scope)


@st.cache_resource(max_entries=32, show_spinner=False)
def _followed(key: tuple[object, str, str], _reader: Reader, _scope: Scope) -> Incidence:
    return _reader.study(INCIDENCE, key[1], _scope).result


def _drawing(chosen: str, course: Incidence) -> Arrivals:
    curve = course.curve
    return Arrivals(
        curve["day"].tolist(),
        curve["share"].tolist(),
        curve["low"].tolist(),
        curve["high"].tolist(),
        unit=say(f"arrivals.arrived_{chosen}"),
        axis=say(f"arrivals.days_{chosen}"),
        middle=course.median,
        middle_words=say("arrivals.half_by", days=numbers.number(course.median)) if course.median else "",
    )


def _finding(kpi: Kpi, course: Incidence) -> str:
    last = course.curve.iloc[-1]
    low, high = (numbers.percent(last[end]) for end in ("low", "high"))
    share = numbers.percent(float(last["share"]))
    if numbers.NOT_AVAILABLE not in {low, high}:
        share = say("arrivals.with_interval", value=share, low=low, high=high)
    if course.median is None:
        half = say("arrivals.half_not_reached")
    else:
        ends = [numbers.number(day) for day in (course.median_low, course.median_high)]
        ends = [say("arrivals.not_reached") if end == numbers.NOT_AVAILABLE else end for end in ends]
        half = say("arrivals.half", days=numbers.number(course.median), low=ends[0], high=ends[1])
    return say("arrivals.course", name=kpi.name, share=share, days=numbers.number(course.last_day), half=half)


def _note(course: Incidence, apart: Mapping[str, float | None], chosen: str) -> str:
    """Who was followed, for how long, and who is left: the age of the cohort goes with the curve."""
    note = say(
        "arrivals.cohort",
        **{
            name: numbers.number(getattr(course, name))
            for name in ("n", "events", "competing", "waiting", "last_day")
        },
    )
    for name, count in apart.items():
        if count:
            words = f"prior_{chosen}" if name == "prior" else name
            note += " " + say(f"arrivals.{words}", count=numbers.number(count))
    if UNRELIABLE in course.flag:
        note += " " + (
            say("arrivals.few_followed", why=course.reason) if course.reason else say("arrivals.few")
        )
    return note
