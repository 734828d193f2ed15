"""What really happened in the sample, before anybody is asked: quality, agreements, exports.

Outcomes are drawn once and then reported, so that visitor and host tell of the same agreement and the
survey agrees with the outcome table. Travelling raises the share of turnover from abroad by about two
percentage points on average and makes a first export likelier: an evaluation that compares well should find
about that much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from .draw import NOBODY, Bools, Days, Dice, Floats, Ints, days_after
from .organisations import MEDIUM, Economy
from .world import World

# Share of the variance of satisfaction that visitors of one group exchange, or guests of one host, have in
# common.
SHARED_BY_HOST: Final = 0.32
# Share of visits that lead to an agreement: commercial, technology, research.
AGREEMENT_SHARES: Final = (0.13, 0.06, 0.08)
EXPORT_EFFECT_PP: Final = 2.4
FIRST_EXPORT: Final = {"travelled": 0.17, "stayed": 0.10}


def quality(dice: Dice, world: World) -> Floats:
    """How well each visit went, standard normal, alike within a group exchange or else a host."""
    event, host = world.journeys.event, world.ho_registration
    cluster = np.where(event == NOBODY, host, len(world.registrations) + event)
    shared = dice.normal(int(cluster.max()) + 1)[cluster]
    own = dice.normal(len(cluster))
    well: Floats = np.sqrt(SHARED_BY_HOST) * shared + np.sqrt(1 - SHARED_BY_HOST) * own
    return well


@dataclass(frozen=True)
class Agreements:
    """Signed agreements: the visit behind it, kind (position in `AGREEMENT_TYPES`), day, value in EUR."""

    visit: Ints
    kind: Ints
    signed: Days
    amount: Floats


def agreements(dice: Dice, world: World, well: Floats) -> Agreements:
    """Agreements of held visits, signed some months after the end; better visits lead to more."""
    held = world.visits.held
    visit, kind = [], []
    for number, share in enumerate(AGREEMENT_SHARES):
        likely = np.clip(share * (1 + 0.5 * well), 0, 0.6)
        found = np.flatnonzero(held & dice.chance(likely, len(held)))
        visit.append(found)
        kind.append(np.full(len(found), number))
    of_visit = np.concatenate(visit)
    signed = days_after(world.visits.actual_end[of_visit], dice.lag(125, 0.8, len(of_visit), least=3))
    amount = np.rint(np.exp(10.3 + 1.1 * dice.normal(len(of_visit))) / 100) * 100
    return Agreements(of_visit, np.concatenate(kind), signed, amount)


@dataclass(frozen=True)
class Exports:
    """Share of turnover from abroad at T0 and T3 by registration, in %; `starts` marks first exports."""

    before: Floats
    after: Floats
    starts: Bools


def exports(dice: Dice, world: World, figures: Economy) -> Exports:
    """Everybody drifts upwards; those who travelled gain about `EXPORT_EFFECT_PP` more."""
    all_of = world.registrations
    count = len(all_of)
    went = all_of.travels & ~all_of.hosts
    organisation = all_of.organisation
    before, exporting = figures.export_share[organisation], figures.exports[organisation]
    trend = 0.8 + 0.6 * (figures.size[organisation] == MEDIUM) + EXPORT_EFFECT_PP * went
    moved = np.clip(np.rint(before + trend + 5.0 * dice.normal(count)), 1, 100)
    likely = np.where(went, FIRST_EXPORT["travelled"], FIRST_EXPORT["stayed"])
    starts = ~exporting & dice.chance(likely, count)
    first_share = dice.between(2, 15, count)
    return Exports(before, np.where(exporting, moved, np.where(starts, first_share, 0)), starts)
