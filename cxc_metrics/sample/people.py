"""Registrations, and the organisations behind them: travellers, hosts, and the many who never travel.

About 72 in 100 assessed visitors are accepted, as the Commission's entrepreneurs' exchange reported (facts
4.2); of the accepted some wait, some are matched and do not travel, most never find a match or do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from .actors import (
    VISITS,
    Actors,
    draw_actors,
    join,
)
from .draw import (
    NEVER,
    NOBODY,
    Bools,
    Days,
    Dice,
    Ints,
    days_after,
)
from .hosting import Hosting
from .journeys import Journeys
from .scheme import AS_AT_DAY, Scheme
from .trail import DECISION_MEDIAN, Trail

STATUSES: Final = (
    "accepted",
    "rejected",
    "withdrawn",
    "expired",
    "draft",
    "submitted",
    "under_assessment",
    "more_info",
)
ACCEPTED, REJECTED, WITHDRAWN, EXPIRED, DRAFT, SUBMITTED, ASSESSED, MORE_INFO = range(len(STATUSES))
VISITOR_REGISTRATIONS: Final = 2.0
HOST_REGISTRATIONS: Final = 0.6
# Fate of a registration that led to no visit: accepted, rejected, withdrawn, expired, draft.
_FATES: Final = {"visitor": [36.0, 50.0, 5.0, 5.0, 2.0], "host": [76.0, 13.0, 4.0, 5.0, 2.0]}
# Rejected or withdrawn registrations of organisations that were accepted later.
RESUBMITTED: Final = 0.05
# Of five withdrawn registrations, those that had been accepted.
WITHDRAWN_LATE: Final = 3


@dataclass(frozen=True)
class Registrations:
    """Registrations by position, in order of submission; `hosts` tells the role, `travels` those with a
    visit.
    """

    organisation: Ints
    hosts: Bools
    partnership: Ints
    submitted: Days
    decided: Days
    status: Ints
    travels: Bools

    def __len__(self) -> int:
        return len(self.organisation)

    def take(self, positions: Ints) -> Registrations:
        """These registrations."""
        return Registrations(**{name: values[positions] for name, values in vars(self).items()})


def stack(groups: list[Registrations]) -> Registrations:
    """All registrations of these groups, in order."""
    return Registrations(**{n: np.concatenate([getattr(g, n) for g in groups]) for n in vars(groups[0])})


def travellers(journeys: Journeys, trail: Trail) -> tuple[Registrations, Ints]:
    """One registration per visitor with a known visit, and the registration of each visit.

    `organisation` is the visitor's label here.
    """
    labels, first, of_visit = np.unique(journeys.visitor, return_index=True, return_inverse=True)
    size = len(labels)
    return Registrations(
        organisation=labels,
        hosts=np.zeros(size, np.bool_),
        partnership=journeys.vop[first],
        submitted=trail.submitted[first],
        decided=trail.accepted[first],
        status=np.full(size, ACCEPTED),
        travels=np.ones(size, np.bool_),
    ), of_visit


def waiting(journeys: Journeys, trail: Trail) -> Registrations:
    """Registrations of visits the register does not know yet: accepted and unmatched, or not yet decided."""
    _, first = np.unique(journeys.visitor, return_index=True)
    first = first[trail.submitted[first] <= AS_AT_DAY]
    size = len(first)
    decided = trail.accepted[first]
    return Registrations(
        organisation=journeys.visitor[first],
        hosts=np.zeros(size, np.bool_),
        partnership=journeys.vop[first],
        submitted=trail.submitted[first],
        decided=np.where(decided <= AS_AT_DAY, decided, NEVER),
        status=np.where(decided <= AS_AT_DAY, ACCEPTED, SUBMITTED),
        travels=np.zeros(size, np.bool_),
    )


def never_travelled(
    dice: Dice, frame: Scheme, like: Registrations, labels_from: int, size: int
) -> tuple[Registrations, Actors]:
    """So many visitor registrations that lead to no visit, submitted when others were; and their
    organisations.
    """
    model = dice.between(0, len(like) - 1, size)
    partnership = like.partnership[model]
    shifted = days_after(like.submitted[model], dice.between(-20, 20, size))
    drawn_on = np.minimum(np.maximum(shifted, frame.opened[partnership]), AS_AT_DAY)
    fate = dice.pick(_FATES["visitor"], size)
    organisation = labels_from + np.arange(size)
    again = np.isin(fate, (REJECTED, WITHDRAWN)) & dice.chance(RESUBMITTED, size) & like.travels[model]
    organisation = np.where(again, like.organisation[model], organisation)
    earlier = days_after(like.submitted[model], -dice.between(60, 130, size))
    submitted = np.where(again, earlier, drawn_on)
    drawn = _registrations(dice, organisation, partnership, submitted, fate, hosts=False)
    drawn = replace(drawn, decided=_withdrawn_late(drawn, submitted, again))
    return drawn, draw_actors(dice, frame, partnership, VISITS)


def _withdrawn_late(drawn: Registrations, submitted: Days, again: Bools) -> Days:
    """Days of decision: three in five that withdrew did so after they had been accepted."""
    late = (drawn.status == WITHDRAWN) & ~again & (np.arange(len(drawn)) % 5 < WITHDRAWN_LATE)
    accepted = days_after(submitted, np.full(len(drawn), int(DECISION_MEDIAN)))
    decided: Days = np.where(late & (accepted <= AS_AT_DAY), accepted, drawn.decided)
    return decided


def hosting_registrations(
    dice: Dice, hosting: Hosting, dates: tuple[Days, Days], used: Bools, labels: Ints
) -> Registrations:
    """One registration per host; those in a match are accepted. `labels` names their organisations."""
    fate = np.where(used, ACCEPTED, dice.pick(_FATES["host"], len(hosting)))
    fate[: hosting.members] = ACCEPTED
    drawn = _registrations(dice, labels, hosting.partnership, dates[0], fate, hosts=True)
    accepted = used | (np.arange(len(hosting)) < hosting.members)
    decided = np.where(accepted, np.minimum(dates[1], AS_AT_DAY), drawn.decided)
    status = np.where(accepted, ACCEPTED, drawn.status)
    return Registrations(
        drawn.organisation, drawn.hosts, drawn.partnership, drawn.submitted, decided, status, used
    )


def _registrations(
    dice: Dice, organisation: Ints, partnership: Ints, submitted: Days, fate: Ints, *, hosts: bool
) -> Registrations:
    """Decide by fate; what would be decided after the register's day is still open on it."""
    size = len(organisation)
    decided = days_after(submitted, dice.lag(DECISION_MEDIAN * 1.1, 0.7, size, least=1))
    open_status = SUBMITTED + dice.pick([4.0, 4.0, 2.0], size)
    status = np.where(decided > AS_AT_DAY, open_status, fate)
    status = np.where(fate == DRAFT, DRAFT, status)
    assessed = np.isin(status, (ACCEPTED, REJECTED, EXPIRED))
    return Registrations(
        organisation=organisation,
        hosts=np.full(size, hosts),
        partnership=partnership,
        submitted=np.where(status == DRAFT, NEVER, submitted),
        decided=np.where(assessed, decided, NEVER),
        status=status,
        travels=np.zeros(size, np.bool_),
    )


def in_order_of_submission(registrations: Registrations) -> tuple[Registrations, Ints]:
    """The registrations sorted by day of submission (drafts last), and the new position of each old one."""
    order = np.argsort(registrations.submitted, kind="stable")
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return registrations.take(order), place


def organisations_of(
    groups: list[Actors], registrations: Registrations, keep: Bools, order: Ints, pointing: Ints
) -> tuple[Actors, Registrations, Ints]:
    """Organisations that are kept, in the given random order.

    The registrations and the labels in `pointing` come back as positions among them.
    """
    everyone = join(groups)
    chosen = order[keep[order]]
    place = np.full(len(everyone), NOBODY)
    place[chosen] = np.arange(len(chosen))
    moved = Registrations(**{**vars(registrations), "organisation": place[registrations.organisation]})
    return everyone.take(chosen), moved, place[pointing]
