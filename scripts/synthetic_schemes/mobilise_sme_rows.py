"""Companies of MobiliseSME and their stays (facts 4.1)."""

from __future__ import annotations

from typing import Final

import numpy as np

from cxc_metrics.sample.actors import SME
from cxc_metrics.sample.draw import Dice, days_after
from cxc_metrics.sample.places import atlas

from .drawn_rows import NO_DAY, SEED, Rows, day_text, invented_names, numbered, places_of

COMPANIES, STAYS = 112, 18
# Sectors of the companies: the webinar names the first four as the most frequent (facts 4.1). Share, and the
# ecosystem of whose words names are made.
SECTORS: Final = {
    "ICT": (32, 5),
    "Communication and marketing": (22, 4),
    "Consultancy": (20, 5),
    "Accounting": (12, 11),
    "Tourism": (6, 14),
    "Construction": (6, 3),
    "Agri-food": (5, 2),
    "Textiles": (5, 13),
    "Retail": (4, 12),
}
SKILLS: Final = (
    "project management",
    "digital marketing",
    "software development",
    "export procedures",
    "quality control",
    "accounting standards",
    "product design",
    "customer service",
)
PROFILES: Final = ("Owner", "Manager", "Specialist", "Trainee manager")
MOBILISE_COUNTRIES: Final = (
    *("BE", "BG", "DE", "EL", "ES", "FR", "HR", "IT"),
    *("LT", "LU", "NL", "AT", "PL", "PT", "RO", "RS"),
)


def mobilise_sme(seed: int = SEED) -> dict[str, Rows]:
    """Companies that send and host, and stays of one to six months between them."""
    dice = Dice(seed, "MobiliseSME")
    pool = places_of(MOBILISE_COUNTRIES)
    country = pool[dice.between(0, len(pool) - 1, COMPANIES)]
    sector = dice.pick([float(share) for share, _ in SECTORS.values()], COMPANIES)
    worded = np.array([ecosystem for _, ecosystem in SECTORS.values()])[sector]
    label = invented_names(dice, country, np.full(COMPANIES, SME), worded)
    size = dice.pick([12.0, 48.0, 27.0, 13.0], COMPANIES)
    role = dice.pick([52.0, 30.0, 18.0], COMPANIES)
    large = dice.some(role == 1, 4)
    registered = days_after(np.full(COMPANIES, np.datetime64("2020-10-01")), dice.between(0, 380, COMPANIES))
    registered.sort()
    months = dice.between(1, 6, COMPANIES)
    companies = []
    for n in range(COMPANIES):
        first = registered[n] + 30 + int(dice.between(0, 60, 1)[0])
        spoken = dict.fromkeys([*(["en"] if dice.chance(0.8, 1)[0] else []), *atlas().languages[country[n]]])
        skills = [SKILLS[place] for place in np.sort(dice.order(len(SKILLS))[: 1 + n % 3])]
        companies.append(
            {
                "company_no": numbered("MSME", n),
                "company": label[n],
                "size": "Large" if n in large else ("Self-employed", "Micro", "Small", "Medium")[size[n]],
                "country": atlas().codes[country[n]],
                "sector": tuple(SECTORS)[sector[n]],
                "role": ("send", "host", "both")[role[n]],
                "employee_profile": PROFILES[int(dice.between(0, 3, 1)[0])],
                "skills": ";".join(skills),
                "languages": ";".join(spoken),
                "from": day_text(first),
                "until": day_text(first + 300),
                "months": months[n],
                "registered": day_text(registered[n]),
                "accepted": day_text(min(registered[n] + 5 + n % 17, np.datetime64("2021-10-28"))),
            }
        )
    return {"companies": companies, "exchanges": _stays(dice, companies)}


def _stays(dice: Dice, companies: Rows) -> Rows:
    """Stays of sending companies at hosts abroad.

    The first is too short, the second too long, the third is sent by a large company.
    """
    senders = [row for row in companies if row["role"] != "host" and row["registered"] < "2021-05-01"]
    hosts = [row for row in companies if row["role"] != "send" and row["registered"] < "2021-05-01"]
    big = [row for row in companies if row["size"] == "Large"]
    order = [senders[place] for place in dice.order(len(senders))[:STAYS]]
    order[2] = big[0]
    big[0]["role"] = "both"
    rows = []
    for n, sender in enumerate(order):
        abroad = [row for row in hosts if row["country"] != sender["country"] and row is not sender]
        host = abroad[int(dice.between(0, len(abroad) - 1, 1)[0])]
        after = max(np.datetime64(row["accepted"]) for row in (sender, host))
        matched = after + int(dice.between(10, 60, 1)[0])
        length = (20, 200)[n] if n < 2 else 30 * min(int(sender["months"]), 4) + int(dice.between(0, 5, 1)[0])
        start = np.busday_offset(matched + int(dice.between(20, 50, 1)[0]), 0, roll="forward")
        start = min(start, np.datetime64("2021-03-01")) if n < 3 else start
        matched = min(matched, start - 14)
        end = start + length - 1
        known = np.datetime64("2021-10-28")
        off = n == STAYS - 1
        status = (
            "cancelled" if off else "completed" if end < known else "ongoing" if start <= known else "planned"
        )
        rows.append(
            {
                "exchange_no": numbered("STAY", n),
                "sending_company": sender["company_no"],
                "host_company": host["company_no"],
                "matched": day_text(matched),
                "status": status,
                "planned_first_day": day_text(start),
                "planned_last_day": day_text(end),
                "first_day": day_text(start if status in ("completed", "ongoing") else NO_DAY),
                "last_day": day_text(end if status == "completed" else NO_DAY),
            }
        )
    return rows
