"""Who is compared with whom, drawn by hand: risk sets, windows, baselines, weights, and what is counted."""

from __future__ import annotations

import pandas as pd
import pytest

from cxc_metrics.statistics.effect.answer_days import day_numbers, whole_months
from cxc_metrics.statistics.effect.risk_set import RiskSets, compared_from, risk_sets
from cxc_metrics.statistics.errors import NotEstimable

pytestmark = pytest.mark.filterwarnings("error")

Person = tuple[str, str | None, str | None, str | None, str | None]
Question = tuple[str, str, bool, str | None, float | None]


def dates(*days: str | None) -> pd.Series:
    return pd.Series(pd.to_datetime(list(days)))


def people(*rows: Person) -> pd.DataFrame:
    """unit, accepted, matched, left, started."""
    table = pd.DataFrame(rows, columns=["unit", "accepted_on", "matched_on", "left_on", "started_on"])
    days = {name: pd.to_datetime(table[name]) for name in table.columns[1:]}
    return table.assign(**days, visited_on=days["started_on"], may_wait=True)


def asked(*rows: Question) -> pd.DataFrame:
    """unit, round, asked while waiting, answered, value; the key is the place in the list."""
    table = pd.DataFrame(rows, columns=["unit", "survey_round", "waiting", "answered_on", "value"])
    return table.assign(
        answered_on=pd.to_datetime(table["answered_on"]),
        value=table["value"].astype("float64"),
        key=[f"I{i:03}" for i in range(len(table))],
    )


def both(
    unit: str, baseline: str, answer: str, *, waiting: bool, values: tuple[float, float] = (20, 25)
) -> list[Question]:
    return [(unit, "T0", True, baseline, values[0]), (unit, "T3", waiting, answer, values[1])]


# 20 April 2023 and 548 days are 19 October 2024; 456 days 19 July 2024, 640 days 19 January 2025.
P: Person = ("p", "2023-01-10", "2023-03-01", None, "2023-04-20")
OF_P = both("p", "2023-01-05", "2024-10-25", waiting=False)
ANSWER = "2024-10-01"


def test_whole_months_since_acceptance() -> None:
    got = whole_months(
        day_numbers(dates("2023-01-15", "2023-01-15", "2023-01-31", "2022-12-01")),
        day_numbers(dates("2023-03-14", "2023-03-15", "2023-02-28", "2023-12-01")),
    )
    assert got.tolist() == [1, 2, 0, 12]


def test_the_set_is_accepted_not_yet_matched_and_as_many_months_waiting_one_more_or_less() -> None:
    """One participant, accepted on 10 January, starts on 20 April 2023: three whole months.

    visitor  accepted   matched   left      started     in the set
    a        15 Jan     -         -         -           yes, three months
    b        15 Jan     21 Apr    -         -           yes, matched the day after (nothing later decides)
    c        15 Jan     20 Apr    -         -           no, matched on the day
    d        15 Jan     -         1 Apr     -           no, gone by then
    e        1 Feb      -         -         -           yes, two months
    f        21 Feb     -         -         -           no, one month only
    g        20 Dec     -         -         -           yes, four months
    h        20 Nov     -         -         -           no, five months
    i        1 May      -         -         -           no, not accepted yet
    j        15 Jan     1 Jun     -         2 Oct 2024  no, its answer is not before its own visit
    k        15 Jan     1 Jun     -         3 Oct 2024  yes, travels the day after its answer
    l        15 Jan     -         5 May     -           yes, withdraws later
    """
    others: list[Person] = [
        ("a", "2023-01-15", None, None, None),
        ("b", "2023-01-15", "2023-04-21", None, None),
        ("c", "2023-01-15", "2023-04-20", None, None),
        ("d", "2023-01-15", None, "2023-04-01", None),
        ("e", "2023-02-01", None, None, None),
        ("f", "2023-02-21", None, None, None),
        ("g", "2022-12-20", None, None, None),
        ("h", "2022-11-20", None, None, None),
        ("i", "2023-05-01", None, None, None),
        ("j", "2023-01-15", "2023-06-01", None, "2024-10-02"),
        ("k", "2023-01-15", "2023-06-01", None, "2024-10-03"),
        ("l", "2023-01-15", None, "2023-05-05", None),
    ]
    told = [one for unit, *_ in others for one in both(unit, "2022-11-01", "2024-10-02", waiting=True)]
    got = risk_sets(people(P, *others), asked(*OF_P, *told))
    assert got.comparison["unit"].tolist() == ["a", "b", "e", "g", "k", "l"]
    assert got.comparison["weight"].tolist() == pytest.approx([1 / 6] * 6)
    assert (got.comparison["index_on"] == pd.Timestamp("2023-04-20")).all()
    assert got.participants[["unit", "weight", "before", "after", "index_days"]].values.tolist() == [
        ["p", 1.0, 20.0, 25.0, 554.0]
    ]
    assert got.without_comparison == 0


