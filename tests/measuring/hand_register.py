"""A register made by hand: 40 exchanges, 14 registrations, 12 participations, as at 15 May 2023.

Whether an exchange counts is worked out by eye in the column `counts` of EXCHANGES:
H held, V held and validated (completed), c cancelled (x external, o own, - no reason), . neither.

Counted from that column:
    V  X01 X02 X03 X04 X05 X06 X07 X08 X09 X10 X11 X12 X13                13 validated
    H  X14 X15 X16 X17 X18 X19 X20                                         7 held, not validated → 20 held
    c  X25x X26x X27o X28-                                                 4 cancelled that count
    .  the other 16

O01 20, O01v 13.  A08 4 / (4 + 20), A08x 2 / 24, A08o 1 / 24, A08n 4.
O02: visitors ES1 ES2 ES3 FR1 IT1 DE1 PL1 EL1 UK1 XK1 (10), hosts DE1 DE2 FR1 FR2 IT1 ES1 PL1 UK1 (8);
     in both DE1 FR1 IT1 ES1 PL1 UK1 → 12 organisations.
O04: visitor an SME in all but X06 (IT1 cluster), X08 (DE1 cluster), X15 (PL1), X19 (DE1) → 16 / 20.
O05: 3 days each, but X02 5, X05 4, X13 10, X16 3.5 → 16 × 3 + 22.5 = 70.5; virtual X03 X10 X17 → 9.
O07: 3 / 20.
O08o: ES FR IT DE PL EL UK XK → 8; O08h: DE FR IT ES PL UK → 6.
O08m: ES FR IT DE PL EL of 27 → 6.
O09: ecosystems of visitors 9 3 13 2 5 → 5 of 14 (EL1 and XK1 have none).
O10: both ecosystems known in all but X07 X09 X12 X17 → 16, equal in X01 X08 X14 → 13 / 16.
O11: host's partnership known in all but X03 X10 X17 → 17, equal in X02 X06 X12 X16 X18 X20 → 11 / 17.
O03: target in exchanges: A 10 (held 9), C 8 (held 4), E 4 (held 0) → 13 / 22.
     B counts participants, D has no target.
I01: 300 (X01) + 250 (X02) + 400 (X05) + 500 (X13) + 100 (X14) + 250 (X21, cross-border but two days)
     + 80 (X23, at home) + 120 (X25, cancelled, paid) = 2000.
I03: A B C D → 4.
A01: R01–R12 submitted, R13 and R14 drafts → 12 of 10 organisations.  A02: accepted 6 of 8 decided.
O06: attended on the visitor's side of held exchanges: X01 2, X02 1, X06 3, X14 1 → 7.
"""

from __future__ import annotations

from datetime import date
from typing import Any

AS_AT = date(2023, 5, 15)

# id country type size ecosystem code and version of the region
ORGANISATIONS = """
ES1 ES sme small 9 ES511 2016
ES2 ES sme micro 3 ES30 2021
ES3 ES sme - 9 - -
FR1 FR sme small 13 FR1 2021
FR2 FR large_company large - FR10 2016
IT1 IT cluster not_applicable 2 ITC4C -
DE1 DE cluster not_applicable 9 DE212 2021
DE2 DE research_institute - 5 DE21 2021
PL1 PL technology_centre medium 3 - -
EL1 EL sme micro - EL303 2021
UK1 UK sme small 5 UKI31 2016
XK1 XK sme small - XK000 2021
SE1 SE sme small 1 SE110 2021
"""

# id acronym wave start end extended target unit grant budget
PARTNERSHIPS = """
A Zebra 1 2020-09-01 2022-08-31 2022-12-31 10 exchange 300000 20000
B apple 1 2020-10-01 2022-09-30 - 40 participant 250000 -
C Mango 2 2022-05-01 2024-04-30 - 8 exchange 400000 15000
D Cedar 2 2022-06-01 2024-05-31 - - - 350000 -
E Birch 2 2023-01-01 2024-12-31 - 4 exchange - -
"""

