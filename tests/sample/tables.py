"""The tables that the synthetic register draws."""

from __future__ import annotations

from cxc_metrics.contract import TABLES

# No source of the scheme has yearly figures of organisations, so the invented one has none either; a register
# of pairs has no units of another shape.
NOT_DRAWN = {"organisation_year", "project", "project_participant", "event_attendance"}
DRAWN = tuple(name for name in TABLES if name not in NOT_DRAWN)
