"""Meetings of two organisations, and challenges with the solutions offered to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa

from cxc_metrics.contract.codes import EVENT_KIND, MEETING_KIND, SOLUTION_STATUS

from .actors import CLUSTER, SME
from .draw import (
    NEVER,
    NOBODY,
    Days,
    Dice,
    Ints,
    days_after,
    days_between,
    known_by,
)
from .exchanges import other_events
from .frames import (
    Columns,
    days,
    ids,
    joined,
    named,
    where,
)
from .scheme import AS_AT_DAY, ECOSYSTEMS
from .trail import MATCH_ORIGINS
from .world import World

_FAIR: Final = EVENT_KIND.codes.index("matchmaking")
_HEALTH: Final = 9
_NEEDS: Final = (
    "Faster quality checks in small series",
    "Less water in the production process",
    "Remote monitoring that patients accept",
    "Reuse of packaging between plants",
    "Shared data without shared secrets",
    "Sensors for harsh places",
    "Training material in five languages",
)
_SOLUTION_WEIGHTS: Final = [30.0, 20.0, 25.0, 15.0, 10.0]
# Days from one step of a solution to the next: shortlisted, matched with the owner, in cooperation.
_STEP_MEDIANS: Final = (21.0, 35.0, 80.0)
SHORTLISTED_THEN_REJECTED: Final = 0.4


def meeting(dice: Dice, world: World) -> Columns:
    """Meetings during exchanges (the first with the host, others with its neighbours) and at matchmaking
    events, among them those of partners whose match came of one.
    """
    held = np.flatnonzero(world.visits.held)
    times = dice.pick([0.18, 0.3, 0.24, 0.15, 0.08, 0.05], len(held))
    which = np.repeat(held, times)
    first = np.concatenate([[True], which[1:] != which[:-1]]) if len(which) else np.zeros(0, np.bool_)
    neighbour = world.host_org[dice.between(0, len(world.host_org) - 1, len(which))]
    org_a, org_b = world.visitor_org[which], np.where(first, world.host_org[which], neighbour)
    offset = np.floor(dice.uniform(len(which)) * world.journeys.days[which]).astype(np.int64)
    day = np.busday_offset(world.visits.actual_start[which], offset * world.journeys.gap[which])
    at_event, event_day, event_a, event_b = (
        np.concatenate(parts)
        for parts in zip(_at_matchmaking(dice, world), _before_a_match(world), strict=True)
    )
    count = len(which) + len(at_event)
    a, b = np.concatenate([org_a, event_a]), np.concatenate([org_b, event_b])
    kinds = world.actors.kind
    both = (kinds[a] == CLUSTER) & (kinds[b] == CLUSTER)
    firms = (kinds[a] == SME) & (kinds[b] == SME)
    nobody = np.full(len(at_event), NOBODY)
    event, held_on = np.concatenate([world.journeys.event[which], at_event]), np.concatenate([day, event_day])
    kind = np.where(both, 2, np.where(firms, 1, 0))
    kept = _once(a, b, event, held_on, kind)
    columns: Columns = {
        "exchange_id": ids("EXC", np.concatenate([which, nobody])),
        "event_id": ids("EVT", event),
        "kind": named(MEETING_KIND.codes, kind),
        "org_a": ids("ORG", a),
        "org_b": ids("ORG", b),
        "held_on": days(held_on),
        "follow_up": where(dice.chance(0.85, count), pa.array(dice.chance(0.42, count))),
    }
    columns = {name: column.take(pa.array(kept)) for name, column in columns.items()}
    return {"meeting_id": ids("MEE", np.arange(len(kept))), **columns}


def _once(a: Ints, b: Ints, event: Ints, held_on: Days, kind: Ints) -> Ints:
    """Positions of meetings of two organisations, the first of each pair, event (else day) and kind."""
    day = np.where(event == NOBODY, held_on.astype(np.int64), 0)
    _, first = np.unique(
        np.stack([np.minimum(a, b), np.maximum(a, b), event, day, kind]), axis=1, return_index=True
    )
    positions: Ints = np.sort(first[a[first] != b[first]])
    return positions


def _at_matchmaking(dice: Dice, world: World) -> tuple[Ints, Days, Ints, Ints]:
    """Event, day and two organisations of meetings at the partnerships' matchmaking events."""
    _, kind, start = other_events(world)
    groups = int(world.journeys.event.max()) + 1
    fairs = np.flatnonzero(kind == _FAIR)
    fair = np.repeat(fairs, dice.between(6, 24, len(fairs)))
    orgs = world.registrations.organisation
    a, b = (orgs[dice.between(0, len(orgs) - 1, len(fair))] for _ in range(2))
    return groups + fair, start[fair], a, b


