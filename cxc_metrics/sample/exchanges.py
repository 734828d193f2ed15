"""The exchange table with its events, sessions and activities."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxc_metrics.contract.codes import ACTIVITY, EVENT_KIND, PHASE

from . import visits as status
from .draw import (
    NOBODY,
    Days,
    Dice,
    Ints,
    days_after,
)
from .frames import (
    Column,
    Columns,
    days,
    ids,
    joined,
    named,
    numbers,
    where,
)
from .journeys import MODES, PHYSICAL, VIRTUAL
from .places import atlas
from .scheme import AS_AT_DAY
from .visits import REASONS, STATUSES
from .world import World

_PHASES: Final = np.array(
    [
        PHASE.codes.index(phase)
        for phase in (
            "building",
            "building",
            "ongoing",
            "finalisation",
            "finalisation",
            "finalisation",
            "closed",
            "closed",
            "closed",
        )
    ]
)
# Events besides group exchanges: kind and how many per partnership.
_OTHER_EVENTS: Final = {"matchmaking": 3, "training": 2, "webinar": 2, "conference": 1, "study_visit": 1}
# Share of exchanges with each activity (facts 1.7), in the order of the code list.
_ACTIVITY_SHARES: Final = (0.3, 0.72, 0.28, 0.36, 0.68)


def exchange(dice: Dice, world: World, *, with_links: bool) -> Columns:
    """One row per visit, by planned first day. Without links, match and event stay empty: their tables are
    absent.
    """
    journeys, visits, count = world.journeys, world.visits, len(world.journeys)
    codes = atlas().codes
    guests = world.actors.country[world.visitor_org]
    hosts = world.actors.country[world.host_org]
    nobody = np.full(count, NOBODY)
    stated = (visits.distance_km < 200) | dice.chance(0.97, count)
    took_place = visits.held | (visits.status == status.INELIGIBLE)
    return {
        "exchange_id": ids("EXC", np.arange(count)),
        "match_id": ids("MAT", np.arange(count) if with_links else nobody),
        "event_id": ids("EVT", journeys.event if with_links else nobody),
        "vo_id": ids("ORG", world.visitor_org),
        "ho_id": ids("ORG", world.host_org),
        "vo_country": named(codes, guests),
        "ho_country": named(codes, hosts),
        "vop_id": named(world.frame.ids, np.where(visits.without_vop, NOBODY, journeys.vop)),
        "hop_id": named(world.frame.ids, journeys.hop),
        "wave": world.frame.wave[journeys.vop],
        "mode": named(MODES, journeys.mode),
        "phase": named(PHASE.codes, _PHASES[visits.status]),
        "status": named(STATUSES, visits.status),
        "planned_start": days(journeys.start),
        "planned_end": days(journeys.end),
        "actual_start": days(visits.actual_start),
        "actual_end": days(visits.actual_end),
        "working_days": where(took_place, pa.array(journeys.days.astype(float))),
        "consecutive": where(took_place, pa.array(journeys.gap == 1)),
        "distance_km": numbers(np.where(stated, visits.distance_km, np.nan)),
        "lump_sum_cap_eur": numbers(visits.cap),
        "lump_sum_factor": visits.factor,
        "lump_sum_agreed_eur": visits.agreed,
        "lump_sum_paid_eur": numbers(visits.paid),
        "paid_on": days(visits.paid_on),
        "cancel_reason": named(REASONS, visits.reason),
        **_objectives(dice, world),
    }


def _objectives(dice: Dice, world: World) -> Columns:
    """Optional columns (definitions 2), filled where the visit took place; green and digital follow the
    ecosystem.
    """
    count, held = len(world.journeys), world.visits.held
    sector = world.actors.sector[world.visitor_org] + 1
    green = np.where(np.isin(sector, (2, 3, 7, 8, 13)), 0.55, 0.25)
    digital = np.where(np.isin(sector, (5, 6, 9)), 0.7, 0.35)
    return {
        "women_participants": where(held, pa.array(world.visits.women)),
        "green_objective": dice.chance(green, count),
        "digital_objective": dice.chance(digital, count),
        "story_consent": where(held & dice.chance(0.8, count), pa.array(dice.chance(0.46, count))),
    }


def event(dice: Dice, world: World) -> Columns:
    """Group exchanges first (as numbered in the exchange table), then each partnership's other events."""
    journeys, frame = world.journeys, world.frame
    numbered, lead = np.unique(journeys.event, return_index=True)
    lead = lead[numbered != NOBODY]
    country = world.actors.country[world.host_org[lead]]
    owner, kind, start = other_events(world)
    home = np.array([members[0] for members in frame.members])[owner]
    physical = dice.chance(np.where(start < np.datetime64("2021-09-01"), 0.05, 0.75), len(owner))
    kinds = np.concatenate([np.full(len(lead), EVENT_KIND.codes.index("group_exchange")), kind])
    place = np.concatenate([country, home])
    partnership = np.concatenate([journeys.hop[lead], owner])
    first = np.concatenate([journeys.start[lead], start])
    length = dice.between(0, 1, len(owner)).astype("timedelta64[D]")
    return {
        "event_id": ids("EVT", np.arange(len(kinds))),
        "name": _event_names(world, kinds, place, partnership),
        "kind": named(EVENT_KIND.codes, kinds),
        "mode": named(MODES, np.concatenate([journeys.mode[lead], np.where(physical, PHYSICAL, VIRTUAL)])),
        "country_code": named(atlas().codes, place),
        "start_date": days(first),
        "end_date": days(np.concatenate([journeys.end[lead], start + length])),
        "organised_by": named(frame.ids, partnership),
    }


