"""Look into any file: its tables, their columns, what each may be. Nothing is judged or published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from cxc_metrics.errors import IntakeError, one_line
from cxc_metrics.intake.intake_options import REGISTER_FILE, UNDECLARED, IntakeOptions
from cxc_metrics.intake.layouts.source import MAP_FILE
from cxc_metrics.intake.read.header import holds_figures
from cxc_metrics.intake.read.members import Member
from cxc_metrics.intake.read.raw import RawTable, Written
from cxc_metrics.intake.read.readers import ExpectedTable, Wanted, read_member
from cxc_metrics.intake.read.set_aside import set_aside
from cxc_metrics.intake.receive import members_of
from cxc_metrics.intake.split_tables import store
from cxc_metrics.intake.workbench import Progress, Workbench, open_workbench

from .explored import Explored, ExploredTable
from .looked_at import look_at
from .sides import key_columns, table_roles

_ABOVE_SHOWN = 200
# They say how the files beside them are read.
_ABOUT = (REGISTER_FILE, MAP_FILE)
# All values of all columns that are given, in letters: they are sent from process to process, and drawn.
_MOST_LETTERS = 4_000_000


def explore(
    path: Path | str, *, options: IntakeOptions = UNDECLARED, progress: Progress | None = None
) -> Explored:
    """Explore a file, a folder, a zip, or a workbook with any number of sheets.

    A file that cannot be read is told beside the others. Raises IntakeError where nothing can be read.
    """
    bench = open_workbench(options, progress)
    try:
        return _explore(bench, Path(path))
    except (duckdb.OutOfMemoryException, duckdb.IOException) as error:
        raise IntakeError(
            f"There is not enough memory or disk space to read this ({str(error).splitlines()[0]}). "
            "Free some, or raise the memory limit"
        ) from None
    finally:
        bench.close()


def _explore(bench: Workbench, path: Path) -> Explored:
    bench.step("Reading files", 0.0)
    members, no_tables = set_aside(members_of(bench, path))
    members = [member for member in members if member.base.casefold() not in _ABOUT]
    unread = [
        f"{left.member.name} is no table but {left.kind}"
        for left in no_tables
        if left.member.base.casefold() not in _ABOUT
    ]
    tables: list[ExploredTable] = []
    letters = 0
    failed: list[str] = []
    for number, member in enumerate(members):
        bench.step(f"Reading {member.name}", number / len(members))
        try:
            for table in _tables_of(bench, member, unread):
                letters += _letters(table)
                tables.append(table if letters <= _MOST_LETTERS else _without_values(table))
        except IntakeError as error:
            failed += error.problems
    if not tables:
        raise IntakeError(*(failed or unread or [f"{path.name} holds no table"]))
    return Explored(tables=tuple(tables), unread=tuple(one_line(line) for line in (*failed, *unread)))


def _letters(table: ExploredTable) -> int:
    return sum(len(counted.value) for column in table.columns for counted in column.values)


def _without_values(table: ExploredTable) -> ExploredTable:
    """The table with examples only."""
    columns = tuple(column.model_copy(update={"values": ()}) for column in table.columns)
    note = "The delivery holds so many different values that of this table only examples are given"
    return table.model_copy(update={"columns": columns, "notes": (*table.notes, note)})


def _tables_of(bench: Workbench, member: Member, unread: list[str]) -> Iterator[ExploredTable]:
    def table_of(_name: str) -> ExpectedTable:
        return ExpectedTable(bench.new_name("explored"), ())

    read = read_member(
        bench,
        member,
        Wanted(table_of, lambda _name, _shown, _hidden: None, lambda _shown, why: unread.append(why)),
    )
    for raw_table in read.tables:
        yield _explored(bench, member, raw_table)


def _explored(bench: Workbench, member: Member, raw_table: RawTable) -> ExploredTable:
    table, stored = store(bench, raw_table)
    rows = bench.count(table)
    written = stored.written or Written("table")
    columns = [
        look_at(bench, table, position, name, rows, marked=stored.typed)
        for position, name in enumerate(stored.header)
    ]
    columns = [column for column in columns if column.name or column.filled]
    roles = table_roles(columns)
    key = key_columns(bench, table, columns, roles) if rows else ()
    return ExploredTable(
        file=member.name,
        sheet=written.sheet,
        format=written.kind,
        encoding=written.encoding,
        separator=written.separator,
        header_line=written.header_line,
        rows=rows,
        columns=tuple(column.explored(tuple(roles[column.position])) for column in columns),
        above=one_line(written.above, _ABOVE_SHOWN),
        key=key,
        notes=tuple(_notes(bench, raw_table, stored)),
    )


def _notes(bench: Workbench, raw_table: RawTable, stored: RawTable) -> Iterator[str]:
    """What reading warned of, and a first row that names nothing."""
    if holds_figures(stored.header):
        yield (
            f"The first row holds figures ({', '.join(stored.header[:4])} …): there may be no header. "
            "Add a row with the names of the columns"
        )
    messages = bench.rows(
        'SELECT message, count(*) FROM finding WHERE "table" = $table AND code NOT IN ($header) '
        "GROUP BY message ORDER BY min(line) LIMIT 10",
        {"table": raw_table.name, "header": "header_found"},
    )
    yield from (one_line(message) for message, _ in messages)
