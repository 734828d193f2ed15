"""Services of a support network to registered organisations, partnering profiles, and interest in these.

Who travels used a service a little more often: an association, planted without any effect on a visit.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from cxc_metrics.contract.codes import ACHIEVEMENT_TYPE, EXPRESSION_STATUS, PROFILE_KIND, SERVICE_KIND

from .actors import CLUSTER, SME
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
from .frames import Columns, days, ids, named, numbers
from .places import atlas
from .scheme import AS_AT_DAY, FIRST_DAY
from .world import World

# Share of organisations with at least one service.
SERVED: Final = {"travelled": 0.27, "stayed": 0.17}
_TIMES: Final = [0.6, 0.27, 0.13]
_KINDS: Final = [0.4, 0.38, 0.22]
_SERVICE_DAYS: Final = 75.0
# Share of services of each kind that lead to an achievement, and which (positions in the code list).
_ACHIEVING: Final = np.array([0.17, 0.28, 0.22])
_ACHIEVEMENTS: Final = np.array(
    [[0.6, 0.25, 0.15, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0, 1.0]]
)
_AGREEMENTS: Final = 3
PROFILES: Final = 0.09
_PROFILE_KINDS: Final = [0.3, 0.2, 0.24, 0.16, 0.1]
_INTERESTED: Final = [0.2, 0.24, 0.22, 0.16, 0.1, 0.08]
# Days from one state of an interest to the next, and the share that goes on.
_STATE_MEDIANS: Final = (4.0, 14.0, 9.0, 40.0, 95.0)
_GOES_ON: Final = (0.94, 0.62, 0.85, 0.55, 0.42)
_DECLINES: Final = (0.3, 0.9, 0.3, 0.6, 0.7)


def service(dice: Dice, world: World) -> Columns:
    """One row per service: one in five or six organisations had one, two or three."""
    who = _served(dice, world)
    count = len(who)
    kind = dice.pick(_KINDS, count)
    started = _some_day(dice, count)
    ended = known_by(days_after(started, dice.lag(_SERVICE_DAYS, 0.7, count, least=1)), AS_AT_DAY)
    achieved = known_by(days_after(started, dice.lag(190.0, 0.6, count, least=5)), AS_AT_DAY)
    achieved = np.where(dice.chance(_ACHIEVING[kind], count), achieved, NEVER)
    is_so = ~np.isnat(achieved)
    what = np.where(is_so, dice.pick_by_row(_ACHIEVEMENTS, kind), NOBODY)
    agrees = is_so & (what < _AGREEMENTS)
    value = np.rint(np.exp(10.1 + 1.0 * dice.normal(count)) / 100) * 100
    home = world.actors.country[who]
    abroad = dice.pick(atlas().hosts, count)
    return {
        "service_id": ids("SER", np.arange(count)),
        "organisation_id": ids("ORG", who),
        "provider_id": ids("ORG", _near(dice, world, home)),
        "kind": named(SERVICE_KIND.codes, kind),
        "started_on": days(started),
        "ended_on": days(ended),
        "achievement_type": named(ACHIEVEMENT_TYPE.codes, what),
        "achieved_on": days(achieved),
        "achievement_value_eur": numbers(np.where(agrees & dice.chance(0.7, count), value, np.nan)),
        "partner_country": named(atlas().codes, np.where(agrees & (abroad != home), abroad, NOBODY)),
    }


def _served(dice: Dice, world: World) -> Ints:
    """The organisation of each service: firms and others that are no cluster."""
    actors = world.actors
    travelled = np.zeros(len(actors), np.bool_)
    travelled[world.visitor_org] = True
    likely = np.where(travelled, SERVED["travelled"], SERVED["stayed"]) * (actors.kind != CLUSTER)
    who = np.flatnonzero(dice.chance(likely, len(actors)))
    return np.repeat(who, dice.pick(_TIMES, len(who)) + 1)


def _near(dice: Dice, world: World, country: Ints) -> Ints:
    """A cluster of the same country that gives the service; nobody where there is none."""
    clusters = world.clusters[np.argsort(world.actors.country[world.clusters], kind="stable")]
    lands = world.actors.country[clusters]
    begins, ends = (np.searchsorted(lands, country, side=side) for side in ("left", "right"))
    place = begins + np.floor(dice.uniform(len(country)) * (ends - begins)).astype(np.int64)
    return np.where(ends > begins, clusters[np.minimum(place, len(clusters) - 1)], NOBODY)


@dataclass(frozen=True)
class Profiles:
    """Published profiles by position."""

    organisation: Ints
    kind: Ints
    published: Days


def profiles(world: World) -> Profiles:
    """About one in eleven firms publishes a profile."""
    dice = Dice(world.seed, "profiles")
    who = np.flatnonzero((world.actors.kind == SME) & dice.chance(PROFILES, len(world.actors)))
    return Profiles(who, dice.pick(_PROFILE_KINDS, len(who)), _some_day(dice, len(who)))


def _some_day(dice: Dice, count: int) -> Days:
    """Any day from the first of the register to its own."""
    first = np.full(count, FIRST_DAY)
    return days_after(first, dice.between(0, int((AS_AT_DAY - FIRST_DAY).astype(np.int64)), count))


def profile(dice: Dice, world: World) -> Columns:
    """One row per profile; it runs for a year, some are renewed."""
    own = profiles(world)
    count = len(own.organisation)
    length = np.where(dice.chance(0.2, count), 730, 365)
    return {
        "profile_id": ids("PRO", np.arange(count)),
        "organisation_id": ids("ORG", own.organisation),
        "kind": named(PROFILE_KIND.codes, own.kind),
        "country_code": named(atlas().codes, world.actors.country[own.organisation]),
        "ecosystem_id": world.actors.sector[own.organisation] + 1,
        "published_on": days(own.published),
        "expires_on": days(days_after(own.published, length)),
    }


def expression_of_interest(dice: Dice, world: World) -> Columns:
    """Interest of other organisations, somewhere on its way to agreed or declined on the register's day."""
    own = profiles(world)
    which = np.repeat(np.arange(len(own.organisation)), dice.pick(_INTERESTED, len(own.organisation)))
    other = dice.between(0, len(world.actors) - 1, len(which))
    received = days_after(own.published[which], dice.lag(70.0, 0.8, len(which), least=2))
    keep = (other != own.organisation[which]) & (received <= AS_AT_DAY)
    which, other, received = which[keep], other[keep], received[keep]
    return {
        "expression_id": ids("EOI", np.arange(len(which))),
        "profile_id": ids("PRO", which),
        "organisation_id": ids("ORG", other),
        "received_on": days(received),
        **_way_of_interest(dice, received),
    }


