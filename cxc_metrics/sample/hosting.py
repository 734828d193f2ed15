"""Host registrations, the choice of a host for every visit, and group exchanges.

Few hosts receive most visits; half of the visits stay within the visitor's own partnership; among a
partnership's hosts the near ones are chosen more often, and those of the same ecosystem.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from .actors import (
    HOSTS,
    Actors,
    draw_actors,
    join,
)
from .draw import (
    NOBODY,
    Bools,
    Dice,
    Floats,
    Ints,
)
from .journeys import HYBRID, PHYSICAL, Journeys
from .places import DECAY_KM, atlas
from .scheme import ECOSYSTEMS, Scheme

OWN_PARTNERSHIP: Final = 0.5
SAME_SECTOR_SOUGHT: Final = 0.88
CANDIDATES: Final = 6
MEMBER_WEIGHT: Final = 6.0
GROUP_DAYS: Final = 42
GROUP_LIMIT: Final = 12
GROUP_LEAST: Final = 3
GROUP_JOINERS: Final = 0.6


@dataclass(frozen=True)
class Hosting:
    """Host registrations by position; the first `members` are the partnerships' own clusters.

    `visitor` is the visiting organisation that also hosts, or nobody.
    """

    actors: Actors
    partnership: Ints
    weight: Floats
    visitor: Ints
    members: int

    def __len__(self) -> int:
        return len(self.partnership)


def enrol(
    dice: Dice, frame: Scheme, clusters: tuple[Actors, Ints], journeys: Journeys, visitors: Actors, size: int
) -> Hosting:
    """About `size` host registrations: the partnerships' clusters and others, some of which visit too."""
    partnership = dice.pick(frame.weight, size)
    actors = draw_actors(dice, frame, partnership, HOSTS)
    visitor, partnership = _who_also_visits(dice, frame, journeys, visitors, partnership)
    both = visitor != NOBODY
    positions = np.where(both, visitor, len(visitors) + np.arange(size))
    actors = join([visitors, actors]).take(positions)
    members, of = clusters
    # Pareto tail, cut where a single host would receive most of a partnership's visits.
    tail = np.minimum((1 - dice.uniform(size + len(of))) ** (-1 / 1.1), 100.0)
    tail[: len(of)] *= MEMBER_WEIGHT
    return Hosting(
        actors=join([members, actors]),
        partnership=np.concatenate([of, partnership]),
        weight=tail,
        visitor=np.concatenate([np.full(len(of), NOBODY), visitor]),
        members=len(of),
    )


def _who_also_visits(
    dice: Dice, frame: Scheme, journeys: Journeys, visitors: Actors, partnership: Ints
) -> tuple[Ints, Ints]:
    """A fifth of the hosts are visiting organisations, registered with the partnership they travel with."""
    size = len(partnership)
    candidate = dice.order(len(journeys))[:size]
    candidate = np.resize(candidate, size)
    vop, label = journeys.vop[candidate], journeys.visitor[candidate]
    may_host = frame.hosts_from[vop, visitors.country[label]] > 0
    own = label == candidate
    both = (
        dice.chance(0.2, size) & may_host & own & ~journeys.odd[candidate] & (np.arange(size) < len(journeys))
    )
    return np.where(both, label, NOBODY), np.where(both, vop, partnership)


def choose_hosts(
    dice: Dice, frame: Scheme, journeys: Journeys, visitors: Actors, hosting: Hosting
) -> Journeys:
    """The same visits, each with a host in another country and that host's partnership."""
    sector, country = visitors.sector[journeys.visitor], visitors.country[journeys.visitor]
    other = dice.pick_by_row(_affinity(frame), journeys.vop * ECOSYSTEMS + sector)
    hop = np.where(dice.chance(OWN_PARTNERSHIP, len(journeys)), journeys.vop, other)
    nearness = np.exp(-atlas().distance_km / DECAY_KM)
    np.fill_diagonal(nearness, 0)
    may_host = atlas().hosts > 0
    host = np.full(len(journeys), NOBODY)
    for partnership in range(frame.size):
        own = np.flatnonzero(hosting.partnership == partnership)
        from_country = hosting.actors.country[own]
        open_to = hosting.weight[own] * may_host[from_country]
        guests = np.flatnonzero(hop == partnership)
        for origin in np.unique(country[guests]):
            chosen = guests[country[guests] == origin]
            weights = open_to * nearness[origin, from_country]
            host[chosen] = own[_candidates(dice, weights, hosting.actors.sector[own], sector[chosen])]
    return replace(journeys, host=host, hop=hop)


