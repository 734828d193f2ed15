"""Papers with their four signatures, and the persons who took part."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from cxc_metrics.contract.codes import DOCUMENT_TYPE, JOB_LEVEL, SIDE

from . import visits as status
from .actors import CLUSTER
from .draw import (
    NEVER,
    NOBODY,
    Bools,
    Days,
    Dice,
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
from .journeys import VIRTUAL
from .scheme import AS_AT_DAY
from .world import World

_COMMITMENT, _AGREEMENT, _VO_REPORT, _HO_REPORT, _TRAVEL, _STAY, _CERTIFICATE = range(
    len(DOCUMENT_TYPE.codes)
)
# One row: exchange, kind, four signatures, submitted, validated, validated by.
_Rows = tuple[Ints, int, tuple[Days, Days, Days, Days], Days, Days, Ints]


def document(dice: Dice, world: World) -> Columns:
    """Papers of all exchanges as far as they existed on the register's day."""
    papers = [*_agreements(world), *_closing(dice, world)]
    size = [len(rows[0]) for rows in papers]
    signatures = [np.concatenate([rows[2][place] for rows in papers]) for place in range(4)]
    return {
        "document_id": ids("DOC", np.arange(sum(size))),
        "exchange_id": ids("EXC", np.concatenate([rows[0] for rows in papers])),
        "doc_type": named(DOCUMENT_TYPE.codes, np.repeat([rows[1] for rows in papers], size)),
        **{
            f"signed_{side}_on": days(dates)
            for side, dates in zip(("vo", "ho", "vop", "hop"), signatures, strict=True)
        },
        "submitted_on": days(np.concatenate([rows[3] for rows in papers])),
        "validated_on": days(np.concatenate([rows[4] for rows in papers])),
        "validated_by": named(world.frame.ids, np.concatenate([rows[5] for rows in papers])),
    }


def _agreements(world: World) -> list[_Rows]:
    """Commitment to Quality for every exchange with a signature by now, Financial Agreement where money is
    agreed.
    """
    count = len(world.journeys)
    commitment = known_by(world.signatures.commitment, AS_AT_DAY)
    agreement = known_by(world.signatures.agreement, AS_AT_DAY)
    # A visit that was called off keeps the papers signed by then: about half of them.
    dropped = (world.visits.status == status.CANCELLED) & (np.arange(count) % 2 == 0)
    signed = np.flatnonzero(~np.isnat(commitment).all(axis=0) & ~dropped)
    funded = np.flatnonzero(~np.isnat(agreement).all(axis=0) & (world.visits.agreed > 0) & ~dropped)
    never = np.full(count, NEVER)
    return [
        _paper(signed, _COMMITMENT, tuple(commitment), never, never, None),
        _paper(funded, _AGREEMENT, (agreement[0], never, agreement[1], never), never, never, None),
    ]


def _closing(dice: Dice, world: World) -> list[_Rows]:
    visits, journeys, count = world.visits, world.journeys, len(world.journeys)
    never = np.full(count, NEVER)
    none = (never, never, never, never)
    reported = ~np.isnat(visits.reported)
    # Certificates, and the few reports whose evidence is missing though money was paid.
    evidence = reported & (journeys.mode != VIRTUAL) & dice.chance(0.985, count)
    host_report = days_after(visits.reported, dice.between(-3, 20, count))
    hosts = reported & dice.chance(0.82, count) & (host_report <= AS_AT_DAY)
    certificate = known_by(days_after(visits.validated, dice.between(1, 30, count)), AS_AT_DAY)
    return [
        _paper(np.flatnonzero(reported), _VO_REPORT, none, visits.reported, visits.validated, journeys.vop),
        _paper(
            np.flatnonzero(hosts), _HO_REPORT, none, np.maximum(host_report, visits.actual_end), never, None
        ),
        _paper(np.flatnonzero(evidence), _TRAVEL, none, visits.reported, never, None),
        _paper(
            np.flatnonzero(evidence & dice.chance(0.93, count)), _STAY, none, visits.reported, never, None
        ),
        _paper(np.flatnonzero(~np.isnat(certificate)), _CERTIFICATE, none, certificate, never, None),
    ]


def _paper(
    which: Ints, kind: int, signed: tuple[Days, ...], submitted: Days, validated: Days, validator: Ints | None
) -> _Rows:
    by = np.full(len(which), NOBODY) if validator is None else validator[which]
    by = np.where(np.isnat(validated[which]), NOBODY, by)
    vo, ho, vop, hop = (dates[which] for dates in signed)
    return which, kind, (vo, ho, vop, hop), submitted[which], validated[which], by


def participation(dice: Dice, world: World) -> Columns:
    """Persons under random pseudonyms: those of the visitor, and one or two of the host."""
    visits = world.visits
    active = visits.held | (visits.status == status.ONGOING)
    guests = np.flatnonzero(active)
    hosts = np.flatnonzero(active & dice.chance(0.9, len(active)))
    host_persons = dice.between(1, 2, len(hosts))
    which = np.concatenate([np.repeat(guests, visits.persons[guests]), np.repeat(hosts, host_persons)])
    is_host: Bools = np.arange(len(which)) >= int(visits.persons[guests].sum())
    count = len(which)
    cluster = world.actors.kind[np.where(is_host, world.host_org[which], world.visitor_org[which])] == CLUSTER
    level = dice.pick_by_row(np.array([[3.0, 4, 3, 0, 0.3], [0.2, 1, 2, 6, 0.3]]), cluster.astype(np.int64))
    absent = dice.chance(0.03, count)
    left = days_after(world.journeys.start[which], -dice.between(1, 20, count))
    return {
        "participation_id": ids("PAR", np.arange(count)),
        "exchange_id": ids("EXC", which),
        "organisation_id": ids("ORG", np.where(is_host, world.host_org[which], world.visitor_org[which])),
        "side": named(SIDE.codes, is_host.astype(np.int64)),
        "person_ref": _pseudonyms(dice, count),
        "job_level": named(JOB_LEVEL.codes, np.where(dice.chance(0.95, count), level, NOBODY)),
        "funded": ~is_host & (visits.agreed[which] > 0),
        "attended": ~absent,
        "withdrawn_on": days(np.where(absent & dice.chance(0.5, count), left, NEVER)),
    }


def _pseudonyms(dice: Dice, count: int) -> pa.Array:
    """Eight characters that say nothing; unique, because persons are numbered in random order."""
    shuffled = dice.order(count).astype(np.uint32)
    scattered = (shuffled * np.uint32(2_654_435_761)).astype(">u4").tobytes().hex()
    return pa.array([scattered[start : start + 8] for start in range(0, len(scattered), 8)], pa.string())
