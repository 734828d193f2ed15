"""Beside target attainment (O03): when a partnership would reach its target at the present pace."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

import pandas as pd

from cxc_metrics.errors import NotMeasurable
from cxc_metrics.kpis import kpi as find_kpi
from cxc_metrics.kpis.model import condition

from .plan import reason_against, view_of
from .scope import Scope
from .snapshot import SnapshotLike

_KPI = "O03"
_LATEST = date(9999, 12, 31)


class Outlook(StrEnum):
    """What can be said of a partnership's target."""

    REACHED = "reached"
    EXTRAPOLATED = "extrapolated at the present pace"
    NO_PACE = "no exchange yet: no pace"
    ENDED = "ended below the target"
    NOT_STARTED = "not started at the as-at date"


def expected_completion(snapshot: SnapshotLike, scope: Scope | None = None) -> pd.DataFrame:
    """One row per partnership with a target in exchanges, by acronym.

    Columns: partnership, name, held (exchanges in the view of the selection), target, attainment (fraction),
    start_date, end_date, pace_per_month (exchanges per 30.44 days since the start), expected_on (None unless
    extrapolated), outlook. The date is an extrapolation: as if exchanges went on at the average pace since
    the start of the grant; it is no forecast and has no interval. Raises NotMeasurable as O03 does.
    """
    asked, selection = find_kpi(_KPI), scope if scope is not None else Scope()
    if reason := reason_against(asked, (), selection, snapshot):
        raise NotMeasurable(reason)
    view = view_of(selection, snapshot)
    available = snapshot.fact_columns(asked.fact)
    predicate, params = selection.predicate(available, asked.period_field)
    ends = "end_date" if "end_date" in available else "NULL::DATE AS end_date"
    wanted = " AND ".join(part for part in (predicate, condition(view, asked.among)) if part)
    found = snapshot.query(
        f"SELECT partnership, {view.countable} AS held, target_exchanges AS target, start_date, {ends} "
        f"FROM {snapshot.fact(asked.fact)} WHERE {wanted}",
        params,
    ).to_pylist()
    names = snapshot.labels("partnership")
    rows = [{**row, "name": names.get(row["partnership"], row["partnership"])} for row in found]
    told = [
        _told(row, snapshot.manifest.as_at) for row in sorted(rows, key=lambda row: row["name"].casefold())
    ]
    return pd.DataFrame(told, columns=list(_COLUMNS))


_COLUMNS = (
    "partnership",
    "name",
    "held",
    "target",
    "attainment",
    "start_date",
    "end_date",
    "pace_per_month",
    "expected_on",
    "outlook",
)
_DAYS_PER_MONTH = 365.25 / 12


def _told(row: dict[str, object], as_at: date) -> dict[str, object]:
    held, target, start = int(str(row["held"])), int(str(row["target"])), row["start_date"]
    assert isinstance(start, date)  # noqa: S101 - start_date is a required column of the contract
    end = row["end_date"] if isinstance(row["end_date"], date) else None
    last = min(as_at, end) if end else as_at
    days = (last - start).days + 1
    outlook = _outlook(held, target, days, ended=end is not None and end < as_at)
    needed = days * target / held if held else 0
    expected = None
    if outlook is Outlook.EXTRAPOLATED and needed <= (_LATEST - start).days:
        expected = start + timedelta(days=round(needed))
    return {
        **row,
        "attainment": held / target,
        "pace_per_month": held / days * _DAYS_PER_MONTH if days > 0 else None,
        "expected_on": expected,
        "outlook": str(outlook),
    }


def _outlook(held: int, target: int, days: int, *, ended: bool) -> Outlook:
    if held >= target:
        return Outlook.REACHED
    if days <= 0:
        return Outlook.NOT_STARTED
    if ended:
        return Outlook.ENDED
    return Outlook.EXTRAPOLATED if held else Outlook.NO_PACE
