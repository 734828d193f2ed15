"""One file of any format becomes raw tables: all text, with their lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from .bench import STAGE, Workbench
from .carefulcsv import CarefulCsv
from .csvfile import fast_csv, read_dialect
from .members import Member
from .names import fold, stem
from .raw import RawTable, SourceFile
from .textscan import scan_text, transcode

TEXT_ENDINGS = (".csv", ".tsv", ".txt", ".tab", ".psv")


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
    """What a file held."""

    file: SourceFile | None = None
    tables: list[RawTable] = field(default_factory=list)


def read_member(bench: Workbench, member: Member, request: Request) -> Read:
    """Read one file. `request(name, shown)` says what a file or sheet of that name is, or None to leave it.

    IntakeError when the file is damaged or is not what its name says.
    """
    known = request(stem(member.name), member.name)
    if known is None:
        return Read()
    return _read_text(bench, member, known)


def _read_text(bench: Workbench, member: Member, known: Known) -> Read:
    path = member.path
    scan = first = scan_text(path, member.name)
    if not scan.encoding.startswith("utf-8"):
        path = bench.folder / bench.new_name("utf8")
        transcode(member.path, known.encoding or scan.encoding, path, member.name)
        scan = scan_text(path, member.name)
    dialect = read_dialect(path, member.name, known.likeness, known.separator)
    reader = CarefulCsv(
        bench.connection, path, member.name, known.table, dialect, f'{STAGE}."{bench.new_name("raw")}"'
    )
    raw_table = (
        reader.read()
        if scan.odd_line_ends
        else fast_csv(path, known.table, member.name, dialect, scan.lines, reader.read)
    )
    return Read(SourceFile(member.name, first.sha256, first.size), [raw_table])
