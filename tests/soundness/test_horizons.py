"""Wrong numbers that are off by one day: the last day that counts, and the first that does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cxc_metrics.catalogue import kpi
from cxc_metrics.measuring import measure
from cxc_metrics.measuring.cells import Cell
from cxc_metrics.measuring.changes import difference
from tests.measuring.publishing import published, visit
from tests.soundness.rows import asked, host, match, outcome, registration
from tests.store.hand_made import organisation, partnership

# `published` describes 30 June 2022 unless told otherwise.


def test_a_match_on_the_ninetieth_day_is_in_time(tmp_path: Path) -> None:
    """accepted    matched
    2022-01-01  2022-04-01  day 90: in time
    2022-01-01  2022-04-02  day 91: late                    A04 = 1 / 2"""
    rows = [registration("R1", "2022-01-01"), registration("R2", "2022-01-01"), host()]
    matches = [match("R1", "2022-04-01"), match("R2", "2022-04-02")]
    with published(tmp_path, [visit("X1", "2022-03-01")], registration=rows, match=matches) as version:
        measured = measure(version, ["A04"])
        assert (measured.value("A04"), measured.n("A04")) == (0.5, 2)


def test_a_visit_on_the_183rd_day_is_in_time_and_a_cohort_is_old_enough_on_it(tmp_path: Path) -> None:
    """organisation  submitted   visit
    ES1           2021-01-01  2021-07-03  day 183: in time
    ES2           2021-01-01  2021-07-04  day 184: late
    ES3           2021-12-29  –           183 days old at 30 June 2022
    ES4           2021-12-30  –           too young                  A05 = 1 / 3"""
    days = {"ES1": "2021-01-01", "ES2": "2021-01-01", "ES3": "2021-12-29", "ES4": "2021-12-30"}
    rows = [registration(f"R-{key}", day, key) for key, day in days.items()]
    known = [organisation(key, "ES") for key in days] + [organisation("DE1", "DE")]
    visits = [visit("X1", "2021-07-03"), visit("X2", "2021-07-04", vo_id="ES2")]
    with published(tmp_path, visits, organisation=known, registration=rows) as version:
        measured = measure(version, ["A05"])
        assert (measured.value("A05"), measured.n("A05")) == (pytest.approx(1 / 3), 3)


def test_payment_is_in_time_on_the_tenth_day_and_late_past_it(tmp_path: Path) -> None:
    """exchange  last day    paid
    X1        2022-05-01  2022-05-11  day 10: in time
    X2        2022-05-01  2022-05-12  day 11: late
    X3        2022-06-19  –           30 June is day 11: late
    X4        2022-06-20  –           30 June is day 10: not yet     F03w = 1 / 3"""
    ends = {"X1": date(2022, 5, 1), "X2": date(2022, 5, 1), "X3": date(2022, 6, 19), "X4": date(2022, 6, 20)}
    paid = {"X1": date(2022, 5, 11), "X2": date(2022, 5, 12)}
    rows = [
        {
            **visit(key, "2022-04-28"),
            "actual_end": end,
            "lump_sum_agreed_eur": 300.0,
            "paid_on": paid.get(key),
        }
        for key, end in ends.items()
    ]
    with published(tmp_path, rows) as version:
        measured = measure(version, ["F03w"])
        assert (measured.value("F03w"), measured.n("F03w")) == (pytest.approx(1 / 3), 3)


def test_548_days_for_an_agreement_and_56_more_to_tell_of_it(tmp_path: Path) -> None:
    """As at 30 June 2023. exchange  last day    agreement
    X1        2021-05-05  2022-11-04  day 548: counts
    X2        2021-05-05  2022-11-05  day 549: does not
    X3–X6     2021-05-05  –
    X7        2021-11-03  –           604 days old: in
    X8        2021-11-04  –           603 days old: out          100 · 1 / 7, answered or not"""
    ends = dict.fromkeys([f"X{i}" for i in range(1, 7)], date(2021, 5, 5))
    ends |= {"X7": date(2021, 11, 3), "X8": date(2021, 11, 4)}
    visits = [{**visit(key, "2021-05-03"), "actual_end": end} for key, end in ends.items()]
    with published(
        tmp_path,
        visits,
        as_at=date(2023, 6, 30),
        registration=[registration("R1", "2021-01-01")],
        survey_invitation=[asked(f"I{key}", key, "T3", answered="2023-06-01") for key in ends],
        outcome=[
            outcome("U1", "ES1", "DE1", "2022-11-04"),
            outcome("U2", "ES1", "DE2", "2022-11-05", exchange_id="X2"),
        ],
    ) as version:
        measured = measure(version, ["R07b", "R07bl"])
        for name in measured.ids:
            assert (measured.value(name), measured.n(name)) == (pytest.approx(100 / 7), 7)


def test_a_partnership_is_closed_the_day_after_its_last_day(tmp_path: Path) -> None:
    """partnership  ends        extended to  grant    held
    A            2022-06-29  –            100 000  2     closed
    B            2022-06-30  –            500 000  1     its last day is the as-at date: open
    C            2022-01-31  2022-12-31   500 000  1     extended: open
    F01b = 100 000 / 2; a grant not spent yet over exchanges not held yet would read dear"""
    grant = {"eu_grant_eur": 500_000.0}
    projects = [
        partnership("A", end_date=date(2022, 6, 29), eu_grant_eur=100_000.0),
        partnership("B", end_date=date(2022, 6, 30), **grant),
        partnership("C", end_date=date(2022, 1, 31), extended_to=date(2022, 12, 31), **grant),
    ]
    visits = [visit(f"X{i}", "2022-01-10", vop_id=key, hop_id=None) for i, key in enumerate("AABC")]
    with published(tmp_path, visits, partnership=projects) as version:
        measured = measure(version, ["F01b"])
        assert (measured.value("F01b"), measured.n("F01b")) == (50_000.0, 1)


@pytest.mark.parametrize(
    ("name", "before", "n", "change", "unit"),
    [
        ("O01", 19, 19, 11.0, "absolute"),
        ("O01", 20, 20, 50.0, "%"),
        ("O01", 0, 0, 30.0, "absolute"),
        # Money rests on records, not on euro: 600 EUR of two payments are two records.
        ("I01", 600.0, 2, -570.0, "absolute"),
        ("I01", 60.0, 20, -50.0, "%"),
        ("F01a", 60.0, 19, -30.0, "absolute"),
        # Refunds may leave a base below zero: no percentage of it says anything.
        ("I01", -60.0, 20, 90.0, "absolute"),
    ],
)
def test_a_change_is_relative_where_its_base_rests_on_20_records(
    name: str, before: float, n: int, change: float, unit: str
) -> None:
    """From 20 to 30 is + 50 %; from 19 to 30 is 11 more."""
    found = difference(kpi(name), Cell(30, 30), Cell(before, n))
    assert (found.change, found.unit, found.reason) == (pytest.approx(change), unit, "")


@pytest.mark.parametrize(("now", "before"), [("p", ""), ("", "p"), ("up", "")])
def test_no_change_where_either_side_is_provisional(now: str, before: str) -> None:
    """A month still open is compared with nothing, nor is anything compared with it."""
    found = difference(kpi("O01"), Cell(50, 50, now), Cell(40, 40, before))
    assert (found.change, found.flag, found.reason) == (None, "p", "one of the two sides is provisional")


@pytest.mark.parametrize(("now", "flag"), [("c", "c"), ("z", "z"), (":", ":")])
def test_no_change_where_a_side_is_hidden_or_has_no_value(now: str, flag: str) -> None:
    found = difference(kpi("O04"), Cell(None, None, now), Cell(0.5, 40))
    assert (found.change, found.flag, bool(found.reason)) == (None, flag, True)
