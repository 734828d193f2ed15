"""Which day an instant is (definitions 1): midnights of one European zone are that zone's days.

`toISOString` of a midnight in Athens is 22:00Z of the day before. Instants with a zone that are no such
midnights are days in Brussels; without a zone they are taken for UTC only where all are then midnight in
Brussels, and for the day as written everywhere else. A date alone is a day, and shows nothing about instants.
"""

from __future__ import annotations

from dataclasses import dataclass

from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.workbench import Workbench

from .spellings import cells, quoted
from .staged import Staged

# One city for each of the zones of the European Union, with their summer time.
ZONES = {"Europe/Lisbon": "Lisbon", "Europe/Brussels": "Brussels", "Europe/Helsinki": "Helsinki"}
BRUSSELS = "Europe/Brussels"
UTC = "(written - coalesce(ahead, INTERVAL 0 SECOND))"


@dataclass(frozen=True)
class Days:
    """In which zone a file's instants are all midnight: those that name a zone, those that do not."""

    file: str
    zoned: str | None
    zoneless: str | None


def look_at_days(bench: Workbench, given: str) -> list[Days]:
    """The zones of a table (file, given, n, written, has_time, ahead)."""
    tests = [f"bool_and({_is_midnight(zone)}) FILTER (ahead IS NOT NULL)" for zone in ZONES]
    tests.append(f"bool_and({_is_midnight(BRUSSELS)}) FILTER (ahead IS NULL)")
    rows = bench.rows(
        f"SELECT file, {', '.join(tests)} FROM {given} WHERE has_time AND written IS NOT NULL "
        "GROUP BY file ORDER BY file"
    )
    return [
        Days(
            file,
            next((zone for zone, fits in zip(ZONES, fit, strict=True) if fits), None),
            BRUSSELS if zoneless else None,
        )
        for file, *fit, zoneless in rows
    ]


def day_of(days: list[Days]) -> str:
    """SQL of the day of a text of that table."""
    zoned = [f"WHEN {literal(entry.file)} THEN {_local(entry.zoned)}" for entry in days if entry.zoned]
    zoneless = [
        f"WHEN {literal(entry.file)} THEN {_local(entry.zoneless)}" for entry in days if entry.zoneless
    ]
    by_zone = f"CASE file {' '.join(zoned)} ELSE {_local(BRUSSELS)} END" if zoned else _local(BRUSSELS)
    by_clock = f"CASE file {' '.join(zoneless)} ELSE written END" if zoneless else "written"
    return (
        f"CAST(CASE WHEN NOT has_time THEN written WHEN ahead IS NOT NULL THEN {by_zone} "
        f"ELSE {by_clock} END AS DATE)"
    )


def tell_days(bench: Workbench, staged: Staged, column: str, given: str, days: list[Days]) -> None:
    """Warn, once per column and file, of instants that were read as the days of a zone."""
    for entry in days:
        place = f"file = {literal(entry.file)} AND has_time AND value IS NOT NULL"
        for zone, which in ((entry.zoned, "ahead IS NOT NULL"), (entry.zoneless, "ahead IS NULL")):
            if zone is not None:
                explanation = f"all midnight in {ZONES[zone]}, and were read as days there"
                _tell(bench, staged, column, entry.file, f"{given} WHERE {place} AND {which}", explanation)
        if entry.zoned is None:
            moved = f"{place} AND ahead IS NOT NULL AND value <> CAST(written AS DATE)"
            _tell(bench, staged, column, entry.file, f"{given} WHERE {moved}", "of another day in Brussels")


def _tell(bench: Workbench, staged: Staged, column: str, file: str, relation: str, explanation: str) -> None:
    count, example, day = bench.rows(f"SELECT sum(n), min(given), arg_min(value, given) FROM {relation}")[0]
    if count:
        bench.warn(
            file,
            staged.name,
            "instants_read",
            f"{cells(int(count))} a point in time; they are {explanation}: {quoted(example)} as {day}",
            "Write days without a time (YYYY-MM-DD)",
            column,
        )


def _local(zone: str) -> str:
    """A point in time as clocks in a zone show it."""
    return f"timezone({literal(zone)}, timezone('UTC', {UTC}))"


def _is_midnight(zone: str) -> str:
    return f"{_local(zone)} = date_trunc('day', {_local(zone)})"
