"""Match-making: a host at capacity, a visitor that already travelled, one organisation registered twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cxc_metrics.errors import NotMeasurable
from cxc_metrics.studies.match_making import (
    MatchingPool,
    RegisterRows,
    by_country_and_ecosystem,
    matching_pool,
    register_rows,
)
from tests.measuring.publishing import published, visit
from tests.soundness.rows import Row, match, registration
from tests.store.hand_made import organisation, partnership

AS_AT = date(2022, 6, 30)
FUNDED: dict[str, Any] = {"lump_sum_agreed_eur": 500}


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def house(key: str, number: int, capacity: int | None = None, **more: Any) -> Row:
    """A host's registration, of the organisation DEnumber and the partnership B."""
    own = registration(key, "2020-01-01", f"DE{number}", role="HO", partnership_id="B")
    return own | {"capacity": capacity} | more


def planned(key: str, number: int, first: str, **more: Any) -> Row:
    """A visit of ES99 at DEnumber that is prepared, or was."""
    return visit(
        key, None, vo_id="ES99", ho_id=f"DE{number}", status="planned", planned_start=day(first), **more
    )


# Capacity, planned visits from 30 June to 29 December 2022 (183 days), free places.
HOSTS = {
    "H1": (2, ["2022-07-20"], 1),
    "H2": (2, ["2022-07-20", "2022-09-01"], 0),
    "H3": (2, ["2022-07-20", "2022-09-01 cancelled", "2022-12-30"], 1),
    "H4": (2, ["2022-07-20", "2022-12-29"], 0),
    "H5": (None, [], 1),
    "H6": (None, ["2022-06-30"], 0),
    "H7": (1, ["2022-07-20", "2022-07-20"], 0),
    "H8": (3, ["2022-06-29"], 3),
}


def exchanges() -> list[Row]:
    rows = []
    for number, (_, visits, _) in enumerate(HOSTS.values(), start=1):
        for place, text in enumerate(visits):
            first, _, cancelled = text.partition(" ")
            more = {"status": "cancelled"} if cancelled else {}
            rows.append(planned(f"P{number}{place}", number, first) | more)
    return [
        *rows,
        visit("X1", "2021-05-03", vo_id="ES1", ho_id="DE8", **FUNDED),
        visit("X2", "2021-05-03", vo_id="ES2", ho_id="DE8", mode="virtual", **FUNDED),
        visit("X3", "2021-06-01", vo_id="ES3", ho_id="DE8", status="ineligible", **FUNDED),
    ]


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RegisterRows]:
    """One register with a situation for each registration."""
    visitors = {number: registration(f"R{number}", "2022-05-01", f"ES{number}") for number in range(1, 13)}
    visitors[4] |= {"funded_before": True}
    visitors[7] |= {"available_from": day("2022-07-01"), "available_to": day("2022-07-05")}
    visitors[8] |= {"available_from": day("2022-07-02"), "available_to": day("2022-07-05")}
    visitors[9] |= {"partnership_id": "C"}
    tables: dict[str, list[Row]] = {
        "organisation": [
            *(organisation(f"ES{number}", "ES") for number in (*range(1, 13), 99)),
            *(organisation(f"DE{number}", "DE") for number in range(1, 9)),
        ],
        "partnership": [
            partnership("A"), partnership("B"), partnership("C", extended_to=date(2022, 7, 4)),
        ],
        "registration": [
            *visitors.values(),
            registration("R0", "2021-01-01", "ES1"),
            registration("R50", "2022-01-01", "ES5"),
            registration("R60", "2022-01-01", "ES6"),
            *(house(key, number, HOSTS[key][0]) for number, key in enumerate(HOSTS, start=1)),
        ],
        "match": [
            match("R50", "2022-02-01"),
            match("R10", "2022-06-01"),
            match("R11", "2022-08-01"),
            match("R12", None),
        ],
    }  # fmt: skip
    folder: Path = tmp_path_factory.mktemp("match_making")
    with published(folder, exchanges(), as_at=AS_AT, **tables) as version:
        yield register_rows(version)


@pytest.fixture(scope="module")
def pool(rows: RegisterRows) -> MatchingPool:
    return matching_pool(rows)


