"""Dates that the first pass left: DD.MM.YYYY, DD/MM/YYYY or MM/DD/YYYY by evidence, serial days, instants.

Dates with slashes or hyphens are day first if some first part is over 12 and no second is, month first the
other way round; where the column shows nothing, others are looked at (`evidence`), else it is asked: half a
register with day and month exchanged would look perfectly well.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cxc_metrics.contract import Column
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.open_questions import declare
from cxc_metrics.intake.workbench import STAGE, Workbench

from .casts import is_date, raw
from .datetexts import given_table
from .evidence import (
    Seen,
    Settled,
    hold_open,
    settle_by_evidence,
    tell_settled,
)
from .instants import (
    UTC,
    day_of,
    look_at_days,
    tell_days,
)
from .spellings import Spelling, tell_spelling
from .staged import Staged

_DAY, _MONTH = "DD/MM/YYYY", "MM/DD/YYYY"
_READINGS = {_DAY: "day_first", _MONTH: "month_first"}
_OPEN = "(CAST(day_first AS DATE) <> CAST(month_first AS DATE))"
# Columns of an end that is open where the year is 9999.
_ENDS = ("_to", "_end", "end_date", "closed_on", "withdrawn_on")


@dataclass(frozen=True)
class Unread:
    """A column of dates of which the first pass left some text, and the table of its different texts."""

    staged: Staged
    column: Column

    @property
    def given(self) -> str:
        """The table of different texts, by file."""
        return f'{STAGE}."given_{self.staged.name}_{self.column.name}"'


def resolve_dates(bench: Workbench, unread: list[Unread]) -> None:
    """Read what the first pass left of these columns of a delivery; note problems where the order is open."""
    for column in unread:
        _prepare(bench, column)
    seen = {column: list(_look(bench, column)) for column in unread}
    everything = [entry for entries in seen.values() for entry in entries]
    for column, entries in seen.items():
        settled = {entry.file: _settle(bench, entry, everything) for entry in entries}
        for entry in entries:
            _tell(bench, column, entry, settled[entry.file])
        _write(bench, column, settled)


def _prepare(bench: Workbench, column: Unread) -> None:
    kept, staged = f's."{raw(column.column.name)}"', column.staged
    select = (
        f"SELECT {staged.file} AS file, {kept} AS given, count(*) AS n FROM {staged.relation} s "
        f"WHERE {kept} IS NOT NULL GROUP BY ALL"
    )
    bench.connection.execute(given_table(column.given, select))


def _look(bench: Workbench, column: Unread) -> Iterator[Seen]:
    """What the column shows in each of its files."""
    rows = bench.rows(
        f"""SELECT file, min(given) FILTER ({_OPEN}),
                   min(given) FILTER (day_first IS NOT NULL AND month_first IS NULL),
                   min(given) FILTER (month_first IS NOT NULL AND day_first IS NULL)
            FROM {column.given} GROUP BY file ORDER BY file"""
    )
    for file, is_open, day, month in rows:
        proofs = {order: text for order, text in ((_DAY, day), (_MONTH, month)) if text is not None}
        yield Seen(column.staged, column.column.name, file, "day", is_open, proofs)


def _settle(bench: Workbench, entry: Seen, everything: list[Seen]) -> Settled:
    if bench.options.date_format is not None:
        return Settled(bench.options.date_format)
    return settle_by_evidence(entry, everything, tuple)


def _tell(bench: Workbench, column: Unread, entry: Seen, reading: Settled) -> None:
    if reading.by is not None and reading.reading is not None:
        first = "day" if reading.reading == _DAY else "month"
        tell_settled(bench, entry, reading.by, reading.reading, f"with the {first} first")
    if reading.reading is not None or not (entry.open or len(entry.proofs) > 1):
        return
    answer = declare("date_format")
    if len(entry.proofs) > 1:
        bench.problems.append(
            f"{entry.place}: {entry.proofs[_DAY]} has the day first and {entry.proofs[_MONTH]} the month. "
            f"{answer}; the dates that do not fit become findings"
        )
    else:
        bench.problems.append(
            f"{entry.place}: dates like {entry.open} may have the day or the month first. {answer}"
        )
    hold_open(column.staged, column.column.name)


def _write(bench: Workbench, column: Unread, settled: dict[str, Settled]) -> None:
    """Bring the values to the staged table; tell which instants were read as which days."""
    staged, name, kept = column.staged, column.column.name, raw(column.column.name)
    orders = " ".join(
        f"WHEN {literal(file)} THEN {_READINGS[reading.reading]}"
        for file, reading in settled.items()
        if reading.reading is not None
    )
    # Without an order only what is the same in both can be read.
    same = "CASE WHEN day_first = month_first THEN day_first END"
    written = f"CASE file {orders} ELSE {same} END" if orders else same
    bench.connection.execute(
        f"CREATE OR REPLACE TABLE {column.given} AS SELECT *, {written} AS written FROM {column.given}"
    )
    is_day = column.column.sql_type == "DATE"
    days = look_at_days(bench, column.given) if is_day else []
    value = day_of(days) if is_day else UTC
    bench.connection.execute(
        f"CREATE OR REPLACE TABLE {column.given} AS SELECT *, {value} AS value FROM {column.given}"
    )
    tell_days(bench, staged, name, column.given, days)
    waits = "g.day_first IS DISTINCT FROM g.month_first AND g.value IS NULL"
    emptied = f', "{kept}" = CASE WHEN {waits} THEN NULL ELSE s."{kept}" END' if name in staged.open else ""
    bench.connection.execute(
        f'UPDATE {staged.relation} AS s SET "{name}" = g.value{emptied} FROM {column.given} g '
        f'WHERE s."{kept}" = g.given AND {staged.file} = g.file'
    )
    bench.connection.execute(f"DROP TABLE {column.given}")


def open_ends(bench: Workbench, staged: Staged) -> None:
    """Empty the ends in the year 9999, which say that there is none, and tell them."""
    ends = [column.name for column in staged.columns() if is_date(column) and column.name.endswith(_ENDS)]
    if not ends:
        return
    latest_of_each = ", ".join(f'max("{name}")' for name in ends)
    latest_days = bench.rows(f"SELECT {latest_of_each} FROM {staged.relation}")[0]
    for name, latest in zip(ends, latest_days, strict=True):
        if latest is None or latest.year != 9999:
            continue
        where = f'year("{name}") = 9999'
        count = bench.count(f"{staged.relation} WHERE {where}")
        text = f', "{raw(name)}" = NULL' if name in staged.unread else ""
        bench.connection.execute(f'UPDATE {staged.relation} SET "{name}" = NULL{text} WHERE {where}')
        tell_spelling(bench, staged, name, Spelling("an end that is open", count, str(latest), None))
