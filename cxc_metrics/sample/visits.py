"""What became of every known visit: signatures, start, status on the register's day, money.

A status follows from dates: what would have happened after the register's day has not happened on it. That
leaves the work a manager finds: starts without signatures, reports open, payments due.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from cxc_metrics.contract.codes import CANCEL_REASON, EXCHANGE_STATUS

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
from .journeys import PHYSICAL, VIRTUAL, Journeys
from .scheme import AS_AT_DAY

STATUSES: Final = EXCHANGE_STATUS.codes
(
    IN_PREPARATION,
    READY,
    ONGOING,
    AWAITING_REPORTS,
    AWAITING_VALIDATION,
    AWAITING_PAYMENT,
    COMPLETED,
    CANCELLED,
    INELIGIBLE,
) = range(len(STATUSES))
HELD: Final = (AWAITING_REPORTS, AWAITING_VALIDATION, AWAITING_PAYMENT, COMPLETED)
REASONS: Final = CANCEL_REASON.codes
_REASON_WEIGHTS: Final = np.array(
    [
        # pandemic, visa, force majeure, closed, host, visitor, illness, no funding, papers, other
        [55.0, 5.0, 1.0, 1.0, 11.0, 13.0, 6.0, 2.0, 4.0, 2.0],
        [3.0, 10.0, 4.0, 6.0, 18.0, 27.0, 8.0, 8.0, 10.0, 6.0],
    ]
)
_PANDEMIC_ENDS: Final = np.datetime64("2022-03-01")
_NOT_YET: Final = np.datetime64("2200-01-01")
# As the scheme ends the partnerships fall behind: papers of the last months take so many times longer.
BEHIND_DAYS: Final = 75
BEHIND: Final = 4.0
HALF_DAYS: Final = 5
HALF_KM: Final = 200


@dataclass(frozen=True)
class Signatures:
    """When the Commitment to Quality (visitor, host, their partnerships) and the Financial Agreement are
    signed.

    `commitment` has four rows, `agreement` two (visitor, partnership); dates may lie after the register's
    day.
    """

    commitment: Days
    agreement: Days


def sign(dice: Dice, start: Days) -> Signatures:
    """Signatures mostly in the month before the first day; some lack or come late."""
    size = len(start)
    earliest = dice.lag(17, 0.55, size, least=3)
    rows = []
    for _ in range(4):
        after = np.minimum(dice.between(0, 8, size), earliest - 1)
        rows.append(days_after(start, after - earliest))
    commitment = np.array(rows)
    late = dice.chance(0.02, size)
    commitment[3] = np.where(late, days_after(start, dice.between(1, 25, size)), commitment[3])
    commitment[1, dice.chance(0.012, size)] = NEVER
    commitment[3, dice.chance(0.012, size)] = NEVER
    agreement = np.array(
        [days_after(rows[0], dice.between(0, 4, size)), days_after(rows[2], dice.between(0, 4, size))]
    )
    agreement[1, dice.chance(0.015, size)] = NEVER
    return Signatures(commitment, agreement)


@dataclass(frozen=True)
class Visits:
    """The exchange table's own columns by visit; dates after the register's day are empty."""

    status: Ints
    reason: Ints
    actual_start: Days
    actual_end: Days
    reported: Days
    validated: Days
    paid_on: Days
    distance_km: Floats
    cap: Floats
    factor: Floats
    agreed: Floats
    paid: Floats
    persons: Ints
    women: Ints
    without_vop: Bools

    @property
    def held(self) -> Bools:
        """Which have taken place, whatever else is wrong with them."""
        return np.isin(self.status, HELD)


def follow(
    dice: Dice, journeys: Journeys, signatures: Signatures, distance: Floats, caps: Floats, faults: int
) -> Visits:
    """What became of each visit. `caps` is the host country's proxy cap (facts 7.1), nan where there is
    none.
    """
    size = len(journeys)
    begun, ended = _actual_days(dice, journeys)
    funded, factor, agreed = _money(dice, journeys, distance, caps)
    behind = np.where(ended >= AS_AT_DAY - BEHIND_DAYS, BEHIND, 1.0)
    reported = days_after(ended, dice.lag(3 * behind, 0.8, size, least=1))
    reported = np.where(dice.chance(0.012, size) & ~journeys.odd, _NOT_YET, reported)
    validated = days_after(reported, dice.lag(2 * behind, 0.6, size))
    paid_on = np.where(funded, days_after(validated, dice.lag(2 * behind, 0.7, size)), NEVER)
    status, reason = _status(dice, journeys, signatures, (begun, ended), (reported, validated, paid_on))
    took_place, started = np.isin(status, HELD), np.isin(status, (*HELD, ONGOING))
    paid_on = np.where(took_place, known_by(paid_on, AS_AT_DAY), NEVER)
    paid = _paid(dice, journeys, agreed, caps, factor, ~np.isnat(paid_on), faults)
    persons = dice.pick([0.62, 0.28, 0.10], size) + 1
    return Visits(
        status=status,
        reason=reason,
        actual_start=np.where(started, begun, NEVER),
        actual_end=np.where(took_place, ended, NEVER),
        reported=np.where(took_place, known_by(reported, AS_AT_DAY), NEVER),
        validated=np.where(took_place, known_by(validated, AS_AT_DAY), NEVER),
        paid_on=paid_on,
        distance_km=np.rint(distance),
        cap=caps,
        factor=factor,
        agreed=agreed,
        paid=paid,
        persons=persons,
        women=_women(dice, persons),
        without_vop=_marked(dice, took_place & ~journeys.odd, faults),
    )


def _women(dice: Dice, persons: Ints) -> Ints:
    are_women = [dice.chance(0.39, len(persons)) & (persons > n) for n in range(int(persons.max()))]
    women: Ints = np.array(are_women).sum(axis=0)
    return women


def _actual_days(dice: Dice, journeys: Journeys) -> tuple[Days, Days]:
    """Group exchanges keep their days; of the others some move by up to six weeks."""
    moves = dice.chance(0.12, len(journeys)) & (journeys.event == NOBODY) & ~journeys.odd
    shift = np.where(moves, dice.between(-5, 40, len(journeys)), 0)
    start: Days = np.busday_offset(days_after(journeys.start, shift), 0, roll="forward")
    end: Days = np.busday_offset(start, (journeys.days - 1) * journeys.gap)
    return start, end


def _money(dice: Dice, journeys: Journeys, distance: Floats, caps: Floats) -> tuple[Bools, Floats, Floats]:
    """Half below five working days or 200 km, nothing for virtual visits and for most attendance at home."""
    size = len(journeys)
    half = (journeys.days < HALF_DAYS) | (np.rint(distance) < HALF_KM)
    factor = np.where(journeys.mode == VIRTUAL, 0.0, np.where(half, 0.5, 1.0))
    wanted = dice.chance(0.86, size) | journeys.odd
    reimbursed = ~journeys.home | (np.arange(size) % 3 == 0)
    funded = (factor > 0) & wanted & reimbursed & ~np.isnan(caps)
    return funded, factor, np.where(funded, np.nan_to_num(caps) * factor, 0.0)


def _paid(
    dice: Dice, journeys: Journeys, agreed: Floats, caps: Floats, factor: Floats, is_paid: Bools, faults: int
) -> Floats:
    """Mostly what was agreed; less where evidence is short; a few times the full cap instead of half."""
    less = np.rint(agreed * (0.7 + 0.25 * dice.uniform(len(agreed))))
    paid = np.where(dice.chance(0.07, len(agreed)), less, agreed)
    too_much = _marked(dice, is_paid & (factor == 0.5) & ~journeys.odd, faults)
    paid = np.where(too_much, caps, paid)
    return np.where(is_paid, paid, np.nan)


def _status(
    dice: Dice,
    journeys: Journeys,
    signatures: Signatures,
    stay: tuple[Days, Days],
    closing: tuple[Days, Days, Days],
) -> tuple[Ints, Ints]:
    (begun, ended), (reported, validated, paid_on) = stay, closing
    size = len(journeys)
    signed = np.concatenate([signatures.commitment, signatures.agreement])
    is_ready = (known_by(signed, AS_AT_DAY) == signed).all(axis=0)
    status = np.where(is_ready, READY, IN_PREPARATION)
    status = np.where(begun <= AS_AT_DAY, ONGOING, status)
    status = np.where(ended < AS_AT_DAY, AWAITING_REPORTS, status)
    over = ended < AS_AT_DAY
    status = np.where(over & (reported <= AS_AT_DAY), AWAITING_VALIDATION, status)
    unpaid = ~np.isnat(paid_on) & (paid_on > AS_AT_DAY)
    done = over & (validated <= AS_AT_DAY)
    status = np.where(done, np.where(unpaid, AWAITING_PAYMENT, COMPLETED), status)
    plain = ~journeys.odd
    status = np.where(plain & over & dice.chance(0.01, size), INELIGIBLE, status)
    # Forgotten in the tool: the planned days have passed and nothing was entered.
    status = np.where(plain & over & dice.chance(0.006, size), IN_PREPARATION, status)
    early = journeys.start < _PANDEMIC_ENDS
    risk = np.where(early & (journeys.mode == PHYSICAL), 0.24, 0.085)
    called_off = days_after(journeys.start, -dice.between(2, 35, size))
    cancelled = plain & dice.chance(risk, size) & (called_off <= AS_AT_DAY)
    reason = np.where(cancelled, dice.pick_by_row(_REASON_WEIGHTS, (~early).astype(np.int64)), NOBODY)
    return np.where(cancelled, CANCELLED, status), reason


def _marked(dice: Dice, candidates: Bools, count: int) -> Bools:
    marked = np.zeros(len(candidates), np.bool_)
    marked[dice.some(candidates, count)] = True
    return marked
