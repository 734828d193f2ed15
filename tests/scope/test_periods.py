from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxc_metrics.errors import InvalidScope
from cxc_metrics.scope import Period
from cxc_metrics.scope.period import (
    describe,
    months,
    read_period,
    span,
    value_of,
)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2021-Q1", "2021-01-01", "2021-03-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2021-03-09", "2021-03-09", "2021-03-09"),
        ("2021-01-01..2021-12-31", "2021-01-01", "2021-12-31"),
        ("2021-03..2022", "2021-03-01", "2022-12-31"),
        (" 2021 .. 2022 ", "2021-01-01", "2022-12-31"),
    ],
)
def test_periods_as_people_write_them(text: str, start: str, end: str) -> None:
    assert read_period(text) == Period(date.fromisoformat(start), date.fromisoformat(end))


@pytest.mark.parametrize(
    "text", ["", "..", "2021..", "..2021", "2021-13", "2021-Q5", "0000", "next year", "2021..x"]
)
def test_what_is_no_period_says_how_to_write_one(text: str) -> None:
    with pytest.raises(InvalidScope, match="Write 2021-01-01"):
        read_period(text)


@pytest.mark.parametrize(
    ("period", "earlier"),
    [
        ("2021", "2020"),
        ("2021-01-01..2021-05-15", "2020-01-01..2020-05-15"),
        ("2021..2022", "2020..2021"),
        ("2021-02", "2020-02"),  # all of February, 29 days
        ("2020-02", "2019-02"),
        ("2020-02-29", "2019-02-28"),
        ("2021-02-01..2021-02-27", "2020-02-01..2020-02-27"),
    ],
)
def test_a_year_earlier(period: str, earlier: str) -> None:
    assert read_period(period).year_earlier() == read_period(earlier)


def test_cut_and_overlap() -> None:
    year = read_period("2021")
    assert year.cut_at(date(2021, 5, 15)) == read_period("2021-01-01..2021-05-15")
    assert year.cut_at(date(2022, 5, 15)) == year
    assert year.cut_at(date(2020, 12, 31)) is None
    assert year.overlap(read_period("2021-11..2022")) == read_period("2021-11..2021-12")
    assert year.overlap(read_period("2022")) is None


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["year", "quarter", "month"]))
def test_a_day_lies_in_the_period_its_name_stands_for(day: date, dimension: str) -> None:
    found = span(str(value_of(dimension, day)))
    assert found is not None
    assert found.start <= day <= found.end


@settings(deadline=None)
@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 1500))
def test_months_are_all_months_touched(start: date, days: int) -> None:
    period = Period(start, date.fromordinal(start.toordinal() + days))
    every_day = (date.fromordinal(n) for n in range(start.toordinal(), period.end.toordinal() + 1))
    assert months(period) == list(dict.fromkeys(day.replace(day=1) for day in every_day))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2021", "2021"),
        ("2021..2023", "2021–2023"),
        ("2021-03", "March 2021"),
        ("2021-Q1", "January–March 2021"),
        ("2021-11..2022-02", "1 November 2021–28 February 2022"),
        ("2021-03-09", "9 March 2021"),
    ],
)
def test_periods_in_words(text: str, words: str) -> None:
    assert describe(read_period(text)) == words
