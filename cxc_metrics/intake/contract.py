"""Files that hold contract tables under their own names, with headers as people write them."""

from __future__ import annotations

from dataclasses import replace

from cxc_metrics.vocabulary import TABLES, Table

from .bench import Workbench
from .names import (
    CODES_SHEET,
    README_SHEET,
    HeaderMatch,
    is_sheet,
    match_header,
    resembling_table,
    suggestion,
    table_for,
)
from .read.members import Member
from .read.raw import RawTable
from .read.readers import Known, read_member
from .received import Received
from .required import missing_columns
from .source import Source
from .stage.resolve import stage_table

_NAMED_IN_MESSAGE = 10


class ContractIntake:
    """Takes files one after the other; every one becomes tables, findings, or problems."""

    def __init__(self, bench: Workbench, source: Source, received: Received) -> None:
        self.bench, self.source, self.received = bench, source, received
        self._taken: dict[str, str] = {}

    def take(self, member: Member) -> None:
        """Read one file and stage its tables. IntakeError when it cannot be read."""
        read = read_member(self.bench, member, self._known)
        rows = sum(self._stage(TABLES[raw_table.name], raw_table) for raw_table in read.tables)
        if read.file is not None:
            self.received.files.append(replace(read.file, rows=rows))

    def _known(self, name: str, shown: str) -> Known | None:
        """The columns a file or sheet of that name may have; None, with a word of help, if it is no table."""
        table = table_for(name)
        if table is not None:
            columns = TABLES[table].columns()
            return Known(table, tuple((column.name, column.aliases) for column in columns))
        if is_sheet(shown) and name in (README_SHEET, CODES_SHEET):
            return None
        meant = resembling_table(name)
        if meant is not None:
            help_ = f"{shown} looks like table {meant}: rename it to {meant}, or remove it"
            self.received.instead.setdefault(meant, help_)
            self.bench.problems.append(help_)
            return None
        self.received.strange.append(shown)
        self.bench.warn(
            shown,
            None,
            "unknown_table",
            f"{shown} is no table of the register and was not read",
            f"Tables are {', '.join(TABLES)}",
        )
        return None

    def _stage(self, model: type[Table], raw_table: RawTable) -> int:
        """Stage one table and return its rows; 0, with a problem noted, when it is not usable."""
        name, shown = model.table, raw_table.file
        if name in self._taken:
            self.bench.problems.append(
                f"Table {name} was delivered twice, as {self._taken[name]} and as {shown}. Keep one of them"
            )
            return 0
        self._taken[name] = shown
        columns = model.columns()
        match = match_header(raw_table.header, ((column.name, column.aliases) for column in columns))
        lacking = self.source.lacking(name)
        self._tell_unknown(model, raw_table, match)
        if not self._usable(model, shown, match, lacking):
            self.received.instead[name] = f"{shown} is not usable as it is"
            return 0
        cells = {column: f"c{index}" for column, index in match.position.items()}
        staged = stage_table(self.bench, model, raw_table, cells, lacking)
        rows = self.bench.count(staged.relation) + staged.bad_rows
        if rows:
            self.received.tables[name] = staged
        else:
            self._tell_empty(name, raw_table)
        return rows

    def _tell_empty(self, name: str, raw_table: RawTable) -> None:
        """A table without rows counts as not delivered: what it would count is not measurable, not zero."""
        shown = raw_table.file
        self.received.instead[name] = f"{shown} has a header, but no rows"
        if not is_sheet(shown):
            self.bench.warn(
                shown,
                name,
                "no_rows",
                f"{shown} has a header, but no rows: the table counts as not delivered",
                "Leave the file out, or export it again if rows were expected",
            )

    def _usable(self, model: type[Table], shown: str, match: HeaderMatch, lacking: frozenset[str]) -> bool:
        for cell in match.twice:
            self.bench.problems.append(
                f"{shown}: column {cell!r} stands twice in the header. Keep one of them"
            )
        missing = missing_columns(model, match.position, lacking)
        if missing:
            strange = ", ".join(repr(cell) for _, cell in match.unknown[:_NAMED_IN_MESSAGE])
            self.bench.problems.append(
                f"{shown} lacks the required column{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
                + (f" (its columns {strange} were not recognised)" if strange else "")
            )
        return not missing and not match.twice

    def _tell_unknown(self, model: type[Table], raw_table: RawTable, match: HeaderMatch) -> None:
        free = [column.name for column in model.columns() if column.name not in match.position]
        for index, cell in match.unknown:
            if not cell and self._is_empty(raw_table, index):
                continue
            called = f"column {cell!r}" if cell else f"column {index + 1}, which has no name,"
            self.bench.warn(
                raw_table.file,
                model.table,
                "unknown_column",
                f"{called} is not in table {model.table} and was not read",
                suggestion(cell, free),
                cell or None,
            )

    def _is_empty(self, raw_table: RawTable, index: int) -> bool:
        """Whether a column without a name holds nothing (known of tables already stored)."""
        return raw_table.first_line is None and not self.bench.count(
            f"{raw_table.relation} WHERE c{index} IS NOT NULL"
        )
