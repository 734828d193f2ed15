"""Services, partnering profiles and interest beside the hand-made register (see `hand_results`).

First held visits: ES1 7 December 2020, ES2 1 February 2021, FR1 14 June 2021, IT1 1 July 2021, ES3
31 December 2021, DE1 1 January 2022, EL1 28 February 2022, UK1 15 March 2022, XK1 10 October 2022, PL1
3 April 2023.
Accepted as visitors: ES1 (20 October 2020), ES2, FR1, IT1 (30 May 2021).

S01  eight.  S02  ES1 ES2 FR1 IT1 DE1 SE1.  S03  V2 V3 V4 V6, and V7 of which only the day is known.
S03v 5000.50 + 100.  S04  5 / 6.
S05  ES1 ES2 FR1 IT1 DE1 of ten visitors.
S05b V1 before ES1's visit, V7 before IT1's; V3 began on FR1's first day, V4 later; of DE1 nobody knows.
S05a visits up to 15 May 2022 but DE1's: ES1 (V2), FR1 (V3) of ES1 ES2 ES3 FR1 IT1 EL1 UK1; V4 came after
     485 days.
support_before: ES1 (V1) yes; IT1's began on the day it was accepted: no; ES2 FR1 no; all others are no
     visitors.
S06  three.  S07  six.  S07x N2.
S08  received by 13 November 2022: N1 N2 N3 N4 N6; N1 agreed, N3 too though its state is older.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tests.measuring.hand_register import cells

# id organisation kind, first and last day, achievement, on, value, partner's country
SERVICES = """
V1 ES1 advisory 2020-09-01 2020-10-01 - - - -
V2 ES1 international_partnership 2021-03-01 - commercial_agreement 2021-09-01 5000.50 FR
V3 FR1 innovation 2021-06-14 2021-07-01 innovation_outcome 2022-01-10 - -
V4 ES2 advisory 2022-06-01 - advisory_outcome - - -
V5 DE1 advisory - - - - - -
V6 SE1 international_partnership 2023-02-01 - technology_agreement 2023-04-01 - EL
V7 IT1 - 2021-05-30 - - 2021-12-01 100.00 -
V8 ES1 advisory 2022-01-01 - - - - -
"""
# id organisation kind country ecosystem published expires
PROFILES = """
F1 ES1 business_offer ES 9 2021-01-10 2022-01-10
F2 FR1 technology_request - - 2022-03-01 -
F3 DE1 - SE 5 2023-03-01 2024-03-01
"""
# id profile who state received agreed declined
EXPRESSIONS = """
N1 F1 FR1 agreement 2021-02-01 2021-08-01 -
N2 F1 IT1 declined 2022-02-01 - 2022-03-01
N3 F2 ES1 contact_exchanged 2022-04-01 2022-12-01 -
N4 F2 UK1 received 2022-11-13 - -
N5 F3 PL1 agreement 2023-03-10 2023-04-01 -
N6 F1 FR1 - 2021-03-01 - -
"""

# Worked out in the docstring: KPI → (value, n).
EXPECTED: dict[str, tuple[float | None, int]] = {
    "S01": (8, 8),
    "S02": (6, 8),
    "S03": (5, 5),
    "S03v": (5100.50, 2),
    "S04": (100 * 5 / 6, 6),
    "S05": (5 / 10, 10),
    "S05b": (2 / 9, 9),
    "S05a": (2 / 7, 7),
    "S06": (3, 3),
    "S07": (6, 6),
    "S07x": (1, 1),
    "S08": (2 / 5, 5),
}


def tables() -> dict[str, list[dict[str, Any]]]:
    """The three contract tables as rows."""
    service = ("service_id", "organisation_id", "kind", "started_on", "ended_on", "achievement_type")
    profile = ("profile_id", "organisation_id", "kind", "country_code", "ecosystem_id", "published_on")
    interest = ("expression_id", "profile_id", "organisation_id", "status", "received_on", "agreed_on")
    return {
        "service": _rows(SERVICES, (*service, "achieved_on", "achievement_value_eur", "partner_country")),
        "profile": _rows(PROFILES, (*profile, "expires_on")),
        "expression_of_interest": _rows(EXPRESSIONS, (*interest, "declined_on")),
    }


_TYPED: Mapping[str, Callable[[str], Any]] = {"achievement_value_eur": Decimal, "ecosystem_id": int}


def _rows(text: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {name: None if cell is None else _read(name, cell) for name, cell in zip(columns, row, strict=True)}
        for row in cells(text)
    ]


def _read(name: str, cell: str) -> Any:
    return date.fromisoformat(cell) if name.endswith("_on") else _TYPED.get(name, str)(cell)
