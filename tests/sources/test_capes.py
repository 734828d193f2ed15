"""The source of records: payments become processes, a process is one exchange, dirt becomes findings."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics.store import open_store

COLUMNS = (
    "ID_PROCESSO", "NM_NIVEL", "AN_INICIO", "ME_INICIO", "AN_FIM", "ME_FIM", "NM_IES_ORIGEM_PRINCIPAL_DA",
    "NM_UF_IES_ORIGEM", "NM_IES_ESTUDO_PRINCIPAL_DA", "NM_PAIS_IES_ESTUDO", "NM_GRANDE_AREA",
    "NM_AREA_CONHECIMENTO", "NM_AREA_AVALIACAO", "NM_PROGRAMA",
)  # fmt: skip


def payment(process: str, host_country: str, **more: str) -> dict[str, str]:
    return {
        "ID_PROCESSO": process,
        "AN_INICIO": "2014.0",
        "ME_INICIO": "08",
        "AN_FIM": "2015.0",
        "ME_FIM": "02",
        "NM_IES_ORIGEM_PRINCIPAL_DA": "UNIVERSIDADE B",
        "NM_IES_ESTUDO_PRINCIPAL_DA": "HOST",
        "NM_PAIS_IES_ESTUDO": host_country,
    } | more


@pytest.fixture
def capes_file(tmp_path: Path):
    def write(*payments: dict[str, str]) -> Path:
        path = tmp_path / "capesData.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(payments)
        return path

    return write


def exchanges(version, columns: str) -> list[dict]:
    sql = f"SELECT {columns} FROM {version.fact('exchange')} AS e ORDER BY exchange_id"
    return version.query(sql).to_pylist()


def test_payments_of_one_process_are_one_exchange(published_source, capes_file):
    """process  payments  exchanges
    P1       3         1
    P2       1         1"""
    version = published_source("capes", capes_file(*[payment("P1", "FRANÇA")] * 3, payment("P2", "ALEMANHA")))
    assert [row["exchange_id"] for row in exchanges(version, "exchange_id")] == ["P1", "P2"]
    assert version.manifest.row_counts["exchange"].read == 2


def test_the_alphabetically_first_institution_of_several_is_taken(published_source, capes_file):
    version = published_source(
        "capes",
        capes_file(
            payment(
                "P1", "FRANÇA", NM_IES_ORIGEM_PRINCIPAL_DA="UNIVERSIDADE Z", NM_IES_ESTUDO_PRINCIPAL_DA="M"
            ),
            payment(
                "P1", "FRANÇA", NM_IES_ORIGEM_PRINCIPAL_DA="UNIVERSIDADE A", NM_IES_ESTUDO_PRINCIPAL_DA="N"
            ),
            payment("P1", "FRANÇA", NM_IES_ORIGEM_PRINCIPAL_DA="", NM_IES_ESTUDO_PRINCIPAL_DA=""),
        ),
    )
    names = version.labels("organisation")
    (row,) = exchanges(version, "visitor_id::VARCHAR AS v, host_id::VARCHAR AS h")
    assert (names[row["v"]], names[row["h"]]) == ("UNIVERSIDADE A", "M")
    assert sorted(names.values()) == ["M", "UNIVERSIDADE A"]


def test_an_institution_nobody_recorded_is_empty_and_no_organisation(published_source, capes_file):
    version = published_source("capes", capes_file(payment("P1", "FRANÇA", NM_IES_ORIGEM_PRINCIPAL_DA="")))
    (row,) = exchanges(version, "visitor_id, host_id, countable")
    assert row["visitor_id"] is None
    assert row["host_id"] is not None
    assert row["countable"] is True
    assert len(version.labels("organisation")) == 1


def test_a_stay_in_brazil_is_kept_and_not_countable(published_source, capes_file):
    at_home = payment("P1", "BRASIL", NM_IES_ESTUDO_PRINCIPAL_DA="UNIVERSIDADE B")
    version = published_source("capes", capes_file(at_home, payment("P2", "FRANÇA")))
    assert [row["countable"] for row in exchanges(version, "countable")] == [False, True]
    assert version.findings().empty


def test_a_process_that_ends_before_it_starts_is_a_reject_with_its_line(checked_source, capes_file):
    tables = checked_source(
        "capes",
        capes_file(payment("P1", "FRANÇA"), payment("P2", "FRANÇA", AN_FIM="2014.0", ME_FIM="7")),
    )
    findings = tables.findings_table()
    assert findings[["table", "line", "code", "severity"]].to_numpy().tolist() == [
        ["exchange", 3, "ends_before_start", "reject"]
    ]
    assert tables.row_counts["exchange"].kept == 1


def test_a_stay_within_one_month_starts_before_it_ends(published_source, capes_file):
    version = published_source(
        "capes", capes_file(payment("P1", "CUBA", ME_INICIO="8", AN_FIM="2014.0", ME_FIM="08"))
    )
    (row,) = exchanges(
        version, "actual_start::VARCHAR AS s, actual_end::VARCHAR AS e, countable, month::VARCHAR AS m"
    )
    assert row == {"s": "2014-08-01", "e": "2014-08-31", "countable": True, "m": "2014-08"}


def test_an_end_after_the_day_the_file_describes_is_a_plan(published_source, capes_file):
    version = published_source("capes", capes_file(payment("P1", "CUBA", AN_FIM="2020.0", ME_FIM="02")))
    (row,) = version.query("SELECT actual_end, planned_end::VARCHAR AS planned_end FROM exchange").to_pylist()
    assert row == {"actual_end": None, "planned_end": "2020-02-29"}
    assert version.manifest.countable_exchanges == 1


def test_an_impossible_month_is_a_finding(checked_source, capes_file):
    tables = checked_source("capes", capes_file(payment("P1", "CUBA"), payment("P2", "CUBA", ME_INICIO="13")))
    findings = tables.findings_table()
    assert findings[["line", "column", "value", "code"]].to_numpy().tolist() == [
        [3, "actual_start", "2014-13-01", "bad_date"]
    ]


def test_portuguese_country_names(published_source, capes_file):
    codes = {
        "ESTADOS UNIDOS": "US",
        "REINO UNIDO": "UK",
        "GRÉCIA": "EL",
        "HOLANDA": "NL",
        "POLONIA": "PL",
        "REPÚBLICA TCHECA": "CZ",
        "HONG KONG": "HK",
        "ARMÉNIA": "AM",
        "SÃO TOMÉ E PRÍNCIPE": "ST",
        "GUINÉ-BISSAU": "GW",
    }
    payments = [payment(f"P{place}", name) for place, name in enumerate(codes)]
    version = published_source("capes", capes_file(*payments))
    assert (
        dict(zip(codes, [row["c"] for row in exchanges(version, "host_country::VARCHAR AS c")], strict=True))
        == codes
    )


def test_an_unmapped_country_is_a_finding_of_organisation_and_exchange(checked_source, capes_file):
    tables = checked_source("capes", capes_file(payment("P1", "ATLÂNTIDA"), payment("P2", "CUBA")))
    findings = tables.findings_table()
    unmapped = findings[findings.code == "unmapped_value"]
    assert unmapped[["table", "column", "line", "value"]].to_numpy().tolist() == [
        ["organisation", "country_code", 2, "ATLÂNTIDA"],
        ["exchange", "ho_country", 2, "ATLÂNTIDA"],
    ]
    assert tables.row_counts["exchange"].kept == 1


def test_nothing_is_invented(published_source, capes_file):
    version = published_source("capes", capes_file(payment("P1", "CUBA")))
    available = set(version.fact_columns("exchange"))
    assert available.isdisjoint(
        {
            "visitor_sector",
            "host_sector",
            "visitor_type",
            "wave",
            "mode",
            "status",
            "validated",
            "partnership",
        }
    )
    assert version.manifest.rules_evaluated == ()
    assert version.manifest.grain == "record"


@pytest.mark.shared_data
@pytest.mark.slow
def test_totals_of_the_real_file(capes_register: Path, shared_data: Path):
    path = shared_data / "capes" / "capesData.csv.gz"
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    first = raw.drop_duplicates("ID_PROCESSO").set_index("ID_PROCESSO")
    starts = first.AN_INICIO.str[:4].astype(int) * 12 + first.ME_INICIO.astype(int)
    ends = first.AN_FIM.str[:4].astype(int) * 12 + first.ME_FIM.astype(int)
    ordered = first[ends >= starts]
    abroad = ordered[ordered.NM_PAIS_IES_ESTUDO != "BRASIL"]
    # The figures the data's own description states.
    assert (len(raw), len(first), len(first) - len(ordered)) == (146_036, 98_219, 28)
    assert len(ordered) - len(abroad) == 6_706
    assert len(abroad) == 91_485

    version = open_store(capes_register).current()
    manifest = version.manifest
    assert (manifest.row_counts["exchange"].read, manifest.row_counts["exchange"].rejected) == (98_219, 28)
    assert manifest.findings_by_code == {"ends_before_start": 28}
    assert manifest.countable_exchanges == 91_485

    by_host = version.query(
        f"""SELECT host_country::VARCHAR AS code, count(*) AS n FROM {version.fact("exchange")}
            WHERE countable GROUP BY ALL ORDER BY n DESC, code"""
    ).to_pylist()
    counted = [row["n"] for row in by_host]
    assert [(row["code"], row["n"]) for row in by_host[:3]] == [("US", 31_930), ("FR", 14_128), ("DE", 7_963)]
    # Every Portuguese name has a country of its own: the same sizes, whatever the names.
    assert sorted(counted) == sorted(abroad.NM_PAIS_IES_ESTUDO.value_counts().tolist())

    by_month = version.query(
        f"""SELECT month::VARCHAR AS month, count(*) AS n FROM {version.fact("exchange")}
            WHERE countable GROUP BY ALL ORDER BY month"""
    ).to_pylist()
    months = abroad.AN_INICIO.str[:4] + "-" + abroad.ME_INICIO.str.zfill(2)
    assert {row["month"]: row["n"] for row in by_month} == months.value_counts().to_dict()

    homes = raw[raw.NM_IES_ORIGEM_PRINCIPAL_DA != ""].groupby("ID_PROCESSO").NM_IES_ORIGEM_PRINCIPAL_DA.min()
    visitors = version.query(
        f"""SELECT count(DISTINCT visitor_id) AS n, count(visitor_id) AS filled
            FROM {version.fact("exchange")} WHERE countable"""
    ).to_pylist()
    kept = homes[homes.index.isin(abroad.index)]
    assert visitors == [{"n": kept.nunique(), "filled": len(kept)}]
