"""A contract table on the workbench: read once, typed, with what could not be read kept beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from cxc_metrics.contract import Column, Severity, Table
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.read.raw import RawTable
from cxc_metrics.intake.workbench import STAGE, Workbench

from .casts import absent, first_cast, is_coded, keeps_raw, raw


@dataclass(eq=False)
class Staged:
    """Table `stage.<name>`: the contract's columns, typed, and `_raw_x` where some text could not be read.

    `line` and `file` are SQL over alias `s`. `present` are the delivered columns, `lacking` those the
    source's grain does not have, `open` those of which a spelling has to be asked, `damaged` those with
    identifiers that a spreadsheet took for numbers, `unread` those beside which `_raw_x` stands. `texts` is
    the relation they were read from, `cells` the expression of each column there; `typed`: cells bear marks
    of readers. Rows that are left out stand in `stage.out_<name>` as (row, why) with why `reject`,
    `duplicate`, `repeated` or `blank`; cells that were emptied in `stage.emptied_<name>` as (row, column).
    """

    model: type[Table]
    shown_file: str
    file: str
    line: str
    present: tuple[str, ...]
    lacking: frozenset[str]
    bad_rows: int
    from_source: bool
    texts: str
    cells: dict[str, str]
    typed: bool
    open: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        """The contract table's name."""
        return self.model.table

    @property
    def relation(self) -> str:
        """The staged table."""
        return f'{STAGE}."{self.name}"'

    @property
    def out(self) -> str:
        """The rows left out."""
        return f'{STAGE}."out_{self.name}"'

    @property
    def emptied(self) -> str:
        """The cells emptied."""
        return f'{STAGE}."emptied_{self.name}"'

    @property
    def is_mixed(self) -> bool:
        """Whether its rows come from several files, so that a line alone says little."""
        return self.file != literal(self.shown_file)

    def kept(self, column: str) -> str:
        """SQL (of alias `s`) of a cell's text that could not be read; null where all of a column was."""
        return f's."{raw(column)}"' if column in self.unread else "NULL::VARCHAR"

    def columns(self) -> tuple[Column, ...]:
        """The delivered columns in the contract's order."""
        return tuple(column for column in self.model.columns() if column.name in self.present)


def load(
    bench: Workbench, model: type[Table], raw_table: RawTable, cells: dict[str, str], lacking: frozenset[str]
) -> tuple[Staged, RawTable]:
    """Read a delivered table into its stage; also returns the raw table that was read in the end.

    `cells` gives the SQL text expression of each delivered column. Where the rows do not follow the lines,
    the file is read again with care.
    """
    staged = _load(bench, model, raw_table, cells, lacking)
    if staged is None and raw_table.careful is not None:
        raw_table = raw_table.careful()
        staged = _load(bench, model, raw_table, cells, lacking)
    if staged is None:
        raise IntakeError(f"{raw_table.file} cannot be read")
    return staged, raw_table


def _load(
    bench: Workbench, model: type[Table], raw_table: RawTable, cells: dict[str, str], lacking: frozenset[str]
) -> Staged | None:
    by_row = raw_table.first_line is not None
    selected = [
        _first_pass(column, cells[column.name], bench, raw_table)
        if column.name in cells
        else (absent(column), f'"{column.name}"')
        for column in model.columns()
    ]
    staged = Staged(
        model=model,
        shown_file=raw_table.file,
        file=raw_table.file_sql or literal(raw_table.file),
        line=f"s.rowid + {raw_table.first_line}" if by_row else "s._line",
        present=tuple(cells),
        lacking=lacking,
        bad_rows=raw_table.bad_rows,
        from_source=raw_table.from_source,
        texts=raw_table.relation,
        cells=cells,
        typed=raw_table.typed,
    )
    carried = "" if by_row else ", _line" + (", _file" if raw_table.file_sql else "")
    # In two steps, so that the engine casts a text once: it computes nothing only once that stands in a CASE.
    cast = f"SELECT {', '.join(inner for inner, _ in selected)}{carried} FROM {raw_table.relation}"
    typed = f"SELECT {', '.join(outer for _, outer in selected)}{carried} FROM ({cast})"
    try:
        bench.connection.execute(f"CREATE OR REPLACE TABLE {staged.relation} AS {typed}")
    except duckdb.Error:
        if raw_table.careful is None:
            raise
        return None
    if by_row and bench.count(staged.relation) != raw_table.rows:
        return None
    _drop_read(bench, staged)
    bench.connection.execute(f"CREATE OR REPLACE TABLE {staged.out} (row BIGINT, why VARCHAR)")
    bench.connection.execute(f'CREATE OR REPLACE TABLE {staged.emptied} (row BIGINT, "column" VARCHAR)')
    return staged


def _first_pass(column: Column, cell: str, bench: Workbench, raw_table: RawTable) -> tuple[str, str]:
    """Select lists of a column: what is read of a row, and what is kept of that."""
    name = column.name
    value, kept = first_cast(column, cell, bench.options, raw_table)
    if kept is None:
        return f'{value} AS "{name}"', f'"{name}"'
    text = f'"_text_{name}"'
    return (
        f'{value} AS "{name}", {kept} AS {text}',
        f'"{name}", CASE WHEN "{name}" IS NULL THEN {text} END AS "{raw(name)}"',
    )


def _drop_read(bench: Workbench, staged: Staged) -> None:
    """Drop the text beside every column of which all could be read: most of a clean table's memory."""
    typed = [column.name for column in staged.columns() if keeps_raw(column) and not is_coded(column)]
    if not typed:
        return
    counts = ", ".join(f'count("{raw(name)}")' for name in typed)
    counted = bench.rows(f"SELECT {counts} FROM {staged.relation}")[0]
    for name, count in zip(typed, counted, strict=True):
        if count:
            staged.unread.add(name)
        else:
            bench.connection.execute(f'ALTER TABLE {staged.relation} DROP COLUMN "{raw(name)}"')


def keep_unread(bench: Workbench, staged: Staged, column: str) -> None:
    """Have a place for the texts of a column that could not be read, where there was no need of it before."""
    if column not in staged.unread:
        bench.connection.execute(f'ALTER TABLE {staged.relation} ADD COLUMN "{raw(column)}" VARCHAR')
        staged.unread.add(column)


def note(
    bench: Workbench,
    staged: Staged,
    where: str,
    *,
    code: str,
    severity: Severity,
    message: str,
    hint: str,
    column: str | None = None,
    value: str = "NULL",
    joined: str = "",
) -> None:
    """Insert a finding for each staged row (alias `s`) that satisfies `where`; a reject leaves it out.

    `message`, `hint` and `value` are SQL expressions.
    """
    bench.connection.execute(
        f"INSERT INTO finding SELECT {staged.file}, {literal(staged.name)}, {staged.line}, "
        f"{literal(column) if column else 'NULL'}, CAST({value} AS VARCHAR), {literal(code)}, "
        f"{literal(severity.value)}, {message}, {hint} FROM {staged.relation} s {joined} WHERE {where}"
    )
    if severity is Severity.REJECT:
        leave_out(bench, staged, where, "reject", joined)


def leave_out(bench: Workbench, staged: Staged, where: str, why: str, joined: str = "") -> None:
    """Leave the rows that satisfy `where` out of the clean table."""
    bench.connection.execute(
        f"INSERT INTO {staged.out} "
        f"SELECT s.rowid, {literal(why)} FROM {staged.relation} s {joined} WHERE {where}"
    )
