"""Dates that are not ISO: DD.MM.YYYY, DD/MM/YYYY or MM/DD/YYYY by the column's evidence, Excel's serial days.

A column of slash (or hyphen) dates is day first if some first part is over 12 and no second is, month first
the other way round. Where no value decides, the format must be declared: half a register with day and month
exchanged would look perfectly well.
"""

from __future__ import annotations

from dataclasses import dataclass

from cxc_metrics.intake.asking import declare
from cxc_metrics.intake.bench import STAGE, Workbench
from cxc_metrics.intake.options import DateFormat
from cxc_metrics.intake.sqltext import literal
from cxc_metrics.vocabulary import Column

from .casts import SERIAL_DAYS, raw
from .staged import Staged

_TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:[.]\d+)?)?)?"
_OPEN = rf"\d{{1,2}}[/-]\d{{1,2}}[/-]\d{{4}}{_TIME}"
_DOTTED = rf"\d{{1,2}}[.] ?\d{{1,2}}[.] ?\d{{4}}{_TIME}"
_YEAR_FIRST = rf"\d{{4}}[.]\d{{1,2}}[.]\d{{1,2}}[.]?{_TIME}"
_COMPACT = r"(?:19|20)\d{6}"
_SERIAL = r"\d{5}(?:[.]\d+)?"


@dataclass(frozen=True)
class _Evidence:
    """How many distinct open dates there are, how many prove an order, and an example of each."""

    open: int
    day_first: int
    month_first: int
    example: str
    day_example: str
    month_example: str


def resolve_dates(bench: Workbench, staged: Staged, column: Column) -> None:
    """Read what the first pass left of a date column; note a problem where day and month are open."""
    given = f"{STAGE}._given"
    kept = f'"{raw(column.name)}"'
    bench.connection.execute(
        f"CREATE OR REPLACE TABLE {given} AS "
        f"SELECT DISTINCT {kept} AS given FROM {staged.relation} WHERE {kept} IS NOT NULL"
    )
    order = _order(bench, staged, column, _evidence(bench, given))
    bench.connection.execute(
        f'UPDATE {staged.relation} SET "{column.name}" = g.value '
        f"FROM (SELECT given, {_value(order, column.sql_type)} AS value FROM {given}) g "
        f"WHERE {kept} = g.given"
    )


def _evidence(bench: Workbench, given: str) -> _Evidence:
    row = bench.rows(
        f"""WITH open AS (
                SELECT given, CAST(regexp_extract(given, '^(\\d+)', 1) AS INTEGER) AS first,
                       CAST(regexp_extract(given, '^\\d+[/-](\\d+)', 1) AS INTEGER) AS second
                FROM {given} WHERE regexp_full_match(given, {literal(_OPEN)})),
            decided AS (SELECT given, first BETWEEN 13 AND 31 AND second BETWEEN 1 AND 12 AS day_first,
                               second BETWEEN 13 AND 31 AND first BETWEEN 1 AND 12 AS month_first FROM open)
            SELECT count(*), count(*) FILTER (day_first), count(*) FILTER (month_first),
                   min(given), min(given) FILTER (day_first), min(given) FILTER (month_first) FROM decided"""
    )[0]
    return _Evidence(*row)


def _order(bench: Workbench, staged: Staged, column: Column, seen: _Evidence) -> DateFormat | None:
    if bench.options.date_format is not None or seen.open == 0:
        return bench.options.date_format
    if seen.day_first and not seen.month_first:
        return "DD/MM/YYYY"
    if seen.month_first and not seen.day_first:
        return "MM/DD/YYYY"
    place = f"{staged.shown_file}, column {column.name}"
    answer = declare("date_format")
    if seen.day_first:
        bench.problems.append(
            f"{place}: {seen.day_example} has the day first and {seen.month_example} the month. {answer}; "
            "the dates that do not fit become findings"
        )
    else:
        bench.problems.append(
            f"{place}: dates like {seen.example} may have the day or the month first. {answer}"
        )
    return None


def _value(order: DateFormat | None, kind: str) -> str:
    """SQL of the date or time a text `given` means; null where it means none."""
    time = f"regexp_extract(given, '{_TIME}$')" if kind == "TIMESTAMP" else "''"
    day_first = _assembled(2, 1, 0, time, kind)
    open_date = {"DD/MM/YYYY": day_first, "MM/DD/YYYY": _assembled(2, 0, 1, time, kind), None: "NULL"}[order]
    serial = "TRY_CAST(given AS DOUBLE)"
    since = f"TIMESTAMP '1899-12-30' + to_seconds(CAST(round({serial} * 86400) AS BIGINT))"
    return f"""CASE
        WHEN regexp_full_match(given, {literal(_OPEN)}) THEN {open_date}
        WHEN regexp_full_match(given, {literal(_DOTTED)}) THEN {day_first}
        WHEN regexp_full_match(given, {literal(_YEAR_FIRST)}) THEN {_assembled(0, 1, 2, time, kind)}
        WHEN regexp_full_match(given, '{_COMPACT}')
            THEN TRY_CAST(given[1:4] || '-' || given[5:6] || '-' || given[7:8] AS {kind})
        WHEN regexp_full_match(given, {literal(_SERIAL)})
            AND {serial} BETWEEN {SERIAL_DAYS[0]} AND {SERIAL_DAYS[1]}
            THEN CAST({since} AS {kind})
        WHEN given >= '0' AND given < ':' THEN TRY_CAST(given AS {kind}) END"""


def _assembled(year: int, month: int, day: int, time: str, kind: str) -> str:
    """The numbers of the text, by position, as an ISO date."""
    parts = "regexp_extract_all(given, '\\d+')"
    iso = " || '-' || ".join(f"{parts}[{position + 1}]" for position in (year, month, day))
    return f"TRY_CAST({iso} || {time} AS {kind})"
