"""What the text of a date can mean: its day in either order, its time, its distance from UTC."""

from __future__ import annotations

from cxc_metrics.engine.duckdb_dialect import literal

from .casts import SERIAL_DAYS
from .cleaning import cleaned, western

_SERIAL = r"\d{5}(?:[.]\d+)?"
_EITHER = r"\d{1,2}[/-]\d{1,2}[/-]\d{4}"
_DAY_FIRST = r"\d{1,2}[.] ?\d{1,2}[.] ?\d{4}"
_YEAR_FIRST = r"\d{4}[./-]\d{1,2}[./-]\d{1,2}[.]?"
_COMPACT = r"(?:19|20|99)\d{6}"
_TIME = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
_NOON = r"[AaPp][.]?[Mm][.]?"
_ZONE = r"[Zz]|UTC|GMT|[+-]\d{2}(?::?\d{2})?"
# 20211231T230000Z: the same with punctuation.
_RUN = r"^(\d{4})(\d{2})(\d{2})[Tt](\d{2})(\d{2})"
_RUN_SECONDS = _RUN + r"(\d{2}(?:[.]\d+)?)"
_PARTS = (
    rf"^({_EITHER}|{_DAY_FIRST}|{_YEAR_FIRST}|{_COMPACT})"
    rf"(?:(?:[Tt]| +)({_TIME})(?: ?({_NOON}))? ?({_ZONE})?(?:\[[\w/+-]+\])?)?$"
)


def given_table(table: str, select: str) -> str:
    """SQL that makes `table` of a select (file, given, n).

    Columns: `day_first` and `month_first`, the point in time as written under each order (null where there is
    none); `has_time`; `ahead`, how far the place is before UTC (null for a text that does not say).
    """
    return f"""CREATE OR REPLACE TABLE {table} AS WITH
        given AS ({select}),
        visible AS (SELECT *, {western(cleaned("given"))} AS clean FROM given),
        spaced AS (SELECT *, {_spaced("clean")} AS text FROM visible),
        parts AS (
            SELECT *, regexp_extract(text, {literal(_PARTS)}, ['day', 'time', 'noon', 'zone']) AS p
            FROM spaced),
        read AS (
            SELECT *, {_interval("p.time", "p.noon")} AS of_day, {_ahead("p.zone")} AS ahead,
                   CASE WHEN regexp_full_match(text, '{_SERIAL}') AND TRY_CAST(text AS DOUBLE)
                        BETWEEN {SERIAL_DAYS[0]} AND {SERIAL_DAYS[1]} THEN {_serial("text")} END AS serial
            FROM parts)
        SELECT file, given, n, clean, ahead, p.time <> '' OR serial <> date_trunc('day', serial) AS has_time,
               coalesce({_day("p.day", 2, 1, 0)} + of_day, serial) AS day_first,
               coalesce({_day("p.day", 2, 0, 1)} + of_day, serial) AS month_first
        FROM read"""


def _spaced(text: str) -> str:
    to_seconds = rf"regexp_replace({text}, {literal(_RUN_SECONDS)}, '\1-\2-\3T\4:\5:\6')"
    return rf"regexp_replace({to_seconds}, {literal(_RUN)}, '\1-\2-\3T\4:\5')"


def _serial(text: str) -> str:
    seconds = f"CAST(round(TRY_CAST({text} AS DOUBLE) * 86400) AS BIGINT)"
    return f"TIMESTAMP '1899-12-30' + to_seconds({seconds})"


def _day(text: str, year: int, month: int, day: int) -> str:
    """The day a date's text means; the positions are those of the open order, other forms say theirs."""
    numbers = f"regexp_extract_all({text}, '\\d+')"

    def iso(*positions: int) -> str:
        return " || '-' || ".join(f"{numbers}[{position + 1}]" for position in positions)

    return f"""TRY_CAST(CASE
        WHEN regexp_full_match({text}, {literal(_EITHER)}) THEN {iso(year, month, day)}
        WHEN regexp_full_match({text}, {literal(_DAY_FIRST)}) THEN {iso(2, 1, 0)}
        WHEN regexp_full_match({text}, {literal(_YEAR_FIRST)}) THEN {iso(0, 1, 2)}
        WHEN regexp_full_match({text}, '{_COMPACT}')
            THEN {text}[1:4] || '-' || {text}[5:6] || '-' || {text}[7:8] END AS TIMESTAMP)"""


def _interval(time: str, noon: str) -> str:
    """The time of day as an interval: none is midnight; null where there is no such time."""
    hours, minutes, seconds = (
        f"TRY_CAST(split_part({time}, ':', {part}) AS {kind})"
        for part, kind in ((1, "INTEGER"), (2, "INTEGER"), (3, "DOUBLE"))
    )
    seconds = seconds.replace(
        f"split_part({time}, ':', 3)",
        f"coalesce(nullif(replace(split_part({time}, ':', 3), ',', '.'), ''), '0')",
    )
    half = (
        f"CASE lower({noon}[1:1]) WHEN 'p' THEN {hours} % 12 + 12 WHEN 'a' THEN {hours} % 12 ELSE {hours} END"
    )
    is_time = (
        f"({hours} < 24 OR {hours} = 24 AND {minutes} = 0 AND {seconds} = 0) "
        f"AND {minutes} < 60 AND {seconds} < 61 AND ({noon} = '' OR {hours} BETWEEN 1 AND 12)"
    )
    return (
        f"CASE WHEN {time} = '' THEN INTERVAL 0 SECOND WHEN {is_time} "
        f"THEN to_hours({half}) + to_minutes({minutes}) "
        f"+ to_microseconds(CAST({seconds} * 1000000 AS BIGINT)) END"
    )


def _ahead(zone: str) -> str:
    """The distance of a zone from UTC; null for a text without one."""
    digits = f"rpad(replace({zone}[2:], ':', ''), 4, '0')"
    offset = (
        f"to_minutes(CAST({zone}[1:1] || '1' AS INTEGER) * "
        f"(CAST({digits}[1:2] AS INTEGER) * 60 + CAST({digits}[3:4] AS INTEGER)))"
    )
    return (
        f"CASE WHEN {zone} = '' THEN NULL WHEN regexp_matches({zone}, '^[+-]') THEN {offset} "
        "ELSE INTERVAL 0 SECOND END"
    )
