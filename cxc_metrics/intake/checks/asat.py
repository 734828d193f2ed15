"""The day a register describes: told, or its latest activity. Nothing here reads today's date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

from cxc_metrics.intake.open_questions import declare
from cxc_metrics.intake.stage.staged import Staged
from cxc_metrics.intake.workbench import Workbench

# A day further than this from the next latest is taken for a slip of the pen (2033 for 2023).
_GAP = timedelta(days=366)

# Dates that say something happened; plans, validity and availability may lie ahead.
ACTIVITY_DATES: dict[str, tuple[str, ...]] = {
    "registration": ("submitted_on", "decided_on"),
    "match": ("initiated_on", "vo_validated_on", "ho_validated_on"),
    "exchange": ("actual_start", "actual_end", "paid_on"),
    "exchange_session": ("session_date",),
    "document": (
        "signed_vo_on",
        "signed_ho_on",
        "signed_vop_on",
        "signed_hop_on",
        "submitted_on",
        "validated_on",
    ),
    "meeting": ("held_on",),
    "challenge": ("published_on",),
    "challenge_solution": ("submitted_on",),
    "survey_invitation": ("invited_on", "responded_on"),
    "outcome": ("occurred_on", "reported_on"),
}


def latest_activity(bench: Workbench, staged: Mapping[str, Staged]) -> date | None:
    """The latest activity date, with a warning that it was assumed; None, with a problem, when there is none.

    A day more than a year after the next latest is put aside, and told.
    """
    days = _days(bench, staged)
    if not days:
        wanted = "exchange" in staged or not bench.problems
        if wanted and not any(
            staged[table].open.intersection(columns) for table, columns in _columns(staged)
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
        f"no as-at date was declared: the latest activity, {day}, is taken{_told(days[:aside])}",
        declare("as_at"),
    )
    return day


def _told(aside: list[date]) -> str:
    if not aside:
        return ""
    listed, verb = ", ".join(str(day) for day in aside), "is" if len(aside) == 1 else "are"
    return f"; {listed}, more than a year after the next latest, {verb} put aside"


def _days(bench: Workbench, staged: Mapping[str, Staged]) -> list[date]:
    """The different days of activities, latest first."""
    parts = [
        f'SELECT DISTINCT "{column}" AS day FROM "{table}" WHERE "{column}" IS NOT NULL'
        for table, columns in _columns(staged)
        for column in columns
    ]
    if not parts:
        return []
    return [day for (day,) in bench.rows(f"{' UNION '.join(parts)} ORDER BY day DESC")]


def _columns(staged: Mapping[str, Staged]) -> list[tuple[str, tuple[str, ...]]]:
    """The tables delivered, with their columns of activities that were."""
    return [
        (table, tuple(column for column in columns if column in staged[table].present))
        for table, columns in ACTIVITY_DATES.items()
        if table in staged
    ]
