"""Whom to compare participants with: visitors who were waiting when they set off.

A comparison group of those "never matched" is chosen by what happened later, and the weaker ones stay
unmatched longest. So each participant is set beside visitors who, on the day the participant started,
had been accepted for the same number of months and were not yet matched; they inherit that day as
their index date (risk-set sampling: Li, Propert and Rosenbaum, JASA 96, 2001). Some of them match
later; they stay in, for leaving them out would again choose by what happened later.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxc_metrics.statistics.cluster import Integers, Marks
from cxc_metrics.statistics.errors import NotMeasurable

SEED = 20220401


@dataclass(frozen=True)
class RiskSet:
    """Both arms with their index date.

    Each table has its input columns plus `index_on` and `months` (whole months since acceptance on
    that day); `comparison` also `matched_later`. `without_comparison` counts participants left out
    because nobody had been waiting for as many months when they started.
    """

    participants: pd.DataFrame
    comparison: pd.DataFrame
    without_comparison: int


def risk_set(participants: pd.DataFrame, pool: pd.DataFrame) -> RiskSet:
    """Choose the comparison visitors and give each its index date.

    A visitor who was waiting at several participants' starts enters once, at one of these dates drawn
    with a fixed seed, in proportion to the participants who started then.

    Args:
        participants: one row per visitor that took part: `unit`, `accepted_on`, `started_on`.
        pool: one row per accepted visitor, participants among them or not: `unit`, `accepted_on`,
            `matched_on` (missing: never), `left_on` (withdrawn, expired or cancelled; missing: no).

    Raises:
        NotMeasurable: no participant, or nobody was waiting when they started.
    """
    taken = participants.dropna(subset=["accepted_on", "started_on"]).reset_index(drop=True)
    if taken.empty:
        raise NotMeasurable("No participant with a day of acceptance and of start in this selection.")
    waiting = pool.dropna(subset=["accepted_on"]).sort_values("unit", kind="stable").reset_index(drop=True)
    start = _day_numbers(taken["started_on"])
    taken = taken.assign(
        index_on=taken["started_on"], months=_months(_day_numbers(taken["accepted_on"]), start)
    )
    chosen, covered = _draw(waiting, start, taken["months"].to_numpy(dtype=np.int64))
    picked = chosen >= 0
    if not picked.any():
        raise NotMeasurable("No visitor was accepted and still unmatched when the participants started.")
    index_on = pd.Series(chosen[picked].astype("datetime64[D]").astype("datetime64[us]"))
    comparison = waiting[picked].reset_index(drop=True)
    accepted = _day_numbers(comparison["accepted_on"])
    comparison = comparison.assign(
        index_on=index_on,
        months=_months(accepted, chosen[picked]),
        matched_later=comparison["matched_on"].notna(),
    )
    return RiskSet(taken[covered].reset_index(drop=True), comparison, int((~covered).sum()))


def months_between(earlier: pd.Series, later: pd.Series) -> pd.Series:
    """Whole calendar months from one day to another: 31 January to 28 February is none yet."""
    return pd.Series(_months(_day_numbers(earlier), _day_numbers(later)), index=earlier.index)


def _draw(waiting: pd.DataFrame, start: Integers, months: Integers) -> tuple[Integers, Marks]:
    """Index day of each waiting visitor (-1: none), and which participants found anybody.

    Goes over the days on which somebody started and keeps one of them per visitor with the right
    probability (weighted reservoir sampling).
    """
    random = np.random.default_rng(SEED)
    accepted = _day_numbers(waiting["accepted_on"])
    open_until = np.minimum(_day_numbers(waiting["matched_on"]), _day_numbers(waiting["left_on"]))
    chosen = np.full(len(waiting), -1, dtype=np.int64)
    weight = np.zeros(len(waiting))
    covered = np.zeros(len(start), dtype=np.bool_)
    for day in np.unique(start):
        today = start == day
        free = (accepted <= day) & (open_until > day)
        waited = np.where(free, _months(accepted, np.full(len(accepted), day)), -1)
        alike = np.isin(waited, months[today]) & free
        covered |= today & np.isin(months, waited[free])
        counts = pd.Series(months[today]).value_counts().reindex(waited[alike]).to_numpy(dtype=np.float64)
        weight[alike] += counts
        chosen[alike] = np.where(random.random(len(counts)) * weight[alike] < counts, day, chosen[alike])
    return chosen, covered


def _day_numbers(days: pd.Series) -> Integers:
    """Days since 1970; a missing day lies beyond all others."""
    numbers = pd.to_datetime(days).to_numpy().astype("datetime64[D]")
    far = np.iinfo(np.int64).max // 4
    return np.where(np.isnat(numbers), far, numbers.astype(np.int64))


def _months(earlier: Integers, later: Integers) -> Integers:
    begin, end = earlier.astype("datetime64[D]"), later.astype("datetime64[D]")
    first, last = begin.astype("datetime64[M]"), end.astype("datetime64[M]")
    started_later_in_month = (end - last.astype("datetime64[D]")) < (begin - first.astype("datetime64[D]"))
    months: Integers = (last - first).astype(np.int64) - started_later_in_month.astype(np.int64)
    return months