def other_events(world: World) -> tuple[Ints, Ints, Days]:
    """Partnership, kind (position in the code list) and first day of events that are no group exchange."""
    frame, dice = world.frame, Dice(world.seed, "other events")
    per_partnership = [
        EVENT_KIND.codes.index(kind) for kind, times in _OTHER_EVENTS.items() for _ in range(times)
    ]
    owner = np.repeat(np.arange(frame.size), len(per_partnership))
    kind = np.tile(np.array(per_partnership), frame.size)
    last = np.minimum(frame.closes, AS_AT_DAY)[owner]
    span = (last - frame.opened[owner]).astype(np.int64)
    start = days_after(frame.opened[owner], np.floor(dice.uniform(len(owner)) * span).astype(np.int64))
    return owner, kind, np.minimum(np.busday_offset(start, 0, roll="forward"), AS_AT_DAY)


def _event_names(world: World, kinds: Ints, place: Ints, partnership: Ints) -> Column:
    acronyms = [row["acronym"] for row in world.frame.rows]
    labels = [EVENT_KIND.labels[code] for code in EVENT_KIND.codes]
    number = pc.cast(pa.array(np.arange(1, len(kinds) + 1)), pa.string())
    return joined(named(acronyms, partnership), named(labels, kinds), named(atlas().codes, place), number)


def exchange_session(dice: Dice, world: World) -> Columns:
    """One row per day of every virtual exchange that took place; most are not on consecutive days."""
    journeys = world.journeys
    virtual = np.flatnonzero((journeys.mode == VIRTUAL) & world.visits.held)
    lengths = journeys.days[virtual]
    which = np.repeat(virtual, lengths)
    number = np.arange(len(which)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    day = np.busday_offset(world.visits.actual_start[which], number * journeys.gap[which])
    return {
        "exchange_id": ids("EXC", which),
        "session_date": days(day),
        "hours": dice.between(5, 14, len(which)) / 2,
    }


def exchange_activity(dice: Dice, world: World) -> Columns:
    """Activities of each exchange that was not cancelled; at least one."""
    count = len(world.journeys)
    chosen = np.array([dice.chance(share, count) for share in _ACTIVITY_SHARES]).T
    none = ~chosen.any(axis=1)
    chosen[none, dice.between(0, len(_ACTIVITY_SHARES) - 1, int(none.sum()))] = True
    chosen[world.visits.status == status.CANCELLED] = False
    which, activity = np.nonzero(chosen)
    return {"exchange_id": ids("EXC", which), "activity": named(ACTIVITY.codes, activity)}
