"""The scheme against its target: what is planned, how it was approached, and when it would be reached."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from .completion import Outlook
from .measurement import Measurement
from .period import span

_DAYS_PER_MONTH = 365.25 / 12


@dataclass(frozen=True)
class SchemeTarget:
    """All partnerships with a target in exchanges taken together; counts are exchanges unless said.

    `planned` is the sum of their targets, `held` the exchanges of the same partnerships. `running` counts the
    partnerships that have started and not ended at the as-at date, `ends_on` is the last day of the last of
    them (None where one has no recorded end). `pace_per_month` adds the average paces of the running ones
    since their start; `expected_on` is the day the sum would be reached if exchanges went on at that pace,
    whatever the ends of the grants: an extrapolation, no forecast, without an interval.
    """

    planned: int
    held: int
    partnerships: int
    reached: int
    running: int
    pace_per_month: float | None
    ends_on: date | None
    expected_on: date | None
    outlook: Outlook

    @property
    def attainment(self) -> float:
        """Held as a fraction of planned (O03)."""
        return self.held / self.planned


def scheme_target(partnerships: pd.DataFrame, as_at: date) -> SchemeTarget | None:
    """The rows of `expected_completion` as one; None where there are none.

    For a single running partnership the day is the one of `expected_completion`.
    """
    if partnerships.empty:
        return None
    planned, held = int(partnerships["target"].sum()), int(partnerships["held"].sum())
    running = [row for row in partnerships.to_dict("records") if _runs(row, as_at)]
    pace = sum(float(row["pace_per_month"]) for row in running)
    ends = [_day(row["end_date"]) for row in running]
    known = [end for end in ends if end is not None]
    outlook = _outlook(held >= planned, pace, len(running), partnerships)
    return SchemeTarget(
        planned=planned,
        held=held,
        partnerships=len(partnerships),
        reached=int((partnerships["held"] >= partnerships["target"]).sum()),
        running=len(running),
        pace_per_month=pace if running else None,
        ends_on=max(known) if known and len(known) == len(ends) else None,
        expected_on=_expected(planned - held, pace, as_at) if outlook is Outlook.EXTRAPOLATED else None,
        outlook=outlook,
    )


def _runs(row: Mapping[Hashable, Any], as_at: date) -> bool:
    start, end = _day(row["start_date"]), _day(row["end_date"])
    return start is not None and start <= as_at and (end is None or end >= as_at)


def _day(value: Any) -> date | None:
    if value is None or pd.isna(value):
        return None
    return pd.Timestamp(str(value)).date()


def _outlook(reached: bool, pace: float, running: int, partnerships: pd.DataFrame) -> Outlook:
    if reached:
        return Outlook.REACHED
    if running:
        return Outlook.EXTRAPOLATED if pace > 0 else Outlook.NO_PACE
    waiting = (partnerships["outlook"] == str(Outlook.NOT_STARTED)).any()
    return Outlook.NOT_STARTED if waiting else Outlook.ENDED


def _expected(left: int, pace: float, as_at: date) -> date | None:
    """The day `left` more exchanges would be held, counted from the day after as_at; None past all dates."""
    days = round(left / (pace / _DAYS_PER_MONTH))
    return as_at + timedelta(days=days + 1) if days < (date.max - as_at).days else None


@dataclass(frozen=True)
class Course:
    """How a number of exchanges grew: one row per month, and those that have no day.

    `table`: month (2021-03), until (its last day, or the as-at date in the last one), held, virtual (of them;
    empty where the mode is not recorded), held_so_far, virtual_so_far (running totals from the first month).
    `undated` exchanges are in no month and so in no running total.
    """

    table: pd.DataFrame
    undated: int


def course(by_month: Measurement) -> Course:
    """Running totals of O01 and of its virtual part (O07), from a measurement by month with totals.

    They begin with the first month that has an exchange.
    """
    rows = sorted(_months(by_month))
    first = next((place for place, (_, held, _) in enumerate(rows) if held), len(rows))
    rows = rows[first:]
    known = "O07" not in by_month.not_measurable
    table = pd.DataFrame(
        {
            "month": pd.array([month for month, _, _ in rows], dtype="str"),
            "until": [_last_day(month, by_month.as_at) for month, _, _ in rows],
            "held": np.array([held for _, held, _ in rows], dtype=np.int64),
            "virtual": pd.array([virtual if known else None for _, _, virtual in rows], dtype="Int64"),
        }
    )
    table["held_so_far"] = table["held"].cumsum()
    table["virtual_so_far"] = table["virtual"].cumsum()
    return Course(table, int(by_month.value("O01") or 0) - int(table["held"].sum()))


def _months(by_month: Measurement) -> Iterator[tuple[str, int, int]]:
    """Month, exchanges, virtual ones of them; rows that are totals or have no month left out."""
    table = by_month.table
    columns = [table[name].to_list() for name in ("is_total", "month", "O01", "O07", "O07_n")]
    for is_total, month, held, share, n in zip(*columns, strict=True):
        if not (is_total or pd.isna(month)):
            # A share of whole numbers gives them back: O07 is virtual / n.
            virtual = 0 if pd.isna(share) or pd.isna(n) else round(share * n)
            yield month, 0 if pd.isna(held) else int(held), virtual


def _last_day(month: str, as_at: date) -> date:
    days = span(month)
    assert days is not None  # noqa: S101 - months of a measurement are months
    return min(days.end, as_at) if days.start <= as_at else days.end


def extrapolation(reached: int, target: SchemeTarget, first: date, as_at: date) -> list[tuple[date, float]]:
    """The straight line from where a course ends to the target: (day, exchanges), two points or none.

    It is cut where it has gone on for as long as the course itself from `first`: a chart that showed more
    future than past would say more than is known.
    """
    if target.expected_on is None or target.expected_on <= as_at:
        return []
    end, value = target.expected_on, float(target.planned)
    limit = as_at + (as_at - first)
    if end > limit:
        share = (limit - as_at).days / (end - as_at).days
        end, value = limit, reached + share * (target.planned - reached)
    line = [(as_at, float(reached)), (end, value)]
    return line if all(before[0] < after[0] for before, after in pairwise(line)) else []
