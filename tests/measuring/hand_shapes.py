"""Two hand-made registers without pairs: organisations in projects, persons at events.

Projects A (from 1 May 2021), B (from 2 March 2022) and C (without a day); nobody is known to be in C.

P01  in A o1 o2, in B o1, and o3 in three that it does not name → 2 + 1 + 3.  P02  o1 o2 o3.
P03  A B C.  P03p A B.  P04  ES FR; o4 of the rest of the world is in no country, and its row in no project:
     one participation more → 7, four organisations.
P05  A 2, B 1.  P05c A ES FR, B ES.
P06  100 + 50.01 + 0; o2 and o4 are without a contribution.  P06m over 1 + 1 + 3 participations.
P07  A 400.50, B 100; C without a contribution.

Persons p at v (abroad) and w (at home), q at v (at home), one without a pseudonym at v, from the rest of the
world; r at u, whose country nobody knows.

E01  five.  E01u p q r.  E02  p and the unnamed one at v.  E02s of four whose two countries are known.
E03  u v w.  E03p 5 / 3.  E04s ES, as the rest of the world is no country.  E04h FR.
E05  2 + 1 + 1 + 0.5; r without days.  E06  100.50 + 10 + 20 + 30; q without an amount.  E06m over four.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from tests.measuring import hand_register
from tests.measuring.hand_register import cells

AS_AT = hand_register.AS_AT

# project, first day, contribution
PROJECTS = """
A 2021-05-01 400.50
B 2022-03-02 100.00
C - -
"""
# row, project, organisation, country, projects it stands for, contribution
PARTICIPANTS = """
1 A o1 ES - 100.00
2 A o2 FR - -
3 B o1 ES - 50.01
4 - o3 FR 3 0.00
5 - o4 XX - -
"""
# row, person, from, event, in, first day, days, amount
ATTENDANCES = """
1 p ES v FR 2021-05-01 2.0 100.50
2 q FR v FR 2021-05-01 1.0 -
3 p ES w ES 2022-03-02 1.0 10.00
4 - XX v FR 2021-05-01 0.5 20.00
5 r DE u - 2022-03-02 - 30.00
"""

# Worked out in the docstring: KPI → (value, n); of different things n counts the rows that name one.
PARTICIPATIONS_EXPECTED: dict[str, tuple[float | None, int]] = {
    "P01": (7, 5),
    "P02": (4, 5),
    "P03": (3, 3),
    "P03p": (2, 3),
    "P04": (2, 5),
    "P05": (3 / 2, 2),
    "P05c": (3 / 2, 2),
    "P06": (150.01, 3),
    "P06m": (150.01 / 5, 3),
    "P07": (500.50, 2),
}
ATTENDANCES_EXPECTED: dict[str, tuple[float | None, int]] = {
    "E01": (5, 5),
    "E01u": (3, 4),
    "E02": (2, 2),
    "E02s": (2 / 4, 4),
    "E03": (3, 5),
    "E03p": (5 / 3, 3),
    "E04s": (1, 2),
    "E04h": (1, 2),
    "E05": (4.5, 4),
    "E06": (160.50, 4),
    "E06m": (160.50 / 4, 4),
}
EXPECTED = {**PARTICIPATIONS_EXPECTED, **ATTENDANCES_EXPECTED}


def participations() -> dict[str, list[dict[str, Any]]]:
    """The contract tables of organisations in projects as rows."""
    participant = ("participant_id", "project_id", "organisation_id", "country_code", "participations")
    return {
        "project": _rows(PROJECTS, ("project_id", "start_date", "eu_contribution_eur")),
        "project_participant": _rows(PARTICIPANTS, (*participant, "eu_contribution_eur")),
    }


def attendances() -> dict[str, list[dict[str, Any]]]:
    """The contract tables of persons at events as rows."""
    columns = ("attendance_id", "person_ref", "person_country", "event_id", "event_country", "started_on")
    return {"event_attendance": _rows(ATTENDANCES, (*columns, "days", "amount_eur"))}


_TYPED: Mapping[str, Callable[[str], Any]] = {
    "start_date": date.fromisoformat,
    "started_on": date.fromisoformat,
    "eu_contribution_eur": Decimal,
    "amount_eur": Decimal,
    "participations": int,
    "days": float,
}


def _rows(text: str, columns: tuple[str, ...]) -> list[dict[str, Any]]:
    return [
        {
            name: _TYPED.get(name, str)(cell) if cell is not None else None
            for name, cell in zip(columns, row, strict=True)
        }
        for row in cells(text)
    ]