def _before_a_match(world: World) -> tuple[Ints, Days, Ints, Ints]:
    """The same of visitor and host whose match came of an event: at the last fair of the visitor's
    partnership before the match was begun, where it had held one.
    """
    owner, kind, start = other_events(world)
    groups = int(world.journeys.event.max()) + 1
    fairs = np.flatnonzero(kind == _FAIR)
    fairs = fairs[np.argsort(start[fairs], kind="stable")]
    met = np.flatnonzero(world.trail.origin == MATCH_ORIGINS.index("event"))
    fits = (owner[fairs] == world.journeys.vop[met][:, None]) & (
        start[fairs] < world.trail.initiated[met][:, None]
    )
    met, last = met[fits.any(axis=1)], fits.shape[1] - 1 - np.argmax(fits[fits.any(axis=1), ::-1], axis=1)
    fair = fairs[last]
    return groups + fair, start[fair], world.visitor_org[met], world.host_org[met]


@dataclass(frozen=True)
class Challenges:
    """Challenges by position: owner, partnership, day of publication."""

    owner: Ints
    partnership: Ints
    published: Days


def challenges(world: World) -> Challenges:
    """Needs of hosts in the partnerships that serve health, as one real partnership published them (facts
    3).
    """
    dice = Dice(world.seed, "challenges")
    frame = world.frame
    health = np.array([row["primary_ecosystem"] == str(_HEALTH) for row in frame.rows])
    serves = np.flatnonzero(health | (frame.sectors[:, _HEALTH - 1] > 1 / ECOSYSTEMS))
    partnership = np.repeat(serves, np.where(health[serves], 9, 4))
    hosts = np.flatnonzero(np.isin(world.journeys.hop, serves))
    owner = world.host_org[hosts[dice.between(0, len(hosts) - 1, len(partnership))]]
    published = days_after(frame.opened[partnership], dice.between(60, 420, len(partnership)))
    return Challenges(owner, partnership, published)


def challenge(dice: Dice, world: World) -> Columns:
    """One row per challenge."""
    own = challenges(world)
    count = len(own.owner)
    number = pa.array([f"({n + 1})" for n in range(count)])
    return {
        "challenge_id": ids("CHA", np.arange(count)),
        "partnership_id": named(world.frame.ids, own.partnership),
        "owner_id": ids("ORG", own.owner),
        "title": joined(named(_NEEDS, dice.between(0, len(_NEEDS) - 1, count)), number),
        "published_on": days(own.published),
        "closed_on": days(known_by(days_after(own.published, dice.between(30, 120, count)), AS_AT_DAY)),
    }


def challenge_solution(dice: Dice, world: World) -> Columns:
    """Solutions offered by organisations that registered with the scheme: two or three per challenge."""
    own = challenges(world)
    which = np.repeat(
        np.arange(len(own.owner)), dice.pick([0.08, 0.2, 0.26, 0.22, 0.14, 0.1], len(own.owner))
    )
    offered = np.minimum(days_after(own.published[which], dice.between(5, 90, len(which))), AS_AT_DAY)
    orgs = world.registrations.organisation
    provider = orgs[dice.between(0, len(orgs) - 1, len(which))]
    status = dice.pick(_SOLUTION_WEIGHTS, len(which))
    return {
        "solution_id": ids("SOL", np.arange(len(which))),
        "challenge_id": ids("CHA", which),
        "provider_id": ids("ORG", provider),
        "submitted_on": days(offered),
        "status": named(SOLUTION_STATUS.codes, status),
        **_way_of_solutions(Dice(world.seed, "way of solutions"), offered, status),
    }


def _way_of_solutions(dice: Dice, offered: Days, status: Ints) -> Columns:
    """The day of each step that a solution of this status has behind it, none after the register's day."""
    size = len(offered)
    lags = [dice.lag(median, 0.5, size, least=1) for median in _STEP_MEDIANS]
    room = days_between(offered, np.full(size, AS_AT_DAY))
    squeeze = np.minimum(1.0, room / sum(lags))
    steps = [days_after(offered, np.floor(squeeze * lag).astype(np.int64)) for lag in np.cumsum(lags, axis=0)]
    _, shortlisted, matched, cooperating, rejected = range(len(SOLUTION_STATUS.codes))
    was_shortlisted = (status == rejected) & dice.chance(SHORTLISTED_THEN_REJECTED, size)
    reached = (
        np.isin(status, (shortlisted, matched, cooperating)) | was_shortlisted,
        np.isin(status, (matched, cooperating)),
        status == cooperating,
    )
    names = ("shortlisted_on", "matched_on", "cooperation_on")
    way = {n: days(np.where(is_so, day, NEVER)) for n, is_so, day in zip(names, reached, steps, strict=True)}
    return {**way, "rejected_on": days(np.where(status == rejected, steps[1], NEVER))}
