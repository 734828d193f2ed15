"""The rows nobody broke are valid: by the contract's models, its code lists, its links, and the calendar."""

from __future__ import annotations

import csv

import duckdb
import pytest

from cxc_metrics.contract import (
    TABLES,
    countries,
    ecosystems,
    organisation_types,
)
from cxc_metrics.contract.reference import to_eu_code
from cxc_metrics.sample import Sample
from tests.sample.tables import DRAWN

from .conftest import BROKEN_KEY

REFERENCES = {
    "ref_country": {str(code) for code in countries()},
    "ref_ecosystem": {str(number) for number in ecosystems()},
    "ref_org_type": {str(code) for code in organisation_types()},
}
# What may lie after the register's day: plans, ends of grants, availability.
PLANS = {
    "partnership": {"end_date", "extended_to"},
    "registration": {"available_from", "available_to"},
    "exchange": {"planned_start", "planned_end"},
    "event": {"start_date", "end_date"},
    "profile": {"expires_on"},
}


def rows_of(sample: Sample, name: str) -> list[dict[str, str]]:
    with (sample.directory / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [
            row
            for row in csv.DictReader(file)
            if not any(BROKEN_KEY in row[key] for key in TABLES[name].key())
        ]


@pytest.mark.parametrize("name", DRAWN)
def test_rows_pass_the_contracts_own_model(sample: Sample, name: str) -> None:
    model = TABLES[name]
    rows = [row for row in rows_of(sample, name) if row.get("item") != "remarks"]
    for row in rows[:: max(1, len(rows) // 300)]:
        valid = model.model_validate({column: value or None for column, value in row.items()})
        for column in model.columns():
            value = row[column.name]
            if value and column.codes:
                assert value in column.codes.codes
            if value and column.references == "ref_country":
                value = to_eu_code(value)
            if value and column.references in REFERENCES:
                assert value in REFERENCES[column.references]
        assert all(getattr(valid, key) is not None for key in model.key())


@pytest.mark.parametrize("name", DRAWN)
def test_keys_are_unique_and_links_lead_somewhere(clean: duckdb.DuckDBPyConnection, name: str) -> None:
    model = TABLES[name]
    keys = ", ".join(model.key())
    assert clean.execute(f"SELECT count(*) - count(DISTINCT ({keys})) FROM clean_{name}").fetchone() == (0,)
    for column in model.columns():
        if column.references in TABLES:
            parent = TABLES[column.references].key()[0]
            lost = clean.execute(
                f"SELECT count(*) FROM clean_{name} c ANTI JOIN clean_{column.references} p "
                f"ON c.{column.name} = p.{parent} WHERE c.{column.name} IS NOT NULL"
            ).fetchone()
            assert lost == (0,), column.name


@pytest.mark.parametrize("name", DRAWN)
def test_no_row_check_of_the_contract_fails(clean: duckdb.DuckDBPyConnection, name: str) -> None:
    for check in TABLES[name].row_checks:
        failed = clean.execute(f"SELECT count(*) FROM clean_{name} WHERE {check.violated}").fetchone()
        assert failed == (0,), check


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_recorded_after_the_registers_day(
    sample: Sample, clean: duckdb.DuckDBPyConnection, name: str
) -> None:
    for column in TABLES[name].columns():
        if column.sql_type in ("DATE", "TIMESTAMP") and column.name not in PLANS.get(name, ()):
            latest = clean.execute(f"SELECT max({column.name})::DATE FROM clean_{name}").fetchone()
            assert latest is not None
            assert latest[0] is None or latest[0] <= sample.as_at, column.name


def test_steps_of_an_exchange_follow_each_other(clean: duckdb.DuckDBPyConnection) -> None:
    """registration submitted ≤ decided ≤ match initiated ≤ validated < first planned day, on both sides"""
    disorder = clean.execute(
        """SELECT count(*) FROM clean_exchange e
           JOIN clean_match m USING (match_id)
           JOIN clean_registration v ON v.registration_id = m.vo_registration_id
           JOIN clean_registration h ON h.registration_id = m.ho_registration_id
           WHERE v.organisation_id <> e.vo_id OR h.organisation_id <> e.ho_id
              OR v.status <> 'accepted' OR h.status <> 'accepted'
              OR v.role <> 'VO' OR h.role <> 'HO'
              OR h.partnership_id <> e.hop_id OR v.partnership_id <> coalesce(e.vop_id, v.partnership_id)
              OR NOT (v.submitted_on <= v.decided_on AND v.decided_on <= m.initiated_on
                      AND h.submitted_on <= h.decided_on AND h.decided_on <= m.initiated_on
                      AND m.initiated_on <= least(m.vo_validated_on, m.ho_validated_on)
                      AND greatest(m.vo_validated_on, m.ho_validated_on) < e.planned_start)"""
    ).fetchone()
    assert disorder == (0,)


def test_statuses_and_dates_tell_the_same(sample: Sample, clean: duckdb.DuckDBPyConnection) -> None:
    contradictions = clean.execute(
        f"""SELECT status, count(*) FROM clean_exchange WHERE CASE status
              WHEN 'cancelled' THEN cancel_reason IS NULL OR actual_start IS NOT NULL OR paid_on IS NOT NULL
              WHEN 'ready' THEN actual_start IS NOT NULL
              WHEN 'in_preparation' THEN actual_start IS NOT NULL
              WHEN 'ongoing' THEN actual_start IS NULL OR actual_end IS NOT NULL
              WHEN 'ineligible' THEN paid_on IS NOT NULL
              WHEN 'completed' THEN actual_end IS NULL
                   OR (lump_sum_agreed_eur > 0) <> coalesce(lump_sum_paid_eur > 0, false)
              ELSE actual_end IS NULL OR paid_on IS NOT NULL OR actual_end >= DATE '{sample.as_at}' END
            GROUP BY status"""
    ).fetchall()
    assert contradictions == []


def test_virtual_exchanges_have_a_session_per_working_day(clean: duckdb.DuckDBPyConnection) -> None:
    """working_days = sessions, first session = first day, last session = last day; no money"""
    rows = clean.execute(
        """SELECT count(*), count(*) FILTER (n = working_days AND first = actual_start AND last = actual_end
                  AND coalesce(lump_sum_paid_eur, 0) = 0), avg(consecutive::INTEGER)
           FROM clean_exchange JOIN (SELECT exchange_id, count(*) n, min(session_date) first,
                max(session_date) last FROM clean_exchange_session GROUP BY 1) USING (exchange_id)
           WHERE mode = 'virtual'"""
    ).fetchone()
    assert rows is not None
    total, right, consecutive = rows
    assert total == right > 100
    assert 0.2 < consecutive < 0.6


def test_answers_belong_to_items_of_their_round_and_side(clean: duckdb.DuckDBPyConnection) -> None:
    asked = clean.execute(
        """SELECT item, survey_round, side, bool_or(org_type <> 'sme') others,
                  bool_or(exchange_id IS NULL) stayed
           FROM clean_survey_answer JOIN clean_survey_invitation i USING (invitation_id)
           JOIN clean_organisation USING (organisation_id) GROUP BY ALL"""
    ).fetchall()
    rounds = {
        "sat_overall": {"T1"},
        "export_share": {"T0", "T3"},
        "agr_commercial": {"T2", "T3"},
        "without_cxc": {"T1", "T2"},
        "cluster_joined": {"T2"},
        "obj_1": {"T0", "T1"},
    }
    for item, expected in rounds.items():
        assert {row[1] for row in asked if row[0] == item} == expected, item
    assert {row[2] for row in asked if row[0] == "cluster_joined"} == {"visitor"}
    assert not any(row[3] for row in asked if row[0] in ("export_share", "turnover_chg"))
    assert {row[0] for row in asked if row[4] and row[1] == "T3"} == {
        "export_share",
        "export_status",
        "countries_active_n",
    }
