"""Which exchange was an organisation's or a pair of countries' first, as the fact's header defines it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from cxc_metrics.store import DataVersion, Store
from tests.store.hand_made import checked, exchange, organisation, register_rows

PLACES = {
    "ES1": "ES",
    "ES2": "ES",
    "DE1": "DE",
    "DE2": "DE",
    "FR1": "FR",
    "FR2": "FR",
    "IT1": "IT",
    "EL1": "EL",
}
# Nobody ever tells a day of exchanges with these.
UNDATED = {"IT1", "EL1"}


def drawn(number: int) -> dict[str, Any]:
    """Few organisations on few days, so that many begin together; some undated, some that do not count."""
    draw = random.Random(number)
    # Who is not named (an emptied cell) is one organisation more: nobody knows which.
    sides = draw.sample([*PLACES, None], 2)
    day = date(2021, 5, 3) + timedelta(days=draw.randrange(4))
    if UNDATED & set(sides) or draw.random() < 0.2:
        day = None
    countries = [PLACES.get(side or "", "PL") for side in sides]
    return exchange(
        f"X{number:03}",
        vo_id=sides[0],
        ho_id=sides[1],
        vo_country=countries[0],
        ho_country=countries[1],
        actual_start=day,
        planned_start=None,
        actual_end=None,
        status="cancelled" if draw.random() < 0.15 else "completed",
    )


@pytest.fixture(scope="module")
def exchanges() -> list[dict[str, Any]]:
    return [drawn(number) for number in range(60)]


@pytest.fixture(scope="module")
def version(exchanges: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> DataVersion:
    tables = register_rows(exchanges)
    tables["organisation"] = [organisation(key, country) for key, country in PLACES.items()]
    return Store(tmp_path_factory.mktemp("firsts") / "store").publish(checked(tables))


def counts(row: Mapping[str, Any]) -> bool:
    return row["status"] == "completed" and row["vo_country"] != row["ho_country"]


def begun_before(row: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether the other began on an earlier day; one without a day comes after all that have one."""
    day, earlier = row["actual_start"], other["actual_start"]
    return earlier is not None and (day is None or earlier < day)


def told(row: Mapping[str, Any], all_rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What the fact must say of an exchange, by going through all others."""
    held = [other for other in all_rows if counts(other)]
    before = [other for other in held if begun_before(row, other)]
    taken_part = {other[side] for other in before for side in ("vo_id", "ho_id")}
    pairs = [{other["vo_country"], other["ho_country"]} for other in before]
    visits = [o["actual_start"] for o in held if o["vo_id"] == row["vo_id"] and o["actual_start"]]
    return {
        "visitor_first": counts(row) and row["vo_id"] not in taken_part,
        "host_first": counts(row) and row["ho_id"] not in taken_part,
        "pair_first": counts(row) and {row["vo_country"], row["ho_country"]} not in pairs,
        "exchanges_before": len(before) if counts(row) else None,
        "first_visit_on": min(visits, default=None) if row["vo_id"] else None,
    }


def test_firsts_are_those_that_the_header_defines(
    exchanges: list[dict[str, Any]], version: DataVersion
) -> None:
    columns = list(told(exchanges[0], exchanges))
    rows = version.query(
        f"SELECT exchange_id, {', '.join(columns)} FROM {version.fact('dossier')} ORDER BY exchange_id"
    )
    found = {row.pop("exchange_id"): row for row in rows.to_pylist()}
    assert found == {row["exchange_id"]: told(row, exchanges) for row in exchanges}
    # Each kind is there: firsts that share their day, undated ones, visits whose organisation is not named.
    held = [row for row in exchanges if counts(row)]
    firsts = [row for row in held if found[row["exchange_id"]]["visitor_first"]]
    assert any(row["actual_start"] is None for row in firsts)
    assert any(not found[row["exchange_id"]]["visitor_first"] for row in held if row["actual_start"] is None)
    assert {row["vo_id"] for row in firsts} >= {None, "ES1"}
    assert len(firsts) > len({row["vo_id"] for row in firsts})
    assert 3 < sum(found[row["exchange_id"]]["pair_first"] for row in held) < len(held)
