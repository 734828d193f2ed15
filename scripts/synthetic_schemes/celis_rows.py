"""Participants, meetings, challenges and solutions of CELIS (facts 3)."""

from __future__ import annotations

from typing import Final

import numpy as np

from cxc_metrics.sample.actors import CLUSTER, SME
from cxc_metrics.sample.draw import Days, Dice
from cxc_metrics.sample.places import atlas

from .drawn_rows import NO_DAY, SEED, Rows, codes_of, day_text, invented_names, numbered

HEALTH, CELIS_COUNTRIES = 9, 23
CELIS_ORGANISATIONS, CELIS_EVENTS, CELIS_MEETINGS, CELIS_SOLUTIONS = 96, 6, 158, 34
NEEDS: Final = (
    "Biomarkers for early detection",
    "Home monitoring after surgery",
    "Sharing of imaging data between hospitals",
    "Faster testing of cell cultures",
    "Training of hospital staff on new devices",
    "Cold chain for small batches",
    "Recruiting patients for trials",
    "Reading of tissue sections",
)


def celis(seed: int = SEED) -> dict[str, Rows]:
    """Participants of virtual events, one-to-one meetings that one or both sides report, challenges."""
    dice = Dice(seed, "CELIS")
    everywhere = np.argsort(-atlas().visits, kind="stable")[:CELIS_COUNTRIES]
    country = everywhere[dice.pick(atlas().visits[everywhere], CELIS_ORGANISATIONS)]
    country[:CELIS_COUNTRIES] = everywhere
    kind = np.where(dice.chance(0.15, CELIS_ORGANISATIONS), CLUSTER, SME)
    label = invented_names(dice, country, kind, np.full(CELIS_ORGANISATIONS, HEALTH))
    organisations = [
        {
            "organisation_no": numbered("LS", n),
            "organisation": label[n],
            "type": "Cluster organisation" if kind[n] == CLUSTER else "SME",
            "country": code,
        }
        for n, code in enumerate(codes_of(country))
    ]
    first = np.busday_offset(np.datetime64("2020-11-10") + 55 * np.arange(CELIS_EVENTS), 0, roll="forward")
    events = [
        {
            "event_no": numbered("EV", n),
            "event": f"Synthetic life science meeting days {n + 1}",
            "first_day": day_text(day),
            "last_day": day_text(day + 2),
        }
        for n, day in enumerate(first)
    ]
    return {
        "organisations": organisations,
        "events": events,
        "meetings": _meetings(dice, organisations, first),
        "challenges": [
            {
                "challenge_no": numbered("CH", n),
                "owner_no": organisations[int(dice.between(0, CELIS_ORGANISATIONS - 1, 1)[0])][
                    "organisation_no"
                ],
                "need": need,
                "published": day_text(np.datetime64("2020-12-01") + 30 * n),
            }
            for n, need in enumerate(NEEDS)
        ],
        "solutions": _solutions(dice),
    }


def _meetings(dice: Dice, organisations: Rows, first: Days) -> Rows:
    """Different pairs of organisations of two countries; every sixth is reported by the other side too."""
    pairs: dict[tuple[int, int, int], int] = {}
    while len(pairs) < CELIS_MEETINGS:
        event = int(dice.between(0, CELIS_EVENTS - 1, 1)[0])
        asking, other = (int(place) for place in dice.between(0, CELIS_ORGANISATIONS - 1, 2))
        if organisations[asking]["country"] != organisations[other]["country"]:
            pairs.setdefault((event, min(asking, other), max(asking, other)), asking)
    rows = []
    for n, ((event, low, high), reporting) in enumerate(pairs.items()):
        day, follow_up = first[event] + n % 3, ("yes", "no", "no", "yes", "no")[n % 5]
        sides = (low, high) if reporting == low else (high, low)
        for own, other in (sides, sides[::-1])[: 2 if n % 6 == 0 else 1]:
            rows.append(
                {
                    "meeting_no": numbered("ME", len(rows)),
                    "event_no": numbered("EV", event),
                    "reported_by": organisations[own]["organisation_no"],
                    "met": organisations[other]["organisation_no"],
                    "day": day_text(day),
                    "follow_up": follow_up,
                }
            )
    return rows


def _solutions(dice: Dice) -> Rows:
    """Solutions to all challenges but the last, on their way; of one the matching is dated too early."""
    rows = []
    for n in range(CELIS_SOLUTIONS):
        challenge = int(dice.between(0, len(NEEDS) - 2, 1)[0])
        submitted = np.datetime64("2020-12-01") + 30 * challenge + int(dice.between(5, 40, 1)[0])
        state = ("submitted", "shortlisted", "matched", "in cooperation", "rejected")[n % 5]
        passed = {"shortlisted": 1, "matched": 2, "in cooperation": 3}.get(state, 0)
        steps = [submitted + 20, submitted + (-3 if n == 12 else 45), submitted + 110]
        days = [step if place < passed else NO_DAY for place, step in enumerate(steps)]
        provider = numbered("LS", int(dice.between(0, CELIS_ORGANISATIONS - 1, 1)[0]))
        rows.append(
            {
                "solution_no": numbered("SO", n),
                "challenge_no": numbered("CH", challenge),
                "provider_no": provider,
                "submitted": day_text(submitted),
                "state": state,
                "shortlisted": day_text(days[0]),
                "matched": day_text(days[1]),
                "in_cooperation": day_text(days[2]),
                "rejected": day_text(submitted + 25 if state == "rejected" else NO_DAY),
            }
        )
    return rows