# id counts visitor host vop hop wave mode status planned actual days agreed paid paid_on reason
EXCHANGES = """
X01 V ES1 DE1 A B 1 physical completed 2020-12-01 2020-12-07 3 300 300 2021-01-10 -
X02 V ES1 FR1 A A 1 physical completed 2021-03-01 2021-03-01 5 250 250 2021-04-01 -
X03 V ES2 DE1 A - 1 virtual completed 2021-02-01 2021-02-01 3 - - - -
X04 V FR1 DE2 A B 1 physical completed - 2021-06-14 3 - - - -
X05 V FR1 IT1 B A 1 hybrid completed - 2021-06-30 4 400 400 2021-07-20 -
X06 V IT1 ES1 B B 1 physical completed - 2021-07-01 3 - - - -
X07 V ES3 FR2 A C 1 physical completed - 2021-12-31 3 - - - -
X08 V DE1 ES1 B A 1 physical completed - 2022-01-01 3 - - - -
X09 V EL1 DE1 A B 1 physical completed - 2022-02-28 3 - - - -
X10 V UK1 FR1 A - 1 virtual completed - 2022-03-15 3 - - - -
X11 V ES2 DE1 C A 2 physical completed - 2022-09-05 3 - - - -
X12 V XK1 DE2 C C 2 physical completed - 2022-10-10 3 - - - -
X13 V ES3 PL1 D C 2 physical completed - 2022-12-31 10 500 500 2023-02-01 -
X14 H ES1 DE1 A B 1 physical awaiting_payment - 2022-04-04 3 100 100 - -
X15 H PL1 DE1 C D 2 physical awaiting_reports - 2023-04-03 3 - - - -
X16 H FR1 UK1 A A 1 physical awaiting_validation - 2022-05-02 3.5 - - - -
X17 H EL1 FR2 C - 2 virtual awaiting_reports - 2023-05-02 3 - - - -
X18 H UK1 ES1 D D 2 physical awaiting_reports 2023-03-01 - 3 - - - -
X19 H DE1 FR1 B A 1 physical awaiting_validation - 2022-06-01 3 - - - -
X20 H ES2 DE2 B B 1 physical awaiting_payment - - 3 - - - -
X21 . ES1 IT1 A B 1 physical completed - 2021-05-05 2 250 250 2021-06-01 -
X22 . FR1 DE1 - B 1 physical completed - 2021-05-06 3 - - - -
X23 . DE1 DE2 B B 1 physical completed - 2021-09-09 3 80 80 2021-10-01 -
X24 . ES1 DE2 A A 1 physical completed - 2021-09-10 - - - - -
X25 cx ES2 FR1 A B 1 physical cancelled 2021-01-15 - - 120 120 2021-02-01 pandemic
X26 cx FR1 DE1 B - 1 physical cancelled 2021-11-01 - - - - - visa_or_travel
X27 co IT1 FR1 C A 2 physical cancelled 2022-11-20 - 3 - - - illness
X28 c- PL1 ES1 C D 2 physical cancelled 2023-08-01 - - - - - -
X29 . DE1 DE2 B B 1 physical cancelled 2021-03-03 - - - - - illness
X30 . ES1 FR1 - B 1 physical cancelled 2021-03-04 - - - - - pandemic
X31 . SE1 DE1 C C 2 physical in_preparation 2023-09-01 - 3 - - - -
X32 . SE1 FR1 C C 2 physical ready 2023-06-01 - 3 - - - -
X33 . UK1 DE1 D D 2 physical ongoing - 2023-05-14 3 - - - -
X34 . ES3 DE1 A A 1 physical ineligible - 2021-04-01 3 - - - -
X35 . EL1 DE1 A A 1 virtual ineligible - 2021-08-01 5 - - - -
X36 . ES1 ES2 A A 1 physical awaiting_payment - 2021-10-04 3 - - - -
X37 . XK1 FR2 D - 2 virtual awaiting_reports - 2023-01-09 1.5 - - - -
X38 . PL1 DE2 - - 2 physical awaiting_validation - 2023-02-06 4 - - - -
X39 . FR1 PL1 D D 2 physical in_preparation - - - - - - -
X40 . IT1 ES2 B A 1 hybrid completed - 2022-07-04 2.5 - - - -
"""

# id organisation role partnership submitted decided status
REGISTRATIONS = """
R01 ES1 VO A 2020-10-01 2020-10-20 accepted
R02 ES1 HO A 2020-10-01 2020-10-25 accepted
R03 ES2 VO A 2020-11-05 2021-01-08 accepted
R04 FR1 VO B 2020-12-20 2021-02-01 accepted
R05 DE1 HO B 2020-12-21 2020-12-28 accepted
R06 IT1 VO B 2021-02-02 2021-02-20 rejected
R07 IT1 VO B 2021-05-01 2021-05-30 accepted
R08 SE1 VO C 2022-08-01 2022-09-01 rejected
R09 PL1 VO C 2022-08-15 - under_assessment
R10 XK1 VO D 2022-09-01 - withdrawn
R11 UK1 VO - 2023-03-01 - submitted
R12 EL1 VO C - - expired
R13 FR2 HO B - - draft
R14 DE2 HO D 2023-04-01 - draft
"""

