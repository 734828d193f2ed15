"""The funnel: each stage by hand and by an independent query, shares only where units agree."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cxc_metrics.measuring import Measurement, measure
from cxc_metrics.scope import DataVersionLike, Scope
from cxc_metrics.store import DataVersion, Store, open_store
from cxc_metrics.studies.funnel import STAGES, funnel
from tests.measuring import hand_register, hand_results
from tests.store.hand_made import checked

HELD = """status IN ('awaiting_reports', 'awaiting_validation', 'awaiting_payment', 'completed')
    AND working_days >= 3 AND vo_country <> ho_country AND vop_id IS NOT NULL"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """The hand-made register with matches and outcomes."""
    register = Store(tmp_path_factory.mktemp("funnel") / "store")
    with checked(hand_results.tables(), as_at=hand_results.AS_AT) as tables:
        yield register.publish(tables)


def asked(version: DataVersionLike, scope: Scope | None = None) -> tuple[Measurement, Measurement]:
    scope = scope or Scope()
    return (
        measure(version, list(STAGES.values())[:-1], scope=scope.with_(status="held")),
        measure(version, [STAGES["outcome"]], scope=scope.with_(status="validated")),
    )


def test_stages_and_shares_by_hand(results: DataVersion) -> None:
    """registered  10   R01 R03 R04 R06 to R12      registrations
    accepted     4   R01 R03 R04 R07              4 / 10
    matched      3   R01 R03 R04                  3 / 4
    held        20   X01 to X20                   exchanges: no share of registrations
    validated   13   X01 to X13                   13 / 20
    outcome      6   X01 X02 X03 X05 X06 X10      6 / 13"""
    table = funnel(*asked(results)).set_index("stage")
    assert table["value"].to_dict() == {
        "registered": 10,
        "accepted": 4,
        "matched": 3,
        "held": 20,
        "validated": 13,
        "outcome": 6,
    }
    shares = table["share_of_previous"]
    assert shares[["registered", "held"]].isna().all()
    assert shares[["accepted", "matched", "validated", "outcome"]].tolist() == pytest.approx(
        [4 / 10, 3 / 4, 13 / 20, 6 / 13]
    )
    assert set(table["reason"]) == {""}


def test_an_outcome_of_an_exchange_not_yet_validated_is_no_part_of_the_validated(tmp_path: Path) -> None:
    """exchange  status            outcome
    X01       completed         achieved
    X14       awaiting payment  achieved    held with an outcome, but not among the validated"""
    tables = hand_results.tables()
    tables["outcome"] = [
        {**tables["outcome"][0], "outcome_id": f"U{key}", "exchange_id": key, "partner_id": None}
        for key in ("X01", "X14")
    ]
    with checked(tables, as_at=hand_results.AS_AT) as clean:
        version = Store(tmp_path / "store").publish(clean)
    assert measure(version, ["R11"]).value("R11") == 2
    assert funnel(*asked(version)).set_index("stage").loc["outcome", "value"] == 1


def test_a_match_without_its_day_is_not_forgotten(tmp_path: Path) -> None:
    tables = hand_results.tables()
    tables["match"] = [{**row, "vo_validated_on": None, "ho_validated_on": None} for row in tables["match"]]
    with checked(tables, as_at=hand_results.AS_AT) as clean:
        version = Store(tmp_path / "store").publish(clean)
    assert measure(version, ["A10m"]).value("A10m") == 3


@pytest.mark.parametrize(
    "scope", [Scope(), Scope(visitor_country=("ES", "IT")), Scope(period="2022"), Scope(wave=2)]
)
def test_every_stage_against_the_raw_tables(sample: DataVersion, scope: Scope) -> None:
    countries = "', '".join(scope.visitor_country)
    registered = [f"o.country_code IN ('{countries}')"] if countries else []
    exchanged = [f"vo_country IN ('{countries}')"] if countries else []
    if scope.period:
        days = f"BETWEEN DATE '{scope.period.start}' AND DATE '{scope.period.end}'"
        registered.append(f"r.submitted_on {days}")
        exchanged.append(f"coalesce(actual_start, planned_start) {days}")
    if scope.wave:
        registered.append("(SELECT p.wave FROM partnership p WHERE p.partnership_id = r.partnership_id) = 2")
        exchanged.append("wave = 2")
    accepted = (
        "(r.status = 'accepted' OR (r.status IN ('expired', 'withdrawn') AND r.decided_on IS NOT NULL))"
    )
    matched = "r.registration_id IN (SELECT vo_registration_id FROM match WHERE status = 'validated')"
    outcome = "exchange_id IN (SELECT exchange_id FROM outcome WHERE status IN ('achieved', 'verified'))"
    visitors = ["r.role = 'VO'", "r.status <> 'draft'", *registered]
    held = [HELD, *exchanged]
    expected = {
        "registered": count(sample, _REGISTRATIONS, visitors),
        "accepted": count(sample, _REGISTRATIONS, [*visitors, accepted]),
        "matched": count(sample, _REGISTRATIONS, [*visitors, accepted, matched]),
        "held": count(sample, "exchange", held),
        "validated": count(sample, "exchange", [*held, "status = 'completed'"]),
        "outcome": count(sample, "exchange", [*held, "status = 'completed'", outcome]),
    }
    assert funnel(*asked(sample, scope)).set_index("stage")["value"].to_dict() == expected
    assert all(expected.values())


_REGISTRATIONS = "registration r JOIN organisation o ON o.organisation_id = r.organisation_id"


def count(version: DataVersion, relation: str, conditions: list[str]) -> int:
    where = " AND ".join(f"({one})" for one in conditions)
    return int(version.query(f"SELECT count(*) AS n FROM {relation} WHERE {where}")["n"][0].as_py())


def test_a_missing_table_is_said_and_never_zero(hand: DataVersion) -> None:
    """The first hand-made register has neither matches nor outcomes."""
    table = funnel(*asked(hand)).set_index("stage")
    assert table.loc[["matched", "outcome"], "value"].isna().all()
    assert "match" in table.loc["matched", "reason"]
    assert "outcome" in table.loc["outcome", "reason"]
    assert table.loc["held", "value"] == hand_register.EXPECTED["O01"][0]
    assert table.loc["validated", "share_of_previous"] == 13 / 20


def test_a_filter_that_registrations_lack_leaves_the_exchanges(hand: DataVersion) -> None:
    table = funnel(*asked(hand, Scope(host_country="DE"))).set_index("stage")
    assert table.loc[["registered", "accepted"], "value"].isna().all()
    assert "host country" in table.loc["registered", "reason"]
    assert table.loc["held", "value"] == measure(hand, ["O01"], scope=Scope(host_country="DE")).value("O01")


def test_nothing_at_all_has_no_shares(hand: DataVersion) -> None:
    table = funnel(*asked(hand, Scope(visitor_country="LU"))).set_index("stage")
    assert table.loc[["registered", "held", "validated"], "value"].tolist() == [0, 0, 0]
    assert table["share_of_previous"].isna().all()


def test_registers_of_another_kind(erasmus_register: Path, capes_register: Path) -> None:
    """Erasmus: one row stands for many persons. CAPES: neither registrations nor a status."""
    for store, held in ((erasmus_register, False), (capes_register, True)):
        current = open_store(store).current()
        assert current is not None
        with current:
            table = funnel(*asked(current)).set_index("stage")
        assert bool(table["value"].notna()["held"]) is held
        assert table["value"].drop("held").isna().all()
        assert (table.loc[table["value"].isna(), "reason"] != "").all()
