"""One file of any format becomes raw tables: all text, with their lines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.bench import STAGE, Workbench
from cxc_metrics.intake.names import fold, stem

from .carefulcsv import CarefulCsv
from .csvfile import fast_csv, read_dialect
from .members import Member
from .parquetfile import read_parquet
from .raw import RawTable, SourceFile
from .signatures import GZIP, PARQUET, TEXT, WORKBOOK, ZIP, check_signature, kind_by_name
from .textscan import scan_text, transcode
from .unpack import unpack_gzip
from .workbook import open_workbook


@dataclass(frozen=True)
class Known:
    """What is known of a table before it is read: its name and its columns with their aliases."""

    table: str
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    separator: str | None = None
    encoding: str | None = None

    def likeness(self, header: Sequence[str]) -> int:
        """How many cells of a header are columns of this table."""
        names = {fold(name) for column, aliases in self.columns for name in (column, *aliases)}
        return sum(fold(cell) in names for cell in header)


Request = Callable[[str, str], Known | None]


@dataclass
class Read:
    """What a file held; `file` is None when nothing of it was wanted."""

    file: SourceFile | None = None
    tables: list[RawTable] = field(default_factory=list)


def read_member(bench: Workbench, member: Member, request: Request) -> Read:
    """Read one file. `request(name, shown)` says what a file or sheet of that name is, or None to leave it.

    IntakeError when the file is damaged or is not what its name says.
    """
    try:
        return _read(bench, member, request)
    except OSError as error:
        raise IntakeError(f"{member.name} cannot be read: {error.strerror or error}") from None


def _read(bench: Workbench, member: Member, request: Request) -> Read:
    kind = kind_by_name(member.name)
    if kind == ZIP:
        bench.warn(
            member.name,
            None,
            "archive_not_opened",
            "an archive beside or inside the tables was not opened",
            "Unpack it, and send all tables in one folder or one zip",
        )
        return Read()
    if kind == WORKBOOK:
        return _read_workbook(bench, member, request)
    known = request(stem(member.name), member.name)
    if known is None:
        return Read()
    if kind == PARQUET:
        check_signature(member.path, member.name, PARQUET)
        return Read(_listed(member), [read_parquet(bench, member, known.table)])
    path = member.path
    if kind == GZIP:
        check_signature(path, member.name, GZIP)
        path = unpack_gzip(bench, member)
    check_signature(path, member.name, TEXT)
    return Read(_listed(member), [_read_text(bench, member.name, path, known)])


def _read_workbook(bench: Workbench, member: Member, request: Request) -> Read:
    check_signature(member.path, member.name, WORKBOOK)
    read = Read(_listed(member))
    with open_workbook(bench, member) as sheets:
        for sheet in sheets:
            if sheet.is_empty():
                continue
            known = request(sheet.name, sheet.shown)
            if known is not None:
                read.tables.append(sheet.read(known.table, known.likeness))
    return read


def _read_text(bench: Workbench, shown: str, path: Path, known: Known) -> RawTable:
    scan = scan_text(path, shown, known.encoding)
    if scan.encoding not in ("utf-8", "utf-8-sig"):
        text = bench.folder / bench.new_name("utf8")
        transcode(path, scan.encoding, text, shown)
        if scan.guessed:
            bench.warn(
                shown,
                known.table,
                "encoding_guessed",
                f"the file is not UTF-8; it was read as {scan.encoding}",
                "Check letters with accents, or export it again as UTF-8",
            )
        path, scan = text, scan_text(text, shown)
    dialect = read_dialect(path, shown, known.likeness, known.separator)
    reader = CarefulCsv(
        bench.connection, path, shown, known.table, dialect, f"{STAGE}.{bench.new_name('csv')}"
    )
    if scan.odd_line_ends:
        return reader.read()
    return fast_csv(path, known.table, shown, dialect, scan, reader.read)


def _listed(member: Member) -> SourceFile:
    with member.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return SourceFile(member.name, digest, member.path.stat().st_size)
