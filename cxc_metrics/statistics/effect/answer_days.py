"""Answers by day: which lie in the window, which baseline comes before, whole months from day to day.

Days are numbers since 1970; what never happened lies beyond all others (`NEVER`). Organisations are places in
a table that is sorted by unit, so that every tie is decided by key.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from cxc_metrics.statistics.survey.cluster import Floats, Integers

AFTER_DAYS: Final = 548
WITHIN_DAYS: Final = 92
NEVER: Final = np.int64(2**40)


def in_order(people: pd.DataFrame, questions: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Both tables in an order that decides every tie by key, questions with the `place` of their unit."""
    everyone = people.sort_values("unit", kind="stable").reset_index(drop=True)
    place = pd.Index(everyone["unit"]).get_indexer(pd.Index(questions["unit"]))
    placed = questions.assign(place=place, waiting=questions["waiting"].astype(bool))
    placed = placed[placed["place"] >= 0].sort_values(["answered_on", "key"], kind="stable")
    return everyone, placed.reset_index(drop=True)


def answered(questions: pd.DataFrame, survey_round: str, *, waiting: bool | None = None) -> pd.DataFrame:
    """Answers of that round, with the `day` as a number."""
    chosen = (
        (questions["survey_round"] == survey_round)
        & questions["answered_on"].notna()
        & questions["value"].notna()
    )
    if waiting is not None:
        chosen &= questions["waiting"] == waiting
    rows = questions[chosen]
    rows_answered: pd.DataFrame = rows[["place", "key", "value"]]
    return rows_answered.assign(day=day_numbers(rows["answered_on"]))


def in_window(answers: pd.DataFrame, index: Integers) -> pd.DataFrame:
    """By place the first answer 548 ± 92 days after the place's index day."""
    since = answers["day"].to_numpy() - index[answers["place"].to_numpy()]
    fits: pd.DataFrame = answers[np.abs(since - AFTER_DAYS) <= WITHIN_DAYS]
    return fits.drop_duplicates("place").set_index("place")


def with_baseline(
    everyone: pd.DataFrame, questions: pd.DataFrame, after: pd.DataFrame, last: Integers
) -> pd.DataFrame:
    """Those of `after` (by place) with a baseline on or before their `last` day: the latest of them."""
    baseline = answered(questions, "T0")
    limit = pd.Series(last, index=after.index)
    baseline = baseline[baseline["place"].isin(after.index)]
    baseline = baseline[baseline["day"].to_numpy() <= limit.loc[baseline["place"]].to_numpy()]
    # Of two on one day the smaller key stands.
    latest = baseline.sort_values(["place", "day", "key"], ascending=[True, False, True], kind="stable")
    before = latest.drop_duplicates("place").set_index("place")
    place = after.index[after.index.isin(before.index)]
    return (
        everyone.iloc[place.to_numpy()]
        .reset_index(drop=True)
        .assign(
            place=place.to_numpy(),
            index_on=as_days(limit.loc[place].to_numpy()),
            before=before.loc[place, "value"].to_numpy(dtype=np.float64),
            before_on=as_days(before.loc[place, "day"].to_numpy()),
            after=after.loc[place, "value"].to_numpy(dtype=np.float64),
            after_on=as_days(after.loc[place, "day"].to_numpy()),
        )
    )


def day_numbers(column: pd.Series) -> Integers:
    """Days since 1970; a missing day lies beyond all others."""
    numbers = pd.to_datetime(column).to_numpy().astype("datetime64[D]")
    days: Integers = np.where(np.isnat(numbers), NEVER, numbers.astype(np.int64))
    return days


def as_days(numbers: Integers) -> pd.Series:
    """Numbers of days as dates."""
    return pd.Series(numbers.astype("datetime64[D]").astype("datetime64[us]"))


def days_from(earlier: pd.Series, later: pd.Series) -> Floats:
    """Days from one date to another."""
    gap: Floats = (day_numbers(later) - day_numbers(earlier)).astype(np.float64)
    return gap


def whole_months(earlier: Integers, later: Integers) -> Integers:
    """Whole calendar months from one day to another: 31 January to 28 February is none yet."""
    (first, begin), (last, end) = month_and_day(earlier), month_and_day(later)
    months: Integers = last - first - (end < begin)
    return months


def month_and_day(numbers: Integers) -> tuple[Integers, Integers]:
    """Months since 1970, and the day of the month from 0."""
    days = numbers.astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    return month.astype(np.int64), (days - month.astype("datetime64[D]")).astype(np.int64)
