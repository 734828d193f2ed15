"""One file of any format becomes raw tables: all text, with their lines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.layouts.names import fold, stem
from cxc_metrics.intake.workbench import STAGE, Workbench

from .carefulcsv import CarefulCsv
from .csv_records import well_quoted
from .csvfile import fast_csv, read_dialect
from .header import Heading, tell_header
from .jsonfile import read_json
from .members import Member
from .parquetfile import read_parquet
from .raw import RawTable, SourceFile, Written
from .signatures import (
    GZIP,
    JSON,
    PARQUET,
    TEXT,
    WORKBOOKS,
    ZIP,
    NotATable,
    kind_by_name,
    kind_of,
)
from .textscan import scan_text, transcode
from .unpack import unpack_gzip
from .workbook import open_workbook


@dataclass(frozen=True)
class ExpectedTable:
    """What is known of a table before it is read: its name, its columns with aliases, those it needs."""

    table: str
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    separator: str | None = None
    encoding: str | None = None
    needed: frozenset[str] = frozenset()
    header_line: int | None = None

    @property
    def heading(self) -> Heading:
        """How its header is found."""
        return Heading(self.likeness if self.columns else None, self.header_line)

    def least(self, header: Sequence[str]) -> int:
        """How many cells a row has at least: up to the last column it needs; all where that is not known."""
        names = {
            fold(name)
            for column, aliases in self.columns
            if column in self.needed
            for name in (column, *aliases)
        }
        needed = (place for place, cell in enumerate(header, 1) if fold(cell) in names)
        return max(needed, default=len(header))

    def likeness(self, header: Sequence[str]) -> int:
        """How many cells of a header are columns of this table."""
        names = {fold(name) for column, aliases in self.columns for name in (column, *aliases)}
        return sum(fold(cell) in names for cell in header)


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a delivery: `table_of(name)` says which table a file or sheet of that name holds, and
    `strange(name, shown, hidden)` is told of what holds none, `no_table(shown, why)` of a file that bears a
    workbook's ending and is none.
    """

    table_of: Callable[[str], ExpectedTable | None]
    strange: Callable[[str, str, bool], None]
    no_table: Callable[[str, str], None]


@dataclass
class Read:
    """What a file held; `file` is None when nothing of it was wanted."""

    file: SourceFile | None = None
    tables: list[RawTable] = field(default_factory=list)


def read_member(bench: Workbench, member: Member, wanted: Wanted) -> Read:
    """Read one file, as what its content is, whatever its name says.

    IntakeError when it is damaged, protected, or nothing that is read.
    """
    try:
        return _read(bench, member, wanted)
    except OSError as error:
        raise IntakeError(f"{member.name} cannot be read: {error.strerror or error}") from None


def _read(bench: Workbench, member: Member, wanted: Wanted) -> Read:
    table = wanted.table_of(stem(member.name))
    if table is None and kind_by_name(member.name) not in (*WORKBOOKS, ZIP):
        wanted.strange(stem(member.name), member.name, False)
        return Read()
    try:
        kind = kind_of(member.path, member.name)
    except NotATable as error:
        if table is None:
            wanted.no_table(member.name, str(error))
            return Read()
        raise
    if kind == ZIP:
        return _leave_archive(bench, member, table)
    if kind in WORKBOOKS:
        return _read_workbook(bench, member, kind, wanted)
    if table is None:
        wanted.strange(stem(member.name), member.name, False)
        return Read()
    return Read(_listed(member), _read_table(bench, member, kind, table, wanted))


def _leave_archive(bench: Workbench, member: Member, table: ExpectedTable | None) -> Read:
    if table is not None and kind_by_name(member.name) != ZIP:
        raise IntakeError(
            f"{member.name} is no {kind_by_name(member.name) or TEXT}: it is a {ZIP}. "
            "Unpack it, and send all tables in one folder or one zip"
        )
    bench.warn(
        member.name,
        None,
        "archive_not_opened",
        "an archive beside or inside the tables was not opened",
        "Unpack it, and send all tables in one folder or one zip",
    )
    return Read()


def _read_table(
    bench: Workbench, member: Member, kind: str, table: ExpectedTable, wanted: Wanted
) -> list[RawTable]:
    """A file that holds one table, or what a packed file unpacks to."""
    if kind == PARQUET:
        return [read_parquet(bench, member, table.table)]
    path = member.path
    if kind == GZIP:
        path = unpack_gzip(bench, member)
        inside = kind_of(path, member.name.removesuffix(".gz"))
        if inside in WORKBOOKS:
            return _read_workbook(bench, Member(member.name, path), inside, wanted).tables
        if inside not in (TEXT, JSON):
            return _read_table(bench, Member(member.name, path), inside, table, wanted)
        kind = inside
    return [_read_text(bench, member.name, path, table, kind)]


def _read_workbook(bench: Workbench, member: Member, kind: str, wanted: Wanted) -> Read:
    """The sheets that bear a table's name; where only one can be seen, its file may bear the name instead."""
    read = Read(_listed(member))
    with open_workbook(bench, member, kind) as sheets:
        filled = [sheet for sheet in sheets if not sheet.is_empty()]
        visible = [sheet for sheet in filled if sheet.visible]
        for sheet in filled:
            table = wanted.table_of(sheet.name)
            if table is None and visible == [sheet]:
                table = wanted.table_of(stem(member.name))
            if table is None:
                wanted.strange(sheet.name, sheet.shown, not sheet.visible)
            else:
                raw_table = sheet.read(table.table, table.heading)
                written = replace(raw_table.written or Written(kind), kind=kind)
                read.tables.append(replace(raw_table, written=written))
    return read


def _read_text(bench: Workbench, shown: str, path: Path, table: ExpectedTable, kind: str) -> RawTable:
    """A table of text: CSV or JSON, whatever its encoding."""
    _check_size(bench, path, shown)
    scan = scan_text(path, shown, table.encoding)
    encoding = scan.encoding
    if scan.encoding not in ("utf-8", "utf-8-sig"):
        text = bench.folder / bench.new_name("utf8")
        transcode(path, scan.encoding, text, shown)
        if scan.guessed:
            bench.warn(
                shown,
                table.table,
                "encoding_guessed",
                f"the file is not UTF-8; it was read as {scan.encoding}",
                "Check letters with accents, or export it again as UTF-8",
            )
        _check_size(bench, text, shown)
        path, scan = text, scan_text(text, shown)
    if kind == JSON:
        return read_json(bench, path, shown, table.table, encoding)
    dialect = read_dialect(path, shown, table.heading, table.separator)
    dialect = replace(dialect, least=table.least(dialect.header), encoding=encoding)
    if dialect.above:
        tell_header(bench, shown, table.table, dialect.header_line, dialect.above)
    reader = CarefulCsv(
        bench.connection, path, shown, table.table, dialect, f"{STAGE}.{bench.new_name('csv')}"
    )
    if scan.odd_line_ends or (scan.quoted and not well_quoted(path, dialect.separator)):
        return reader.read()
    return fast_csv(path, table.table, shown, dialect, scan, reader.read)


def _check_size(bench: Workbench, path: Path, shown: str) -> None:
    """IntakeError when a text is larger than any register."""
    limit = bench.options.max_unpacked_bytes
    if path.stat().st_size > limit:
        raise IntakeError(
            f"{shown} holds more than {limit / 1e6:,.0f} MB of text, the set limit. "
            "Send the table in parts (one for each year), or raise the limit"
        )


def _listed(member: Member) -> SourceFile:
    with member.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return SourceFile(member.name, digest, member.path.stat().st_size)
