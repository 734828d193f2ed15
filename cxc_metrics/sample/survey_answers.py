"""The answers of all answered invitations, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from .draw import (
    NOBODY,
    Bools,
    Dice,
    Floats,
    Ints,
)
from .frames import (
    Columns,
    ids,
    named,
    numbers,
)
from .instrument import (
    CODES,
    ITEMS,
    NAMES,
    T3,
    WITHOUT_EXCHANGE,
    Item,
)
from .surveys import Invitations
from .truth import Exports
from .world import World

NO_CODE: Final = -1
ITEM_MISSING: Final = 0.04
# Steps between 1|2|3|4|5 on the standard normal scale: 87 % answer 4 or 5.
_STEPS: Final = np.array([-2.05, -1.64, -1.13, 0.05])
_LIFT: Final = {
    "sat_overall": 0.0,
    "sat_match": 0.12,
    "sat_support_vop": 0.05,
    "sat_it_tool": -0.55,
    "skill_new": 0.18,
}
_YES: Final = {
    "obj_1": 0.71,
    "obj_2": 0.62,
    "obj_3": 0.4,
    "obj_4": 0.35,
    "followup_planned": 0.66,
    "still_contact": 0.58,
    "joint_proposal": 0.14,
    "project_funded": 0.04,
    "cluster_joined": 0.06,
}
_EXPECTS: Final = {"expect_xborder": (0.72, 0.13), "expect_newprod": (0.5, 0.25)}
_GAINS: Final = {"turnover_chg": 0.26, "share_chg": 0.22, "jobs_chg": 0.17, "innov": 0.36}
_NAMED: Final = {
    "attribution": {"none": 12.0, "partly": 52.0, "mainly": 28.0, "entirely": 8.0},
    "without_cxc": {"yes_same": 12.0, "later": 29.0, "smaller": 18.0, "no": 41.0},
    "other_schemes": {"none": 58.0, "een": 20.0, "eye": 3.0, "euroclusters": 7.0, "national": 12.0},
}
_EXPORT_ITEMS: Final = ("export_status", "export_share", "countries_active_n")
_AGREEMENT_ITEMS: Final = ("agr_commercial", "agr_technology", "agr_rdi")


@dataclass(frozen=True)
class Answers:
    """Answers in long format: invitation, item (position in `NAMES`), number (nan) or code (position or
    -1).
    """

    invitation: Ints
    item: Ints
    number: Floats
    code: Ints

    def of(self, name: str) -> tuple[Ints, Floats]:
        """Invitations and numbers of one item."""
        chosen = self.item == NAMES.index(name)
        return self.invitation[chosen], self.number[chosen]


@dataclass(frozen=True)
class Traits:
    """What the answers must agree with: quality by visit, exports by registration, agreements by
    invitation.
    """

    well: Floats
    exports: Exports
    agreed: Bools


def answer(dice: Dice, world: World, invitations: Invitations, traits: Traits) -> Answers:
    """All answers; a few items are skipped."""
    parts = []
    for number, item in enumerate(ITEMS):
        answering = np.flatnonzero(invitations.answered & _put_to(world, invitations, item))
        answering = answering[~dice.chance(ITEM_MISSING, len(answering))]
        values, codes = _value(dice, item.name, answering, invitations, traits)
        parts.append((answering, np.full(len(answering), number), values, codes))
    invitation, items, values, codes = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(invitation, kind="stable")
    return Answers(invitation[order], items[order], values[order], codes[order])


def _put_to(world: World, invitations: Invitations, item: Item) -> Bools:
    put: Bools = np.isin(invitations.round, item.rounds)
    if item.visitors_only:
        put &= ~invitations.hosts
    if item.smes_only:
        put &= world.actors.is_sme[world.registrations.organisation[invitations.registration]]
    if item.name not in WITHOUT_EXCHANGE:
        put &= invitations.visit >= 0
    return put


def _value(
    dice: Dice, name: str, answering: Ints, invitations: Invitations, traits: Traits
) -> tuple[Floats, Ints]:
    """Numbers and codes of one item for these invitations."""
    count = len(answering)
    nothing, no_code = np.full(count, np.nan), np.full(count, NO_CODE)
    if name in _NAMED:
        codes = np.array([CODES.index(code) for code in _NAMED[name]])
        return nothing, codes[dice.pick(list(_NAMED[name].values()), count)]
    if name in _EXPECTS:
        yes, unsure = _EXPECTS[name]
        drawn = dice.pick([yes, unsure, 1 - yes - unsure], count)
        return np.where(drawn == 1, np.nan, drawn == 0), np.where(drawn == 1, CODES.index("dk"), NO_CODE)
    return _number(dice, name, answering, invitations, traits), no_code


def _number(dice: Dice, name: str, answering: Ints, invitations: Invitations, traits: Traits) -> Floats:
    count = len(answering)
    if name in _EXPORT_ITEMS:
        return _exports(dice, name, answering, invitations, traits.exports)
    if name in _AGREEMENT_ITEMS:
        return np.where(traits.agreed[_AGREEMENT_ITEMS.index(name), answering], 1.0, 0.0)
    if name in _GAINS:
        return np.array([-1.0, 0.0, 1.0])[dice.pick([0.04, 0.96 - _GAINS[name], _GAINS[name]], count)]
    if name in _YES:
        return dice.chance(_YES[name], count).astype(np.float64)
    return _scaled(dice, name, traits.well[invitations.visit[answering]])


def _scaled(dice: Dice, name: str, well: Floats) -> Floats:
    """Scales and counts that follow how well the visit went."""
    felt = 0.78 * well + 0.626 * dice.normal(len(well)) + _LIFT.get(name, 0.0)
    if name == "contacts_n":
        return np.floor(np.exp(1.1 + 0.5 * felt))
    if name == "recommend":
        return np.clip(np.rint(8.3 + 1.5 * felt), 0, 10)
    return 1.0 + np.searchsorted(_STEPS, felt).astype(np.float64)


def _exports(dice: Dice, name: str, answering: Ints, invitations: Invitations, own: Exports) -> Floats:
    registration = invitations.registration[answering]
    late = invitations.round[answering] == T3
    after = own.later(registration, invitations.visit[answering] != NOBODY).share
    share = np.where(late, after, own.before[registration])
    if name == "export_share":
        return share
    if name == "export_status":
        return (share > 0).astype(np.float64)
    return np.where(share > 0, 1 + np.floor(share / 14 + 2 * dice.uniform(len(answering))), 0.0)


def survey_answer(answers: Answers) -> Columns:
    """One row per answered item."""
    return {
        "invitation_id": ids("INV", answers.invitation),
        "item": named(NAMES, answers.item),
        "value_num": numbers(answers.number),
        "value_code": named(CODES, answers.code),
    }
