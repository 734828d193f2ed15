"""The registration tables and the matches: what was asked for, who met whom, and what came to nothing."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from cxc_metrics.contract.codes import (
    ASSIGNMENT,
    INITIATOR,
    MATCH_STATUS,
    ROLE,
)

from .draw import (
    NEVER,
    NOBODY,
    Bools,
    Days,
    Dice,
    Ints,
    days_after,
    days_between,
    known_by,
)
from .frames import (
    Columns,
    days,
    ids,
    named,
    where,
)
from .people import ACCEPTED, REJECTED, STATUSES
from .scheme import AS_AT_DAY
from .trail import MATCH_ORIGINS
from .world import World

_REASONS: Final = (
    "No member of a profiled cluster",
    "Incomplete application",
    "Not established in an eligible country",
    "No capacity left in the partnership",
    "Objectives do not fit the scheme",
)
_OPEN_STATUSES: Final = ("proposed", "contacted", "validated_by_vo", "validated_by_ho", "declined", "lapsed")
_OPEN_WEIGHTS: Final = [3.0, 6.0, 4.0, 3.0, 30.0, 26.0]
# Of the accepted visitors who never travelled, those matched all the same, and those with a failed attempt.
MATCHED_ONLY: Final = 0.1
FAILED_ATTEMPT: Final = 0.3
# How often a host takes in one, two … five visitors at a time; half years of a wave.
_CAPACITIES: Final = [0.34, 0.3, 0.2, 0.1, 0.06]
_PERIODS: Final = 5
FUNDED_BEFORE: Final = 0.04


def registration(dice: Dice, world: World) -> Columns:
    """One row per registration, in order of submission."""
    all_of = world.registrations
    count = len(all_of)
    rejected = all_of.status == REJECTED
    stated = dice.chance(0.7, count) & ~np.isnat(all_of.submitted)
    available = days_after(all_of.submitted, dice.between(20, 90, count))
    return {
        "registration_id": ids("REG", np.arange(count)),
        "organisation_id": ids("ORG", all_of.organisation),
        "role": named(ROLE.codes, all_of.hosts.astype(np.int64)),
        "partnership_id": named(world.frame.ids, all_of.partnership),
        "partnership_assignment": named(ASSIGNMENT.codes, dice.pick([0.8, 0.2], count)),
        "submitted_on": days(all_of.submitted),
        "decided_on": days(all_of.decided),
        "status": named(STATUSES, all_of.status),
        "rejection_reason": where(rejected, named(_REASONS, dice.pick([5.0, 3.0, 1.0, 3.0, 2.0], count))),
        "available_from": days(np.where(stated, available, NEVER)),
        "available_to": days(np.where(stated, days_after(available, dice.between(60, 400, count)), NEVER)),
        **_what_is_possible(Dice(world.seed, "capacity"), world),
    }


def _what_is_possible(dice: Dice, world: World) -> Columns:
    """How many visitors a host takes in, and which visitors had a funded visit before they registered.

    Hosts that receive much say more; a third says nothing. Nobody who travels had a funded visit before.
    """
    all_of = world.registrations
    count = len(all_of)
    received = np.bincount(world.ho_registration, minlength=count)
    capacity = np.maximum(dice.pick(_CAPACITIES, count) + 1, received // _PERIODS)
    stated = all_of.hosts & dice.chance(0.66, count)
    had_one = ~all_of.travels & dice.chance(FUNDED_BEFORE, count)
    answers = ~all_of.hosts & dice.chance(0.9, count)
    return {
        "capacity": where(stated, pa.array(capacity)),
        "funded_before": where(answers, pa.array(had_one)),
    }


def matched_hosts(world: World) -> Ints:
    """By registration of a visitor, that of the host it was matched to first, else approached; or nobody."""
    chosen = np.full(len(world.registrations), NOBODY)
    visitor, host, *_ = _attempts(Dice(world.seed, "match"), world)
    for of_visitor, of_host in ((visitor, host), (world.vo_registration, world.ho_registration)):
        who, first = np.unique(of_visitor, return_index=True)
        chosen[who] = of_host[first]
    return chosen


def match(dice: Dice, world: World) -> Columns:
    """Every visit's match first (same order), then attempts of visitors that led to no visit."""
    trail, visits = world.trail, len(world.journeys)
    visitor, host, since, status, validated = _attempts(dice, world)
    count = visits + len(visitor)
    origin = np.concatenate([trail.origin, dice.pick([0.1, 0.5, 0.3, 0.1], len(visitor))])
    first = days_after(
        trail.matched, -np.minimum(dice.between(0, 6, visits), days_between(trail.initiated, trail.matched))
    )
    visitor_first = dice.chance(0.6, visits)
    done = np.full(visits, MATCH_STATUS.codes.index("validated"))
    return {
        "match_id": ids("MAT", np.arange(count)),
        "vo_registration_id": ids("REG", np.concatenate([world.vo_registration, visitor])),
        "ho_registration_id": ids("REG", np.concatenate([world.ho_registration, host])),
        "origin": named(MATCH_ORIGINS, origin),
        "initiated_by": named(INITIATOR.codes, dice.pick([45.0, 12.0, 28.0, 12.0, 3.0], count)),
        "initiated_on": days(np.concatenate([trail.initiated, since])),
        "vo_validated_on": days(
            np.concatenate([np.where(visitor_first, first, trail.matched), validated[0]])
        ),
        "ho_validated_on": days(
            np.concatenate([np.where(visitor_first, trail.matched, first), validated[1]])
        ),
        "status": named(MATCH_STATUS.codes, np.concatenate([done, status])),
    }


