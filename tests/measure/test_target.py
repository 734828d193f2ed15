"""The scheme against its target: sums, pace, extrapolation, running totals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from cxc_metrics.measure import Outlook, Scope, expected_completion, measure
from cxc_metrics.measure.target import SchemeTarget, course, extrapolation, scheme_target
from cxc_metrics.register import Snapshot
from tests.measure.hand_register import AS_AT


def of(snapshot: Snapshot, scope: Scope | None = None) -> SchemeTarget | None:
    return scheme_target(expected_completion(snapshot, scope), snapshot.manifest.as_at)


def test_the_scheme_is_the_sum_of_its_partnerships(hand: Snapshot) -> None:
    """As at 15 May 2023:
    A  9 of 10   ended                               planned 22, held 13
    C  4 of 8    running until 2024-04-30, 4 in 380 days
    E  0 of 4    running until 2024-12-31, none yet
    9 are left at 4 in 380 days: 855 days after 16 May 2023 = 17 September 2025"""
    target = of(hand)
    assert target is not None
    assert (target.planned, target.held, target.partnerships) == (22, 13, 3)
    assert target.attainment == measure(hand, ["O03"]).value("O03")
    assert (target.reached, target.running) == (0, 2)
    assert target.pace_per_month == pytest.approx(4 / 380 * 30.4375)
    assert target.expected_on == date(2023, 5, 16) + timedelta(days=855) == date(2025, 9, 17)
    assert target.ends_on == date(2024, 12, 31)
    assert target.outlook is Outlook.EXTRAPOLATED


def test_one_running_partnership_has_its_own_day(hand: Snapshot) -> None:
    target = of(hand, Scope(partnership="C"))
    alone = expected_completion(hand, Scope(partnership="C"))
    assert target is not None
    assert target.expected_on == alone["expected_on"][0] == date(2024, 5, 30)


@pytest.mark.parametrize(
    ("scope", "outlook"),
    [
        (Scope(partnership="A"), Outlook.ENDED),
        (Scope(partnership="E"), Outlook.NO_PACE),
        (Scope(partnership=("A", "C")), Outlook.EXTRAPOLATED),
    ],
)
def test_without_a_running_pace_there_is_no_day(hand: Snapshot, scope: Scope, outlook: Outlook) -> None:
    target = of(hand, scope)
    assert target is not None
    assert target.outlook is outlook
    assert (target.expected_on is None) == (outlook is not Outlook.EXTRAPOLATED)


def test_targets_in_other_units_and_none_are_in_neither_sum(hand: Snapshot) -> None:
    """B counts participants, D has no target."""
    assert of(hand, Scope(partnership=("B", "D"))) is None
    assert of(hand, Scope(partnership=("B", "C"))) == of(hand, Scope(partnership="C"))


def test_a_target_that_is_reached_and_one_not_started(hand: Snapshot) -> None:
    table = expected_completion(hand)
    reached = scheme_target(table.assign(held=table["target"]), AS_AT)
    assert reached is not None
    assert (reached.outlook, reached.reached, reached.expected_on) == (Outlook.REACHED, 3, None)
    later = table.assign(
        start_date=date(2024, 1, 1), held=0, pace_per_month=None, outlook=str(Outlook.NOT_STARTED)
    )
    waiting = scheme_target(later, AS_AT)
    assert waiting is not None
    assert (waiting.outlook, waiting.running, waiting.pace_per_month) == (Outlook.NOT_STARTED, 0, None)


def test_the_day_counts_for_the_view_closed_and_validated_too(hand: Snapshot) -> None:
    target = of(hand, Scope(status="validated"))
    assert target is not None
    assert target.attainment == measure(hand, ["O03"], scope=Scope(status="validated")).value("O03")


def test_running_totals_end_at_the_numbers(hand: Snapshot) -> None:
    """X20 has no day: it is in the number and in no month."""
    by_month = measure(hand, ["O01", "O07"], by=["month"], totals=True)
    grown = course(by_month)
    assert grown.undated == 1
    assert grown.table["held_so_far"].iloc[-1] == 19
    assert grown.table["virtual_so_far"].iloc[-1] == 3
    assert grown.table["month"].iloc[0] == "2020-12"
    assert grown.table["month"].is_monotonic_increasing
    assert grown.table["until"].iloc[0] == date(2020, 12, 31)
    assert grown.table["until"].iloc[-1] == AS_AT
    first = grown.table.set_index("month").loc["2021-03"]
    assert (first["held"], first["virtual"], first["held_so_far"], first["virtual_so_far"]) == (1, 0, 3, 1)


def test_only_exchanges_of_the_partnerships_with_a_target_stand_against_it(hand: Snapshot) -> None:
    """A held 9 and C 4; the 7 of B and D are in the number of exchanges, not in the course."""
    chosen = Scope(partnership=tuple(expected_completion(hand)["partnership"].astype("str")))
    grown = course(measure(hand, ["O01", "O07"], by=["month"], scope=chosen, totals=True))
    target = of(hand)
    assert target is not None
    assert grown.table["held_so_far"].iloc[-1] + grown.undated == target.held == 13


def test_the_dashed_line_is_straight_and_no_longer_than_the_past(hand: Snapshot) -> None:
    target = of(hand)
    assert target is not None
    near = extrapolation(13, target, date(2020, 12, 31), AS_AT)
    assert near == [(AS_AT, 13.0), (date(2025, 9, 17), 22.0)]
    (_, _), (end, value) = extrapolation(13, target, date(2022, 5, 15), AS_AT)
    assert end == date(2024, 5, 14)
    assert value == pytest.approx(13 + 9 * 365 / 856)
    ended = of(hand, Scope(partnership="A"))
    assert ended is not None
    assert extrapolation(9, ended, date(2020, 12, 31), AS_AT) == []
