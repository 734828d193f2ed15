"""Which registration a visit without a match came of: each takes one before it takes a second."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.store import DataVersion
from tests.measuring.publishing import published, visit
from tests.measuring.whose_visit import registration_of
from tests.soundness.rows import Row, host, match, registration
from tests.store.hand_made import organisation

DAY_ONE = date(2020, 1, 1)


def _travelled(version: DataVersion) -> dict[str, date | None]:
    found = version.query(f"SELECT registration_id, travelled_on FROM {version.fact('journey')}")
    return {row["registration_id"]: row["travelled_on"] for row in found.to_pylist()}


@pytest.mark.parametrize(
    ("registrations", "visits", "expected"),
    [
        # Both registered before either visit: the first visit to the first, the second to the second.
        (
            [("R1", "2021-01-01", {}), ("R2", "2021-02-01", {})],
            [("X1", "2021-03-01", "A"), ("X2", "2021-09-01", "A")],
            {"R1": "2021-03-01", "R2": "2021-09-01"},
        ),
        # Registered again after the first visit.
        (
            [("R1", "2021-01-01", {}), ("R2", "2021-06-01", {})],
            [("X1", "2021-03-01", "A"), ("X2", "2021-09-01", "A")],
            {"R1": "2021-03-01", "R2": "2021-09-01"},
        ),
        # One visit, two registrations: the other still waits.
        (
            [("R1", "2021-01-01", {}), ("R2", "2021-02-01", {})],
            [("X1", "2021-03-01", "A")],
            {"R1": "2021-03-01", "R2": None},
        ),
        # A visit before any registration came of none.
        ([("R1", "2021-06-01", {})], [("X1", "2021-03-01", "A")], {"R1": None}),
        # The partnership's own registration goes before an earlier one with another.
        (
            [("R1", "2021-01-01", {"partnership_id": "B"}), ("R2", "2021-02-01", {})],
            [("X1", "2021-03-01", "A"), ("X2", "2021-04-01", "A")],
            {"R1": None, "R2": "2021-03-01"},
        ),
        # Withdrawn before the visit: the later, open registration led to it.
        (
            [
                ("R1", "2021-01-01", {"status": "withdrawn", "available_to": "2021-02-01"}),
                ("R2", "2021-02-15", {}),
            ],
            [("X1", "2021-03-01", "A")],
            {"R1": None, "R2": "2021-03-01"},
        ),
        # Rejected ones lead to no visit while there is an accepted one.
        (
            [("R1", "2021-01-01", {"status": "rejected"}), ("R2", "2021-02-15", {})],
            [("X1", "2021-03-01", "A"), ("X2", "2021-04-01", "A")],
            {"R1": None, "R2": "2021-03-01"},
        ),
    ],
)
def test_each_visit_comes_of_one_registration(
    tmp_path: Path,
    registrations: Sequence[tuple[str, str, Mapping[str, Any]]],
    visits: Sequence[tuple[str, str, str]],
    expected: Mapping[str, str | None],
) -> None:
    rows: list[Row] = [registration(key, day, **more) for key, day, more in registrations]
    trips = [visit(key, day, vop_id=partnership) for key, day, partnership in visits]
    with published(tmp_path, trips, registration=rows) as version:
        assert _travelled(version) == {
            key: date.fromisoformat(day) if day else None for key, day in expected.items()
        }


def test_a_registration_with_a_visit_through_its_match_needs_no_other(tmp_path: Path) -> None:
    """R1 was matched and travelled in March; the visit of May names no match: it came of R2."""
    rows = [registration("R1", "2021-01-01"), registration("R2", "2021-01-02"), host()]
    trips = [visit("X1", "2021-03-01", match_id="M-R1"), visit("X2", "2021-05-01")]
    with published(tmp_path, trips, registration=rows, match=[match("R1", "2021-02-01")]) as version:
        found = _travelled(version)
        assert (found["R1"], found["R2"]) == (date(2021, 3, 1), date(2021, 5, 1))
        # Submitted 59 and 119 days before; both are visits of accepted registrations, R2 without a match.
        assert (measure(version, ["A10m"]).value("A10m"), measure(version, ["A10t"]).value("A10t")) == (
            1,
            1,
        )


def _first_visits(registrations: list[Row], trips: list[Row]) -> dict[str, date | None]:
    asked = [{**row, "day": row["actual_start"], "held": True, "match": None} for row in trips]
    whose = registration_of(registrations, asked)
    first: dict[str, date] = {}
    for trip in sorted(asked, key=lambda row: row["day"]):
        if trip["exchange_id"] in whose:
            first.setdefault(whose[trip["exchange_id"]], trip["day"])
    return {row["registration_id"]: first.get(row["registration_id"]) for row in registrations}


def test_the_rule_written_out_visit_by_visit_gives_the_same(tmp_path: Path) -> None:
    """200 organisations, up to four registrations and five visits on few days, so that ties are frequent."""
    draw = random.Random(4)
    registrations, trips, known = [], [], []
    for number in range(200):
        key = f"O{number}"
        known.append(organisation(key, "ES"))
        for turn in range(draw.randint(0, 4)):
            on = DAY_ONE + timedelta(days=draw.randint(0, 8))
            status = draw.choice(["accepted", "accepted", "withdrawn", "expired", "rejected"])
            ends = on + timedelta(days=draw.randint(0, 8)) if draw.random() < 0.5 else None
            row = registration(f"R{number}-{turn}", on.isoformat(), key, status=status)
            registrations.append(row | {"partnership_id": draw.choice("AAB"), "available_to": ends})
        for turn in range(draw.randint(0, 5)):
            on = DAY_ONE + timedelta(days=draw.randint(0, 12))
            trips.append(visit(f"X{number}-{turn}", on.isoformat(), vo_id=key, vop_id=draw.choice("AAB")))
    expected = _first_visits(registrations, trips)
    known += [organisation("DE1", "DE")]
    with published(tmp_path, trips, organisation=known, registration=registrations) as version:
        found = _travelled(version)
    assert {key: found[key] for key in expected} == expected
    assert sum(day is not None for day in expected.values()) > 150
