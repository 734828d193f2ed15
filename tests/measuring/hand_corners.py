"""A second register made by hand: the situations in which a figure was wrong, as at 31 December 2022.

Registrations (all accepted on 1 January 2021, day 0) and what became of them:

    R1 V1  withdrew on day 90 (1 April), but had travelled on day 31 (1 February) without a match
    R2 V2  withdrew on day 30 (31 January) and travelled on day 59 all the same, without a match
    R3 V3  matched on day 20         R4 V4  matched on day 60        R5 V5  waits
    R6 V6  matched on day 100        R7 V7  matched on day 30

A06  at risk 7: day 20 a match, 1/7; of six left on day 30 one match, 2/7, and R2 leaves; of four on day 31 R1
     leaves; of three on day 60 a match, 3/7; of two on day 100 a match, 4/7: half is passed on day 100, of
     seven. Fewer than five are followed then: flag u.
A04  within 90 days R3 R4 R7 of seven: whoever travelled without a match or withdrew stays below the line.
A10t V1 and V2 (a visit after a withdrawal is one too).
A10m R3 R4 R6 R7.

Exchanges: X1 to X7 of V1 to V7 (X5 never took place), X8 of V3, two days only and so not counted, X9 to X20
of E1 to E12 at one event at host H1, X21 to X23 of V3 V4 V6 at three other hosts a year later.

O01  X1 X2 X3 X4 X6 X7, the twelve of the event, X21 X22 X23 → 21.
R07n U1 (X3); U2 is an agreement of X8, which does not count; U3 is X3's once more, told by the host → 1.
I01  100 (X3) + 50 (X8: money paid is money paid, counted or not) − 30 (a refund at X4) = 120, of three.
F02  120 / 1.
R02  twelve of the event satisfied but two, and the three of the year after → 13 / 15: clusters 12, 1, 1, 1,
     effective 225 / 147 = 1.5 → u.
R06n V3 and H3, the two parties to U1, both asked in T2; V4 V6 V7 answered too and have none.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

AS_AT = date(2022, 12, 31)
ACCEPTED = date(2021, 1, 1)
Row = dict[str, Any]

EXPECTED: dict[str, tuple[float | None, int]] = {
    "A04": (3 / 7, 7),
    "A06": (100, 7),
    "A10m": (4, 4),
    "A10t": (2, 2),
    "F02": (120, 1),
    "I01": (120, 3),
    "O01": (21, 21),
    "R02": (13 / 15, 15),
    "R06n": (2, 2),
    "R07n": (1, 1),
}

VISITORS = [f"V{number}" for number in range(1, 8)]
AT_THE_EVENT = [f"E{number}" for number in range(1, 13)]
HOSTS = [f"H{number}" for number in range(1, 8)]


def tables() -> dict[str, list[Row]]:
    """The contract tables of the register as rows."""
    organisations = [
        _organisation(key, "DE" if key in HOSTS else "ES") for key in (*VISITORS, *AT_THE_EVENT, *HOSTS)
    ]
    surveys = _surveys()
    return {
        "organisation": organisations,
        "partnership": [
            {"partnership_id": "A", "acronym": "Zebra", "wave": 1, "start_date": date(2020, 9, 1)}
        ],
        "event": [{"event_id": "EV", "kind": "group_exchange", "organised_by": "A", "mode": "physical"}],
        "registration": [
            _registration(1, "withdrawn", left=90),
            _registration(2, "withdrawn", left=30),
            *(_registration(number, "accepted") for number in range(3, 8)),
            *(_registration(number, "accepted", role="HO") for number in (21, 22)),
        ],
        "match": [_match(3, 20), _match(4, 60), _match(6, 100), _match(7, 30)],
        "exchange": _exchanges(),
        "outcome": [
            _outcome("U1", "V3", "H3", "X3", date(2021, 6, 1)),
            _outcome("U2", "V3", "H7", "X8", date(2021, 7, 1)),
            _outcome("U3", "H3", "V3", "X3", date(2021, 6, 20)),
        ],
        "service": [
            {"service_id": "S1", "organisation_id": "V3", "kind": "advisory", "started_on": date(2020, 12, 1)}
        ],
        "survey_invitation": [invitation for invitation, _ in surveys],
        "survey_answer": [answer for _, answer in surveys if answer is not None],
    }


def _organisation(key: str, country: str) -> Row:
    return {
        "organisation_id": key,
        "name": f"Organisation {key}",
        "org_type": "sme",
        "country_code": country,
        "ecosystem_id": 9,
        "size_class": "small",
    }


def _registration(number: int, status: str, *, left: int | None = None, role: str = "VO") -> Row:
    return {
        "registration_id": f"R{number}",
        "organisation_id": f"V{number}" if role == "VO" else f"H{number - 20}",
        "role": role,
        "partnership_id": "A",
        "status": status,
        "submitted_on": ACCEPTED - timedelta(days=10),
        "decided_on": ACCEPTED,
        "available_to": None if left is None else ACCEPTED + timedelta(days=left),
    }


def _match(number: int, day: int) -> Row:
    on = ACCEPTED + timedelta(days=day)
    return {
        "match_id": f"M{number}",
        "vo_registration_id": f"R{number}",
        "ho_registration_id": "R21",
        "origin": "it_tool_catalogue",
        "status": "validated",
        "initiated_on": ACCEPTED,
        "vo_validated_on": on,
        "ho_validated_on": on,
    }


def _exchanges() -> list[Row]:
    first = [
        _exchange(1, "V1", "H2", ACCEPTED + timedelta(days=31)),
        _exchange(2, "V2", "H2", ACCEPTED + timedelta(days=59)),
        _exchange(3, "V3", "H3", date(2021, 3, 1), match="M3", paid=100),
        _exchange(4, "V4", "H4", date(2021, 4, 5), match="M4", paid=-30),
        _exchange(6, "V6", "H5", date(2021, 6, 7), match="M6"),
        _exchange(7, "V7", "H6", date(2021, 5, 3), match="M7"),
        _exchange(8, "V3", "H7", date(2021, 5, 10), days=2, paid=50),
    ]
    event = [
        _exchange(9 + place, key, "H1", date(2021, 9, 6), event="EV")
        for place, key in enumerate(AT_THE_EVENT)
    ]
    later = [
        _exchange(21 + place, visitor, host, date(2022, 9, 5))
        for place, (visitor, host) in enumerate((("V3", "H2"), ("V4", "H3"), ("V6", "H4")))
    ]
    return [*first, *event, *later]


def _exchange(
    number: int,
    visitor: str,
    host: str,
    start: date,
    *,
    days: int = 3,
    match: str | None = None,
    event: str | None = None,
    paid: int | None = None,
) -> Row:
    return {
        "exchange_id": f"X{number}",
        "vo_id": visitor,
        "ho_id": host,
        "vo_country": "ES",
        "ho_country": "DE",
        "vop_id": "A",
        "hop_id": "A",
        "wave": 1,
        "mode": "physical",
        "status": "completed",
        "actual_start": start,
        "actual_end": start + timedelta(days=days - 1),
        "working_days": float(days),
        "match_id": match,
        "event_id": event,
        "lump_sum_paid_eur": paid,
        "paid_on": None if paid is None else start + timedelta(days=20),
    }


def _outcome(key: str, organisation: str, partner: str, exchange: str, day: date) -> Row:
    return {
        "outcome_id": key,
        "registration_id": "R3",
        "exchange_id": exchange,
        "organisation_id": organisation,
        "outcome_type": "commercial_agreement",
        "partner_id": partner,
        "partner_country": "DE",
        "status": "achieved",
        "reported_in": "T2",
        "reported_on": day,
        "occurred_on": day,
    }


def _surveys() -> list[tuple[Row, Row | None]]:
    """T1: the twelve of the event (two unsatisfied) and three a year later. T2: five organisations."""
    closing = [
        _answered(f"X{9 + place}", key, "T1", date(2021, 9, 20), 2 if place < 2 else 5)
        for place, key in enumerate(AT_THE_EVENT)
    ]
    closing += [
        _answered(f"X{21 + place}", key, "T1", date(2022, 9, 20), 5)
        for place, key in enumerate(("V3", "V4", "V6"))
    ]
    asked = (("X3", "V3"), ("X3", "H3"), ("X4", "V4"), ("X6", "V6"), ("X7", "V7"))
    return closing + [_answered(exchange, key, "T2", date(2021, 12, 1), None) for exchange, key in asked]


def _answered(
    exchange: str, organisation: str, survey_round: str, day: date, satisfied: int | None
) -> tuple[Row, Row | None]:
    key = f"{survey_round}-{exchange}-{organisation}"
    invitation = {
        "invitation_id": key,
        "registration_id": "R3",
        "exchange_id": exchange,
        "organisation_id": organisation,
        "side": "host" if organisation in HOSTS else "visitor",
        "survey_round": survey_round,
        "invited_on": day - timedelta(days=7),
        "responded_on": day,
    }
    if satisfied is None:
        return invitation, None
    return invitation, {
        "invitation_id": key,
        "item": "sat_overall",
        "value_num": float(satisfied),
        "value_code": None,
    }
