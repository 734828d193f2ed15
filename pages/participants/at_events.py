"""Persons at events: how many, from where to where, since when, at which events."""

from __future__ import annotations

from typing import Final

from cxc_metrics.access import YEAR_BEFORE
from cxc_metrics.scope import Scope
from cxc_metrics.words.texts import say
from pages.participants import lists
from ui import session
from ui.parts import blocks, by_year, folded, views

TABLES: Final = frozenset({"event_attendance"})
FIGURES: Final = ("E01", "E01u", "E02", "E03", "E04s", "E04h", "E05", "E06")


def first(scope: Scope) -> None:
    """The figures on top, and where the persons came from."""
    history = session.measured(FIGURES, by=["year"], scope=scope)
    blocks.headline(
        "participants_events", session.measured(FIGURES, scope=scope, compare=YEAR_BEFORE), history
    )
    left, right = folded.beside(2)
    with left:
        views.country_map("persons_from", say("participants.persons_from"), "E01", "visitor_country", scope)
    with right:
        views.country_map("persons_to", say("participants.persons_to"), "E01", "host_country", scope)


def more(scope: Scope) -> None:
    """How many came from abroad, the years, and the events by name."""
    left, right = folded.beside(2)
    with left:
        views.ranking("persons_abroad", say("participants.abroad"), "E02", "host_country", scope)
    with right:
        by_year.draw("persons_years", say("participants.event_years"), ("E01",), scope)
    lists.draw("events_list", say("participants.events"), session.reader().records.events, scope)
