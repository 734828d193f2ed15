"""Organisations in projects: how many, from where, of what kind, since when, for how much."""

from __future__ import annotations

from typing import Final

from cxc_metrics.access import YEAR_BEFORE
from cxc_metrics.scope import Scope
from cxc_metrics.words.texts import say
from pages.participants import lists
from ui import session
from ui.parts import blocks, by_year, folded, views

TABLES: Final = frozenset({"project", "project_participant"})
FIGURES: Final = ("P01", "P02", "P03", "P04", "P05", "P05c", "P06", "P07")


def first(scope: Scope) -> None:
    """The figures on top, and the countries."""
    history = session.measured(FIGURES, by=["year"], scope=scope)
    blocks.headline(
        "participants_projects", session.measured(FIGURES, scope=scope, compare=YEAR_BEFORE), history
    )
    views.country_map(
        "participants_countries", say("participants.countries"), "P01", "participant_country", scope
    )


def more(scope: Scope) -> None:
    """Kinds, years, money, and who it is by name."""
    left, right = folded.beside(2)
    with left:
        views.ranking("participants_types", say("participants.types"), "P01", "participant_type", scope)
    with right:
        views.ranking("participants_money", say("participants.money"), "P06", "participant_country", scope)
    by_year.draw("participants_years", say("participants.project_years"), ("P03", "P01"), scope)
    records = session.reader().records
    lists.draw("participants_list", say("participants.organisations"), records.participants, scope)
    lists.draw("projects_list", say("participants.projects"), records.projects, scope)
