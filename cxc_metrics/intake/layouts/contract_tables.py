"""Files that hold contract tables under their own names, with headers as people write them."""

from __future__ import annotations

from dataclasses import replace

from cxc_metrics.contract import TABLES, UNIT_TABLES, Table
from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.read.members import Member
from cxc_metrics.intake.read.raw import RawTable
from cxc_metrics.intake.read.readers import ExpectedTable, Wanted, read_member
from cxc_metrics.intake.received import Received
from cxc_metrics.intake.split_tables import (
    Part,
    are_parts,
    put_together,
    store,
)
from cxc_metrics.intake.stage.resolve import stage_table
from cxc_metrics.intake.stage.staged import Staged
from cxc_metrics.intake.workbench import Workbench

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
from .required import LACKS_COLUMN, missing_columns
from .source import Source

_NAMED_IN_MESSAGE = 10


class ContractIntake:
    """Takes files one after the other, then stages their tables; all become tables, findings, or problems."""

    def __init__(self, bench: Workbench, source: Source, received: Received) -> None:
        self.bench, self.source, self.received = bench, source, received
        self._delivered: dict[str, list[RawTable]] = {}
        self._no_tables: dict[str, str] = {}

    def take(self, member: Member) -> None:
        """Read one file. IntakeError when it cannot be read."""
        try:
            read = read_member(self.bench, member, Wanted(self._table_of, self._strange, self._no_table))
        except IntakeError:
            self.received.unread.append(member.name)
            raise
        for raw_table in read.tables:
            self._delivered.setdefault(raw_table.name, []).append(raw_table)
        if read.file is not None:
            self.received.files.append(replace(read.file, rows=0))

    def finish(self) -> None:
        """Stage every table that was delivered, whatever file or sheet it came in."""
        self._tell_no_tables()
        for number, (name, delivered) in enumerate(self._delivered.items()):
            self.bench.step(f"Reading table {name}", 0.3 + 0.15 * number / len(self._delivered))
            try:
                with_rows = self._stage(TABLES[name], self._seen(name, delivered))
            except IntakeError as error:
                self.bench.problems.append(str(error))
                self.received.unread += [raw_table.file for raw_table in delivered]
            else:
                self._count(with_rows)

    def _table_of(self, name: str) -> ExpectedTable | None:
        """The columns a file or sheet of that name may have; None if it is no table's name."""
        table = table_for(name)
        if table is None:
            return None
        columns = TABLES[table].columns()
        needed = frozenset(column.name for column in columns if not column.nullable)
        return ExpectedTable(table, tuple((column.name, column.aliases) for column in columns), needed=needed)

    def _no_table(self, shown: str, why: str) -> None:
        self._no_tables[shown] = why

    def _tell_no_tables(self) -> None:
        """What only bears a workbook's ending may be the register itself, if there is no other."""
        for shown, why in self._no_tables.items():
            if not self._delivered.keys().isdisjoint(UNIT_TABLES):
                hint = "Remove it, or save it as .xlsx if it holds a table"
                self.bench.warn(shown, None, "unknown_table", f"not read: {why}", hint)
            else:
                self.bench.problems.append(why)
                self.received.unread.append(shown)

    def _strange(self, name: str, shown: str, hidden: bool) -> None:
        """Say that a file or sheet is no table; a problem where its name looks like one's."""
        if is_sheet(shown) and name in (README_SHEET, CODES_SHEET):
            return
        meant = resembling_table(name)
        if hidden:
            self._tell_hidden(shown, None, "and was not read: its name is no table's")
            return
        if meant is not None:
            help_ = f"{shown} looks like table {meant}: rename it to {meant}, or remove it"
            self.received.instead.setdefault(meant, help_)
            self.bench.problems.append(help_)
            return
        self.received.strange.append(shown)
        self.bench.warn(
            shown,
            None,
            "unknown_table",
            f"{shown} is no table of the register and was not read",
            f"Tables are {', '.join(TABLES)}",
        )

    def _tell_hidden(self, shown: str, table: str | None, what: str) -> None:
        hint = "Show the sheet in the workbook (right click on a tab, Unhide), then keep or delete it"
        self.bench.warn(shown, table, "hidden_sheet", f"the sheet is hidden {what}", hint)

    def _seen(self, name: str, delivered: list[RawTable]) -> list[RawTable]:
        """The sheets and files a person sees; hidden ones where there is no other."""
        visible = [raw_table for raw_table in delivered if not raw_table.hidden]
        for raw_table in delivered:
            if raw_table.hidden and visible:
                what = f"and was not read: {visible[0].file} holds table {name}"
                self._tell_hidden(raw_table.file, name, what)
            elif raw_table.hidden:
                self._tell_hidden(raw_table.file, name, f"and was read: no visible one holds table {name}")
        return visible or delivered

    def _stage(self, model: type[Table], delivered: list[RawTable]) -> dict[str, int]:
        """Stage one table from all that holds it; the rows of each file, none where it is not usable."""
        name = model.table
        shown = [raw_table.file for raw_table in delivered]
        if len(shown) > 1 and not are_parts(shown):
            self.received.unread += shown
            raise IntakeError(
                f"Table {name} was delivered {len(shown)} times, as {' and as '.join(shown)}. Keep one of "
                f"them, or give each its year ({name}_2021, {name}_2022) if they are its parts"
            )
        parts = [self._recognised(model, raw_table) for raw_table in delivered]
        if None in parts:
            self.received.unread += shown
            return {}
        return self._stage_parts(model, [part for part in parts if part is not None])

    def _stage_parts(self, model: type[Table], parts: list[Part]) -> dict[str, int]:
        name, lacking = model.table, self.source.lacking(model.table)
        raw_table, cells = parts[0].raw, parts[0].cells()
        if len(parts) > 1:
            raw_table, cells = put_together(self.bench, parts)
        staged = stage_table(self.bench, model, raw_table, cells, lacking)
        rows = self.bench.count(staged.relation) + staged.bad_rows
        if not rows:
            self._tell_empty(name, raw_table)
            return {}
        self.received.tables[name] = staged
        if len(parts) == 1:
            return {raw_table.file: rows}
        return self._tell_parts(staged, parts)

    def _tell_parts(self, staged: Staged, parts: list[Part]) -> dict[str, int]:
        """Say which files a table was put together from; the rows of each."""
        per_file = self.bench.rows(f"SELECT {staged.file}, count(*) FROM {staged.relation} s GROUP BY ALL")
        counts = {part.raw.file: dict(per_file).get(part.raw.file, 0) for part in parts}
        listed = " and ".join(f"{shown} ({rows:,} rows)" for shown, rows in counts.items())
        said = f"the table was put together from {listed}"
        hint = "Nothing need be done if these are its parts; else leave all but one out"
        self.bench.warn(staged.shown_file, staged.name, "put_together", said, hint)
        return counts

    def _count(self, rows: dict[str, int]) -> None:
        """Add the rows of files, or of their sheets, to the list of files."""
        for shown, count in rows.items():
            self.received.files = [
                replace(file, rows=(file.rows or 0) + count)
                if shown == file.name or (is_sheet(shown) and shown.startswith(f"{file.name}["))
                else file
                for file in self.received.files
            ]

    def _recognised(self, model: type[Table], raw_table: RawTable) -> Part | None:
        """Match the header; None, with problems noted, when the table is not usable."""
        columns = model.columns()
        match = match_header(raw_table.header, ((column.name, column.aliases) for column in columns))
        raw_table = self._without_empty(raw_table, match)
        self._tell_unknown(model, raw_table, match)
        if not self._usable(model, raw_table.file, match, self.source.lacking(model.table)):
            return None
        return Part(raw_table, match)

    def _without_empty(self, raw_table: RawTable, match: HeaderMatch) -> RawTable:
        """Say nothing of columns that have neither a name nor a cell."""
        nameless = [index for index, cell in match.unknown if not cell]
        if not nameless:
            return raw_table
        table, stored = store(self.bench, raw_table)
        filled = ", ".join(f"count(c{index})" for index in nameless)
        counts = self.bench.rows(f"SELECT {filled} FROM {table}")[0]
        empty = {index for index, count in zip(nameless, counts, strict=True) if not count}
        match.unknown = [(index, cell) for index, cell in match.unknown if index not in empty]
        return stored

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
                f"{shown}{LACKS_COLUMN}{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
                + (f" (its columns {strange} were not recognised)" if strange else "")
            )
        return not missing and not match.twice

    def _tell_unknown(self, model: type[Table], raw_table: RawTable, match: HeaderMatch) -> None:
        free = [column.name for column in model.columns() if column.name not in match.position]
        for index, cell in match.unknown:
            called = f"column {cell!r}" if cell else f"column {index + 1}, which has no name,"
            self.bench.warn(
                raw_table.file,
                model.table,
                "unknown_column",
                f"{called} is not in table {model.table} and was not read",
                suggestion(cell, free),
                cell or None,
            )