# id exchange organisation side attended
PARTICIPATIONS = """
P01 X01 ES1 visitor true
P02 X01 ES1 visitor true
P03 X01 ES1 visitor false
P04 X01 DE1 host true
P05 X02 ES1 visitor true
P06 X06 IT1 visitor true
P07 X06 IT1 visitor true
P08 X06 IT1 visitor true
P09 X14 ES1 visitor true
P10 X14 ES1 visitor -
P11 X21 ES1 visitor true
P12 X25 ES2 visitor true
"""

# Worked out in the docstring: KPI → (value, n) for the whole register.
EXPECTED: dict[str, tuple[float, int]] = {
    "I01": (2000.0, 8),
    "I03": (4, 20),
    "A01": (12, 12),
    "A01o": (10, 12),
    "A02": (6 / 8, 8),
    "A08": (4 / 24, 24),
    "A08x": (2 / 24, 24),
    "A08o": (1 / 24, 24),
    "A08n": (4, 4),
    "O01": (20, 20),
    "O01v": (13, 13),
    "O02": (12, 20),
    "O03": (13 / 22, 3),
    "O04": (16 / 20, 20),
    "O05": (70.5, 20),
    "O05v": (9.0, 3),
    "O06": (7, 20),
    "O07": (3 / 20, 20),
    "O08o": (8, 20),
    "O08h": (6, 20),
    "O08m": (6, 20),
    "O09": (5, 17),
    "O10": (13 / 16, 16),
    "O11": (11 / 17, 17),
}


def cells(table: str) -> list[list[str | None]]:
    return [[None if cell == "-" else cell for cell in line.split()] for line in table.strip().splitlines()]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def _country(organisation: str | None) -> str:
    return {row[0]: str(row[1]) for row in cells(ORGANISATIONS)}[organisation]


def tables() -> dict[str, list[dict[str, Any]]]:
    """The contract tables of the register as rows."""
    return {
        "organisation": [
            {
                "organisation_id": key,
                "name": f"Name of {key}",
                "country_code": country,
                "org_type": kind,
                "size_class": size,
                "ecosystem_id": int(sector) if sector else None,
                "nuts_id": region,
                "nuts_version": int(version) if version else None,
            }
            for key, country, kind, size, sector, region, version in cells(ORGANISATIONS)
        ],
        "partnership": [_partnership(*cells) for cells in cells(PARTNERSHIPS)],
        "exchange": [_exchange(*cells) for cells in cells(EXCHANGES)],
        "registration": [
            {
                "registration_id": key,
                "organisation_id": organisation,
                "role": role,
                "partnership_id": partnership,
                "submitted_on": _day(submitted),
                "decided_on": _day(decided),
                "status": status,
            }
            for key, organisation, role, partnership, submitted, decided, status in cells(REGISTRATIONS)
        ],
        "participation": [
            {
                "participation_id": key,
                "exchange_id": exchange,
                "organisation_id": organisation,
                "side": side,
                "attended": None if attended is None else attended == "true",
            }
            for key, exchange, organisation, side, attended in cells(PARTICIPATIONS)
        ],
    }


def _partnership(*cells: str | None) -> dict[str, Any]:
    key, acronym, wave, start, end, extended, target, unit, grant, budget = cells
    return {
        "partnership_id": key,
        "acronym": acronym,
        "wave": int(str(wave)),
        "start_date": _day(start),
        "end_date": _day(end),
        "extended_to": _day(extended),
        "target_exchanges": int(target) if target else None,
        "target_unit": unit,
        "eu_grant_eur": _number(grant),
        "lump_sum_budget_eur": _number(budget),
    }


def _exchange(*cells: str | None) -> dict[str, Any]:
    key, _, visitor, host, vop, hop, wave, mode, status, planned, actual, days, agreed, paid, paid_on, why = (
        cells
    )
    return {
        "exchange_id": key,
        "vo_id": visitor,
        "ho_id": host,
        "vo_country": _country(visitor),
        "ho_country": _country(host),
        "vop_id": vop,
        "hop_id": hop,
        "wave": int(str(wave)),
        "mode": mode,
        "status": status,
        "planned_start": _day(planned),
        "actual_start": _day(actual),
        "working_days": _number(days),
        "lump_sum_agreed_eur": _number(agreed),
        "lump_sum_paid_eur": _number(paid),
        "paid_on": _day(paid_on),
        "cancel_reason": why,
    }
