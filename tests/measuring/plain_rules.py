"""The error rules once more, in plain Python over the raw tables, from facts 1.4 to 1.8 and definitions 1.

Knows no rule of the product: what breaks one is spelt out a second time on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from cxc_metrics.scope import DataVersionLike

Row = Mapping[str, Any]

# As the Commission's list for COSME and the cases of facts 1.4 have it; the United Kingdom in wave 1 only.
EU = {
    *("BE", "BG", "CZ", "DK", "DE", "EE", "IE", "EL", "ES", "FR", "HR", "IT", "CY", "LV"),
    *("LT", "LU", "HU", "MT", "NL", "AT", "PL", "PT", "RO", "SI", "SK", "FI", "SE"),
}
OTHERS = {"IS", "AL", "BA", "XK", "ME", "MK", "RS", "TR", "AM", "MD", "UA"}
ELIGIBLE = {1: EU | OTHERS | {"UK"}, 2: EU | OTHERS}
HELD = {"awaiting_reports", "awaiting_validation", "awaiting_payment", "completed"}
SIGNATURES = ("signed_vo_on", "signed_ho_on", "signed_vop_on", "signed_hop_on")


def breaches(version: DataVersionLike) -> set[tuple[str, str]]:
    """(exchange, rule) for C01, C02, C03, C05, C08, C09, C11 and C13, those of severity breach."""
    exchanges = _rows(version, "exchange")
    papers: dict[str, list[Row]] = {}
    for paper in _rows(version, "document"):
        papers.setdefault(paper["exchange_id"], []).append(paper)
    caps = {row["country_code"]: row["lump_sum_cap_eur"] for row in _rows(version, "ref_country")}
    found = {(row["exchange_id"], rule) for row in exchanges for rule in _of_one(row, papers, caps)}
    return found | {(key, "C05") for key in _further_visits(exchanges)}


def _of_one(row: Row, papers: Mapping[str, list[Row]], caps: Mapping[str, int | None]) -> Iterable[str]:
    held, wave = row["status"] in HELD, row["wave"]
    home = row["vo_country"] == row["ho_country"]
    if held and home:
        yield "C01"
    planned = row["status"] not in {"cancelled", "ineligible"} and wave is not None
    if planned and not {row["vo_country"], row["ho_country"]} <= ELIGIBLE[wave]:
        yield "C02"
    if held and row["working_days"] is not None and row["working_days"] < 3:
        yield "C03"
    if _above_the_cap(row, caps):
        yield "C08"
    if row["status"] == "completed" and not _papers_in_order(row, papers.get(row["exchange_id"], [])):
        yield "C09"
    if held and row["vop_id"] is None:
        yield "C11"
    if home and _funded(row):
        yield "C13"


def _funded(row: Row) -> bool:
    return (row["lump_sum_agreed_eur"] or 0) > 0 or (row["lump_sum_paid_eur"] or 0) > 0


def _above_the_cap(row: Row, caps: Mapping[str, int | None]) -> bool:
    """Facts 1.6: half under five working days or under 200 km, nothing where nobody travelled."""
    paid, cap = row["lump_sum_paid_eur"], caps.get(row["ho_country"]) or row["lump_sum_cap_eur"]
    if paid is None:
        return False
    if row["mode"] == "virtual":
        return bool(paid > 0)
    short = row["working_days"] is not None and row["working_days"] < 5
    near = row["distance_km"] is not None and row["distance_km"] < 200
    return cap is not None and bool(paid > cap / (2 if short or near else 1))


def _papers_in_order(row: Row, papers: list[Row]) -> bool:
    """Facts 1.8, C09: four signatures before the start; an agreement on money where money was agreed."""
    signed = [
        max(paper[day] for day in SIGNATURES)
        for paper in papers
        if paper["doc_type"] == "commitment_to_quality" and all(paper[day] for day in SIGNATURES)
    ]
    if not signed or (row["actual_start"] is not None and min(signed) > row["actual_start"]):
        return False
    agreed = any(
        paper["doc_type"] == "financial_agreement" and paper["signed_vo_on"] and paper["signed_vop_on"]
        for paper in papers
    )
    return agreed or not _funded(row)


def _further_visits(exchanges: Iterable[Row]) -> Iterable[str]:
    """Definitions 1, C05: every funded physical exchange of a visitor but the first by (day, key)."""
    visits: dict[str, list[tuple[Any, str]]] = {}
    for row in exchanges:
        physical = row["mode"] == "physical" and row["status"] != "cancelled"
        if physical and _funded(row) and row["actual_start"] is not None:
            visits.setdefault(row["vo_id"], []).append((row["actual_start"], row["exchange_id"]))
    for of_one in visits.values():
        yield from (key for _, key in sorted(of_one)[1:])


def _rows(version: DataVersionLike, table: str) -> list[Row]:
    rows: list[Row] = version.query(f"SELECT * FROM {table}").to_pylist()
    return rows
