"""The previous like-for-like period and the change against it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.measuring import (
    SCHEME,
    YEAR_BEFORE,
    Change,
    Measurement,
    measure,
)
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from tests.measuring.publishing import published, visit

AS_AT = date(2022, 5, 15)


def _visits(start: int, days: list[str], **more: object) -> list[dict[str, object]]:
    return [visit(f"X{start + i:03}", day, **more) for i, day in enumerate(days)]


@pytest.fixture
def two_years(tmp_path: Path) -> DataVersion:
    """Jan–15 May   rest of the year
    2020     10           0
    2021     40 (10 sme)  20
    2022     50 (25 sme)  0 so far"""
    rows = [
        *_visits(0, ["2020-02-03"] * 10),
        *_visits(100, ["2021-03-01"] * 10),
        *_visits(200, ["2021-03-01"] * 30, vo_id="DE1", ho_id="ES1", vo_country="DE", ho_country="ES"),
        *_visits(300, ["2021-09-01"] * 20),
        *_visits(400, ["2022-02-01"] * 25),
        *_visits(500, ["2022-03-01"] * 25, vo_id="DE1", ho_id="ES1", vo_country="DE", ho_country="ES"),
    ]
    return published(tmp_path, rows, as_at=AS_AT)


def _compared(version: DataVersion, period: str, *kpis: str, **question: object) -> Measurement:
    return measure(version, kpis or ["O01"], scope=Scope(period=period), compare=YEAR_BEFORE, **question)  # type: ignore[arg-type]


def test_a_closed_period_is_compared_with_the_same_days_a_year_earlier(two_years: DataVersion) -> None:
    measured = _compared(two_years, "2022-01-01..2022-05-15")
    assert measured.row()["O01_year_before"] == 40
    assert measured.change("O01") == Change(25.0, "%")
    assert measured.compare is not None
    assert measured.compare.scope == Scope(period="2021-01-01..2021-05-15")


def test_both_sides_are_cut_at_the_as_at_day(two_years: DataVersion) -> None:
    """Of 2022 the register knows 1 January to 15 May: those days of 2021 hold 40 visits, all of 2021 60."""
    measured = _compared(two_years, "2022")
    assert measured.value("O01") == 50
    assert measured.row()["O01_year_before"] == 40


def test_no_change_is_told_where_a_side_is_provisional(two_years: DataVersion) -> None:
    measured = _compared(two_years, "2022")
    assert measured.flag("O01") == "p"
    assert measured.change("O01") is None
    assert measured.row()["O01_change_flag"] == "p"


def test_without_a_period_there_is_nothing_to_compare_with(two_years: DataVersion) -> None:
    measured = measure(two_years, ["O01"], compare=YEAR_BEFORE)
    assert measured.compare is None
    assert measured.change("O01") is None
    assert "O01_year_before" not in measured.table


def test_a_period_that_has_not_begun_has_no_comparison(two_years: DataVersion) -> None:
    assert _compared(two_years, "2023").compare is None


def test_the_other_filters_stay(two_years: DataVersion) -> None:
    scope = Scope(period="2022-01..2022-04", visitor_country="DE")
    measured = measure(two_years, ["O01"], scope=scope, compare=YEAR_BEFORE)
    assert (measured.value("O01"), measured.row()["O01_year_before"]) == (25, 30)


def test_shares_change_by_percentage_points(two_years: DataVersion) -> None:
    """SMEs: 10 of 40 in the spring of 2021, 25 of 50 in that of 2022."""
    change = _compared(two_years, "2022-01..2022-04", "O04").change("O04")
    assert change == Change(25.0, "pp")


def test_a_small_base_changes_absolutely(two_years: DataVersion) -> None:
    """The base of 2020 is 10 visits; 600 % more would say nothing."""
    measured = _compared(two_years, "2021", "O01", "O05", "O02")
    assert measured.change("O01") == Change(50.0, "absolute")
    assert measured.change("O05") == Change(150.0, "absolute")
    assert measured.change("O02") == Change(0.0, "absolute")


def test_a_year_before_the_register_is_not_zero(two_years: DataVersion) -> None:
    measured = _compared(two_years, "2020")
    assert measured.value("O01") == 10
    assert measured.row()["O01_year_before"] is not None
    assert measured.change("O01") is None
    assert measured.row()["O01_change_flag"] == ":"


def test_rows_are_compared_with_their_own_a_year_earlier(two_years: DataVersion) -> None:
    """visitor  2021-03  2022-03
    ES       10       0
    DE       30       25"""
    table = _compared(two_years, "2022-03", by=["visitor_country"]).table
    rows = table[["visitor_country", "O01", "O01_year_before", "O01_change", "O01_change_unit"]]
    assert [tuple(row) for row in rows.itertuples(index=False)] == [
        ("DE", 25, 30, pytest.approx(-100 / 6), "%"),
        ("ES", 0, 10, -10.0, "absolute"),
    ]


def test_months_are_compared_with_the_same_month_a_year_earlier(two_years: DataVersion) -> None:
    table = _compared(two_years, "2022-01..2022-05", by=["month"]).table.set_index("month")
    assert table["O01"].to_dict() == {"2022-01": 0, "2022-02": 25, "2022-03": 25, "2022-04": 0, "2022-05": 0}
    assert table["O01_year_before"].to_dict() == {
        "2022-01": 0,
        "2022-02": 0,
        "2022-03": 40,
        "2022-04": 0,
        "2022-05": 0,
    }
    assert table["O01_change_flag"].to_dict()["2022-05"] == "p"


def test_totals_are_compared_too(two_years: DataVersion) -> None:
    measured = _compared(two_years, "2022-01..2022-04", by=["visitor_country"], totals=True)
    assert measured.change("O01") == Change(25.0, "%")


def test_what_is_not_measurable_has_no_change(two_years: DataVersion) -> None:
    measured = _compared(two_years, "2022-01..2022-04", "O03", "O01")
    assert "O03" in measured.not_measurable
    assert measured.change("O03") is None


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (Change(12.34, "%"), "+12.3%"),
        (Change(-3.0, "pp"), "−3 pp"),
        (Change(4.0, "absolute"), "+4"),
        (Change(4.256, "absolute"), "+4.26"),
        (Change(88.81, "absolute"), "+88.8"),
        (Change(1234.5, "absolute"), "+1,234.5"),
    ],
)
def test_changes_have_a_sign_and_a_unit(change: Change, text: str) -> None:
    assert change.text("en_GB") == text


def test_changes_are_written_in_the_readers_language() -> None:
    assert Change(1234.5, "%").text("de") == "+1.234,5\N{NO-BREAK SPACE}%"


def test_beside_the_scheme_stand_shares_and_not_numbers(tmp_path: Path) -> None:
    """partnership  visits  of SMEs
    A            2       2
    B            2       0        A: all of SMEs, of the scheme half; "2 of 4 exchanges" is no comparison"""
    host = {"vo_id": "DE1", "ho_id": "ES1", "vo_country": "DE", "ho_country": "ES", "vop_id": "B"}
    rows = [*_visits(0, ["2021-03-01"] * 2), *_visits(100, ["2021-03-01"] * 2, **host)]
    with published(tmp_path, rows, as_at=AS_AT) as version:
        measured = measure(version, ["O01", "O02", "O04"], scope=Scope(partnership="A"), compare=SCHEME)
        assert measured.change("O04") == Change(50.0, "pp")
        assert (measured.change("O01"), measured.change("O02")) == (None, None)
        assert measured.table[["O01_scheme", "O02_scheme"]].isna().all(axis=None)
        by = measure(version, ["O04"], by=["partnership"], compare=SCHEME).table
        assert by[["O04", "O04_scheme"]].values.tolist() == [[1.0, 0.5], [0.0, 0.5]]


@pytest.mark.parametrize(
    ("first", "doubtful"),
    [("2020-01-06", False), ("2020-01-19", False), ("2020-01-20", True), ("2020-09-14", True)],
)
def test_a_year_in_which_the_register_only_began_is_no_base(
    tmp_path: Path, first: str, doubtful: bool
) -> None:
    """2020 holds 20 visits since its first day on record, 2021 holds 80: "+300 %" where most of 2020 was not
    recorded. Up to a twentieth of the days may be missing (18 of 366)."""
    rows = [*_visits(0, [first] * 20), *_visits(100, ["2021-03-01"] * 80), *_visits(200, ["2022-03-01"] * 40)]
    with published(tmp_path, rows, as_at=date(2022, 12, 31)) as version:
        begun = _compared(version, "2021", by=["visitor_country"], totals=True)
        change = begun.change("O01")
        assert change == Change(300.0, "%")
        assert (change.doubt != "", begun.row()["O01_change_flag"]) == (doubtful, "u" if doubtful else "")
        assert begun.table["O01_change_flag"].tolist() == ["u" if doubtful else ""] * 2
        # The years after it are whole, and so are two selections of the same days.
        assert _compared(version, "2022").row()["O01_change_flag"] == ""
        # The other way round the year of the beginning is the one asked for.
        back = measure(version, ["O01"], scope=Scope(period="2020"), compare=Scope(period="2021"))
        assert back.row()["O01_change_flag"] == ("u" if doubtful else "")
        same = measure(
            version, ["O04"], scope=Scope(period="2020", visitor_country="ES"), compare=Scope(period="2020")
        )
        assert same.row()["O04_change_flag"] == ""
        months = _compared(version, "2021-01..2021-09", by=["month"]).table.set_index("month")
        begins = months["O01_change_flag"].get(f"2021-{first[5:7]}")
        assert begins == "u"


def test_the_base_of_a_percentage_are_20_records_whatever_the_unit(two_years: DataVersion) -> None:
    """From 2021 to the spring of 2022: money and days rest on records, counts are what they are."""
    spring = _compared(two_years, "2022-01..2022-04", "O01", "O05", "O13")
    units = {name: spring.row()[f"{name}_change_unit"] for name in ("O01", "O05")}
    assert units == {"O01": "%", "O05": "%"}
