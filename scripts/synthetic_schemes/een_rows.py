"""Clients of the Enterprise Europe Network, services to them, profiles and interest in these (facts 5)."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from cxc_metrics.contract.reference import ecosystems
from cxc_metrics.sample.actors import KINDS, SME
from cxc_metrics.sample.draw import Dice, Ints
from cxc_metrics.sample.places import atlas

from .drawn_rows import NO_DAY, SEED, Rows, codes_of, day_text, invented_names, numbered

EEN_COUNTRIES, EEN_PARTNERS, EEN_CLIENTS, EEN_PROFILES = 24, 36, 480, 140
AS_AT: Final = np.datetime64("2018-12-31")
_FIRST: Final = np.datetime64("2017-01-01")
# Kinds of service, the share of each, and what it may lead to with the share that does (facts 5.1).
SERVICES: Final = {
    "International partnership": (
        0.42,
        0.24,
        ("Commercial partnership agreement", "Technology partnership agreement", "Research agreement"),
    ),
    "Advisory support": (0.36, 0.3, ("Advisory service outcome",)),
    "Innovation support": (0.22, 0.25, ("Innovation service outcome",)),
}
PROFILE_TYPES: Final = (
    "Business offer",
    "Business request",
    "Technology offer",
    "Technology request",
    "Research and development request",
)
# States of an interest after it was received: field, median days from the state before, share that goes on.
STATES: Final = (
    ("forwarded", "Forwarded", 4.0, 0.94),
    ("confirmed", "Interest confirmed", 14.0, 0.62),
    ("contact", "Contact exchanged", 9.0, 0.85),
    ("negotiation", "In negotiation", 40.0, 0.55),
    ("agreement", "Agreement", 95.0, 0.42),
)


def een(seed: int = SEED) -> dict[str, Rows]:
    """Partner organisations, their clients, services, profiles, expressions of interest."""
    dice = Dice(seed, "Enterprise Europe Network")
    pool = np.argsort(-atlas().visits, kind="stable")[:EEN_COUNTRIES]
    home = np.resize(pool, EEN_PARTNERS)
    network = np.full(EEN_PARTNERS, KINDS.index("business_network"))
    label = invented_names(dice, home, network, np.full(EEN_PARTNERS, 5))
    partners = [
        {"partner_no": numbered("NP", n), "partner": label[n], "country": code}
        for n, code in enumerate(codes_of(home))
    ]
    clients = _clients(dice, pool)
    profiles = _profiles(dice, clients)
    return {
        "partners": partners,
        "clients": clients,
        "services": _services(dice, clients, partners),
        "profiles": profiles,
        "expressions": _expressions(dice, clients, profiles),
    }


def _clients(dice: Dice, pool: Ints) -> Rows:
    """Firms of all ecosystems, a few large, and research institutes."""
    country = pool[dice.pick(atlas().visits[pool], EEN_CLIENTS)]
    kind = np.where(dice.chance(0.06, EEN_CLIENTS), KINDS.index("research_institute"), SME)
    ecosystem = dice.between(1, 14, EEN_CLIENTS)
    size = dice.pick([48.0, 33.0, 15.0, 4.0], EEN_CLIENTS)
    label = invented_names(dice, country, kind, ecosystem)
    return [
        {
            "client_no": numbered("CL", n),
            "client": label[n],
            "type": "Research institute" if kind[n] != SME else "Large company" if size[n] == 3 else "SME",
            "size": ("Micro", "Small", "Medium", "Large")[size[n]],
            "country": code,
            "sector": ecosystems()[int(ecosystem[n])].name_en,
        }
        for n, code in enumerate(codes_of(country))
    ]


def _services(dice: Dice, clients: Rows, partners: Rows) -> Rows:
    """One to three services a client by a partner of its country, and what came of them.

    Of one the achievement is dated before it began; another is of a client that is not in the list.
    """
    kinds = tuple(SERVICES)
    times = dice.pick([58.0, 27.0, 15.0], EEN_CLIENTS) + 1
    rows: Rows = []
    for client, count in zip(clients, times, strict=True):
        near = [row["partner_no"] for row in partners if row["country"] == client["country"]]
        for _ in range(count):
            place = int(dice.pick([share for share, _, _ in SERVICES.values()], 1)[0])
            first = _FIRST + int(dice.between(0, int((AS_AT - _FIRST).astype(int)), 1)[0])
            last = first + int(dice.lag(75.0, 0.7, 1, least=1)[0])
            rows.append(
                {
                    "service_no": numbered("SE", len(rows)),
                    "client_no": client["client_no"],
                    "partner_no": near[int(dice.between(0, len(near) - 1, 1)[0])],
                    "service": kinds[place],
                    "first_day": day_text(first),
                    "last_day": day_text(last if last <= AS_AT else NO_DAY),
                    **_achievement(dice, kinds[place], client["country"], first),
                }
            )
    achieved = [row for row in rows if row["achieved_on"]]
    achieved[7]["achieved_on"] = day_text(np.datetime64(achieved[7]["first_day"]) - 3)
    rows[11]["client_no"] = numbered("CL", EEN_CLIENTS + 1)
    return rows


def _achievement(dice: Dice, kind: str, home: str, first: np.datetime64) -> dict[str, Any]:
    """What a service led to: nothing, or its kind and day, for agreements the other country and a value."""
    _, share, named = SERVICES[kind]
    day = first + int(dice.lag(190.0, 0.6, 1, least=5)[0])
    what = named[int(dice.between(0, len(named) - 1, 1)[0])]
    abroad = codes_of(dice.pick(atlas().hosts, 1))[0]
    value = int(np.rint(np.exp(10.1 + dice.normal(1)[0]) / 100) * 100)
    with_value = bool(dice.chance(0.7, 1)[0])
    is_so = bool(dice.chance(share, 1)[0]) and day <= AS_AT
    agrees = is_so and what.endswith("agreement") and abroad != home
    return {
        "achievement": what if is_so else "",
        "achieved_on": day_text(day if is_so else NO_DAY),
        "value_eur": value if agrees and with_value else "",
        "partner_country": abroad if agrees else "",
    }


def _profiles(dice: Dice, clients: Rows) -> Rows:
    """Offers and requests of clients, published for a year."""
    rows = []
    for n in range(EEN_PROFILES):
        client = clients[int(dice.between(0, EEN_CLIENTS - 1, 1)[0])]
        published = _FIRST + int(dice.between(0, 660, 1)[0])
        rows.append(
            {
                "profile_no": numbered("PR", n),
                "client_no": client["client_no"],
                "profile": PROFILE_TYPES[int(dice.pick([30.0, 20.0, 24.0, 16.0, 10.0], 1)[0])],
                "sector": client["sector"],
                "published": day_text(published),
                "expires": day_text(published + 365),
            }
        )
    return rows


def _expressions(dice: Dice, clients: Rows, profiles: Rows) -> Rows:
    """Interest of clients of other countries in profiles, somewhere on its way.

    Every fifteenth comes after the profile expired.
    """
    home = {client["client_no"]: client["country"] for client in clients}
    rows: Rows = []
    for profile in profiles:
        for _ in range(int(dice.pick([22.0, 26.0, 24.0, 16.0, 12.0], 1)[0])):
            late = 366 if len(rows) % 15 == 14 else 0
            received = np.datetime64(profile["published"]) + late + int(dice.lag(70.0, 0.8, 1, least=2)[0])
            other = clients[int(dice.between(0, EEN_CLIENTS - 1, 1)[0])]
            if received > AS_AT or other["country"] == home[profile["client_no"]]:
                continue
            rows.append(
                {
                    "expression_no": numbered("EX", len(rows)),
                    "profile_no": profile["profile_no"],
                    "interested_no": other["client_no"],
                    "received": day_text(received),
                    **_way(dice, received),
                }
            )
    return rows


def _way(dice: Dice, received: np.datetime64) -> dict[str, str]:
    """State on the day of the register, and the day of each that was reached."""
    state, day = "Received", received
    days = dict.fromkeys((*(field for field, *_ in STATES), "declined"), "")
    for field, named, median, share in STATES:
        day = day + int(dice.lag(median, 0.6, 1, least=1)[0])
        goes_on, says_no = dice.chance(share, 1)[0], dice.chance(0.7, 1)[0]
        if day > AS_AT or (not goes_on and not says_no):
            break
        if not goes_on:
            state, days["declined"] = "Declined", day_text(day)
            break
        state, days[field] = named, day_text(day)
    return {"status": state, **days}
