"""The outcome table: what was anticipated at the end, and what was achieved six and eighteen months later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from cxc_metrics.contract.codes import (
    AGREEMENT_TYPES,
    ATTRIBUTION,
    OUTCOME_STATUS,
    OUTCOME_TYPE,
    REPORTED_IN,
)

from .draw import (
    NEVER,
    NOBODY,
    Bools,
    Days,
    Dice,
    Floats,
    Ints,
    days_after,
)
from .frames import (
    Columns,
    days,
    ids,
    named,
    numbers,
    where,
)
from .instrument import T2, T3
from .people import Registrations
from .places import atlas
from .reports import (
    IN_T1,
    IN_T2,
    IN_T3,
    Reports,
)
from .survey_answers import Answers
from .surveys import Invitations
from .truth import Agreements, Exports
from .world import World

_TYPE: Final = {code: place for place, code in enumerate(OUTCOME_TYPE.codes)}
_STATUS: Final = {code: place for place, code in enumerate(OUTCOME_STATUS.codes)}
_AGREEMENTS: Final = np.array([_TYPE[code] for code in AGREEMENT_TYPES])
_PLACE_OF_ROUND: Final = np.array([NOBODY, IN_T1, IN_T2, IN_T3])
# Told by respondents six and eighteen months later, besides what the questionnaire asks one by one.
_ALSO_TOLD: Final = {
    "follow_up_meeting": 0.32,
    "skills": 0.2,
    "new_product_service": 0.09,
    "process_change": 0.08,
    "investment": 0.03,
    "jobs": 0.05,
}
_ITEM_OUTCOMES: Final = {
    "joint_proposal": "joint_project_proposal",
    "project_funded": "project_funded",
    "cluster_joined": "cluster_joined",
}
NEW_MARKET: Final = {"travelled": 0.2, "stayed": 0.09}


@dataclass(frozen=True)
class Block:
    """Outcomes of one origin. `visit` is nobody for those who never travelled."""

    registration: Ints
    visit: Ints
    hosts: Bools
    kind: Ints
    status: Ints
    where: Ints
    reported: Days
    occurred: Days
    amount: Floats
    quantity: Floats
    with_partner: Bools


def outcome(
    dice: Dice,
    world: World,
    invitations: Invitations,
    answers: Answers,
    signed: Agreements,
    reports: Reports,
    own: Exports,
) -> Columns:
    """One row per outcome and reporting organisation; an agreement both sides report is there twice."""
    blocks = [
        _agreements(dice, world, signed, reports),
        *_anticipated(dice, invitations, answers),
        *_items(invitations, answers),
        *(_answered_block(dice, invitations, code, share) for code, share in _ALSO_TOLD.items()),
        *_talks(dice, invitations),
        *_markets(dice, world, invitations, own),
    ]
    all_of = Block(**{name: np.concatenate([getattr(b, name) for b in blocks]) for name in vars(blocks[0])})
    return _columns(dice, world, all_of)


def _columns(dice: Dice, world: World, all_of: Block) -> Columns:
    count = len(all_of.registration)
    counterpart = np.where(all_of.hosts, world.visitor_org[all_of.visit], world.host_org[all_of.visit])
    partner = np.where(all_of.with_partner & (all_of.visit != NOBODY), counterpart, NOBODY)
    unnamed = dice.chance(0.08, count)
    achieved = all_of.status != _STATUS["expected"]
    attribution = dice.pick([8.0, 52.0, 31.0, 9.0], count)
    verified = all_of.status == _STATUS["verified"]
    evidence = ids("EVI", np.where(verified, np.arange(count), NOBODY))
    return {
        "outcome_id": ids("OUT", np.arange(count)),
        "registration_id": ids("REG", all_of.registration),
        "exchange_id": ids("EXC", all_of.visit),
        "organisation_id": ids("ORG", world.registrations.organisation[all_of.registration]),
        "outcome_type": named(OUTCOME_TYPE.codes, all_of.kind),
        "partner_id": ids("ORG", np.where(unnamed, NOBODY, partner)),
        "partner_country": named(
            atlas().codes, np.where(partner == NOBODY, NOBODY, world.actors.country[partner])
        ),
        "status": named(OUTCOME_STATUS.codes, all_of.status),
        "amount_eur": numbers(all_of.amount),
        "quantity": numbers(all_of.quantity),
        "attribution": where(achieved & (all_of.visit != NOBODY), named(ATTRIBUTION.codes, attribution)),
        "reported_in": named(REPORTED_IN.codes, all_of.where),
        "reported_on": days(all_of.reported),
        "occurred_on": days(all_of.occurred),
        "evidence_ref": evidence,
    }


def _agreements(dice: Dice, world: World, signed: Agreements, reports: Reports) -> Block:
    which, count = reports.agreement, len(reports.agreement)
    visit = signed.visit[which]
    remembered = days_after(
        signed.signed[which], np.where(dice.chance(0.35, count), dice.between(-20, 20, count), 0)
    )
    occurred = np.clip(
        remembered.astype(np.int64),
        world.visits.actual_end[visit].astype(np.int64),
        reports.day.astype(np.int64),
    ).astype("datetime64[D]")
    valued = (signed.kind[which] != len(AGREEMENT_TYPES) - 1) & dice.chance(0.75, count)
    status = np.where(dice.chance(0.14, count), _STATUS["verified"], _STATUS["achieved"])
    return Block(
        registration=np.where(reports.hosts, world.ho_registration[visit], world.vo_registration[visit]),
        visit=visit,
        hosts=reports.hosts,
        kind=_AGREEMENTS[signed.kind[which]],
        status=status,
        where=reports.where,
        reported=reports.day,
        occurred=occurred,
        amount=np.where(valued, signed.amount[which], np.nan),
        quantity=np.full(count, np.nan),
        with_partner=np.ones(count, np.bool_),
    )


def _said(
    invitations: Invitations,
    which: Ints,
    kind: Ints | str,
    status: str,
    *,
    quantity: Floats | None = None,
    occurred: Days | None = None,
    partner: bool = True,
) -> Block:
    """Outcomes told in these answered invitations."""
    count = len(which)
    return Block(
        registration=invitations.registration[which],
        visit=invitations.visit[which],
        hosts=invitations.hosts[which],
        kind=np.full(count, _TYPE[kind]) if isinstance(kind, str) else kind,
        status=np.full(count, _STATUS[status]),
        where=_PLACE_OF_ROUND[invitations.round[which]],
        reported=invitations.responded[which],
        occurred=np.full(count, NEVER) if occurred is None else occurred,
        amount=np.full(count, np.nan),
        quantity=np.full(count, np.nan) if quantity is None else quantity,
        with_partner=np.full(count, partner),
    )


def _anticipated(dice: Dice, invitations: Invitations, answers: Answers) -> list[Block]:
    """At the end of the visit: contacts made, and business that is anticipated."""
    invited, hopes = answers.of("expect_xborder")
    hopeful = invited[(hopes == 1) & dice.chance(0.6, len(invited))]
    kinds = np.where(dice.chance(0.6, len(hopeful)), _TYPE["commercial_agreement"], _TYPE["new_market"])
    met, contacts = answers.of("contacts_n")
    some = (contacts > 0) & dice.chance(0.5, len(met))
    return [
        _said(invitations, hopeful, kinds, "expected"),
        _said(invitations, met[some], "contact", "achieved", quantity=contacts[some], partner=False),
    ]


def _items(invitations: Invitations, answers: Answers) -> list[Block]:
    """Outcomes behind a yes in the questionnaire, once per registration and visit."""
    blocks = []
    for item, code in _ITEM_OUTCOMES.items():
        invited, said = answers.of(item)
        yes = invited[said == 1]
        key = invitations.visit[yes] * 2 + invitations.hosts[yes]
        first = np.sort(np.unique(key, return_index=True)[1])
        blocks.append(_said(invitations, yes[first], code, "achieved"))
    return blocks


def _answered_block(dice: Dice, invitations: Invitations, code: str, share: float) -> Block:
    later = invitations.answered & np.isin(invitations.round, (T2, T3)) & (invitations.visit != NOBODY)
    which = np.flatnonzero(later & dice.chance(share, len(invitations)))
    count = len(which)
    quantity = dice.between(1, 4, count).astype(np.float64) if code in ("jobs", "skills") else None
    before = days_after(invitations.responded[which], -dice.between(5, 120, count))
    return _said(invitations, which, code, "achieved", quantity=quantity, occurred=before, partner=False)


def _talks(dice: Dice, invitations: Invitations) -> list[Block]:
    """Agreements under negotiation, and some that were given up."""
    later = invitations.answered & np.isin(invitations.round, (T2, T3)) & (invitations.visit != NOBODY)
    blocks = []
    for status, share in (("in_negotiation", 0.05), ("abandoned", 0.025)):
        which = np.flatnonzero(later & dice.chance(share, len(invitations)))
        blocks.append(_said(invitations, which, _AGREEMENTS[dice.pick([5.0, 2.0, 3.0], len(which))], status))
    return blocks


def _markets(dice: Dice, world: World, invitations: Invitations, own: Exports) -> list[Block]:
    """First exports and new markets of SMEs at eighteen months, of travellers and of those who stayed."""
    all_of: Registrations = world.registrations
    small = world.actors.is_sme[all_of.organisation[invitations.registration]]
    invited = invitations.answered & (invitations.round == T3) & small & ~invitations.hosts
    stayed = invitations.visit == NOBODY
    later = own.later(invitations.registration, ~stayed)
    starts = invited & later.starts & dice.chance(0.85, len(invitations))
    likely = np.where(stayed, NEW_MARKET["stayed"], NEW_MARKET["travelled"])
    opens = invited & (later.share > 0) & dice.chance(likely, len(invitations))
    blocks = []
    for chosen, code in ((starts, "first_export"), (opens, "new_market")):
        which = np.flatnonzero(chosen)
        before = days_after(invitations.responded[which], -dice.between(10, 400, len(which)))
        ones = np.ones(len(which))
        blocks.append(_said(invitations, which, code, "achieved", quantity=ones, occurred=before))
    return blocks