def _affinity(frame: Scheme) -> Floats:
    """Row (partnership, ecosystem): weight of every other partnership of the wave as the host's."""
    rows = []
    for partnership in range(frame.size):
        reachable = (frame.wave == frame.wave[partnership]) & (np.arange(frame.size) != partnership)
        rows += [frame.weight * reachable * (0.02 + frame.sectors[:, sector]) for sector in range(ECOSYSTEMS)]
    return np.array(rows)


def _candidates(dice: Dice, weights: Floats, host_sector: Ints, wished: Ints) -> Ints:
    """Draw several hosts per visit; most visitors take the first of their own ecosystem, if there is one."""
    drawn = np.array([dice.pick(weights, len(wished)) for _ in range(CANDIDATES)])
    same = host_sector[drawn] == wished
    best = np.where(dice.chance(SAME_SECTOR_SOUGHT, len(wished)), np.argmax(same, axis=0), 0)
    return drawn[best, np.arange(len(wished))]


def group_events(dice: Dice, journeys: Journeys, visitors: Actors, hosting: Hosting) -> Journeys:
    """Part of the visits to one partnership within six weeks become group exchanges: one host, common days.

    Visitors from the host's own country do not join (`attend_at_home` adds those that do so against the
    rules).
    """
    size = len(journeys)
    joins = ~journeys.odd & (journeys.mode != HYBRID) & dice.chance(GROUP_JOINERS, size)
    season = journeys.start.astype(np.int64) // GROUP_DAYS
    key = (journeys.hop * 2 + (journeys.mode == PHYSICAL)) * 2_000 + season % 2_000
    key = np.unique(np.where(joins, key, -1 - np.arange(size)), return_inverse=True)[1]
    limit = dice.between(3, GROUP_LIMIT, int(key.max()) + 1)[key]
    key = key * 1_000_000 + _rank(key) // limit
    _, lead, group = np.unique(key, return_index=True, return_inverse=True)
    leader = lead[group]
    host = journeys.host[leader]
    joins &= visitors.country[journeys.visitor] != hosting.actors.country[host]
    grouped = joins & (np.bincount(group, joins, len(lead))[group] >= GROUP_LEAST)
    return replace(
        journeys,
        event=np.where(grouped, leader, NOBODY),
        host=np.where(grouped, host, journeys.host),
        start=np.where(grouped, journeys.start[leader], journeys.start),
        days=np.where(grouped, journeys.days[leader], journeys.days),
        gap=np.where(grouped, journeys.gap[leader], journeys.gap),
    )


def _rank(key: Ints) -> Ints:
    """0, 1, 2 … among the entries with the same key."""
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    begins = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    lengths = np.diff(np.append(begins, len(key)))
    rank = np.empty(len(key), np.int64)
    rank[order] = np.arange(len(key)) - np.repeat(begins, lengths)
    return rank


def attend_at_home(
    dice: Dice, journeys: Journeys, visitors: Actors, hosting: Hosting, count: int
) -> tuple[Journeys, Actors]:
    """Put some visitors of group exchanges into the host's own country: attendance, no exchange (facts
    1.4).
    """
    alone = np.bincount(journeys.visitor, minlength=len(visitors))[journeys.visitor] == 1
    hosts_too: Bools = np.isin(journeys.visitor, hosting.visitor)
    chosen = dice.some((journeys.event != NOBODY) & (journeys.mode == PHYSICAL) & alone & ~hosts_too, count)
    home, odd = journeys.home.copy(), journeys.odd.copy()
    home[chosen] = odd[chosen] = True
    country = hosting.actors.country[journeys.host[chosen]]
    return replace(journeys, home=home, odd=odd), visitors.moved(dice, journeys.visitor[chosen], country)
