"""Whom to compare participants with: visitors who were accepted and not yet matched when they set off.

A comparison group of those "never matched" is chosen by what happened later, and the weaker ones stay
unmatched longest. So each participant has a set of its own: visitors who, on the day it set off, had been
accepted for as many whole months (one more or less) and were not yet matched (risk sets: Li, Propert and
Rosenbaum, JASA 96, 2001), and who answered the question asked while waiting 548 days after that day, 92 more
or less, before any visit of their own. Each stands for every participant in whose set it lies, with weight
Σ 1 / (number in that set): one row each, and no date is drawn (definitions 6).

Nothing that became known later decides: an answer asked because of a visit is never an outcome of the
comparison, and of several answers the first that lies in somebody's window counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.survey.cluster import Integers, Marks

from .answer_days import (
    AFTER_DAYS,
    NEVER,
    WITHIN_DAYS,
    answered,
    as_days,
    day_numbers,
    days_from,
    in_order,
    in_window,
    month_and_day,
    whole_months,
    with_baseline,
)

MONTHS_APART: Final = 1


@dataclass(frozen=True)
class RiskSets:
    """Both arms with both answers, and who was lost on the way.

    `participants` and `comparison` have the columns of the people and `weight`, `before`, `before_on`,
    `after`, `after_on`, `index_on` (comparison: the earliest day on which it stands for somebody),
    `index_days` (from the index day to the answer; comparison: the weighted mean over those it stands for).
    `stages` has one row per arm: `arm, organisations, censored, asked, answered, in_window, with_both`.
    `without_comparison` counts participants with both answers in whose set is nobody.
    """

    participants: pd.DataFrame
    comparison: pd.DataFrame
    stages: pd.DataFrame
    without_comparison: int


def risk_sets(people: pd.DataFrame, questions: pd.DataFrame) -> RiskSets:
    """The participants, and those who stand for them.

    Args:
        people: one row per organisation: `unit`, `accepted_on`, `matched_on` (missing: never), `left_on`
            (recorded end of a withdrawn or expired registration), `started_on` (first day of its first held
            exchange), `visited_on` (first day of its first visit, held or not), `may_wait` (false: never
            compared, as where it was matched on a day nobody recorded); further columns are kept.
        questions: one row per question put to an organisation: `unit`, `survey_round` ("T0" or "T3"),
            `waiting` (not asked because of a visit), `answered_on`, `key`, `value`; the last three are
            missing where there is no answer.

    Raises:
        NotEstimable: the question was not asked of anybody waiting.
    """
    everyone, placed = in_order(people, questions)
    days = _Days.of(everyone)
    _refuse_unasked(days, placed)
    ours, reached = _participants(everyone, days, placed)
    waiting = answered(placed, "T3", waiting=True)
    before_own = waiting["day"].to_numpy() < days.visited[waiting["place"].to_numpy()]
    sets = _sets(days, ours, waiting[before_own].reset_index(drop=True))
    comparison, share = _comparison(everyone, placed, sets)
    empty = ours.assign(compared=share > 0)
    stages = pd.DataFrame(
        [
            ("participants", *reached, len(ours)),
            ("comparison", *_stages(days, placed, sets, len(comparison))),
        ],
        columns=["arm", "organisations", "censored", "asked", "answered", "in_window", "with_both"],
    )
    kept = empty.loc[empty["compared"]].drop(columns=["compared", "place", "start", "months"])
    return RiskSets(
        kept.reset_index(drop=True), comparison, stages, int((~empty["compared"].to_numpy(dtype=bool)).sum())
    )


def compared_from(people: pd.DataFrame, questions: pd.DataFrame, index: str) -> pd.DataFrame:
    """Comparison rows of weight 1 with an index day of their own (column `index`): those with both answers.

    The answer lies 548 ± 92 days after that day and before any visit, the baseline before it.
    """
    everyone, placed = in_order(people, questions)
    visited, day = day_numbers(everyone["visited_on"]), day_numbers(everyone[index])
    waiting = answered(placed, "T3", waiting=True)
    waiting = waiting[waiting["day"].to_numpy() < visited[waiting["place"].to_numpy()]]
    after = in_window(waiting, day)
    rows = with_baseline(everyone, placed, after, day[after.index.to_numpy()] - 1)
    rows = rows.assign(weight=1.0, index_on=rows[index], index_days=days_from(rows[index], rows["after_on"]))
    return rows.drop(columns="place")


@dataclass(frozen=True)
class _Days:
    """Days of everyone as numbers since 1970; what never happened lies beyond all others."""

    accepted: Integers
    until: Integers
    started: Integers
    visited: Integers
    month: Integers
    day_of_month: Integers

    def months_on(self, day: np.int64) -> Integers:
        """Whole months since acceptance on that day."""
        month, day_of_month = month_and_day(np.asarray(day))
        months: Integers = month - self.month - (day_of_month < self.day_of_month)
        return months

    @classmethod
    def of(cls, everyone: pd.DataFrame) -> _Days:
        names = ("accepted_on", "matched_on", "left_on", "started_on", "visited_on")
        accepted, matched, left, started, visited = (day_numbers(everyone[name]) for name in names)
        until = np.minimum(np.minimum(matched, left), visited)
        may_wait: Marks = everyone["may_wait"].to_numpy(dtype=np.bool_)
        accepted_day = np.where(accepted < NEVER, accepted, 0)
        return cls(
            accepted, np.where(may_wait, until, -NEVER), started, visited, *month_and_day(accepted_day)
        )


@dataclass(frozen=True)
class _Sets:
    """Who lies in whose set: pairs of an answer of `answers` and a kind of start.

    A kind of start is a day and a number of months waited; `many` participants (positions in `kind_of`) have
    it. `seen` and `first` tell of everyone whether and since when it was waiting beside some participant,
    whether it answered or not.
    """

    answers: pd.DataFrame
    answer: Integers
    kind: Integers
    start: Integers
    many: Integers
    kind_of: Integers
    seen: Marks
    first: Integers


def _refuse_unasked(days: _Days, questions: pd.DataFrame) -> None:
    stayed = int(((days.accepted < NEVER) & (days.visited == NEVER)).sum())
    of_waiting = questions.loc[(questions["survey_round"] == "T3") & questions["waiting"], "place"]
    if stayed and of_waiting.empty:
        raise NotEstimable(
            "The 18-month question was asked only of organisations that travelled (0 of "
            f"{stayed} accepted and not travelled were asked): a change among participants is no effect."
        )


def _participants(
    everyone: pd.DataFrame, days: _Days, questions: pd.DataFrame
) -> tuple[pd.DataFrame, tuple[int, int, int, int, int]]:
    """Organisations with a held exchange and both answers; how many there were at every stage before."""
    went = days.started < NEVER
    because = questions[(questions["survey_round"] == "T3") & ~questions["waiting"]]
    because = because[went[because["place"].to_numpy()]]
    answers_after = answered(because, "T3")
    after = in_window(answers_after, days.started)
    ours = with_baseline(everyone, questions, after, days.started[after.index.to_numpy()])
    place = ours["place"].to_numpy(dtype=np.int64)
    ours = ours.assign(
        weight=1.0,
        start=days.started[place],
        months=whole_months(days.accepted[place], days.started[place]),
        index_days=days_from(ours["index_on"], ours["after_on"]),
    )
    reached = (
        int(went.sum()),
        0,
        because["place"].nunique(),
        answers_after["place"].nunique(),
        len(after),
    )
    return ours, reached


def _sets(days: _Days, ours: pd.DataFrame, answers: pd.DataFrame) -> _Sets:
    """Go over the days on which somebody set off, and over the months waited by those who did."""
    starts = ours[["start", "months"]].to_numpy(dtype=np.int64).reshape(-1, 2)
    kinds, kind_of, many = np.unique(starts, axis=0, return_inverse=True, return_counts=True)
    owner, answer_day = answers["place"].to_numpy(dtype=np.int64), answers["day"].to_numpy(dtype=np.int64)
    seen, first = np.zeros(len(days.accepted), np.bool_), np.full(len(days.accepted), NEVER)
    pairs: list[tuple[Integers, Integers]] = []
    for day in np.unique(kinds[:, 0]):
        free = (days.accepted <= day) & (days.until > day)
        waited = np.where(free, days.months_on(day), -9)
        candidates = np.flatnonzero(np.abs(answer_day - day - AFTER_DAYS) <= WITHIN_DAYS)
        months = waited[owner[candidates]]
        here = np.flatnonzero(kinds[:, 0] == day)
        near = np.abs(months[None, :] - kinds[here, 1][:, None]) <= MONTHS_APART
        kind, answer = np.nonzero(near & (months >= 0)[None, :])
        pairs.append((candidates[answer], here[kind]))
        wanted = (kinds[here, 1][:, None] + _STEPS).ravel()
        of_others = _looked_up(waited, wanted[wanted >= 0])
        first[of_others & ~seen] = day
        seen |= of_others
    answer = np.concatenate([a for a, _ in pairs]) if pairs else np.empty(0, np.int64)
    kind = np.concatenate([k for _, k in pairs]) if pairs else np.empty(0, np.int64)
    used = _first_used(answers, answer)
    chosen = np.isin(answer, used)
    return _Sets(answers, answer[chosen], kind[chosen], kinds[:, 0], many, kind_of.ravel(), seen, first)


_STEPS: Final = np.arange(-MONTHS_APART, MONTHS_APART + 1)


def _looked_up(values: Integers, wanted: Integers) -> Marks:
    """Which of `values` are among `wanted`, both small; values below zero never are."""
    table = np.zeros(int(max(values.max(initial=0), wanted.max(initial=0))) + 2, np.bool_)
    table[wanted] = True
    # The last entry is nobody's: values below zero look there.
    return table[np.where(values < 0, -1, values)]


def _first_used(answers: pd.DataFrame, answer: Integers) -> Integers:
    """Of each organisation the first answer (answers are in order) that lies in somebody's window."""
    used = np.unique(answer)
    owner = answers["place"].to_numpy()[used]
    return used[np.unique(owner, return_index=True)[1]]


