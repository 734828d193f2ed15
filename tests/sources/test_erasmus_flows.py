"""The aggregated source: one row per ordered pair of countries with its participants."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

HEADER = "o_iso,d_iso,origin,destination,participants\n"


@pytest.fixture
def flows(tmp_path: Path) -> Path:
    """from  to  participants  what becomes of it
    AT    AT  100           domestic: kept, not countable
    AT    GB   20           countable, to UK
    GR    rW    7           countable, from EL to XX
    rW    AT    5           countable
    rW    rW    3           within the rest of the world: kept, not countable"""
    path = tmp_path / "flows.csv"
    rows = [
        "AT,AT,Austria,Austria,100",
        "AT,GB,Austria,United Kingdom,20",
        "GR,rW,Greece,Rest of the world,7",
    ]
    rows += ["rW,AT,Rest of the world,Austria,5", "rW,rW,Rest of the world,Rest of the world,3"]
    path.write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")
    return path


def rows_of(version, columns: str, where: str = "true") -> list[tuple]:
    table = version.query(f"SELECT {columns} FROM {version.fact('exchange')} WHERE {where} ORDER BY ALL")
    return [tuple(row.values()) for row in table.to_pylist()]


def test_a_pair_of_countries_counts_once_and_carries_its_participants(published_source, flows: Path):
    version = published_source("erasmus_flows", flows)
    assert rows_of(
        version, "visitor_country::VARCHAR AS v, host_country::VARCHAR AS h, participants", "countable"
    ) == [
        ("AT", "UK", 20),
        ("EL", "XX", 7),
        ("XX", "AT", 5),
    ]
    assert version.manifest.countable_exchanges == 3


def test_domestic_loops_are_kept_but_not_countable(published_source, flows: Path):
    version = published_source("erasmus_flows", flows)
    assert rows_of(version, "exchange_id, participants", "NOT countable") == [("AT-AT", 100), ("rW-rW", 3)]


def test_what_an_aggregate_lacks_is_not_available_instead_of_zero(published_source, flows: Path):
    version = published_source("erasmus_flows", flows)
    assert version.manifest.grain == "aggregate"
    assert set(version.fact_columns("exchange")) == {
        "exchange_id",
        "visitor_country",
        "host_country",
        "countable",
        "breaches",
        "participants",
    }
    assert version.missing_columns("exchange", "month") == (
        "exchange.actual_start or exchange.planned_start",
    )
    assert version.labels("organisation") == {}


def test_the_schemes_rules_do_not_bind_it(published_source, flows: Path):
    version = published_source("erasmus_flows", flows)
    assert version.manifest.rules_evaluated == ()
    assert version.findings().empty


def test_an_unknown_node_is_a_finding(checked_source, tmp_path: Path):
    path = tmp_path / "flows.csv"
    path.write_text(HEADER + "AT,QQ,Austria,Nowhere,4\nAT,BE,Austria,Belgium,4\n", encoding="utf-8")
    tables = checked_source("erasmus_flows", path)
    findings = tables.findings_table()
    assert findings[["line", "column", "value", "code", "severity"]].to_numpy().tolist() == [
        [2, "ho_country", "QQ", "unmapped_value", "reject"]
    ]
    assert tables.row_counts["exchange"].kept == 1


@pytest.mark.shared_data
def test_totals_of_the_real_file(published_source, shared_data: Path):
    raw = pd.read_csv(shared_data / "erasmus_flows" / "flows.csv", keep_default_na=False)
    abroad = raw[raw.o_iso != raw.d_iso]
    # The figures the data's own description states.
    assert (len(raw), int(raw.participants.sum())) == (1223, 9_244_781)
    assert (len(abroad), int(abroad.participants.sum())) == (1188, 8_713_185)

    version = published_source("erasmus_flows", shared_data / "erasmus_flows" / "flows.csv")
    sums = "count(*) AS n, sum(participants)::BIGINT AS persons"
    assert rows_of(version, sums) == [(1223, 9_244_781)]
    assert rows_of(version, sums, "countable") == [(1188, 8_713_185)]
    assert version.manifest.findings_by_code == {}

    codes = {"GB": "UK", "GR": "EL", "rW": "XX"}
    expected = sorted(
        (codes.get(row.o_iso, row.o_iso), codes.get(row.d_iso, row.d_iso), row.participants)
        for row in abroad.itertuples()
    )
    assert (
        rows_of(
            version, "visitor_country::VARCHAR AS v, host_country::VARCHAR AS h, participants", "countable"
        )
        == expected
    )
    assert max(expected, key=lambda flow: flow[2]) == ("IT", "ES", 217_003)
