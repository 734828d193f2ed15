"""Zeros, gaps and flags."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.measuring.publishing import published, visit


@pytest.fixture
def spring(tmp_path: Path) -> DataVersion:
    """Visits in March and June 2021, February and April 2022, cancelled in September; as at 15 April 2022."""
    rows = [
        visit("X1", "2021-03-10"),
        visit("X2", "2021-06-01", vo_id="ES2", working_days=None, status="completed"),
        visit("X3", "2021-06-02"),
        visit("X4", "2022-02-02", vo_country="FR"),
        visit("X5", "2022-02-03"),
        visit("X6", status="cancelled", planned_start=date(2022, 9, 1), cancel_reason="illness"),
        visit("X7", "2022-04-04"),
    ]
    return published(tmp_path, rows, as_at=date(2022, 4, 15))


def test_months_without_visits_are_zero_from_the_first_day_to_the_as_at_day(spring: DataVersion) -> None:
    """2021-03 is the first month of the register, 2022-04 the month of its as-at day."""
    by_month = measure(spring, ["O01"], by=["month"]).table.set_index("month")["O01"]
    assert list(by_month.index[:3]) == ["2021-03", "2021-04", "2021-05"]
    assert by_month.to_dict() == {
        **dict.fromkeys([f"2021-{m:02}" for m in range(3, 13)] + ["2022-01", "2022-03"], 0),
        "2021-03": 1,
        "2021-06": 1,
        "2022-02": 2,
        "2022-04": 1,
    }


def test_a_month_that_the_register_does_not_cover_is_not_available(spring: DataVersion) -> None:
    """A cancelled visit planned for September 2022 has a row of its own; no visit could be held there yet."""
    table = measure(spring, ["O01", "A08n"], by=["month"], scope=Scope(period="2021-01..2022-12")).table
    by_month = table.set_index("month")
    assert list(by_month.index[[0, -1]]) == ["2021-03", "2022-09"]
    assert by_month.loc["2022-09", "O01_flag"] == ":"
    assert by_month["O01"].isna()["2022-09"]
    assert by_month.loc["2022-09", ["A08n", "A08n_flag"]].tolist() == [1, "p"]


def test_shares_of_months_without_visits_are_not_available(spring: DataVersion) -> None:
    by_month = measure(spring, ["O04"], by=["month"]).table.set_index("month")
    assert by_month.loc["2021-04", "O04_flag"] == ":"
    assert by_month["O04"].isna()["2021-04"]
    assert by_month.loc["2021-04", "O04_n"] == 0


def test_zeros_are_filled_for_each_value_of_another_dimension(spring: DataVersion) -> None:
    table = measure(spring, ["O01"], by=["visitor_country", "year"]).table
    rows = {tuple(row) for row in table[["visitor_country", "year", "O01"]].itertuples(index=False)}
    assert rows == {("ES", 2021, 2), ("ES", 2022, 2), ("FR", 2021, 0), ("FR", 2022, 1)}


def test_the_open_period_is_provisional(spring: DataVersion) -> None:
    months = measure(spring, ["O01"], by=["month"]).table.set_index("month")["O01_flag"]
    assert months["2022-04"] == "p"
    assert set(months.drop("2022-04")) == {""}
    years = measure(spring, ["O01"], by=["year"], totals=True).table
    assert list(years["O01_flag"]) == ["", "p", ""]


@pytest.mark.parametrize(
    ("period", "flag"),
    [
        ("2022", "p"),
        ("2022-01..2022-03", ""),
        ("2022-04-01..2022-04-15", ""),
        ("2022-04-01..2022-04-16", "p"),
    ],
)
def test_a_selected_period_is_provisional_if_it_reaches_past_the_as_at_day(
    spring: DataVersion, period: str, flag: str
) -> None:
    assert measure(spring, ["O01"], scope=Scope(period=period)).flag("O01") == flag


def test_a_year_cut_by_the_selection_is_closed_when_its_part_is(spring: DataVersion) -> None:
    table = measure(spring, ["O01"], by=["year"], scope=Scope(period="2021..2022-03")).table
    assert list(table["O01_flag"]) == ["", ""]


@pytest.mark.parametrize("period", ["2019", "2023"])
def test_a_period_outside_the_register_is_not_zero(spring: DataVersion, period: str) -> None:
    measured = measure(spring, ["O01", "O02", "O05"], scope=Scope(period=period))
    assert [measured.value(kpi) for kpi in measured.ids] == [None, None, None]
    assert [measured.flag(kpi) for kpi in measured.ids] == [":", ":", ":"]


def test_a_country_with_itself_is_not_applicable(spring: DataVersion) -> None:
    table = measure(spring, ["O01", "O04"], by=["visitor_country", "host_country"]).table
    diagonal = table[table["visitor_country"] == table["host_country"]]
    assert list(diagonal["visitor_country"]) == ["DE", "ES", "FR"]
    assert set(diagonal["O01_flag"]) == set(diagonal["O04_flag"]) == {"z"}
    assert diagonal["O01"].isna().all()
    assert diagonal["O01_n"].isna().all()
    assert set(table["O01_flag"]) == {"z", ""}


def test_money_may_be_paid_within_one_country(tmp_path: Path) -> None:
    """It breaks C13, and the money was paid: the diagonal of payments is a number, of visits it is not."""
    home = visit("X1", "2022-01-01", ho_country="ES", lump_sum_paid_eur=80.0, paid_on=date(2022, 2, 1))
    abroad = visit("X2", "2022-01-01", lump_sum_paid_eur=300.0, paid_on=date(2022, 2, 1))
    with published(tmp_path, [home, abroad]) as version:
        table = measure(version, ["I01", "O01"], by=["visitor_country", "host_country"]).table
        cell = table[(table["visitor_country"] == "ES") & (table["host_country"] == "ES")].iloc[0]
        assert (cell["I01"], cell["I01_flag"], cell["O01_flag"]) == (80.0, "", "z")


def test_values_nobody_recorded_are_not_zero(tmp_path: Path) -> None:
    """Visits of ecosystems nobody knows cover an unknown number of them, not none."""
    rows = [visit("X1", "2022-01-01", vo_id="DE2", vo_country="DE", ho_id="ES1", ho_country="ES")]
    with published(tmp_path, rows) as version:
        measured = measure(version, ["O09", "O10"])
        assert (measured.value("O09"), measured.flag("O09"), measured.n("O09")) == (None, ":", 0)
        assert (measured.value("O10"), measured.flag("O10")) == (None, ":")


def test_undated_rows_keep_their_own_row(hand: DataVersion) -> None:
    table = measure(hand, ["O01"], by=["year"]).table
    assert table["year"].isna().tolist()[-1]
    assert table["O01"].tolist() == [1, 6, 9, 3, 1]
