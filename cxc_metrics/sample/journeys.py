"""The visits as they are planned: for which partnership, when, how long, in which mode, and who travels.

More visits are planned than asked for: those whose match lies after the day of the register are not yet known
to it and become registrations that wait (see `trail`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from .actors import (
    HOST_ONLY,
    VISITS,
    Actors,
    draw_actors,
)
from .draw import (
    NOBODY,
    Bools,
    Days,
    Dice,
    Ints,
)
from .places import NOT_ELIGIBLE_ABROAD, atlas
from .scheme import FIRST_DAY, Scheme, virtual_share

PHYSICAL, VIRTUAL, HYBRID = 0, 1, 2
MODES: Final = ("physical", "virtual", "hybrid")
_STAY: Final = {3: 0.55, 4: 0.15, 5: 0.215, 6: 0.025, 8: 0.02, 10: 0.03, 15: 0.01}
_SESSIONS: Final = {3: 0.6, 4: 0.2, 5: 0.15, 6: 0.05}


@dataclass(frozen=True)
class Journeys:
    """Planned visits by position.

    `visitor` and `host` are positions in the visiting organisations and the host registrations; `gap` counts
    working days from one session to the next (1 = consecutive); `event` is a group exchange or nobody;
    `odd` marks visits bent on purpose, `home` attendance in the visitor's own country.
    """

    visitor: Ints
    vop: Ints
    host: Ints
    hop: Ints
    event: Ints
    mode: Ints
    days: Ints
    gap: Ints
    start: Days
    odd: Bools
    home: Bools

    def __len__(self) -> int:
        return len(self.visitor)

    @property
    def end(self) -> Days:
        """Last day, in working days from the first."""
        end: Days = np.busday_offset(self.start, (self.days - 1) * self.gap)
        return end

    def take(self, positions: Ints) -> Journeys:
        """These visits."""
        return Journeys(**{name: values[positions] for name, values in vars(self).items()})


def plan(dice: Dice, frame: Scheme, size: int) -> tuple[Journeys, Actors]:
    """So many visits without hosts yet, and their visitors."""
    vop = dice.pick(frame.weight, size)
    start = FIRST_DAY + dice.pick_by_row(frame.calendar, vop)
    mode = np.where(dice.chance(virtual_share(start), size), VIRTUAL, PHYSICAL)
    mode[dice.chance(0.02, size) & (start > np.datetime64("2021-06-01"))] = HYBRID
    stay = np.array(list(_STAY))[dice.pick(list(_STAY.values()), size)]
    sessions = np.array(list(_SESSIONS))[dice.pick(list(_SESSIONS.values()), size)]
    gap = np.where(dice.chance(0.4, size), 1, dice.between(2, 6, size))
    virtual = mode == VIRTUAL
    nobody, no = np.full(size, NOBODY), np.zeros(size, np.bool_)
    journeys = Journeys(
        visitor=np.arange(size),
        vop=vop,
        host=nobody,
        hop=nobody,
        event=nobody,
        mode=mode,
        days=np.where(virtual, sessions, stay),
        gap=np.where(virtual, gap, 1),
        start=np.busday_offset(start, 0, roll="forward"),
        odd=no,
        home=no,
    )
    return journeys, draw_actors(dice, frame, vop, VISITS)


def second_visits(dice: Dice, journeys: Journeys, *, first_mode: int, count: int) -> Journeys:
    """Let some visitors come again, physically, at least 60 days later with the same partnership.

    After a virtual visit that is allowed; after a funded physical one it breaks C05.
    """
    order = np.lexsort((journeys.start, journeys.vop))
    first, second = order[:-1], np.empty(len(order) - 1, np.int64)
    ahead = np.arange(len(first)) + dice.between(1, max(5, len(order) // 100), len(first))
    second = order[np.minimum(ahead, len(order) - 1)]
    fits = (
        (journeys.vop[first] == journeys.vop[second])
        & (journeys.mode[first] == first_mode)
        & (journeys.mode[second] == PHYSICAL)
        & (journeys.start[second] >= journeys.start[first] + 60)
        & _once(first, second, len(order))
        & ~(journeys.odd[first] | journeys.odd[second])
    )
    chosen = dice.some(fits, count)
    visitor, odd = journeys.visitor.copy(), journeys.odd.copy()
    visitor[second[chosen]] = visitor[first[chosen]]
    odd[first[chosen]] = odd[second[chosen]] = True
    return replace(journeys, visitor=visitor, odd=odd)


def _once(first: Ints, second: Ints, size: int) -> Bools:
    """Pairs whose second visit is named by no other pair and is no first visit of an earlier pair."""
    named = np.bincount(second, minlength=size)
    alone: Bools = (named[second] == 1) & (named[first] == 0)
    return alone


def bend(
    dice: Dice, frame: Scheme, journeys: Journeys, visitors: Actors, count: int
) -> tuple[Journeys, Actors]:
    """Break the scheme's rules on country, length, type and period, each for so many visits."""
    days, start, odd = journeys.days.copy(), journeys.start.copy(), journeys.odd.copy()
    plain = (journeys.mode == PHYSICAL) & ~odd
    late = dice.some(plain & (frame.wave[journeys.vop] == 1), count)
    plain[late] = False
    chosen = dice.some(plain, 4 * count)
    short, long, abroad, kind = np.array_split(chosen[dice.order(len(chosen))], 4)
    days[short] = 2
    days[long] = dice.between(24, 30, len(long))
    # Only the first wave is over on the register's day, so only there a visit can have come too late.
    after = frame.closes[journeys.vop[late]] + dice.between(8, 40, len(late))
    start[late] = np.busday_offset(after, 0, roll="forward")
    odd[chosen] = odd[late] = True
    codes = [atlas().position(code) for code in NOT_ELIGIBLE_ABROAD]
    visitors = visitors.moved(dice, abroad, np.array(codes)[dice.between(0, 1, len(abroad))])
    kinds = visitors.kind.copy()
    kinds[kind] = np.array(HOST_ONLY)[dice.between(0, len(HOST_ONLY) - 1, len(kind))]
    return replace(journeys, days=days, start=start, odd=odd), visitors.with_kind(kinds)
