"""The day a register describes: told, or its latest activity. Nothing here reads today's date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

from cxc_metrics.contract import TABLES
from cxc_metrics.intake.open_questions import declare
from cxc_metrics.intake.stage.staged import Staged
from cxc_metrics.intake.workbench import Workbench

# A day further than this from the next latest is taken for a slip of the pen (2033 for 2023).
_GAP = timedelta(days=366)
# The last day of what a date stands for.
_LAST_DAY = {"day": '"{}"', "month": 'last_day("{}")', "year": 'make_date(year("{}"), 12, 31)'}


def latest_activity(
    bench: Workbench, staged: Mapping[str, Staged], precision: Mapping[str, str]
) -> date | None:
    """The latest activity date, with a warning that it was assumed; None, with a problem, when there is none.

    A day more than a year after the next latest is put aside, and told. `precision` says which dates
    (`table.column`) are months or years: what is known of a year describes its last day.
    """
    days = _days(bench, staged, precision)
    if not days:
        wanted = "exchange" in staged or not bench.problems
        if wanted and not any(
            staged[table].open.intersection(columns) for table, columns in activity_columns(staged)
        ):
            bench.problems.append(
                "The register holds no date of an activity, so the day it describes is unknown. "
                + declare("as_at")
            )
        return None
    aside = 0
    for later, earlier in pairwise(days):
        if later - earlier <= _GAP:
            break
        aside += 1
    day = days[aside]
    bench.warn(
        staged["exchange"].shown_file if "exchange" in staged else "",
        None,
        "as_at_assumed",
        f"no as-at date was declared: the latest activity, {day}, is taken{_aside_in_words(days[:aside])}",
        declare("as_at"),
    )
    return day


def _aside_in_words(aside: list[date]) -> str:
    if not aside:
        return ""
    listed, verb = ", ".join(str(day) for day in aside), "is" if len(aside) == 1 else "are"
    return f"; {listed}, more than a year after the next latest, {verb} put aside"


def _days(bench: Workbench, staged: Mapping[str, Staged], precision: Mapping[str, str]) -> list[date]:
    """The different days of activities, latest first."""
    parts = [
        f"SELECT DISTINCT {_LAST_DAY[precision.get(f'{table}.{column}', 'day')].format(column)} AS day "
        f'FROM "{table}" WHERE "{column}" IS NOT NULL'
        for table, columns in activity_columns(staged)
        for column in columns
    ]
    if not parts:
        return []
    return [day for (day,) in bench.rows(f"{' UNION '.join(parts)} ORDER BY day DESC")]


def activity_columns(staged: Mapping[str, Staged]) -> list[tuple[str, tuple[str, ...]]]:
    """The tables delivered, in the order of the contract, with their columns of activities that were."""
    activities = {
        table: tuple(column.name for column in model.columns() if column.activity)
        for table, model in TABLES.items()
        if table in staged
    }
    return [
        (table, tuple(name for name in names if name in staged[table].present))
        for table, names in activities.items()
    ]
