"""A table that arrives in several files or sheets, split by year, quarter or wave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb

from cxc_metrics.engine.duckdb_dialect import identifier, literal

from .layouts.names import HeaderMatch, period_in
from .read.raw import RawTable
from .workbench import STAGE, Workbench


@dataclass(frozen=True)
class Part:
    """A delivered table with what its header was recognised as."""

    raw: RawTable
    match: HeaderMatch

    def cells(self) -> dict[str, str]:
        """The SQL of each recognised column."""
        return {column: f"c{index}" for column, index in self.match.position.items()}


def are_parts(shown: Sequence[str]) -> bool:
    """Whether places are parts of one table: each names a period, and no two the same."""
    periods = [period_in(place) for place in shown]
    return all(periods) and len(set(periods)) == len(periods)


def store(bench: Workbench, raw: RawTable) -> tuple[str, RawTable]:
    """A delivered table's text as a stored table with its lines known; reads it with care where need be."""
    if raw.first_line is None:
        return raw.relation, raw
    table = f"{STAGE}.{bench.new_name('raw')}"
    try:
        bench.connection.execute(f"CREATE TABLE {table} AS SELECT * FROM {raw.relation}")
        if bench.count(table) == raw.rows or raw.careful is None:
            return table, raw
    except duckdb.Error:
        if raw.careful is None:
            raise
    raw = raw.careful()
    return raw.relation, raw


def line_of(raw: RawTable) -> str:
    """SQL of the line a row of a stored table stands in."""
    return f"rowid + {raw.first_line}" if raw.first_line is not None else "_line"


def put_together(bench: Workbench, parts: Sequence[Part]) -> tuple[RawTable, dict[str, str]]:
    """One table of all parts, by the contract's columns, and the SQL of each of its cells."""
    selects, stored = [], []
    for part in parts:
        table, raw = store(bench, part.raw)
        stored.append(raw)
        cells = ", ".join(f"{cell} AS {identifier(column)}" for column, cell in part.cells().items())
        selects.append(f"SELECT {cells}, {literal(raw.file)} AS _file, {line_of(raw)} AS _line FROM {table}")
    relation = f"{STAGE}.{bench.new_name('together')}"
    bench.connection.execute(f"CREATE TABLE {relation} AS {' UNION ALL BY NAME '.join(selects)}")
    columns = tuple(dict.fromkeys(column for part in parts for column in part.match.position))
    first = parts[0].raw
    together = replace(
        first,
        file=", ".join(part.raw.file for part in parts),
        header=columns,
        relation=relation,
        first_line=None,
        rows=None,
        careful=None,
        typed=any(raw.typed for raw in stored),
        spaces="".join(dict.fromkeys(space for raw in stored for space in raw.spaces)),
        is_ascii=all(raw.is_ascii for raw in stored),
        bad_rows=sum(raw.bad_rows for raw in stored),
        file_sql="s._file",
    )
    return together, {column: identifier(column) for column in columns}