def test_a_visit_that_was_not_held_ends_the_waiting_too() -> None:
    """a went on a visit too short to count before p set off, b before its answer, c after it."""
    waits: list[Person] = [(unit, "2023-01-15", None, None, None) for unit in "abc"]
    table = people(P, *waits)
    table["visited_on"] = dates("2023-04-20", "2023-04-20", ANSWER, "2024-10-02")
    told = [one for unit in "abc" for one in both(unit, "2023-01-01", ANSWER, waiting=True)]
    assert risk_sets(table, asked(*OF_P, *told)).comparison["unit"].tolist() == ["c"]


def test_answers_lie_548_days_after_the_date_92_more_or_less() -> None:
    """456 to 640 days after 20 April 2023: 19 July 2024 to 19 January 2025, on both sides."""
    days = {"a": "2024-07-18", "b": "2024-07-19", "c": "2025-01-19", "d": "2025-01-20"}
    waits: list[Person] = [(unit, "2023-01-15", None, None, None) for unit in days]
    told = [one for unit, day in days.items() for one in both(unit, "2023-01-01", day, waiting=True)]
    got = risk_sets(people(P, *waits), asked(*OF_P, *told))
    assert got.comparison["unit"].tolist() == ["b", "c"]
    assert got.comparison["index_days"].tolist() == [456, 640]
    for day, count in zip(days.values(), (0, 1, 1, 0), strict=True):
        ours = both("p", "2023-01-05", day, waiting=False)
        assert len(risk_sets(people(P, *waits), asked(*ours, *told)).participants) == count


def test_an_answer_asked_because_of_a_visit_is_no_comparison_outcome_nor_the_other_way_round() -> None:
    waits: list[Person] = [("a", "2023-01-15", None, None, None), ("b", "2023-01-15", None, None, None)]
    told = [*both("a", "2023-01-01", ANSWER, waiting=True), *both("b", "2023-01-01", ANSWER, waiting=False)]
    assert risk_sets(people(P, *waits), asked(*OF_P, *told)).comparison["unit"].tolist() == ["a"]
    ours = both("p", "2023-01-05", "2024-10-25", waiting=True)
    assert risk_sets(people(P, *waits), asked(*ours, *told)).participants.empty


