"""The scheme against its target: sums, probability by the ends of the grants, running totals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from scipy import stats

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import DataVersion
from cxc_metrics.studies import Outlook, scheme_target, target_chances
from cxc_metrics.studies.scheme_target import SchemeTarget, course, extrapolation
from tests.measuring.hand_register import AS_AT
from tests.measuring.publishing import published, visit
from tests.store.hand_made import partnership


def of(version: DataVersion, scope: Scope | None = None) -> SchemeTarget | None:
    return scheme_target(target_chances(version, scope))


def test_the_scheme_is_the_sum_of_its_partnerships(hand: DataVersion) -> None:
    """As at 15 May 2023:
    A  9 of 10   ended                               planned 22, held 13
    C  4 of 8    running until 2024-04-30
    E  0 of 4    running until 2024-12-31, none yet
    4 by those running: too few to judge a pace"""
    target = of(hand)
    assert target is not None
    assert (target.planned, target.held, target.partnerships) == (22, 13, 3)
    assert target.attainment == measure(hand, ["O03"]).value("O03")
    assert (target.reached, target.running) == (0, 2)
    assert target.ends_on == date(2024, 12, 31)
    assert target.outlook is Outlook.NOT_JUDGED
    assert target.reason == "exchanges so far: 4, and 12 are needed to judge the pace"
    assert (target.probability, target.expected) == (None, None)
    ended = of(hand, Scope(partnership="A"))
    assert ended is not None
    assert (ended.outlook, ended.reason) == (Outlook.ENDED, "")


AT = date(2022, 6, 30)


@pytest.fixture(scope="module")
def paced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DataVersion]:
    """A: two visits every 30 days, the last on the as-at day, 30 in all; target 34, 60 days to go.
    B: one on each of 12 days within five months; target 20. C has reached its 3. D has no end, E not begun.
    All of the same length, so months are as even as can be and the dispersion is 1."""
    rows = [visit(f"A{i}", str(AT - timedelta(days=30 * (i // 2))), vop_id="A") for i in range(30)]
    rows += [visit(f"B{i}", str(AT - timedelta(days=12 * i)), vop_id="B") for i in range(12)]
    rows += [visit(f"C{i}", "2021-05-03", vop_id="C") for i in range(4)]
    rows += [visit(f"D{i}", str(AT - timedelta(days=20 * i)), vop_id="D") for i in range(20)]
    end = {"end_date": AT + timedelta(days=60), "target_unit": "exchange"}
    partnerships = [
        partnership("A", **end, target_exchanges=34),
        partnership("B", **end, target_exchanges=20),
        partnership("C", **end, target_exchanges=3),
        partnership("D", target_unit="exchange", target_exchanges=40),
        partnership("E", **{**end, "end_date": AT + timedelta(days=900)}, start_date=AT + timedelta(days=9),
                    target_exchanges=5),
    ]  # fmt: skip
    folder = tmp_path_factory.mktemp("paced")
    with published(folder, rows, as_at=AT, partnership=partnerships) as version:
        yield version


def test_the_probability_by_hand(paced: DataVersion) -> None:
    """A in 365 days: 0, 30, … 360 days old, 26. Gamma(26.5, 365), 60 days: negative binomial of size 26.5
    with mean 26.5 · 60 / 365 = 4.36; four more are needed."""
    row = target_chances(paced).table.set_index("partnership").loc["A"]
    chance = stats.nbinom(26.5, 365 / (365 + 60))
    assert (row["held"], row["target"], row["outlook"]) == (30, 34, Outlook.JUDGED)
    assert row["probability"] == pytest.approx(1 - chance.cdf(3))
    assert row["expected"] == pytest.approx(30 + 26.5 * 60 / 365)
    assert (row["expected_low"], row["expected_high"]) == (30 + chance.ppf(0.025), 30 + chance.ppf(0.975))
    assert row["pace_per_month"] == pytest.approx(26 / 365 * 30.4375)


def test_why_the_others_have_none(paced: DataVersion) -> None:
    table = target_chances(paced).table.set_index("partnership")
    assert table["outlook"].to_dict() == {
        "A": Outlook.JUDGED,
        "B": Outlook.NOT_JUDGED,
        "C": Outlook.REACHED,
        "D": Outlook.NOT_JUDGED,
        "E": Outlook.NOT_STARTED,
    }
    assert table.loc["B", "reason"] == "the first exchange was 132 days ago: six months are needed"
    assert table.loc["D", "reason"] == "the end of the grant is not recorded"
    assert table.loc[["B", "C", "D", "E"], "probability"].isna().all()
    closed = target_chances(paced, Scope(status="validated")).table.set_index("partnership")
    assert "closing and validating lags behind" in closed.loc["A", "reason"]


def test_a_scheme_of_one_is_that_one_and_of_two_their_pace_until_their_ends(paced: DataVersion) -> None:
    one = of(paced, Scope(partnership="A"))
    row = target_chances(paced).table.set_index("partnership").loc["A"]
    assert one is not None
    assert (one.probability, one.expected) == (
        pytest.approx(row["probability"]),
        pytest.approx(row["expected"]),
    )
    # B alone cannot be judged, with A it can: 38 in 365 days, 12 more of 54 needed in 60 days.
    both = of(paced, Scope(partnership=("A", "B")))
    assert both is not None
    assert (both.planned, both.held, both.outlook) == (54, 42, Outlook.JUDGED)
    assert both.pace_per_month == pytest.approx(38 / 365 * 30.4375)
    assert both.probability is not None
    assert both.probability == pytest.approx(1 - stats.nbinom(38.5, 365 / (365 + 60)).cdf(11))
    (start, now), (end, then) = extrapolation(42, both, AT)
    assert (start, now, end) == (AT, 42.0, AT + timedelta(days=60))
    assert then == pytest.approx(both.expected)
    open_end = of(paced, Scope(partnership=("A", "D")))
    assert open_end is not None
    assert (open_end.outlook, open_end.reason) == (Outlook.NOT_JUDGED, "the end of a grant is not recorded")
    waiting = of(paced, Scope(partnership=("A", "E")))
    assert waiting is not None
    assert (waiting.outlook, waiting.reason) == (Outlook.NOT_JUDGED, "1 have not started")


def test_targets_in_other_units_and_none_are_in_neither_sum(hand: DataVersion) -> None:
    """B counts participants, D has no target."""
    assert of(hand, Scope(partnership=("B", "D"))) is None
    assert of(hand, Scope(partnership=("B", "C"))) == of(hand, Scope(partnership="C"))


def test_a_target_that_is_reached_and_one_not_started(hand: DataVersion) -> None:
    targets = target_chances(hand)
    reached = scheme_target(replace(targets, table=targets.table.assign(held=targets.table["target"])))
    assert reached is not None
    assert (reached.outlook, reached.reached, reached.probability) == (Outlook.REACHED, 3, None)
    later = targets.table.assign(start_date=date(2024, 1, 1), held=0, outlook=str(Outlook.NOT_STARTED))
    waiting = scheme_target(replace(targets, table=later))
    assert waiting is not None
    assert (waiting.outlook, waiting.running) == (Outlook.NOT_STARTED, 0)


def test_the_view_closed_and_validated_has_its_attainment(hand: DataVersion) -> None:
    target = of(hand, Scope(status="validated"))
    assert target is not None
    assert target.attainment == measure(hand, ["O03"], scope=Scope(status="validated")).value("O03")


def test_running_totals_end_at_the_numbers(hand: DataVersion) -> None:
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


def test_only_exchanges_of_the_partnerships_with_a_target_stand_against_it(hand: DataVersion) -> None:
    """A held 9 and C 4; the 7 of B and D are in the number of exchanges, not in the course."""
    chosen = Scope(partnership=tuple(target_chances(hand).table["partnership"].astype("str")))
    grown = course(measure(hand, ["O01", "O07"], by=["month"], scope=chosen, totals=True))
    target = of(hand)
    assert target is not None
    assert grown.table["held_so_far"].iloc[-1] + grown.undated == target.held == 13
