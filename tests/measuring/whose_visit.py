"""Which registration each exchange came of, visit by visit in plain Python, from the raw tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from cxc_metrics.scope import DataVersionLike

Row = Mapping[str, Any]
HELD = {"awaiting_reports", "awaiting_validation", "awaiting_payment", "completed"}


def registration_of(registrations: Iterable[Row], trips: Iterable[Row]) -> dict[str, str]:
    """Exchange → registration. `trips` have `day`, `held`, and the registration of their `match`, or none.

    Held ones first, each in turn to the first of the able registrations that has no visit yet; then the
    others, by what was held before them.
    """
    able = [row for row in registrations if row["role"] == "VO" and row["status"] != "draft"]
    found = {trip["exchange_id"]: trip["match"] for trip in trips if trip["match"]}
    first: dict[str, date] = {}
    for trip in trips:
        if trip["match"] and trip["held"]:
            first[trip["match"]] = min(first.get(trip["match"], trip["day"]), trip["day"])
    served = set(first)
    open_ones = [trip for trip in trips if not trip["match"] and trip["day"]]
    for trip in sorted(open_ones, key=lambda row: (not row["held"], row["day"], row["exchange_id"])):
        choices = [
            (_tier(row, trip), _again(row, trip, served, first), row["submitted_on"], row["registration_id"])
            for row in able
            if row["organisation_id"] == trip["vo_id"] and (row["submitted_on"] or date.max) <= trip["day"]
        ]
        if choices:
            chosen = found[trip["exchange_id"]] = min(choices)[3]
            if trip["held"]:
                served.add(chosen)
                first[chosen] = min(first.get(chosen, trip["day"]), trip["day"])
    return found


def _again(row: Row, trip: Row, served: set[str], first: Mapping[str, date]) -> bool:
    key = row["registration_id"]
    return key in served if trip["held"] else key in first and first[key] <= trip["day"]


def _tier(row: Row, trip: Row) -> tuple[bool, bool, bool]:
    """Own partnership, then accepted, then neither withdrawn nor expired: false comes first."""
    left = row["status"] in {"withdrawn", "expired"}
    accepted = row["status"] == "accepted" or (left and row["decided_on"] is not None)
    ended = left and (row["available_to"] or row["decided_on"] or row["submitted_on"]) < trip["day"]
    return row["partnership_id"] is None or row["partnership_id"] != trip["vop_id"], not accepted, ended


@lru_cache(maxsize=4)
def pairs(version: DataVersionLike) -> str:
    """The same of a data version, as SQL: a SELECT of exchange_id, registration_id."""
    registrations = version.query("SELECT * FROM registration").to_pylist()
    trips = version.query(
        f"""SELECT e.exchange_id, e.vo_id, e.vop_id, coalesce(e.actual_start, e.planned_start) AS day,
            m.vo_registration_id AS match, coalesce(e.status IN {tuple(sorted(HELD))} AND e.working_days >= 3
                AND e.vo_country <> e.ho_country AND e.vop_id IS NOT NULL, false) AS held
        FROM exchange e LEFT JOIN match m ON m.match_id = e.match_id"""
    ).to_pylist()
    told = registration_of(registrations, trips).items()
    values = ", ".join(f"('{exchange}', '{registration}')" for exchange, registration in told)
    return f"SELECT * FROM (VALUES {values or '(NULL, NULL)'}) AS w(exchange_id, registration_id)"