def _way_of_interest(dice: Dice, received: Days) -> Columns:
    """State on the register's day and the day of each state reached."""
    size = len(received)
    state, day = np.zeros(size, np.int64), received
    going: Bools = np.ones(size, np.bool_)
    declined = np.full(size, NEVER)
    names = ("forwarded_on", "confirmed_on", "contact_on", "negotiation_on", "agreed_on")
    codes = ("forwarded", "confirmed", "contact_exchanged", "negotiation", "agreement")
    way: Columns = {}
    for name, code, median, share, ends in zip(
        names, codes, _STATE_MEDIANS, _GOES_ON, _DECLINES, strict=True
    ):
        day = days_after(day, dice.lag(median, 0.6, size, least=1))
        in_time = going & (day <= AS_AT_DAY)
        goes_on = dice.chance(share, size)
        said_no = in_time & ~goes_on & dice.chance(ends, size)
        declined = np.where(said_no, day, declined)
        going = in_time & goes_on
        state = np.where(going, EXPRESSION_STATUS.codes.index(code), state)
        way[name] = days(np.where(going, day, NEVER))
    state = np.where(np.isnat(declined), state, EXPRESSION_STATUS.codes.index("declined"))
    return {"status": named(EXPRESSION_STATUS.codes, state), **way, "declined_on": days(declined)}
