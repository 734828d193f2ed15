"""The sample's world: one drawing of partnerships, organisations, registrations and visits that fit
together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from .actors import Actors, clusters_of, home_clusters
from .draw import (
    NOBODY,
    Bools,
    Dice,
    Floats,
    Ints,
)
from .hosting import (
    Hosting,
    attend_at_home,
    choose_hosts,
    enrol,
    group_events,
)
from .journeys import (
    PHYSICAL,
    VIRTUAL,
    Journeys,
    bend,
    plan,
    second_visits,
)
from .people import (
    HOST_REGISTRATIONS,
    VISITOR_REGISTRATIONS,
    Registrations,
    hosting_registrations,
    in_order_of_submission,
    never_travelled,
    organisations_of,
    stack,
    travellers,
    waiting,
)
from .places import atlas, haversine_km
from .scheme import Scheme, scheme
from .trail import (
    Trail,
    host_dates,
    known_visits,
    walk_back,
)
from .visits import (
    Signatures,
    Visits,
    follow,
    sign,
)

# Visits drawn for one that is asked for; the rest lies after the register's day.
PLANNED: Final = 1.13
PLANNED_EXTRA: Final = 200
COMES_AGAIN: Final = 0.02


@dataclass(frozen=True)
class World:
    """Everything the tables are written from.

    `journeys`, `trail`, `signatures` and `visits` run by visit; `vo_registration` and `ho_registration`
    point from a visit to its registrations; organisations are positions in `actors`. `members` are the
    partnerships' clusters (organisation and partnership), `clusters` all cluster organisations one may
    belong to.
    """

    frame: Scheme
    actors: Actors
    registrations: Registrations
    journeys: Journeys
    trail: Trail
    signatures: Signatures
    visits: Visits
    vo_registration: Ints
    ho_registration: Ints
    members: tuple[Ints, Ints]
    clusters: Ints
    seed: int

    @property
    def visitor_org(self) -> Ints:
        """Visiting organisation of each visit."""
        return self.registrations.organisation[self.vo_registration]

    @property
    def host_org(self) -> Ints:
        """Host organisation of each visit."""
        return self.registrations.organisation[self.ho_registration]


@dataclass(frozen=True)
class _Givens:
    """Visits the register knows, with who travels and who hosts, before registrations are put in order."""

    journeys: Journeys
    trail: Trail
    hosting: Hosting
    visitors: Actors
    waiting: Registrations


def build(size: int, seed: int, faults: int, step: Callable[[str], None]) -> World:
    """A world with `size` visits; each rule of the scheme is broken about `faults` times."""
    frame = scheme()
    step("visits")
    consortium = clusters_of(Dice(seed, "clusters"), frame)
    givens = _givens(frame, size, seed, faults, consortium)
    step("registrations")
    registrations, actors, links, members, clusters = _registered(frame, givens, size, seed, consortium)
    step("exchanges")
    journeys = replace(givens.journeys, event=_numbered(givens.journeys.event))
    dice = Dice(seed, "visits")
    signatures = sign(dice, journeys.start)
    guests, hosts = (actors.take(registrations.organisation[link]) for link in links)
    visits = follow(dice, journeys, signatures, _distance(guests, hosts), atlas().caps[hosts.country], faults)
    return World(
        frame,
        actors,
        registrations,
        journeys,
        givens.trail,
        signatures,
        visits,
        *links,
        members,
        clusters,
        seed,
    )


def _givens(frame: Scheme, size: int, seed: int, faults: int, consortium: tuple[Actors, Ints]) -> _Givens:
    dice = Dice(seed, "journeys")
    planned, visitors = plan(dice, frame, int(size * PLANNED) + PLANNED_EXTRA)
    again = max(1, int(size * COMES_AGAIN))
    planned = second_visits(dice, planned, first_mode=VIRTUAL, count=again)
    planned = second_visits(dice, planned, first_mode=PHYSICAL, count=2 * faults)
    planned, visitors = bend(dice, frame, planned, visitors, 2 * faults)
    dice = Dice(seed, "hosts")
    hosting = enrol(dice, frame, consortium, planned, visitors, int(size * HOST_REGISTRATIONS))
    planned = choose_hosts(dice, frame, planned, visitors, hosting)
    planned = group_events(dice, planned, visitors, hosting)
    planned, visitors = attend_at_home(dice, planned, visitors, hosting, 3 * faults)
    trail = walk_back(Dice(seed, "trail"), frame, planned)
    positions, unknown = known_visits(trail, planned, size)
    return _Givens(
        planned.take(positions),
        trail.take(positions),
        hosting,
        visitors,
        waiting(planned.take(unknown), trail.take(unknown)),
    )


def _registered(
    frame: Scheme, givens: _Givens, size: int, seed: int, consortium: tuple[Actors, Ints]
) -> tuple[Registrations, Actors, tuple[Ints, Ints], tuple[Ints, Ints], Ints]:
    """Registrations in order of submission, their organisations, and who belongs to what."""
    journeys, hosting = givens.journeys, givens.hosting
    visitors, hosts = len(givens.visitors), len(hosting)
    going, of_visit = travellers(journeys, givens.trail)
    dice = Dice(seed, "registrations")
    used: Bools = np.isin(np.arange(hosts), journeys.host)
    dates = host_dates(dice, frame, journeys, givens.trail, hosting)
    labels = np.where(hosting.visitor != NOBODY, hosting.visitor, visitors + np.arange(hosts))
    offering = hosting_registrations(dice, hosting, dates, used, labels)
    rest = max(0, int(size * VISITOR_REGISTRATIONS) - len(going) - len(givens.waiting))
    model = stack([going, givens.waiting])
    staying, others = never_travelled(dice, frame, model, visitors + hosts, rest)
    everyone = stack([going, offering, givens.waiting, staying])
    homes = home_clusters(Dice(seed, "clusters"), frame, 2 + size // 5_000)
    groups = [givens.visitors, hosting.actors, others, homes]
    home_labels = visitors + hosts + len(others) + np.arange(len(homes))
    member_labels = visitors + np.arange(hosting.members)
    total = sum(len(group) for group in groups)
    keep = np.zeros(total, np.bool_)
    keep[everyone.organisation] = True
    keep[home_labels] = True
    order = dice.order(total)
    pointing = np.concatenate([member_labels, home_labels])
    actors, everyone, pointed = organisations_of(groups, everyone, keep, order, pointing)
    everyone, place = in_order_of_submission(everyone)
    links = place[of_visit], place[len(going) + journeys.host]
    return everyone, actors, links, (pointed[: hosting.members], consortium[1]), pointed


def _numbered(event: Ints) -> Ints:
    """Events renumbered without gaps, in order of their first visit."""
    names, first, place = np.unique(event, return_index=True, return_inverse=True)
    real = names != NOBODY
    rank = np.full(len(names), NOBODY)
    rank[np.flatnonzero(real)[np.argsort(first[real])]] = np.arange(int(real.sum()))
    return rank[place]


def _distance(guests: Actors, hosts: Actors) -> Floats:
    return haversine_km(guests.latitude, guests.longitude, hosts.latitude, hosts.longitude)
