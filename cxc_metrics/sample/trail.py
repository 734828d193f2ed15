"""The dates that lead to a visit, and what the register knows of them on its day.

Dates are drawn backwards from the first day (preparation, search for a match, assessment) and squeezed where
registration had not opened yet. A visit is known when its match was validated by the register's day; the
others are registrations that still wait, so that waiting times are censored as in a real register.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from .draw import (
    Days,
    Dice,
    Ints,
    days_after,
    days_between,
)
from .hosting import Hosting
from .journeys import Journeys
from .scheme import AS_AT_DAY, Scheme

PRIOR_AGREEMENTS: Final = 0.3
# Position in MATCH_ORIGINS; the first is a prior agreement.
MATCH_ORIGINS: Final = ("prior_agreement", "it_tool_catalogue", "partnership_proposal", "event")
_ORIGIN_WEIGHTS: Final = [PRIOR_AGREEMENTS, 0.34, 0.26, 0.1]
SEARCH_MEDIAN: Final = np.array([12.0, 88.0, 70.0, 55.0])
DECISION_MEDIAN: Final = 12.0


@dataclass(frozen=True)
class Trail:
    """Dates by visit: the visitor's registration, its acceptance, the match's start and validation."""

    submitted: Days
    accepted: Days
    initiated: Days
    matched: Days
    origin: Ints

    def take(self, positions: Ints) -> Trail:
        """Those of these visits."""
        return Trail(**{name: values[positions] for name, values in vars(self).items()})


def walk_back(dice: Dice, frame: Scheme, journeys: Journeys) -> Trail:
    """Dates before each visit's first day; a second visit shares the registration of the first."""
    size = len(journeys)
    origin = dice.pick(_ORIGIN_WEIGHTS, size)
    preparation = dice.lag(52, 0.5, size, least=12)
    search = dice.lag(SEARCH_MEDIAN[origin], 0.85, size, least=1)
    decision = dice.lag(DECISION_MEDIAN, 0.6, size, least=1)
    room = np.maximum(days_between(frame.opened[journeys.vop], journeys.start) - 2, 20)
    squeeze = np.minimum(1.0, room / (preparation + search + decision))
    preparation, search, decision = (
        np.floor(part * squeeze).astype(np.int64) for part in (preparation, search, decision)
    )
    matched = days_after(journeys.start, -preparation)
    accepted = days_after(matched, -search)
    submitted = days_after(accepted, -decision)
    submitted, accepted = (_first_of_visitor(journeys.visitor, days) for days in (submitted, accepted))
    talks = np.minimum(dice.lag(16, 0.7, size, least=1), np.maximum(days_between(accepted, matched), 0))
    return Trail(submitted, accepted, days_after(matched, -talks), matched, origin)


def _first_of_visitor(visitor: Ints, days: Days) -> Days:
    first = np.full(int(visitor.max()) + 1, np.datetime64("9999-12-31", "D"))
    np.minimum.at(first, visitor, days)
    result: Days = first[visitor]
    return result


def known_visits(trail: Trail, journeys: Journeys, size: int) -> tuple[Ints, Ints]:
    """Positions of the first `size` visits the register knows, by planned day, and of those it does not
    know yet.
    """
    matched = trail.matched < AS_AT_DAY
    last = int(np.flatnonzero(matched)[size - 1]) + 1
    positions = np.flatnonzero(matched[:last])
    waiting = np.flatnonzero(~matched[:last] & ~np.isin(journeys.visitor[:last], journeys.visitor[positions]))
    return positions[np.lexsort((positions, journeys.start[positions]))], waiting


def host_dates(
    dice: Dice, frame: Scheme, journeys: Journeys, trail: Trail, hosting: Hosting
) -> tuple[Days, Days]:
    """Submission and decision of every host registration: before the first match it is part of."""
    size = len(hosting)
    opened = frame.opened[hosting.partnership]
    last = np.minimum(frame.closes[hosting.partnership], AS_AT_DAY)
    span = days_between(opened, last)
    submitted = days_after(opened, np.floor(dice.uniform(size) ** 1.4 * span * 0.95).astype(np.int64))
    first_match = np.full(size, np.datetime64("9999-12-31", "D"))
    np.minimum.at(first_match, journeys.host, trail.initiated)
    wait = dice.lag(DECISION_MEDIAN, 0.6, size, least=1)
    decided = np.minimum(days_after(submitted, wait), first_match - 1)
    return np.minimum(submitted, days_after(decided, -np.minimum(wait, 40))), decided
