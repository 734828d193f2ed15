"""What really happened in the sample, before anybody is asked: quality, agreements, exports.

Outcomes are drawn once and then reported, so that visitor and host tell of the same agreement and the
survey agrees with the outcome table. Travelling raises the share of turnover from abroad by about 1.6
percentage points on average (2.4, less what is lost at 1 and 100 %) and makes a first export likelier: an
evaluation that compares well should find about that much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from .draw import (
    NOBODY,
    Bools,
    Days,
    Dice,
    Floats,
    Ints,
    days_after,
)
from .organisations import MEDIUM, Economy
from .world import World

# Share of the variance of satisfaction that visitors of one group exchange, or guests of one host, have in
# common.
SHARED_BY_HOST: Final = 0.32
# Share of visits that lead to an agreement: commercial, technology, research.
AGREEMENT_SHARES: Final = (0.13, 0.06, 0.08)
EXPORT_EFFECT_PP: Final = 2.4
FIRST_EXPORT: Final = {"travelled": 0.17, "stayed": 0.10}
# Weights of a conditional logit by which a visitor's wishes agree with the host it was matched to: the host's
# country is wished, its ecosystem is, they share a language, they share an activity (each 0 or 1).
PREFERENCES: Final = {
    "country_wished": 1.1,
    "ecosystem_wished": 0.9,
    "language": 0.7,
    "activity": 0.5,
}


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
        agreeing = np.flatnonzero(held & dice.chance(likely, len(held)))
        visit.append(agreeing)
        kind.append(np.full(len(agreeing), number))
    of_visit = np.concatenate(visit)
    signed = days_after(world.visits.actual_end[of_visit], dice.lag(125, 0.8, len(of_visit), least=3))
    amount = np.rint(np.exp(10.3 + 1.1 * dice.normal(len(of_visit))) / 100) * 100
    return Agreements(of_visit, np.concatenate(kind), signed, amount)


@dataclass(frozen=True)
class Course:
    """Share of turnover from abroad at 18 months by registration, in %; `starts` marks first exports."""

    share: Floats
    starts: Bools


@dataclass(frozen=True)
class Exports:
    """Share of turnover from abroad at the start, and what became of it by registration: after a visit, and
    without one. Both courses share their chance, so that their difference is the visit's effect.
    """

    before: Floats
    travelled: Course
    stayed: Course

    def later(self, registration: Ints, travelled: Bools) -> Course:
        """What these registrations tell at eighteen months: after a visit, or while they have had none."""
        went, waits = self.travelled, self.stayed
        return Course(
            np.where(travelled, went.share[registration], waits.share[registration]),
            np.where(travelled, went.starts[registration], waits.starts[registration]),
        )


def exports(dice: Dice, world: World, figures: Economy) -> Exports:
    """Everybody drifts upwards; a visit adds `EXPORT_EFFECT_PP`, less where the share is at its limits."""
    organisation = world.registrations.organisation
    count = len(organisation)
    before, exporting = figures.export_share[organisation], figures.exports[organisation]
    trend = before + 0.8 + 0.6 * (figures.size[organisation] == MEDIUM)
    swing, luck = 5.0 * dice.normal(count), dice.uniform(count)
    first_share = dice.between(2, 15, count)

    def course(effect: float, likely: float) -> Course:
        moved = np.clip(np.rint(trend + effect + swing), 1, 100)
        starts = ~exporting & (luck < likely)
        return Course(np.where(exporting, moved, np.where(starts, first_share, 0)), starts)

    return Exports(
        before,
        course(EXPORT_EFFECT_PP, FIRST_EXPORT["travelled"]),
        course(0.0, FIRST_EXPORT["stayed"]),
    )
