"""Beside target attainment (O03): the probability of reaching the target by the end of the grant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

import numpy as np
import pandas as pd

from cxc_metrics.catalogue import View
from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.engine import Kind
from cxc_metrics.errors import NotMeasurable
from cxc_metrics.measuring.measurable import reason_against
from cxc_metrics.measuring.population import VALIDATED, Population, described_day, view_of
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.waiting.target_chance import TargetChance, target_chance

_KPI = "O03"
VIEW_LAGS: Final = "it is told of exchanges held: closing and validating lags behind"


class Outlook(StrEnum):
    """What can be said of a target."""

    REACHED = "reached"
    JUDGED = "judged by the recent pace"
    NOT_JUDGED = "cannot be judged"
    ENDED = "ended below the target"
    NOT_STARTED = "not started at the as-at date"


@dataclass(frozen=True, eq=False)
class Targets:
    """Partnerships with a target in exchanges; see `target_chances`.

    `days` are the exchanges so far of those partnerships: partnership, age (days from their first day to the
    as-at day), exchanges.
    """

    table: pd.DataFrame
    days: pd.DataFrame
    as_at: date
    view: str


COLUMNS: Final = (
    "partnership",
    "name",
    "held",
    "target",
    "attainment",
    "start_date",
    "end_date",
    "pace_per_month",
    "probability",
    "expected",
    "expected_low",
    "expected_high",
    "outlook",
    "reason",
)


def target_chances(version: DataVersionLike, scope: Scope | None = None) -> Targets:
    """One row per partnership with a target in exchanges, by acronym.

    Columns of `table`: partnership, name, held (exchanges in the view of the selection), target, attainment
    (fraction), start_date, end_date; and while the grant runs, from twelve exchanges and six months on
    (`statistics.target_chance`): pace_per_month (of the last twelve months), probability of the target by the
    end, expected (exchanges by the end) with the central 95 % of them; outlook, and reason where it cannot be
    judged. Raises NotMeasurable as O03 does.
    """
    declared, selection = find_kpi(_KPI), scope if scope is not None else Scope()
    if reason := reason_against(declared, (), selection, version):
        raise NotMeasurable(reason)
    view = view_of(selection, version)
    told_of = Population(version, declared.fact, selection, view, declared.period_field).of(declared.among)
    ends = "end_date" if "end_date" in told_of.columns else version.dialect.nothing(Kind.DAY)
    grants = told_of.query(
        f"SELECT partnership, {view.countable} AS held, target_exchanges AS target, start_date, "
        f"{ends} AS end_date\n{told_of.clause()}"
    ).to_pylist()
    names = version.labels("partnership")
    rows = [{**row, "name": names.get(row["partnership"], row["partnership"])} for row in grants]
    as_at = described_day(version)
    days = _days(version, [str(row["partnership"]) for row in rows], view)
    ages = {str(key): part for key, part in days.groupby("partnership", sort=False)}
    targets = [
        _chance_row(row, as_at, ages.get(str(row["partnership"]), days.iloc[:0]), selection.status)
        for row in sorted(rows, key=lambda row: (row["name"].casefold(), str(row["partnership"])))
    ]
    return Targets(_typed(pd.DataFrame(targets, columns=list(COLUMNS))), days, as_at, selection.status)


def _days(version: DataVersionLike, partnerships: list[str], view: View) -> pd.DataFrame:
    """Exchanges by day of these partnerships, those after the as-at day and without a day left out."""
    empty = pd.DataFrame({"partnership": pd.Series(dtype="str"), "age": [], "exchanges": []})
    theirs = Population(version, "exchange", Scope(partnership=partnerships), view)
    if not partnerships or "period_date" not in theirs.columns:
        return empty.astype({"age": "int64", "exchanges": "int64"})
    so_far = theirs.of("countable", "period_date <= $as_at")
    named = version.dialect.cast("partnership", Kind.TEXT)
    age = version.dialect.days_between("period_date", "$as_at")
    days: pd.DataFrame = so_far.query(
        f"SELECT {named} AS partnership, {age} AS age, count(*) AS exchanges\n"
        f"{so_far.clause()}\nGROUP BY 1, 2 ORDER BY 1, 2"
    ).to_pandas()
    return days.astype({"age": "int64", "exchanges": "int64"})


def chance_by(days: pd.DataFrame, *, left: int, days_left: float, view: str) -> TargetChance | str:
    """The chance, or why it cannot be judged."""
    if view == VALIDATED:
        return VIEW_LAGS
    try:
        return target_chance(days["age"], days["exchanges"], left=left, days_left=days_left)
    except NotEstimable as error:
        return error.reason


def _chance_row(row: Mapping[str, Any], as_at: date, days: pd.DataFrame, view: str) -> dict[str, Any]:
    held, target, start, end = int(row["held"]), int(row["target"]), row["start_date"], row["end_date"]
    judged: dict[str, Any] = {**row, "attainment": held / target, "reason": ""}
    chance: TargetChance | str = ""
    if held >= target:
        judged["outlook"] = Outlook.REACHED
    elif start > as_at:
        judged["outlook"] = Outlook.NOT_STARTED
    elif end is not None and end < as_at:
        judged["outlook"] = Outlook.ENDED
    elif end is None:
        judged |= {"outlook": Outlook.NOT_JUDGED, "reason": "the end of the grant is not recorded"}
    else:
        chance = chance_by(days, left=target - held, days_left=(end - as_at).days, view=view)
        judged["outlook"] = Outlook.NOT_JUDGED if isinstance(chance, str) else Outlook.JUDGED
    if isinstance(chance, str):
        return {**judged, "outlook": str(judged["outlook"]), "reason": judged["reason"] or chance}
    return {
        **judged,
        "outlook": str(judged["outlook"]),
        "pace_per_month": chance.pace_per_month,
        "probability": chance.probability,
        "expected": held + chance.expected,
        "expected_low": held + chance.low,
        "expected_high": held + chance.high,
    }


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    """A type for each column also where there is nothing to tell."""
    numbers = ("pace_per_month", "probability", "expected", "expected_low", "expected_high")
    table = table.astype(dict.fromkeys(numbers, np.float64))
    return table.assign(reason=table["reason"].fillna("")) if len(table) else table