def test_each_stands_for_every_participant_in_whose_set_it_lies_with_one_row() -> None:
    """Starts: p and q on 20 April after three months, r on 20 July after six.

    visitor  accepted   waited on 20 April / 20 July   in the sets of
    a        15 Jan     3 / 6                          p, q, r       1/2 + 1/2 + 1/2
    b        15 Jan     3 / matched on 1 July          p, q          1/2 + 1/2
    c        15 Apr     0 / 3                          nobody's
    d        1 Jan      3 / 6, answers in February     r only        1/2   (too late for p and q)
    Each participant's set adds up to one: the weights of all to three."""
    table = people(
        P,
        ("q", "2023-01-12", "2023-03-01", None, "2023-04-20"),
        ("r", "2023-01-12", "2023-03-01", None, "2023-07-20"),
        ("a", "2023-01-15", None, None, None),
        ("b", "2023-01-15", "2023-07-01", None, None),
        ("c", "2023-04-15", None, None, None),
        ("d", "2023-01-01", None, None, None),
    )
    told = asked(
        *OF_P,
        *both("q", "2023-01-05", "2024-11-01", waiting=False),
        *both("r", "2023-01-05", "2025-02-01", waiting=False),
        *both("a", "2022-12-01", "2024-12-20", waiting=True),
        *both("b", "2022-12-01", ANSWER, waiting=True),
        *both("c", "2022-12-01", ANSWER, waiting=True),
        *both("d", "2022-12-01", "2025-02-10", waiting=True),
    )
    got = risk_sets(table, told)
    weights = got.comparison.set_index("unit")["weight"]
    assert weights.to_dict() == pytest.approx({"a": 1.5, "b": 1.0, "d": 0.5})
    assert weights.sum() == pytest.approx(3)
    assert got.comparison["index_on"].dt.strftime("%d %b").tolist() == ["20 Apr", "20 Apr", "20 Jul"]
    # a: 610 days after 20 April for p and q, 519 after 20 July for r, each a third of what it stands for.
    assert got.comparison["index_days"].tolist() == pytest.approx([(610 + 610 + 519) / 3, 530, 571])
    shuffled = risk_sets(table.sample(frac=1, random_state=2), told.sample(frac=1, random_state=3))
    pd.testing.assert_frame_equal(got.comparison, shuffled.comparison)
    pd.testing.assert_frame_equal(got.participants, shuffled.participants)


def test_the_baseline_is_the_latest_on_the_day_or_before_and_for_the_comparison_before_the_day() -> None:
    """Participant p sets off on 20 April: of 1, 20, 20 and 21 the first key of the 20th. The comparison is
    compared from that day on: of 19 and 20 the 19th. Who answered on the 20th only has no baseline."""
    table = people(P, ("a", "2023-01-15", None, None, None), ("b", "2023-01-15", None, None, None))
    told = asked(
        ("p", "T0", True, "2023-04-01", 1),
        ("p", "T0", True, "2023-04-20", 2),
        ("p", "T0", True, "2023-04-20", 3),
        ("p", "T0", True, "2023-04-21", 4),
        ("p", "T3", False, "2024-10-25", 9),
        ("a", "T0", True, "2023-04-19", 5),
        ("a", "T0", True, "2023-04-20", 6),
        ("a", "T0", True, None, None),
        ("a", "T3", True, ANSWER, 8),
        ("b", "T0", True, "2023-04-20", 7),
        ("b", "T3", True, ANSWER, 8),
    )
    got = risk_sets(table, told)
    assert got.participants[["before", "after"]].values.tolist() == [[2, 9]]
    assert got.comparison[["unit", "before", "after", "weight"]].values.tolist() == [["a", 5, 8, 1.0]]


def test_of_several_answers_the_first_in_somebodys_window_counts() -> None:
    table = people(P, ("a", "2023-01-15", None, None, None))
    told = asked(
        *OF_P,
        ("p", "T3", False, "2024-12-01", 99),
        ("a", "T0", True, "2023-01-01", 10),
        ("a", "T3", True, "2025-01-01", 33),
        ("a", "T3", True, "2024-09-01", 11),
        ("a", "T3", True, "2024-09-01", 22),
        ("a", "T3", True, "2024-02-01", 44),
    )
    got = risk_sets(table, told)
    assert (got.participants["after"].tolist(), got.comparison["after"].tolist()) == ([25.0], [11.0])


def test_participants_in_whose_set_is_nobody_are_left_out_and_counted() -> None:
    """q had been accepted a year earlier; s was never recorded as accepted before it set off."""
    table = people(
        P,
        ("q", "2022-01-10", "2023-03-01", None, "2023-04-20"),
        ("s", None, None, None, "2023-04-20"),
        ("a", "2023-01-15", None, None, None),
    )
    told = [one for unit in "qs" for one in both(unit, "2023-01-05", "2024-10-25", waiting=False)]
    got = risk_sets(table, asked(*OF_P, *told, *both("a", "2023-01-01", ANSWER, waiting=True)))
    assert (got.participants["unit"].tolist(), got.without_comparison) == (["p"], 2)


