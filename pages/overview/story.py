"""The page in one paragraph: what happened, how far the target is, where, and what is new."""

from __future__ import annotations

import streamlit as st

from cxc_metrics.access import TARGETS
from cxc_metrics.disclosure import Figures
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.flags import PROVISIONAL
from cxc_metrics.words import language, numbers, sentences
from cxc_metrics.words.plain import markdown_text
from cxc_metrics.words.texts import say
from pages.overview import (
    corridors,
    member_states,
    news,
    page_questions,
)
from pages.overview import target as targets
from ui import session
from ui.parts import marking


def draw(scope: Scope) -> None:
    """Write it, escaped, in a frame of its own."""
    with st.container(border=True, key="overview_story"):
        st.markdown(markdown_text(in_words(scope)))


def in_words(scope: Scope) -> str:
    """The sentences that can be said of this selection. Plain text."""
    measurement = page_questions.headline(scope)
    main = session.reader().volume()
    if main in measurement.not_measurable:
        return say("overview.nothing_counted", reason=sentences.reason(measurement.not_measurable[main]))
    if not measurement[main].value:
        return sentences.nothing(scope)
    if not page_questions.of_exchanges():
        parts = [_units(measurement, main), _change(scope), news.in_words(news.of_selection(scope))]
        return " ".join(part for part in parts if part)
    parts = [
        _held(scope),
        _change(scope),
        _virtual(scope),
        _target(scope),
        _corridor(scope),
        member_states.in_words(measurement) if _of_all_countries(scope, measurement) else "",
        news.in_words(news.of_selection(scope)),
    ]
    return " ".join(part for part in parts if part)


def _units(measurement: Figures, main: str) -> str:
    """How much there was in a register whose units are no exchanges."""
    values = {
        figure.kpi.id: numbers.number(figure.value) for figure in measurement if figure.value is not None
    }
    if values.keys() >= {"P01", "P02", "P04"}:
        return say(
            "overview.participations",
            participations=values["P01"],
            organisations=values["P02"],
            countries=values["P04"],
        )
    if values.keys() >= {"E01", "E02", "E03"}:
        return say("overview.attendances", persons=values["E01"], events=values["E03"], abroad=values["E02"])
    return say("overview.units", count=values[main], unit=measurement[main].kpi.unit)


def _of_all_countries(scope: Scope, measurement: Figures) -> bool:
    """Of visits from or to some countries it is no news that the others are missing."""
    return "O08m" not in measurement.not_measurable and not marking.is_of(scope, *page_questions.SIDES)


def _held(scope: Scope) -> str:
    measurement = page_questions.headline(scope)
    if session.reader().volume() == "O06":
        return say("overview.persons", persons=numbers.number(measurement["O06"].value))
    if measurement["O01"].value == 1:
        return say("overview.one_held")
    held = numbers.number(measurement["O01"].value)
    if scope.status == "validated":
        return say("overview.only_validated", validated=held)
    if "O01v" in measurement.not_measurable:
        return say("overview.only_held", held=held)
    return say("overview.held", held=held, validated=numbers.number(measurement["O01v"].value))


def _virtual(scope: Scope) -> str:
    measurement = page_questions.headline(scope)
    value = None if "O07" in measurement.not_measurable else measurement["O07"].value
    if value is None or measurement["O01"].value == 1:
        return ""
    return say("overview.virtual", share=numbers.percent(value))


def _change(scope: Scope) -> str:
    """Against one year earlier; without a period or while it is open, that there is no comparison."""
    if scope.period is None:
        return ""
    measurement, main = page_questions.headline(scope), session.reader().volume()
    change = measurement[main].change
    if change is not None and change.doubt:
        return say("overview.no_fair_change", why=change.doubt)
    if change is not None:
        return say("overview.change", change=change.text(language.babel_id()))
    return say("overview.open_period") if PROVISIONAL in measurement[main].flag else say("overview.no_change")


def _target(scope: Scope) -> str:
    if session.reader().why_closed(TARGETS, scope):
        return ""
    aim = page_questions.aim(scope)
    if aim.target:
        return targets.in_words(aim.target, scope)
    return say("overview.target_unknown" if page_questions.aim(Scope()).target else "overview.no_targets")


def _corridor(scope: Scope) -> str:
    flows = page_questions.used_flows(scope)
    chosen = marking.selected(flows, scope, *page_questions.SIDES)
    used = flows[chosen] if marking.is_of(scope, *page_questions.SIDES) else flows
    if used.empty:
        return ""
    first = used.iloc[0]
    pair = page_questions.Pair(first["visitor_country"], first["host_country"])
    return say("overview.top_corridor", corridor=corridors.name(pair), value=numbers.number(first["value"]))
