"""A look into a workbook's XML before it is read: is it whole, how large does it get, which cells are errors.

python-calamine reserves every cell between a sheet's corners and gives a cell with an error as empty; a
single cell at the far corner would take hundreds of gigabytes, an error would pass for a cell nobody filled.
"""

from __future__ import annotations

import html
import posixpath
import re
import zipfile
from dataclasses import dataclass, field

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.bench import Workbench

from .members import Member
from .unpack import copy_entry, open_zip

MAX_CELLS = 60_000_000
_REFERENCE = re.compile(rb"""\sr=["']([A-Za-z]{0,3})(\d{1,7})["']""")
_ERROR = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?r=["']([A-Za-z]{1,3})(\d{1,7})["'][^>]*\st=["']e["'][^>]*>"""
    rb"""(?:<(?:\w+:)?f[^>]*/>|<(?:\w+:)?f[^>]*>[^<]*</[^>]*>)?<(?:\w+:)?v>([^<]{1,20})<"""
)
# A cell with its formula may lie across two pieces of the stream.
_OVERLAP = 16_384
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass
class Extent:
    """How far a sheet reaches (row 1, column 1 is A1), and its error cells (row → column → text)."""

    rows: int = 0
    columns: int = 0
    errors: dict[int, dict[int, str]] = field(default_factory=dict)
    _tail: bytes = b""

    def feed(self, chunk: bytes) -> None:
        """Look at the next piece of the sheet's XML."""
        piece = self._tail + chunk
        found = _REFERENCE.findall(piece)
        if found:
            self.rows = max(self.rows, *(int(row) for _, row in found))
            self.columns = max(self.columns, *(_column(letters) for letters in {first for first, _ in found}))
        for letters, row, text in _ERROR.findall(piece):
            self.errors.setdefault(int(row), {})[_column(letters)] = text.decode("ascii", "replace")
        self._tail = piece[-_OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def scan_workbook(bench: Workbench, member: Member) -> dict[str, Extent]:
    """The extent of each sheet by name. IntakeError when the workbook is damaged, protected or too large."""
    parts: dict[str, Extent] = {}
    limit = left = bench.options.max_unpacked_bytes
    with open_zip(member) as archive:
        for info in archive.infolist():
            extent = parts.setdefault(info.filename, Extent())
            look = extent.feed if info.filename.endswith(".xml") else _ignore
            left -= copy_entry(archive, info, member.name, left, limit, look)
        names = _sheet_parts(archive, member)
    for part, extent in parts.items():
        if extent.rows * extent.columns > MAX_CELLS:
            called = next((name for name, of in names.items() if of == part), part)
            raise IntakeError(
                f"{member.name}[{called}] reaches to row {extent.rows:,}, column {extent.columns:,}, nearly "
                "all of it empty. Delete the cells far from the table, or send the table as CSV"
            )
    return {name: parts[part] for name, part in names.items() if part in parts}


def _ignore(chunk: bytes) -> None:
    """The piece was unpacked to prove that it is whole; nothing else is wanted of it."""


def _sheet_parts(archive: zipfile.ZipFile, member: Member) -> dict[str, str]:
    """Sheet name to the part of the archive that holds it."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        raise IntakeError(f"{member.name} is no Excel workbook. Save it again as .xlsx") from None
    targets = {
        found.get("Id"): found.get("Target", "") for found in map(_attributes, _RELATION.findall(relations))
    }
    sheets = map(_attributes, _SHEET.findall(book))
    return {sheet.get("name", ""): _part(targets.get(sheet.get("r:id"), "")) for sheet in sheets}


def _attributes(tag: str) -> dict[str, str]:
    return {name: html.unescape(double or single) for name, double, single in _ATTRIBUTE.findall(tag)}


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