def test_one_organisation_may_stand_on_both_sides_with_different_answers() -> None:
    """b waits beside p, answers while waiting, travels afterwards and answers again because of it."""
    table = people(
        P,
        ("b", "2023-01-15", "2024-10-20", None, "2024-11-10"),
        ("c", "2023-02-01", None, None, None),
    )
    told = asked(
        *OF_P,
        *both("b", "2023-01-01", ANSWER, waiting=True, values=(10, 12)),
        ("b", "T3", False, "2026-05-20", 30),
        ("c", "T0", True, "2023-01-20", 5),
        ("c", "T3", True, ANSWER, 6),
    )
    got = risk_sets(table, told)
    assert got.comparison[["unit", "after"]].values.tolist() == [["b", 12.0], ["c", 6.0]]
    # Nobody had waited for 22 months when b set off.
    assert (got.participants["unit"].tolist(), got.without_comparison) == (["p"], 1)


def test_the_stages_count_everybody_lost_on_the_way() -> None:
    """Participants: b and r not asked, p with both, q without an answer, s answered too early, t without
    a baseline. Waiting beside p: a kept, b travelled before it could be asked, c asked without an answer, d
    never asked, e answered too late, f without a baseline; g was matched before anybody set off."""
    went: list[Person] = [(unit, "2023-01-10", "2023-03-01", None, "2023-04-20") for unit in "pqrst"]
    waits: list[Person] = [(unit, "2023-01-15", None, None, None) for unit in "acdef"]
    table = people(
        *went,
        *waits,
        ("b", "2023-01-15", "2023-05-01", None, "2023-06-01"),
        ("g", "2023-01-15", "2023-02-01", None, None),
    )
    told = asked(
        *OF_P,
        ("q", "T3", False, None, None),
        *both("s", "2023-01-05", "2024-05-01", waiting=False),
        ("t", "T3", False, "2024-10-25", 3),
        *both("a", "2023-01-01", ANSWER, waiting=True),
        ("c", "T3", True, None, None),
        *both("e", "2023-01-01", "2025-03-01", waiting=True),
        ("f", "T3", True, ANSWER, 1),
        *both("g", "2023-01-01", ANSWER, waiting=True),
    )
    got = risk_sets(table, told).stages
    assert got.values.tolist() == [
        ["participants", 6, 0, 4, 3, 2, 1],
        ["comparison", 6, 1, 4, 3, 2, 1],
    ]


def test_a_question_put_only_to_travellers_is_refused_in_the_given_words() -> None:
    table = people(P, ("a", "2023-01-15", None, None, None), ("b", "2023-01-15", None, None, None))
    with pytest.raises(NotEstimable) as told:
        risk_sets(table, asked(*OF_P, ("a", "T0", True, "2023-01-01", 3)))
    assert told.value.reason == (
        "The 18-month question was asked only of organisations that travelled (0 of 2 accepted and not "
        "travelled were asked): a change among participants is no effect."
    )


def test_without_anybody_going_or_waiting_both_arms_are_empty() -> None:
    waits = people(("a", "2023-01-15", None, None, None))
    got: RiskSets = risk_sets(waits, asked(*both("a", "2023-01-01", ANSWER, waiting=True)))
    assert (len(got.participants), len(got.comparison), got.without_comparison) == (0, 0, 0)
    got = risk_sets(people(P), asked(*OF_P, ("p", "T3", True, None, None)))
    assert (len(got.participants), len(got.comparison), got.without_comparison) == (0, 0, 1)


def test_those_called_off_are_compared_from_the_day_their_visit_was_planned_for() -> None:
    table = people(
        ("a", "2023-01-15", "2023-02-01", None, None),
        ("b", "2023-01-15", "2023-02-01", None, "2024-09-30"),
        ("c", "2023-01-15", "2023-02-01", None, None),
    ).assign(off=pd.Timestamp("2023-04-20"))
    told = asked(
        *both("a", "2023-04-19", ANSWER, waiting=True),
        *both("b", "2023-01-01", ANSWER, waiting=True),
        *both("c", "2023-04-20", ANSWER, waiting=True),
    )
    got = compared_from(table, told, "off")
    assert got[["unit", "weight", "index_days"]].values.tolist() == [["a", 1.0, 530.0]]
