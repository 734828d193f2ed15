"""Registers without pairs: every figure by hand and against its case, and what cannot be measured there."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.catalogue import catalogue
from cxc_metrics.measuring import dimensions_of, measure, volume
from cxc_metrics.measuring.options import options
from cxc_metrics.records import rows
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion, Store
from tests.measuring import hand_shapes, shape_registers
from tests.measuring.holding import unlike
from tests.measuring.oracle import all_checks
from tests.store.hand_made import SOURCE, checked

AS_AT = date(2023, 6, 30)
SELECTIONS = {
    "2021": (Scope(period="2021"), {"day": "{0} >= DATE '2021-01-01' AND {0} <= DATE '2021-12-31'"}),
    "Spain and France": (
        Scope(participant_country=("ES", "FR")),
        {"participant_country": "{} IN ('ES', 'FR')"},
    ),
    "from Spain": (Scope(visitor_country="ES"), {"visitor_country": "{} = 'ES'"}),
    "private": (Scope(participant_type="PRC"), {"participant_type": "{} = 'PRC'"}),
}


def published(folder: Path, tables: dict[str, Any], **more: Any) -> DataVersion:
    with checked(tables, **{"as_at": AS_AT, **more}) as clean:
        return Store(folder).publish(clean)


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> dict[str, DataVersion]:
    """One of each shape, by the first letter of its figures."""
    root = tmp_path_factory.mktemp("shapes")
    made = {"P": shape_registers.participations(), "E": shape_registers.attendances()}
    return {letter: published(root / letter, tables) for letter, tables in made.items()}


def test_every_figure_against_its_case(versions: dict[str, DataVersion], subtests: pytest.Subtests) -> None:
    """As a whole, by every dimension, in selections; by the country it is counted for and by year."""
    for kpi in shape_registers.KPIS:
        version, check, declared = versions[kpi[0]], all_checks()[kpi], catalogue()[kpi]
        with subtests.test(kpi):
            dimensions = dimensions_of(declared, version)
            assert set(dimensions) == set(check.dimensions)
            sides = [name for name in ("participant_country", "visitor_country") if name in dimensions]
            for by in [(), *((name,) for name in dimensions), ("year", *sides)]:
                measured = measure(version, [kpi], by=by)
                assert measured.not_measurable == {}, by
                assert unlike(measured, declared, check, version, by) == [], by
            for selection, (scope, where) in SELECTIONS.items():
                measured = measure(version, [kpi], scope=scope)
                if set(where) - {*check.dimensions, "day"}:
                    assert "cannot be told by" in measured.not_measurable[kpi], selection
                else:
                    assert unlike(measured, declared, check, version, (), where) == [], selection


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> dict[str, DataVersion]:
    """The two registers of `hand_shapes`, by the first letter of their figures."""
    root = tmp_path_factory.mktemp("by_hand")
    made = {"P": hand_shapes.participations(), "E": hand_shapes.attendances()}
    return {
        letter: published(root / letter, tables, as_at=hand_shapes.AS_AT) for letter, tables in made.items()
    }


def test_the_values_worked_out_by_hand(by_hand: dict[str, DataVersion], subtests: pytest.Subtests) -> None:
    for kpi, (value, n) in hand_shapes.EXPECTED.items():
        with subtests.test(kpi):
            measured = measure(by_hand[kpi[0]], [kpi])
            assert measured.not_measurable == {}
            assert (measured.value(kpi), measured.n(kpi)) == (pytest.approx(value), n)


def test_participations_by_country_and_year(by_hand: dict[str, DataVersion]) -> None:
    """A row that stands for three projects is three; only rows that name their project have its day."""
    version = by_hand["P"]
    assert (version.manifest.shape, version.manifest.countable_exchanges) == ("participations", 5)
    assert volume(version) == "P01"
    by_country = measure(version, ["P01"], by=["participant_country"]).table
    assert dict(zip(by_country["participant_country"], by_country["P01"], strict=True)) == {
        "ES": 2,
        "FR": 4,
        "XX": 1,
    }
    by_year = measure(version, ["P01"], by=["year"]).table
    assert by_year["P01"].to_list() == [2, 1, 0, 4]
    assert by_year["year"].to_list()[:3] == [2021, 2022, 2023]


def test_what_a_register_of_persons_at_events_is(by_hand: dict[str, DataVersion]) -> None:
    assert (by_hand["E"].manifest.shape, volume(by_hand["E"])) == ("meetings", "E01")


def test_rows_behind_every_figure_can_be_listed(
    by_hand: dict[str, DataVersion], subtests: pytest.Subtests
) -> None:
    for kpi in hand_shapes.EXPECTED:
        with subtests.test(kpi):
            behind = rows(by_hand[kpi[0]], kpi)
            assert behind.total == len(behind.table) > 0
            assert behind.table.columns[0] == catalogue()[kpi].fact_info.row_columns[0]


def test_what_needs_pairs_is_not_measurable(versions: dict[str, DataVersion]) -> None:
    """For want of what is missing, not 0; and of pairs nothing is said about projects and events."""
    for version in versions.values():
        for kpi in ("O01", "O08m", "N01"):
            assert "it has no table exchange" in measure(version, [kpi]).not_measurable[kpi]
    assert "no table project_participant" in measure(versions["E"], ["P01"]).not_measurable["P01"]
    closed = measure(versions["E"], ["E01"], scope=Scope(status="validated"))
    assert "the view closed and validated" in closed.not_measurable["E01"]


def test_dates_that_are_years_or_months_tell_nothing_finer(tmp_path: Path) -> None:
    """The first of March stands for March, or for the year: a month of the latter would be invented."""
    attendance = [
        {
            "attendance_id": "1", "event_id": "v", "person_country": "ES", "event_country": "FR",
            "started_on": date(2021, 3, 1),
        }
    ]  # fmt: skip
    offered = {"year": (["year"], "2021"), "month": (["year", "quarter", "month"], "2021-03")}
    for precision, (names, whole) in offered.items():
        source = SOURCE.model_copy(update={"date_precision": {"event_attendance.started_on": precision}})
        version = published(tmp_path / precision, {"event_attendance": attendance}, source=source)
        assert [
            name for name in dimensions_of(catalogue()["E01"], version) if name in offered["month"][0]
        ] == names
        for name in ("year", "quarter", "month"):
            measured = measure(version, ["E01"], by=[name])
            assert bool(options(name, version)) == (name in names)
            assert ("E01" in measured.not_measurable) == (name not in names)
            if name not in names:
                assert (
                    f"dates that are {precision}s and cannot be told by {name}"
                    in measured.not_measurable["E01"]
                )
        assert measure(version, ["E01"], scope=Scope(period=whole)).value("E01") == 1
        finer = measure(version, ["E01"], scope=Scope(period="2021-03-01..2021-03-15"))
        assert f"Select whole {precision}s" in finer.not_measurable["E01"]


def test_a_register_without_dates_describes_no_day(tmp_path: Path) -> None:
    """Nothing is provisional, late or old; what is known on a day is not measurable, the rest is."""
    tables = shape_registers.attendances()
    undated = [
        {name: value for name, value in row.items() if name != "started_on"}
        for row in tables["event_attendance"]
    ]
    version = published(tmp_path, {"event_attendance": undated}, as_at=None)
    assert version.manifest.as_at is None
    measured = measure(version, ["E01"], by=["visitor_country"], compare="year_before")
    assert measured.table["E01"].sum() == len(undated)
    assert set(measured.table["E01_flag"]) == {""}
    assert "without dates" in measured.statements[0].text()
