"""Industrial ecosystems, organisation types and NACE sections against facts 7.2, 7.3 and 8.3."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from string import ascii_uppercase

RowsOf = Callable[[str], list[dict[str, str]]]

ECOSYSTEMS = (
    "Aerospace & defence · Agri-food · Construction · Cultural and creative industries · Digital · "
    "Electronics · Energy-intensive industries · Energy-renewables · Health · "
    "Mobility-Transport-Automotive · Proximity, social economy and civil society · Retail · "
    "Textiles · Tourism"
)
MAY = {"true": "y", "false": "n"}
RULES = {
    "yyn1": "cluster business_network",
    "yyy1": "technology_centre research_institute fab_lab resource_efficiency_provider "
    "digital_innovation_hub creative_hub incubator accelerator sme",
    "nyy2": "large_company public_authority innovation_agency training_provider",
    "nny1": "other",
}


def test_the_14_ecosystems_in_the_platforms_spelling(rows_of: RowsOf) -> None:
    rows = rows_of("ecosystems.csv")
    assert [row["name_en"] for row in rows] == ECOSYSTEMS.split(" · ")
    assert [int(row["ecosystem_id"]) for row in rows] == list(range(1, 15))


def test_short_names_fit_an_axis_and_stay_apart(rows_of: RowsOf) -> None:
    short = [row["short_name"] for row in rows_of("ecosystems.csv")]
    assert len(set(short)) == 14
    assert max(map(len, short)) <= 19


def test_organisation_types_may_what_the_rules_say(rows_of: RowsOf) -> None:
    rows = rows_of("org_types.csv")
    found = {
        row["org_type"]: MAY[row["may_visit"]] + MAY[row["may_host"]] + MAY[row["needs_cluster_membership"]]
        + row["from_wave"]
        for row in rows
    }  # fmt: skip
    assert found == {code: rule for rule, codes in RULES.items() for code in codes.split()}
    assert len(rows) == len(found) == len({row["label"] for row in rows})


def test_organisation_groups_agree_with_what_their_members_may_do(rows_of: RowsOf) -> None:
    groups: dict[str, set[str]] = {}
    for row in rows_of("org_types.csv"):
        groups.setdefault(row["group"], set()).add(row["org_type"])
    assert list(groups) == ["Cluster & network", "Scaling-up support", "SME", "Host-only", "Other"]
    assert groups["SME"] == {"sme"}
    assert groups["Host-only"] == set(RULES["nyy2"].split())


def test_nace_sections_of_both_versions(rows_of: RowsOf) -> None:
    rows = rows_of("nace_sections.csv")
    label = {(row["nace_version"], row["code"]): row["label_en"] for row in rows}
    assert len(label) == len(rows)
    assert "".join(code for version, code in label if version == "2") == ascii_uppercase[:21]
    assert "".join(code for version, code in label if version == "2.1") == ascii_uppercase[:22]
    assert all(label.values())


def test_the_same_letter_means_different_things_in_the_two_nace_versions(rows_of: RowsOf) -> None:
    """K is finance in Rev. 2; in Rev. 2.1 finance moved to L, as all later letters moved by one."""
    label = {(row["nace_version"], row["code"]): row["label_en"] for row in rows_of("nace_sections.csv")}
    assert label["2", "K"].startswith("Financial")
    assert label["2.1", "L"].startswith("Financial")
    assert "computer" in label["2.1", "K"]
    assert label["2", "P"] == label["2.1", "Q"] == "Education"


def test_every_reference_file_states_its_source(reference: Path) -> None:
    readme = (reference / "README.md").read_text(encoding="utf-8")
    files = [
        p.relative_to(reference).as_posix() for p in reference.rglob("*") if p.suffix in {".csv", ".json"}
    ]
    assert len(files) >= 7
    assert [name for name in files if f"`{name}`" not in readme] == []