def test_a_host_at_capacity_has_no_place(pool: MatchingPool) -> None:
    """host  capacity  visits planned                      free
    H1    2         20 July                             1
    H2    2         20 July, 1 September                0
    H3    2         20 July, one cancelled, one after   1
    H4    2         20 July, the last day               0
    H5    –         none                                1
    H6    –         the first day                       0
    H7    1         two on one day                      0, not -1
    H8    3         the day before the first            3"""
    assert dict(zip(pool.hosts["registration_id"], pool.hosts["free"], strict=True)) == {
        key: free for key, (_, _, free) in HOSTS.items()
    }
    open_hosts = {"H1", "H3", "H5", "H8"}
    assert set(pool.ranked_hosts("R2", {}).table["registration_id"]) == open_hosts
    placed = pool.assigned({}).table.dropna(subset="host")["host_registration_id"]
    assert placed.value_counts().to_dict() == {"H1": 1, "H3": 1, "H5": 1, "H8": 3}


def test_a_visitor_that_already_travelled_gets_no_second_funded_visit(pool: MatchingPool) -> None:
    """R1  ES1  funded and physical in 2021, by R0      visit used
    R2  ES2  funded and virtual in 2021              may go
    R3  ES3  funded and physical, but ineligible     may go
    R4  ES4  funded before it registered             visit used
    R5  ES5  a match by R50, not yet held            visit used"""
    used = pool.visitors.set_index("registration_id")["visit_used"]
    assert [bool(used[f"R{number}"]) for number in range(1, 6)] == [True, False, False, True, True]
    lacks = pool.assigned({}).table.set_index("registration_id")["lacks"]
    assert (lacks["R1"], lacks["R4"], lacks["R5"]) == ("visit_used",) * 3
    assert pool.ranked_hosts("R1", {}).lacks == "visit_used"
    assert pool.ranked_hosts("R1", {}).table.empty


def test_who_waits_is_counted_once_and_a_match_ends_it(pool: MatchingPool) -> None:
    """R6 and R60 are of one organisation: the later stands, the other is told. R10 has a match; that of R11
    is of later than the register's day, that of R12 is not validated. R0 led to the visit of 2021."""
    assert pool.visitors["registration_id"].tolist() == sorted(
        f"R{number}" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12)
    )
    assert pool.repeated == 1


def test_days_are_those_of_availability_and_grant(pool: MatchingPool) -> None:
    """R7   1 to 5 July 2022 (Friday to Tuesday)                   3 working days: may go
    R8   2 to 5 July (Saturday to Tuesday)                      2: its own days do not reach
    R9   grant of C extended to 4 July: 30 June to 4 July       3
    R12  open: 30 June to 29 December                           as many as numpy counts"""
    days = pool.visitors.set_index("registration_id")["working_days"]
    all_days = int(np.busday_count(date(2022, 6, 30), date(2022, 12, 30)))
    assert [days[key] for key in ("R7", "R8", "R9", "R12")] == [3, 2, 3, all_days]
    assert pool.ranked_hosts("R8", {}).lacks == "own_dates"
    assert pool.ranked_hosts("R7", {}).table["days"].tolist() == [3] * 4
    table = by_country_and_ecosystem(pool)
    assert table["visitors"].sum() == 7  # without R1, R4, R5 (used) and R8 (no days)


def test_visits_hosted_are_those_that_had_begun_before_the_day(rows: RegisterRows) -> None:
    """DE8 hosted X1 and X2 from 3 May 2021 on; X3 was not held, and P80 is only planned."""
    place = rows.registrations.index[rows.registrations["registration_id"] == "H8"].to_numpy()
    days = pd.to_datetime(["2021-05-03", "2021-05-04", "2030-01-01"]).to_numpy("datetime64[D]").astype(float)
    assert rows.visits_before(place.repeat(3), days).tolist() == [0, 2, 2]


def test_a_register_without_registrations_says_so() -> None:
    bare: Any = SimpleNamespace(manifest=SimpleNamespace(tables=("organisation", "exchange")))
    with pytest.raises(NotMeasurable, match="with this register: it has no table registration"):
        register_rows(bare)
