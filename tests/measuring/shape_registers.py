"""Registers of other shapes than pairs: participations in projects, persons at events; drawn, with gaps."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from cxc_metrics.catalogue import catalogue

FACTS: Final = ("project", "project_participant", "event_attendance")
KPIS: Final = tuple(kpi.id for kpi in catalogue().values() if kpi.fact in FACTS)
_COUNTRIES: Final = ("ES", "FR", "DE", "EL", "UK", "XK", "XX", "US")
Rows = Sequence[Mapping[str, Any]]


def _organisations(draw: random.Random) -> Rows:
    """Of half the organisations that take part; the others are known by their identifier only."""
    return [
        {
            "organisation_id": f"O{number}",
            "name": f"Organisation {number}",
            "org_type": draw.choice(("sme", "cluster")),
            "country_code": draw.choice(_COUNTRIES[:4]),
            "ecosystem_id": draw.choice((3, 9, None)),
            "size_class": draw.choice(("small", "medium", None)),
        }
        for number in range(0, 40, 2)
    ]


def _day(draw: random.Random) -> date | None:
    return draw.choice((None, *[date(2020, 1, 1) + timedelta(days=draw.randrange(1200)) for _ in range(6)]))


def _money(draw: random.Random) -> Decimal | None:
    return draw.choice((None, Decimal(0), *[Decimal(draw.randrange(1, 9_000_000)) / 100 for _ in range(4)]))


def participations(seed: int = 7) -> dict[str, Rows]:
    """Projects with and without a day and participants; participants with and without a project."""
    draw = random.Random(seed)
    projects = [
        {
            "project_id": f"P{number}",
            "acronym": f"PROJECT {number}",
            "programme": draw.choice(("Horizon", "Interreg", None)),
            "start_date": _day(draw),
            "eu_contribution_eur": _money(draw),
        }
        for number in range(14)
    ]
    pairs = sorted({(draw.choice((*range(11), None)), draw.randrange(40)) for _ in range(160)}, key=str)
    participants = [
        {
            "participant_id": f"T{place}",
            "project_id": None if project is None else f"P{project}",
            "organisation_id": f"O{organisation}",
            "country_code": _COUNTRIES[organisation % 8],
            "activity_type": draw.choice(("HES", "PRC", "PUB", None)),
            "role": draw.choice(("coordinator", "participant", None)),
            "programme": draw.choice(("COSME", None)),
            "started_on": _day(draw),
            "participations": draw.choice((None, 1, 4)),
            "eu_contribution_eur": _money(draw),
        }
        for place, (project, organisation) in enumerate(pairs)
    ]
    return {"organisation": _organisations(draw), "project": projects, "project_participant": participants}


def attendances(seed: int = 8) -> dict[str, Rows]:
    """Events with and without country and day; persons with and without pseudonym, days and amount."""
    draw = random.Random(seed)
    events = [
        {
            "event_id": f"V{number}",
            "kind": draw.choice(("conference", "training", None)),
            "country_code": draw.choice((*_COUNTRIES, None)),
            "start_date": _day(draw),
        }
        for number in range(9)
    ]
    rows = [
        {
            "attendance_id": f"A{number}",
            "event_id": f"V{draw.randrange(9)}",
            "person_ref": draw.choice((None, f"person {draw.randrange(60)}")),
            "organisation_id": draw.choice((None, f"O{draw.randrange(40)}")),
            "person_country": draw.choice(_COUNTRIES),
            "event_country": draw.choice((None, None, draw.choice(_COUNTRIES))),
            "started_on": _day(draw),
            "days": draw.choice((None, 0.5, 1.0, 3.0)),
            "amount_eur": _money(draw),
        }
        for number in range(200)
    ]
    return {"organisation": _organisations(draw), "event": events, "event_attendance": rows}