def _attempts(dice: Dice, world: World) -> tuple[Ints, Ints, Days, Ints, tuple[Days, Days]]:
    """Matches without a visit: visitor and host registration, start, status, validation by either side."""
    all_of = world.registrations
    accepted = (all_of.status == ACCEPTED) & ~all_of.hosts
    idle = accepted & ~all_of.travels
    matched: Bools = idle & dice.chance(MATCHED_ONLY, len(all_of))
    tried = accepted & ~matched & dice.chance(np.where(all_of.travels, 0.12, FAILED_ATTEMPT), len(all_of))
    visitor = np.concatenate([np.flatnonzero(matched), np.flatnonzero(tried)])
    is_match = np.arange(len(visitor)) < int(matched.sum())
    since = days_after(all_of.decided[visitor], dice.lag(30, 0.9, len(visitor), least=1))
    host = _hosts_for(dice, world, visitor)
    decided = (since <= AS_AT_DAY) & (all_of.decided[host] < since)
    visitor, host, since, is_match = visitor[decided], host[decided], since[decided], is_match[decided]
    names = [MATCH_STATUS.codes.index(name) for name in _OPEN_STATUSES]
    recent = days_between(since, np.full(len(since), AS_AT_DAY)) < 60
    status = np.array(names)[
        np.where(recent, dice.between(0, 3, len(since)), dice.pick(_OPEN_WEIGHTS, len(since)))
    ]
    agreed = known_by(days_after(since, dice.lag(14, 0.7, len(since))), AS_AT_DAY)
    status = np.where(is_match & ~np.isnat(agreed), MATCH_STATUS.codes.index("validated"), status)
    both = status == MATCH_STATUS.codes.index("validated")
    by_visitor = both | (status == MATCH_STATUS.codes.index("validated_by_vo"))
    by_host = both | (status == MATCH_STATUS.codes.index("validated_by_ho"))
    early = np.minimum(days_after(since, np.full(len(since), 4)), AS_AT_DAY)
    seen = np.where(np.isnat(agreed), early, agreed)
    return visitor, host, since, status, (np.where(by_visitor, seen, NEVER), np.where(by_host, seen, NEVER))


def _hosts_for(dice: Dice, world: World, visitor: Ints) -> Ints:
    """An accepted host of the same partnership for each visitor registration."""
    all_of = world.registrations
    hosts = np.flatnonzero(all_of.hosts & (all_of.status == ACCEPTED))
    hosts = hosts[np.argsort(all_of.partnership[hosts], kind="stable")]
    of_host = all_of.partnership[hosts]
    begins = np.searchsorted(of_host, np.arange(world.frame.size))
    sizes = np.bincount(of_host, minlength=world.frame.size)
    wanted = all_of.partnership[visitor]
    return hosts[begins[wanted] + np.floor(dice.uniform(len(visitor)) * sizes[wanted]).astype(np.int64)]