def _comparison(
    everyone: pd.DataFrame, questions: pd.DataFrame, sets: _Sets
) -> tuple[pd.DataFrame, Integers]:
    """Comparison rows with their weight, and of each participant how many lie in its set."""
    owner = sets.answers["place"].to_numpy(dtype=np.int64)[sets.answer]
    day = sets.start[sets.kind]
    earliest = pd.Series(day).groupby(owner).min()
    used = sets.answers.iloc[np.unique(sets.answer)].set_index("place").loc[earliest.index]
    # Before the earliest day, not on it: on that day it was already compared.
    theirs = with_baseline(everyone, questions, used, earliest.to_numpy(dtype=np.int64) - 1)
    index_on = earliest.loc[theirs["place"]].to_numpy(dtype=np.int64)
    compared = np.isin(owner, theirs["place"].to_numpy())
    owner, kind, day = owner[compared], sets.kind[compared], day[compared]
    size = np.bincount(kind, minlength=len(sets.start))
    part = sets.many[kind] / size[kind]
    row = pd.Index(theirs["place"]).get_indexer(pd.Index(owner))
    weight = np.bincount(row, weights=part, minlength=len(theirs))
    answer_day = day_numbers(theirs["after_on"])
    mean = np.bincount(row, weights=part * (answer_day[row] - day), minlength=len(theirs)) / weight
    theirs = theirs.assign(weight=weight, index_on=as_days(index_on), index_days=mean)
    return theirs.drop(columns="place"), size[sets.kind_of]


def _stages(
    days: _Days, questions: pd.DataFrame, sets: _Sets, with_both: int
) -> tuple[int, int, int, int, int, int]:
    """How many were waiting beside somebody, were lost by travelling themselves, were asked, answered."""
    of_waiting = questions[(questions["survey_round"] == "T3") & questions["waiting"]]
    put, answered_too = np.zeros_like(sets.seen), np.zeros_like(sets.seen)
    put[of_waiting["place"].to_numpy()] = True
    answered_too[sets.answers["place"].to_numpy()] = True
    travelled = days.visited <= sets.first + AFTER_DAYS + WITHIN_DAYS
    return (
        int(sets.seen.sum()),
        int((sets.seen & ~answered_too & travelled).sum()),
        int((sets.seen & put).sum()),
        int((sets.seen & answered_too).sum()),
        len(np.unique(sets.answers["place"].to_numpy()[sets.answer])),
        with_both,
    )
