"""Wrong numbers somebody would have believed: open periods, gaps, early and late as-at days."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.measuring import OTHER_WAVE, YEAR_BEFORE, measure
from cxc_metrics.scope import Scope
from tests.measuring.publishing import published, visit
from tests.store.hand_made import partnership

SPRING = [f"2021-0{month}-10" for month in (1, 2, 3, 4)] * 5
AUTUMN = [f"2021-{month}-10" for month in (10, 11, 12)] * 10
NEXT_SPRING = [f"2022-0{month}-10" for month in (1, 2, 3, 4)] * 5


def test_a_year_half_over_is_not_a_year_of_half(tmp_path: Path) -> None:
    """Jan–Apr  rest
    2021   20       30    = 50
    2022   20       –     = 20 so far (as at 30 April 2022): not "−60 %" """
    rows = [visit(f"X{i}", day) for i, day in enumerate([*SPRING, *AUTUMN, *NEXT_SPRING])]
    with published(tmp_path, rows, as_at=date(2022, 4, 30)) as version:
        open_year = measure(version, ["O01"], scope=Scope(period="2022"), compare=YEAR_BEFORE)
        assert (open_year.value("O01"), open_year.flag("O01")) == (20, "p")
        assert open_year.row()["O01_year_before"] == 20
        assert open_year.change("O01") is None
        closed = measure(version, ["O01"], scope=Scope(period="2022-01..2022-04"), compare=YEAR_BEFORE)
        change = closed.change("O01")
        assert change is not None
        assert change.value == 0.0


@pytest.mark.parametrize(
    ("as_at", "flags"),
    [
        (date(2022, 4, 30), {2021: "", 2022: "p"}),
        (date(2022, 12, 30), {2021: "", 2022: "p"}),
        (date(2022, 12, 31), {2021: "", 2022: ""}),
        (date(2021, 12, 30), {2021: "p"}),
        (date(2024, 1, 1), {2021: "", 2022: "", 2023: "", 2024: "p"}),
    ],
)
def test_only_the_as_at_day_decides_what_is_open(tmp_path: Path, as_at: date, flags: dict[int, str]) -> None:
    """Visits in 2021 and 2022. Years after the last visit are zero while the register describes them."""
    rows = [visit(f"X{i}", day) for i, day in enumerate([*SPRING, *NEXT_SPRING])]
    rows = [row for row in rows if row["actual_start"] <= as_at]
    with published(tmp_path, rows, as_at=as_at) as version:
        table = measure(version, ["O01"], by=["year"]).table
        assert dict(zip(table["year"], table["O01_flag"], strict=True)) == flags


def test_a_month_without_visits_is_zero_and_a_month_nobody_looked_at_is_a_gap(tmp_path: Path) -> None:
    """month    2021-01  2021-02  2021-03  2021-04 (as at 31 March)
    visits   1        0        1        not known: no row"""
    with published(
        tmp_path, [visit("X1", "2021-01-05"), visit("X2", "2021-03-05")], as_at=date(2021, 3, 31)
    ) as version:
        table = measure(version, ["O01"], by=["month"], scope=Scope(period="2020-11..2021-06")).table
        assert dict(zip(table["month"], table["O01"], strict=True)) == {
            "2021-01": 1,
            "2021-02": 0,
            "2021-03": 1,
        }


def test_facts_that_begin_later_are_not_zero_before(tmp_path: Path) -> None:
    """registrations from 2020-09, visits from 2021-01: no visit in 2020 is not "0 visits in 2020" """
    table = [
        {
            "registration_id": "R1",
            "organisation_id": "ES1",
            "role": "VO",
            "status": "submitted",
            "submitted_on": date(2020, 9, 23),
        }
    ]
    with published(tmp_path, [visit("X1", "2021-01-05")], registration=table) as version:
        rows = measure(version, ["A01", "O01"], by=["year"]).table.set_index("year")
        assert rows["O01"].isna()[2020]
        assert rows.loc[2020, "O01_flag"] == ":"
        assert rows.loc[2021, ["O01", "A01"]].tolist() == [1, 0]


def test_a_leap_day_has_a_year_before(tmp_path: Path) -> None:
    """February 2024 is compared with February 2023, all 28 days of it."""
    rows = [visit("X1", "2023-02-28"), visit("X2", "2024-02-29"), visit("X3", "2023-03-01")]
    with published(tmp_path, rows, as_at=date(2024, 6, 30)) as version:
        measured = measure(version, ["O01"], scope=Scope(period="2024-02"), compare=YEAR_BEFORE)
        assert (measured.value("O01"), measured.row()["O01_year_before"]) == (1, 1)


def test_the_parts_of_a_period_are_its_whole(tmp_path: Path) -> None:
    """Both ends of a period belong to it: 31 March and 1 April fall in one quarter each."""
    rows = [
        visit("X1", "2021-03-31"),
        visit("X2", "2021-04-01"),
        visit("X3", "2021-12-31"),
        visit("X4", "2022-01-01"),
    ]
    with published(tmp_path, rows) as version:
        quarters = [
            measure(version, ["O01"], scope=Scope(period=f"2021-Q{q}")).value("O01") for q in (1, 2, 3, 4)
        ]
        assert quarters == [1, 1, 0, 1]
        assert measure(version, ["O01"], scope=Scope(period="2021")).value("O01") == 3


def _two_waves(tmp_path: Path, second: str) -> Any:
    """Wave 1 from September 2020, wave 2 (C) from `second`; as at 28 February 2023.

    visits  wave 1: October 2020 3, 28 February 2021 2, 1 March 2021 5     wave 2: October 2022 4"""
    days = ["2020-10-05"] * 3 + ["2021-02-28"] * 2 + ["2021-03-01"] * 5
    rows = [visit(f"X{i}", day) for i, day in enumerate(days)]
    rows += [visit(f"Y{i}", "2022-10-05", wave=2, vop_id="C") for i in range(4)]
    partnerships = [
        partnership("A"),
        partnership("B", start_date=date(2020, 11, 1)),
        partnership("C", wave=2, start_date=date.fromisoformat(second)),
    ]
    return published(tmp_path, rows, as_at=date(2023, 2, 28), partnership=partnerships)


def test_waves_are_compared_by_months_since_their_start(tmp_path: Path) -> None:
    """Wave 2 is six months old: beside its 4 visits stand the 5 of the first six months of wave 1, and not
    all 10; October 2022 stands beside October 2020."""
    with _two_waves(tmp_path, "2022-09-01") as version:
        measured = measure(version, ["O01"], scope=Scope(wave=2), compare=OTHER_WAVE)
        assert (measured.value("O01"), measured.row()["O01_other_wave"]) == (4, 5)
        change = measured.change("O01")
        assert change is not None
        assert (change.value, change.unit) == (-1.0, "absolute")
        table = measure(version, ["O01"], by=["month"], scope=Scope(wave=2), compare=OTHER_WAVE).table
        beside = dict(zip(table["month"], table["O01_other_wave"].fillna(0), strict=True))
        assert (beside["2022-10"], beside["2023-02"]) == (3, 2)
        october = Scope(wave=2, period="2022-10")
        assert measure(version, ["O01"], scope=october, compare=OTHER_WAVE).row()["O01_other_wave"] == 3


def test_a_wave_is_not_compared_with_months_that_the_other_has_not_had(tmp_path: Path) -> None:
    """Wave 1 is 30 months old, wave 2 six: its 4 visits so far are no "−60 %"."""
    with _two_waves(tmp_path, "2022-09-01") as version:
        measured = measure(version, ["O01"], scope=Scope(wave=1), compare=OTHER_WAVE)
        assert (measured.value("O01"), measured.row()["O01_other_wave"]) == (10, 4)
        assert (measured.change("O01"), measured.row()["O01_change_flag"]) == (None, "p")
        assert measure(version, ["O01"], compare=OTHER_WAVE).compare is None


def test_waves_that_began_in_other_months_have_no_common_years(tmp_path: Path) -> None:
    """25 months apart: October 2022 stands beside September 2020; no year of one is a year of the other."""
    with _two_waves(tmp_path, "2022-10-01") as version:
        by = measure(version, ["O01"], by=["month"], scope=Scope(wave=2), compare=OTHER_WAVE).table
        assert dict(zip(by["month"], by["O01_other_wave"].fillna(0), strict=True))["2022-11"] == 3
        years = measure(version, ["O01"], by=["year"], scope=Scope(wave=2), compare=OTHER_WAVE).table
        assert years["O01_change"].isna().all()
