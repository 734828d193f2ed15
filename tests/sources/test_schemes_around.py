"""The schemes around: their synthetic files are as drawn, and read as what they are, against pandas."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from cxc_metrics.contract import SCHEME_RULES
from cxc_metrics.paths import SOURCES
from scripts.synthetic_schemes import SCHEMES, files


def synthetic(scheme: str) -> Path:
    return SOURCES / scheme / "synthetic"


def rows(scheme: str, name: str) -> pd.DataFrame:
    return pd.read_csv(synthetic(scheme) / f"{name}_synthetic.csv", dtype=str, keep_default_na=False)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_the_files_are_what_the_script_draws_and_say_that_they_are_invented(scheme: str):
    written = {path.name: path.read_text(encoding="utf-8") for path in synthetic(scheme).iterdir()}
    assert written == files(scheme)
    assert "is_synthetic = true" in written["register.toml"]
    assert all("synthetic" in name for name in written if name.endswith(".csv"))


def test_companies_that_send_and_host(checked_source):
    companies, stays = rows("mobilise_sme", "companies"), rows("mobilise_sme", "exchanges")
    first_four = companies.sector.value_counts().index[:4]
    assert len(companies) > 110
    assert {*first_four} == {"ICT", "Communication and marketing", "Consultancy", "Accounting"}
    tables = checked_source("mobilise_sme", synthetic("mobilise_sme"))
    assert tables.is_synthetic
    assert {name: count.kept for name, count in tables.row_counts.items()} == {
        "organisation": len(companies),
        "registration": len(companies) + (companies.role == "both").sum(),
        "registration_preference": sum(
            (1 + (role == "both")) * (skills.count(";") + languages.count(";") + 2)
            for role, skills, languages in zip(
                companies.role, companies.skills, companies.languages, strict=True
            )
        ),
        "match": len(stays),
        "exchange": (stays.first_day != "").sum(),
    }
    # One stay of 20 days, one of 200, one sent by a large company; no rule of ClusterXchange.
    assert tables.findings_by_code() == {"MS1": 2, "MS2": 1}
    assert set(tables.rules_evaluated).isdisjoint(SCHEME_RULES)
    in_ecosystem = companies.sector.map(
        {"Agri-food": 2, "Construction": 3, "ICT": 5, "Retail": 12, "Textiles": 13, "Tourism": 14}
    )
    division = companies.sector.map(
        {"Accounting": "69", "Communication and marketing": "73", "Consultancy": "70", "ICT": "62"}
    )
    read = "SELECT organisation_id, ecosystem_id, nace_code FROM organisation ORDER BY ALL"
    wanted = zip(companies.company_no, in_ecosystem, division, strict=True)
    assert tables.connection.execute(read).fetchall() == [
        (key, None if pd.isna(code) else int(code), None if pd.isna(nace) else nace)
        for key, code, nace in wanted
    ]
    large = companies[companies["size"] == "Large"].company_no
    broken = tables.connection.execute(
        "SELECT exchange_id, rule FROM exchange_breach ORDER BY ALL"
    ).fetchall()
    assert broken == [
        ("STAY-0001", "MS1"),
        ("STAY-0002", "MS1"),
        *((key, "MS2") for key in stays[stays.sending_company.isin(large)].exchange_no),
    ]
    country = companies.set_index("company_no").country
    began = stays[stays.first_day != ""]
    ways = tables.connection.execute(
        "SELECT vo_country, ho_country FROM exchange ORDER BY exchange_id"
    ).fetchall()
    assert ways == [*zip(began.sending_company.map(country), began.host_company.map(country), strict=True)]
    assert all(home != abroad for home, abroad in ways)


def test_meetings_of_participants_and_solutions_to_challenges(checked_source):
    people, meetings, solutions = (rows("celis", name) for name in ("organisations", "meetings", "solutions"))
    pairs = {
        (event, *sorted(pair)) for event, *pair in meetings[["event_no", "reported_by", "met"]].to_numpy()
    }
    assert people.country.nunique() > 20
    assert len(pairs) > 150
    assert len(solutions) > 30
    tables = checked_source("celis", synthetic("celis"))
    assert tables.is_synthetic
    kept = {name: count.kept for name, count in tables.row_counts.items()}
    assert kept["organisation"] == len(people)
    assert kept["challenge_solution"] == len(solutions)
    assert tables.row_counts["meeting"].kept + tables.row_counts["meeting"].repeated == len(meetings)
    counted = "SELECT count(DISTINCT (event_id, least(org_a, org_b), greatest(org_a, org_b))) FROM meeting"
    assert tables.connection.execute(counted).fetchone() == (len(pairs),)
    # One solution is dated as matched before it was submitted: that day alone goes.
    assert tables.findings_by_code()["out_of_order"] == 1


def test_services_to_clients_profiles_and_interest(checked_source):
    clients, services, profiles, interest = (
        rows("een", name) for name in ("clients", "services", "profiles", "expressions")
    )
    tables = checked_source("een", synthetic("een"))
    assert tables.is_synthetic
    strange = services[~services.client_no.isin(clients.client_no)]
    early = services[(services.achieved_on != "") & (services.achieved_on < services.first_day)]
    assert (len(strange), len(early)) == (1, 1)
    assert tables.findings_by_code() == {"orphan": 1, "out_of_order": 1}
    kept = {name: count.kept for name, count in tables.row_counts.items()}
    assert kept == {
        "organisation": len(clients) + len(rows("een", "partners")),
        "service": len(services) - 1,
        "profile": len(profiles),
        "expression_of_interest": len(interest),
    }

    def counted(statement: str) -> dict[str, int]:
        return dict(tables.connection.execute(statement).fetchall())

    listed = services[services.client_no.isin(clients.client_no)]
    assert counted("SELECT kind, count(*) FROM service GROUP BY ALL") == {
        "international_partnership": (listed.service == "International partnership").sum(),
        "advisory": (listed.service == "Advisory support").sum(),
        "innovation": (listed.service == "Innovation support").sum(),
    }
    achieved = counted(
        "SELECT achievement_type, count(*) FROM service WHERE achievement_type <> '' GROUP BY 1"
    )
    assert sum(achieved.values()) == (listed.achievement != "").sum()
    assert (
        counted("SELECT status, count(*) FROM expression_of_interest GROUP BY 1").get("agreement")
        == (interest.status == "Agreement").sum()
    )
    lands = "SELECT organisation_id, ecosystem_id FROM organisation WHERE ecosystem_id IS NOT NULL"
    assert counted(lands).keys() == set(clients.client_no)
