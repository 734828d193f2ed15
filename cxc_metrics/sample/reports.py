"""Who reports which agreement, and when: both sides, one side, or only the partnership."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from cxc_metrics.contract.codes import REPORTED_IN

from .draw import (
    NOBODY,
    Bools,
    Days,
    Dice,
    Ints,
    days_after,
)
from .instrument import T2, T3
from .scheme import AS_AT_DAY
from .surveys import Invitations
from .truth import AGREEMENT_SHARES, Agreements

IN_T1, IN_T2, IN_T3, BY_PARTNERSHIP, BY_SUPPORT = range(len(REPORTED_IN.codes))
REMEMBERED: Final = 0.9


@dataclass(frozen=True)
class Reports:
    """Reports of agreements: the agreement, the reporting side, where and when it was reported."""

    agreement: Ints
    hosts: Bools
    where: Ints
    day: Days


def invitation_of(invitations: Invitations, visits: int, number: int, *, hosts: bool) -> Ints:
    """The answered invitation of that round and side for each visit, or nobody."""
    chosen = np.flatnonzero(
        invitations.answered
        & (invitations.round == number)
        & (invitations.hosts == hosts)
        & (invitations.visit >= 0)
    )
    invitation = np.full(visits, NOBODY)
    invitation[invitations.visit[chosen]] = chosen
    return invitation


def report(dice: Dice, signed: Agreements, invitations: Invitations, visits: int) -> tuple[Reports, Bools]:
    """Reports of all agreements, and per kind and invitation whether one was told there.

    What was told at six months is still true at eighteen. Some that nobody tells are known to the
    partnership.
    """
    reported = np.zeros((len(AGREEMENT_SHARES), len(invitations)), np.bool_)
    unknown = np.ones(len(signed.visit), np.bool_)
    parts = []
    for hosts in (False, True):
        open_still = np.ones(len(signed.visit), np.bool_)
        for number, in_round in ((T2, IN_T2), (T3, IN_T3)):
            invitation = invitation_of(invitations, visits, number, hosts=hosts)[signed.visit]
            when = invitations.responded[invitation]
            could = (invitation >= 0) & (signed.signed <= when)
            tells = could & open_still & dice.chance(REMEMBERED, len(invitation))
            parts.append(_part(np.flatnonzero(tells), hosts, in_round, when[tells]))
            open_still &= ~tells
            answered = could & ~open_still
            reported[signed.kind[answered], invitation[answered]] = True
        unknown &= open_still
    later = days_after(signed.signed, dice.between(20, 150, len(signed.visit)))
    noticed = unknown & (later <= AS_AT_DAY) & dice.chance(0.12, len(later))
    place = BY_PARTNERSHIP + dice.chance(0.2, int(noticed.sum())).astype(np.int64)
    parts.append((np.flatnonzero(noticed), np.zeros(len(place), np.bool_), place, later[noticed]))
    agreement, side, where, day = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Reports(agreement, side, where, day), reported


def _part(agreement: Ints, hosts: bool, place: int, day: Days) -> tuple[Ints, Bools, Ints, Days]:
    count = len(agreement)
    return agreement, np.full(count, hosts), np.full(count, place), day
