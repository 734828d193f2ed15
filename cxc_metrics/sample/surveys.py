"""Who was asked in which survey round, and who answered.

T0 goes to every registration, T1 to both sides after a visit, T2 and T3 six and eighteen months after it.
Every accepted SME that has not travelled by 668 days after its acceptance gets T3 as well, so that there is
a group to compare with: decided by what is known on that day, so that those who withdrew, expired, were
called off or travel later are asked alike. They are asked only what needs no exchange. A host is asked once
per group exchange. Who answers once answers more often again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from cxc_metrics.contract.codes import SIDE, SURVEY_ROUND

from .draw import (
    NEVER,
    NOBODY,
    Bools,
    Days,
    Dice,
    Floats,
    Ints,
    days_after,
    known_by,
)
from .frames import (
    Columns,
    days,
    ids,
    named,
)
from .instrument import (
    T0,
    T1,
    T2,
    T3,
)
from .people import ACCEPTED, EXPIRED, WITHDRAWN
from .scheme import AS_AT_DAY
from .world import World

# Days after the end (T3 of those who have not travelled: after a typical wait from acceptance).
MONTHS_6, MONTHS_18, TYPICAL_WAIT = 183, 548, 120
# Normal quantiles of the shares that answer, by round: visitors .70 .68 .53 .46, hosts .64 .60 .47 .43.
_VISITORS: Final = np.array([0.524, 0.468, 0.075, -0.100])
_HOSTS: Final = np.array([0.358, 0.253, -0.075, -0.176])
_STAYED: Final = -0.176
_LOYALTY: Final = 0.4


@dataclass(frozen=True)
class Invitations:
    """Invitations by position; `visit` is nobody for T0 and for those who had not travelled."""

    registration: Ints
    visit: Ints
    hosts: Bools
    round: Ints
    invited: Days
    responded: Days

    def __len__(self) -> int:
        return len(self.registration)

    @property
    def answered(self) -> Bools:
        """Which were answered by the register's day."""
        answered: Bools = ~np.isnat(self.responded)
        return answered


def invite(dice: Dice, world: World) -> Invitations:
    """All invitations up to the register's day."""
    parts = [_baseline(world), _not_yet_travelled(world)]
    for after, wait in ((T1, 1), (T2, MONTHS_6), (T3, MONTHS_18)):
        parts += [_after_visit(world, after, wait, hosts=is_host) for is_host in (False, True)]
    registration, visit, hosts, number, invited = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    due = invited <= AS_AT_DAY
    registration, visit, hosts, number, invited = (
        column[due] for column in (registration, visit, hosts, number, invited)
    )
    waits = (visit == NOBODY) & (number == T3)
    bar = np.where(waits, _STAYED, np.where(hosts, _HOSTS[number], _VISITORS[number]))
    answers = _answers(dice, world, registration, bar)
    lag = dice.lag(np.where(number == T0, 3.0, 11.0), 0.8, len(registration))
    responded = known_by(days_after(invited, np.minimum(lag, 75)), AS_AT_DAY)
    return Invitations(registration, visit, hosts, number, invited, np.where(answers, responded, NEVER))


def _answers(dice: Dice, world: World, registration: Ints, bar: Floats) -> Bools:
    habit = dice.normal(len(world.registrations))[registration]
    mood = dice.normal(len(registration))
    answers: Bools = habit * np.sqrt(_LOYALTY) + mood * np.sqrt(1 - _LOYALTY) < bar
    return answers


_Part = tuple[Ints, Ints, Bools, Ints, Days]


def _baseline(world: World) -> _Part:
    invited_rows = np.flatnonzero(~np.isnat(world.registrations.submitted))
    return _part(
        invited_rows,
        None,
        world.registrations.hosts[invited_rows],
        T0,
        world.registrations.submitted[invited_rows],
    )


def _not_yet_travelled(world: World) -> _Part:
    """Accepted SMEs on the day 668 days after their acceptance, unless they had set off by then."""
    all_of, began = world.registrations, world.visits.actual_start
    set_off = np.full(len(all_of), np.datetime64("9999-12-31", "D"))
    went = np.flatnonzero(~np.isnat(began))
    np.minimum.at(set_off, world.vo_registration[went], began[went])
    accepted = np.isin(all_of.status, (ACCEPTED, WITHDRAWN, EXPIRED)) & ~np.isnat(all_of.decided)
    small = world.actors.is_sme[all_of.organisation]
    invited = all_of.decided + (TYPICAL_WAIT + MONTHS_18)
    invited_rows = np.flatnonzero(accepted & ~all_of.hosts & small & (set_off > invited))
    return _part(invited_rows, None, np.zeros(len(invited_rows), np.bool_), T3, invited[invited_rows])


def _after_visit(world: World, number: int, wait: int, *, hosts: bool) -> _Part:
    held = world.visits.held
    if hosts:
        held = held & _leads(world, held)
    visit = np.flatnonzero(held)
    invited_rows = (world.ho_registration if hosts else world.vo_registration)[visit]
    return _part(
        invited_rows, visit, np.full(len(visit), hosts), number, world.visits.actual_end[visit] + wait
    )


def _leads(world: World, held: Bools) -> Bools:
    """The first held visit of every group exchange, and every visit on its own."""
    event = world.journeys.event
    key = np.where(event == NOBODY, -2 - np.arange(len(event)), event)
    candidates = np.flatnonzero(held)
    leads = np.zeros(len(event), np.bool_)
    leads[candidates[np.unique(key[candidates], return_index=True)[1]]] = True
    return leads


def _part(registration: Ints, visit: Ints | None, hosts: Bools, number: int, invited: Days) -> _Part:
    count = len(registration)
    of_visit = np.full(count, NOBODY) if visit is None else visit
    return registration, of_visit, hosts, np.full(count, number), invited


def survey_invitation(world: World, invitations: Invitations) -> Columns:
    """One row per invitation."""
    organisation = world.registrations.organisation[invitations.registration]
    return {
        "invitation_id": ids("INV", np.arange(len(invitations))),
        "registration_id": ids("REG", invitations.registration),
        "exchange_id": ids("EXC", invitations.visit),
        "organisation_id": ids("ORG", organisation),
        "side": named(SIDE.codes, invitations.hosts.astype(np.int64)),
        "survey_round": named(SURVEY_ROUND.codes, invitations.round),
        "invited_on": days(invitations.invited),
        "responded_on": days(invitations.responded),
    }
