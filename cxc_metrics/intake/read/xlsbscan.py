"""The records of a binary workbook (.xlsb): how far its sheets reach, and what python-calamine does not tell.

That is errors (it gives them as empty), numbers whose format shows a unit, General numbers of a 1904
workbook, hidden rows. It also reserves every cell between a sheet's corners, so they are looked at before.
A record is a type and a size, in seven bits a byte, and its data (MS-XLSB 2.1.4); record types: 2.3.
"""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from cxc_metrics.errors import IntakeError

from .budget import check_extent
from .marks import UNREADABLE
from .numberformats import (
    PLAIN,
    built_in,
    sections,
    text_of,
)
from .package import Formats, Package
from .sheetxml import NOT_AVAILABLE

_ROW, _RK, _ERROR, _REAL, _FORMULA_NUMBER, _FORMULA_ERROR = 0, 2, 3, 5, 9, 11
_LAST_CELL = 11
_FORMAT, _STYLE, _STYLES_BEGIN, _STYLES_END = 44, 47, 617, 618
_BOOK, _SHEET = 153, 156
_HIDDEN = 0x10
_LONGEST = 64 * 1024 * 1024
_ERRORS = {
    0: "#NULL!",
    7: "#DIV/0!",
    15: "#VALUE!",
    23: "#REF!",
    29: "#NAME?",
    36: "#NUM!",
    42: NOT_AVAILABLE,
}


@dataclass
class SheetNotes:
    """What is to be known of a sheet besides its values: texts by row and column, from 1, and hidden rows."""

    texts: dict[int, dict[int, str]] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)


def scan_xlsb(package: Package) -> dict[str, SheetNotes]:
    """The notes of each sheet by its name. IntakeError when the workbook is damaged or reaches too far."""
    try:
        return _scan(package)
    except (struct.error, IndexError):
        raise IntakeError(f"{package.shown} is damaged: a record is cut off. Save it again") from None


def _scan(package: Package) -> dict[str, SheetNotes]:
    book = next(iter(package.related("", "officeDocument")), "xl/workbook.bin")
    styles = [_formats(package, part) for part in package.related(book, "styles")]
    targets = {name: target for name, _, target in package.relations(book)}
    notes: dict[str, SheetNotes] = {}
    for kind, data in _records(package, book):
        if kind == _BOOK:
            package.since_1904 = bool(data[0] & 1)
        elif kind == _SHEET:
            relation, at = _text(data, 8)
            name, _ = _text(data, at)
            target = targets.get(relation, "")
            if posixpath.basename(target) and package.has(target):
                notes[name] = _scan_sheet(package, target, f"{package.shown}[{name}]", (*styles, [])[0])
    return notes


def _scan_sheet(package: Package, part: str, shown: str, formats: list[Formats]) -> SheetNotes:
    notes = SheetNotes()
    row = furthest_row = furthest_column = 0
    for kind, data in _records(package, part):
        if kind == _ROW:
            row = struct.unpack_from("<I", data)[0] + 1
            if data[11] & _HIDDEN:
                notes.hidden.add(row)
        elif 0 < kind <= _LAST_CELL:
            column = struct.unpack_from("<I", data)[0] + 1
            if row > furthest_row or column > furthest_column:
                furthest_row, furthest_column = max(row, furthest_row), max(column, furthest_column)
                check_extent(shown, furthest_row, furthest_column)
            text = _note(kind, data, formats, since_1904=package.since_1904)
            if text is not None:
                notes.texts.setdefault(row, {})[column] = text
    return notes


def _note(kind: int, data: bytes, formats: list[Formats], *, since_1904: bool) -> str | None:
    """What python-calamine would not tell of a cell."""
    if kind in (_ERROR, _FORMULA_ERROR):
        error = _ERRORS.get(data[8], "#ERROR!")
        return error if error == NOT_AVAILABLE else UNREADABLE + error
    if kind not in (_RK, _REAL, _FORMULA_NUMBER):
        return None
    style = int.from_bytes(data[4:7], "little")
    chosen = formats[style] if style < len(formats) else (PLAIN, PLAIN, PLAIN)
    if chosen[0] == PLAIN and not since_1904:
        return None
    value = _rk(data) if kind == _RK else struct.unpack_from("<d", data, 8)[0]
    return text_of(value, chosen, since_1904=since_1904)


def _rk(data: bytes) -> float:
    """A number in four bytes: whole or the upper half of a double, perhaps a hundredth (2.5.122)."""
    raw = struct.unpack_from("<i", data, 8)[0]
    value = float(raw >> 2) if raw & 2 else struct.unpack("<d", struct.pack("<iI", 0, raw & 0xFFFFFFFC))[0]
    return value / 100 if raw & 1 else value


def _formats(package: Package, part: str) -> list[Formats]:
    codes: dict[int, str] = {}
    styles: list[int] = []
    inside = False
    for kind, data in _records(package, part):
        if kind == _FORMAT:
            codes[struct.unpack_from("<H", data)[0]] = _text(data, 2)[0]
        elif kind in (_STYLES_BEGIN, _STYLES_END):
            inside = kind == _STYLES_BEGIN
        elif kind == _STYLE and inside:
            styles.append(struct.unpack_from("<H", data, 2)[0])
    return [sections(codes.get(number, built_in(number))) for number in styles]


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A text of counted UTF-16 characters, and the place behind it."""
    size = struct.unpack_from("<I", data, at)[0]
    if size == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * size
    return data[at + 4 : end].decode("utf-16-le", "replace"), end


def _records(package: Package, part: str) -> Iterator[tuple[int, bytes]]:
    buffer = b""
    for piece in package.pieces(part):
        buffer += piece
        at = 0
        while (header := _header(buffer, at)) is not None:
            kind, begins, ends = header
            if ends - begins > _LONGEST:
                raise IntakeError(f"{package.shown} is damaged: a record is longer than any. Save it again")
            if ends > len(buffer):
                break
            yield kind, buffer[begins:ends]
            at = ends
        buffer = buffer[at:]


def _header(buffer: bytes, at: int) -> tuple[int, int, int] | None:
    """Type, beginning and end of the record at a place; None where its header is not whole."""
    kind, at = _number(buffer, at, 2)
    size, at = _number(buffer, at, 4)
    return None if at > len(buffer) else (kind, at, at + size)


def _number(buffer: bytes, at: int, most: int) -> tuple[int, int]:
    """A number of at most so many bytes of seven bits; the place behind it, past the end where it is cut."""
    number = 0
    for place in range(most):
        if at >= len(buffer):
            return 0, len(buffer) + 1
        byte = buffer[at]
        at += 1
        number |= (byte & 0x7F) << (7 * place)
        if byte < 0x80:
            break
    return number, at
