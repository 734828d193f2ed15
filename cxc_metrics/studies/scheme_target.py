"""The scheme against its target: what is planned, how it was approached, and how likely it is reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cxc_metrics.measuring.measurement import Measurement
from cxc_metrics.scope.period import span

from .partnership_target import Outlook, Targets, chance_by


@dataclass(frozen=True)
class SchemeTarget:
    """All partnerships with a target in exchanges taken together; counts are exchanges unless said.

    `planned` is the sum of their targets, `held` the exchanges of the same partnerships. `running` counts the
    partnerships that have started and not ended at the as-at date, `ends_on` is the last day of the last of
    them (None where one has no recorded end). `probability` is that of the sum by the ends of the grants, at
    the recent `pace_per_month` of those running; `expected` exchanges by then and the central 95 % of them.
    None of these where `reason` says why.
    """

    planned: int
    held: int
    partnerships: int
    reached: int
    running: int
    ends_on: date | None
    outlook: Outlook
    reason: str = ""
    pace_per_month: float | None = None
    probability: float | None = None
    expected: float | None = None
    expected_low: int | None = None
    expected_high: int | None = None

    @property
    def attainment(self) -> float:
        """Held as a fraction of planned (O03)."""
        return self.held / self.planned


def scheme_target(targets: Targets) -> SchemeTarget | None:
    """The rows of `target_chances` as one; None where there are none."""
    table, as_at = targets.table, targets.as_at
    if table.empty:
        return None
    planned, held = int(table["target"].sum()), int(table["held"].sum())
    running = [row for row in table.to_dict("records") if _runs(row, as_at)]
    ends = [end for row in running if (end := _day(row["end_date"])) is not None]
    attainment: dict[str, Any] = {
        "planned": planned,
        "held": held,
        "partnerships": len(table),
        "reached": int((table["held"] >= table["target"]).sum()),
        "running": len(running),
        "ends_on": max(ends) if ends and len(ends) == len(running) else None,
    }
    if held >= planned:
        return SchemeTarget(**attainment, outlook=Outlook.REACHED)
    waiting = int((table["outlook"] == str(Outlook.NOT_STARTED)).sum())
    if not running:
        return SchemeTarget(**attainment, outlook=Outlook.NOT_STARTED if waiting else Outlook.ENDED)
    if waiting or len(ends) < len(running):
        reason = f"{waiting} have not started" if waiting else "the end of a grant is not recorded"
        return SchemeTarget(**attainment, outlook=Outlook.NOT_JUDGED, reason=reason)
    return _judged(targets, {str(row["partnership"]): _day(row["end_date"]) for row in running}, attainment)


def _judged(targets: Targets, ends: Mapping[str, date | None], attainment: Mapping[str, Any]) -> SchemeTarget:
    """All running partnerships as one: their days together, each until its own end."""
    days = targets.days[targets.days["partnership"].isin(list(ends))]
    until = days["partnership"].map({name: (end - targets.as_at).days for name, end in ends.items() if end})
    recent = days["exchanges"].where(days["age"] < 365, 0).to_numpy(dtype=np.float64)
    days_left = float(np.average(until, weights=recent)) if recent.sum() else 0.0
    left = attainment["planned"] - attainment["held"]
    chance = chance_by(days, left=left, days_left=days_left, view=targets.view)
    if isinstance(chance, str):
        return SchemeTarget(**attainment, outlook=Outlook.NOT_JUDGED, reason=chance)
    return SchemeTarget(
        **attainment,
        outlook=Outlook.JUDGED,
        pace_per_month=chance.pace_per_month,
        probability=chance.probability,
        expected=attainment["held"] + chance.expected,
        expected_low=attainment["held"] + chance.low,
        expected_high=attainment["held"] + chance.high,
    )


def _runs(row: Mapping[Any, Any], as_at: date) -> bool:
    start, end = _day(row["start_date"]), _day(row["end_date"])
    return start is not None and start <= as_at and (end is None or end >= as_at)


def _day(value: Any) -> date | None:
    if value is None or pd.isna(value):
        return None
    return pd.Timestamp(str(value)).date()


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
    measurable = "O07" not in by_month.not_measurable
    table = pd.DataFrame(
        {
            "month": pd.array([month for month, _, _ in rows], dtype="str"),
            "until": [_last_day(month, by_month.as_at) for month, _, _ in rows],
            "held": np.array([held for _, held, _ in rows], dtype=np.int64),
            "virtual": pd.array([virtual if measurable else None for _, _, virtual in rows], dtype="Int64"),
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


def _last_day(month: str, as_at: date | None) -> date:
    days = span(month)
    assert days is not None  # noqa: S101 - months of a measurement are months
    return min(days.end, as_at) if as_at is not None and days.start <= as_at else days.end


def extrapolation(reached: int, target: SchemeTarget, as_at: date) -> list[tuple[date, float]]:
    """The straight line from where a course stands to what is expected by the last end, or none."""
    if target.expected is None or target.ends_on is None or target.ends_on <= as_at:
        return []
    return [(as_at, float(reached)), (target.ends_on, reached + target.expected - target.held)]
