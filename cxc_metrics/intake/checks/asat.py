"""The day a register describes: told, or its latest activity. Only this fallback reads today's date."""

from __future__ import annotations

from datetime import UTC, date, datetime

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.bench import Workbench
from cxc_metrics.intake.stage.staged import Staged

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


def today() -> date:
    """The day of publication when nobody says another."""
    return datetime.now(tz=UTC).astimezone().date()


def latest_activity(bench: Workbench, staged: dict[str, Staged]) -> date:
    """The latest activity date not after publication, with a warning that it was assumed.

    IntakeError when the register holds no such date.
    """
    published = bench.options.published_on or today()
    parts = [
        f'SELECT max("{column}") AS day FROM "{table}" WHERE "{column}" <= $published'
        for table, columns in ACTIVITY_DATES.items()
        if table in staged
        for column in columns
        if column in staged[table].present
    ]
    day: date | None = None
    if parts:
        query = f"SELECT max(day) FROM ({' UNION ALL '.join(parts)})"
        day = bench.rows(query, {"published": published})[0][0]
    if day is None:
        raise IntakeError(
            "The register holds no date of an activity, so the day it describes is unknown. "
            "Declare as_at (--as-at, or as_at in register.toml)"
        )
    bench.warn(
        staged["exchange"].shown_file,
        None,
        "as_at_assumed",
        f"no as-at date was declared: the latest activity, {day}, is taken",
        "Declare the day the register describes (--as-at, or as_at in register.toml)",
    )
    return day
