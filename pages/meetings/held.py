"""Meetings held: the figures on top, where from, when, of what kind; and what CELIS published of its own."""

from __future__ import annotations

from typing import Final

from cxc_metrics.access import YEAR_BEFORE, Question
from cxc_metrics.contract.benchmarks import benchmarks
from cxc_metrics.scope import Scope
from cxc_metrics.words.texts import say
from ui import session
from ui.parts import blocks, by_year, published, views

FIGURES: Final = ("A09", "A09o", "A09n", "A09g", "A09c", "A09b", "A09f", "A11")
# As benchmarks.csv calls what CELIS published: countries, meetings, solutions.
CELIS: Final = "celis_"


def questions(scope: Scope) -> list[Question]:
    """What the figures on top ask."""
    return [Question(FIGURES, scope=scope, compare=YEAR_BEFORE), Question(FIGURES, ("year",), scope)]


def headline(scope: Scope) -> None:
    """The figures on top with their courses."""
    whole, history = (session.answered(question) for question in questions(scope))
    blocks.headline("meetings_headline", whole, history)


def countries(scope: Scope) -> None:
    """The countries whose organisations met: no click, for other figures know no participant in a meeting."""
    views.country_map(
        "meetings_countries", say("meetings.countries"), "A09w", "participant_country", scope, picks=False
    )


def follow(scope: Scope) -> None:
    """The share of meetings at which a follow-up was agreed, by kind."""
    views.ranking("meetings_follow", say("meetings.follow"), "A09f", "meeting_kind", scope)


def years(scope: Scope) -> None:
    """How many were held in each year."""
    by_year.draw("meetings_years", say("meetings.years"), ("A09",), scope)


def published_beside(scope: Scope) -> None:
    """Countries, meetings and solutions as CELIS published them, beside those of the register."""
    listed = [benchmark for benchmark in benchmarks() if benchmark.id.startswith(CELIS)]
    published.draw("meetings_published", say("meetings.published"), listed, scope, blocks.value_text)
