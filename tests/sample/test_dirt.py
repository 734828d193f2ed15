"""Intake finds the dirt that was put in, no more, no less; every rule of the scheme is broken somewhere."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from cxc_metrics.contract import SCHEME_RULES
from cxc_metrics.intake import check
from cxc_metrics.sample import Sample, generate

from .conftest import BROKEN_KEY


def findings_of(directory: Path) -> dict[str, int]:
    with check(directory) as checked:
        found = checked.findings_table()
        kept = {name: count.kept for name, count in checked.row_counts.items()}
    counts = found.groupby(["table", "code"]).size()
    return {f"{table}.{code}": int(n) for (table, code), n in counts.items()} | {"kept": kept["exchange"]}


@pytest.fixture(scope="module")
def found(sample: Sample) -> dict[str, int]:
    return findings_of(sample.directory)


def is_refused(kind: str) -> bool:
    return kind.count(".") == 1


def test_every_broken_row_is_found_under_its_reason(sample: Sample, found: dict[str, int]) -> None:
    refused = {kind: count for kind, count in sample.dirt.items() if is_refused(kind)}
    reasons = {
        kind: n for kind, n in found.items() if kind != "kept" and kind.split(".")[1] not in SCHEME_RULES
    }
    assert reasons == refused


def test_the_exchanges_of_the_drawing_are_all_kept(sample: Sample, found: dict[str, int]) -> None:
    assert found["kept"] == sample.exchanges


def test_codes_of_other_lists_are_in_the_files(sample: Sample) -> None:
    mended = {kind: count for kind, count in sample.dirt.items() if not is_refused(kind)}
    assert min(mended.values()) >= 1
    with (sample.directory / "organisation.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["organisation_id"]: row["country_code"] for row in csv.DictReader(file)}
    codes = [code for key, code in rows.items() if BROKEN_KEY not in key]
    assert codes.count("GR") + codes.count("GB") == mended["organisation.country_code.iso_code"]


def test_every_rule_of_the_scheme_is_broken_but_rarely(sample: Sample, found: dict[str, int]) -> None:
    broken = {rule: found.get(f"exchange.{rule}", 0) for rule in SCHEME_RULES}
    assert min(broken.values()) >= 1, broken
    rare = {rule: n for rule, n in broken.items() if rule not in ("C07", "C09", "C10")}
    assert max(rare.values()) <= 0.01 * sample.exchanges, rare


def test_a_small_register_has_dirt_too(tmp_path: Path) -> None:
    made = generate(tmp_path, exchanges=200)
    found = findings_of(tmp_path)
    assert found["kept"] == 200
    assert {kind for kind in made.dirt if is_refused(kind)} <= set(found)
    assert {rule for rule in SCHEME_RULES if f"exchange.{rule}" in found} == set(SCHEME_RULES)
