"""The day a register describes: told, or its latest activity. Nothing here reads today's date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise

from cxc_metrics.contract import TABLES, UNIT_TABLES
from cxc_metrics.intake.open_questions import declare
from cxc_metrics.intake.stage.casts import is_date
from cxc_metrics.intake.stage.staged import Staged
from cxc_metrics.intake.workbench import Workbench

# A day further than this from the next latest is taken for a slip of the pen (2033 for 2023).
_GAP = timedelta(days=366)
# The last day of what a date stands for.
_LAST_DAY = {"day": '"{}"', "month": 'last_day("{}")', "year": 'make_date(year("{}"), 12, 31)'}


def latest_activity(
    bench: Workbench, staged: Mapping[str, Staged], precision: Mapping[str, str]
) -> date | None:
    """The latest activity date, with a warning that it was assumed.

    None where the register holds no dates at all; with a problem where it holds some, but of no activity.
    A day more than a year after the next latest is put aside, and told. `precision` says which dates
    (`table.column`) are months or years: what is known of a year describes its last day.
    """
    days = _days(bench, staged, precision)
    if not days:
        wanted = _units(staged) is not None or not bench.problems
        if wanted and _holds_dates(bench, staged) and not _is_open(staged, activity_columns(staged)):
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
    units = _units(staged)
    bench.warn(
        units.shown_file if units else "",
        None,
        "as_at_assumed",
        f"no as-at date was declared: the latest activity, {day}, is taken{_aside_in_words(days[:aside])}",
        declare("as_at"),
    )
    return day


def _units(staged: Mapping[str, Staged]) -> Staged | None:
    """The table of what the register counts."""
    return next((staged[name] for name in UNIT_TABLES if name in staged), None)


def _holds_dates(bench: Workbench, staged: Mapping[str, Staged]) -> bool:
    """Whether any date was delivered, of whatever: read, or waiting for its spelling to be settled."""
    dates = [
        (name, tuple(c.name for c in table.columns() if is_date(c) and c.name in table.present))
        for name, table in staged.items()
    ]
    filled = [
        f'SELECT 1 FROM "{table}" WHERE "{name}" IS NOT NULL' for table, names in dates for name in names
    ]
    return _is_open(staged, dates) or any(bench.count(f"({sql})") for sql in filled)


def _is_open(staged: Mapping[str, Staged], columns: Iterable[tuple[str, tuple[str, ...]]]) -> bool:
    """Whether one of these columns waits for its spelling to be settled."""
    return any(staged[table].open.intersection(names) for table, names in columns)


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
