"""Projects and participants that no column joins, and the pairs that can be made of one cell per project."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlsxwriter

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope

PARTICIPANT = (
    "Participations", "Legal Name", "Participant Identification Code", "Participant Type",
    "NET EU financial contribution (euro)", "Funding programme", "Country/Territory", "CITY",
)  # fmt: skip
PROJECT = (
    "ACRONYM", "TITLE", "Project id", "Project Start Date", "Project End Date", "Total budget (euro)",
    "EU financial contribution (euro)", "Funding programme", "Type of Action", "regions", "coordinator",
)  # fmt: skip
PIC = "https://example.org/org-details/{}"


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """Organisation 11 in both programmes, in three projects; of five regions one has no country.

    coordinator    regions
    Delft S.A., NL  A (Greece); B (Spain); C (Netherlands); D (Italy); Nordic Archipelago"""
    folder = tmp_path / "delivery"
    folder.mkdir()
    participants = [
        (2, "Water Ltd", PIC.format(11), "PRC", 100.5, "HORIZON", "Greece", "ATHINA"),
        (1, "WATER LIMITED", PIC.format(11), "PRC", 50, "H2020", "Greece", "ATHINA"),
        (1, "City", PIC.format(12), "PUB", 0, "HORIZON", "Cabo Verde", "Praia"),
    ]
    regions = "A (Greece); B (Spain); C (Netherlands); D (Italy); Nordic Archipelago"
    projects = [
        ("ONE", "One", "https://example.org/id/101", "2023-01-01", "2024-01-01", 200, 150.25, "HORIZON", "IA",
         regions, "Delft, S.A., Netherlands"),
    ]  # fmt: skip
    for name, header, rows in (("participants", PARTICIPANT, participants), ("projects", PROJECT, projects)):
        with xlsxwriter.Workbook(str(folder / f"some_{name}.xlsx")) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate((header, *rows)):
                sheet.write_row(number, 0, row)
    return folder


def values(version, kpis: list[str], **more) -> list[float | None]:
    measured = measure(version, kpis, **more)
    return [None if kpi in measured.not_measurable else measured.value(kpi) for kpi in kpis]


def test_an_organisation_counts_once_and_takes_part_as_often_as_its_rows_say(
    published_source, delivery: Path
) -> None:
    version = published_source("adaptation_mission", delivery)
    assert version.manifest.shape == "participations"
    assert values(version, ["P01", "P02", "P03", "P04", "P06", "P07"]) == [4, 2, 1, 2, 150.5, 150.25]
    assert values(version, ["P03p", "P05", "O01"]) == [None, None, None]
    assert values(version, ["P01"], scope=Scope(participant_type="PUB")) == [1]
    assert version.labels("organisation") == {"1": "Water Ltd", "2": "City"}


def test_each_region_with_a_country_is_a_pair(published_source, delivery: Path) -> None:
    """The coordinator's country is behind the last comma; C is in the coordinator's own country."""
    version = published_source("adaptation_regions", delivery)
    assert values(version, ["O01", "O08o", "O08h", "I03", "I05"]) == [3, 1, 3, 1, 150.25]
    kept = version.manifest.row_counts["exchange"]
    assert (kept.read, kept.kept, kept.rejected) == (5, 4, 1)
    assert version.manifest.findings_by_code["required_empty"] == 1


@pytest.mark.shared_data
def test_the_counted_totals_of_participants_and_projects(published_source, shared_data: Path) -> None:
    """908 rows of 872 organisations (36 PICs twice), 1 113 participations, 40 countries; 46 projects."""
    version = published_source("adaptation_mission", shared_data / "adaptation_mission")
    assert version.manifest.row_counts["project_participant"].kept == 908
    assert values(version, ["P01", "P02", "P03", "P04"]) == [1113, 872, 46, 40]
    assert values(version, ["P06", "P07"]) == [430_891_410.54, 460_666_290.79]
    by_type = measure(version, ["P01"], by=["participant_type"]).table
    assert dict(zip(by_type["participant_type"], by_type["P01_n"], strict=True)) == {
        "HES": 163, "REC": 144, "PRC": 206, "PUB": 242, "OTH": 153,
    }  # fmt: skip


@pytest.mark.shared_data
def test_the_counted_totals_of_coordinators_and_regions(published_source, shared_data: Path) -> None:
    """383 pairs, of which 24 name no country and three none there is; 299 cross-border ones to 34 countries,
    and Sarajevo, whose "Bosnia" is a name that our list knows."""
    version = published_source("adaptation_regions", shared_data / "adaptation_mission")
    pairs = version.manifest.row_counts["exchange"]
    assert (pairs.read, pairs.rejected) == (383, 27)
    assert values(version, ["O01", "O08o", "O08h", "I03", "I05"]) == [300, 15, 35, 44, 460_666_290.79]
    assert values(version, ["O01"], scope=Scope(host_country="BA")) == [1]
    assert version.manifest.findings_by_code["unmapped_value"] == 3
