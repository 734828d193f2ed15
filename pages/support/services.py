"""Services: the figures on top, then where, in which ecosystems, of what kind and when, what came of them."""

from __future__ import annotations

from typing import Final

import streamlit as st

from cxc_metrics.access import YEAR_BEFORE, Question
from cxc_metrics.scope import Scope
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import blocks, by_year, folded, views

FIGURES: Final = ("S01", "S02", "S03", "S04", "S05", "S06", "S07", "S08")
# What the map and the bars can show, the first without a word in the address.
SHOWN: Final = ("S01", "S02", "S03", "S04")


def questions(scope: Scope) -> list[Question]:
    """What the figures on top ask."""
    return [Question(FIGURES, scope=scope, compare=YEAR_BEFORE), Question(FIGURES, ("year",), scope)]


def headline(scope: Scope) -> None:
    """The figures on top with their courses."""
    whole, history = (session.answered(question) for question in questions(scope))
    blocks.headline("support_headline", whole, history)


def told_by(scope: Scope) -> None:
    """A figure of the reader's choice by country, ecosystem and kind, and the achievements; or why not."""
    counted = session.measured(SHOWN[:1], scope=scope)
    if counted.not_measurable:
        blocks.chart("support_countries", say("support.where"), None, counted, finding="")
        return
    st.header(say("support.where"), anchor=False)
    kpi = _choice()
    name = session.reader().kpi(kpi).noun
    views.country_map("support_countries", say("support.countries", name=name), kpi, "client_country", scope)
    left, right = folded.beside(2)
    with left:
        views.ranking("support_sectors", say("support.sectors", name=name), kpi, "client_sector", scope)
    with right:
        views.ranking("support_kinds", say("support.kinds", name=name), kpi, "service_kind", scope)
        views.ranking("support_achieved", say("support.achieved"), "S03", "achievement_type", scope)


def years(scope: Scope) -> None:
    """How many began in each year; nothing where `told_by` says why they cannot be counted."""
    if not session.measured(SHOWN[:1], scope=scope).not_measurable:
        by_year.draw("support_years", say("support.years"), SHOWN[:1], scope)


def _choice() -> str:
    """The figure of the address, in a control that writes it back."""
    chosen = session.page_value("support")
    st.session_state["w_support"] = chosen if chosen in SHOWN else SHOWN[0]
    return str(
        st.segmented_control(
            say("support.show"),
            SHOWN,
            format_func=lambda kpi: session.reader().kpi(kpi).name,
            required=True,
            key="w_support",
            on_change=lambda: session.go_on_page(support=_unless_first(st.session_state["w_support"])),
        )
    )


def _unless_first(kpi: str) -> str | None:
    return None if kpi == SHOWN[0] else kpi
