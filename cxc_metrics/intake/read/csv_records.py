"""The records of separated text: the one dialect in which files are read, whichever reader reads them.

A cell is quoted where a quotation mark is the first thing in it but for spaces; spaces around a quoted cell
do not belong to it, a doubled mark inside it is one mark, and it may run over several lines. A mark further
inside a cell is a letter like any other. Lines end with LF, CR or both.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TextIO

# Longer cells than this come from a quotation mark that was never closed.
_LONGEST_CELL = 16_000_000
_CHUNK = 1 << 20


class LongLine(Exception):
    """A line is longer than any of a table; `line` is its number."""

    def __init__(self, line: int) -> None:
        """Remember the line."""
        super().__init__(f"line {line} is longer than {_LONGEST_CELL:,} characters")
        self.line = line


class UnclosedQuote(Exception):
    """A quotation mark is opened and not closed; `line` is the one its record begins in."""

    def __init__(self, line: int) -> None:
        """Remember the line."""
        super().__init__("a quotation mark is opened and not closed")
        self.line = line


@dataclass(frozen=True)
class Record:
    """One row of the file, with the lines it begins and ends in.

    `sound` is false where something stands behind a closing quotation mark: its cells are then unknown.
    """

    begins: int
    ends: int
    cells: list[str]
    sound: bool = True


def lines_of(file: TextIO) -> Iterator[str]:
    """The lines of a text file opened with `newline=""`. Raises LongLine before one fills the memory."""
    number = 0
    while line := file.readline(_LONGEST_CELL):
        number += 1
        if len(line) == _LONGEST_CELL:
            raise LongLine(number)
        yield line


def well_quoted(path: Path, separator: str) -> bool:
    """Whether every quotation mark of a file stands where all readers of CSV expect one, within one line."""
    if not separator.isascii():
        return False
    edge = re.escape(separator).encode()
    quoted = re.compile(rb'(?<![^%b\n])"(?:[^"\r\n]++|"")*+"(?=[%b\r\n]|\Z)' % (edge, edge))
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            whole, feed, rest = (rest + chunk).removeprefix(codecs.BOM_UTF8).rpartition(b"\n")
            if b'"' in whole and b'"' in quoted.sub(b"", whole + feed):
                return False
    return b'"' not in quoted.sub(b"", rest)


@dataclass(frozen=True)
class _Patterns:
    opening: re.Pattern[str]
    inside: re.Pattern[str]
    behind: re.Pattern[str]


@cache
def _patterns(separator: str) -> _Patterns:
    spaces = "[ ]*" if separator == "\t" else "[ \t]*"
    return _Patterns(
        opening=re.compile(f'{spaces}"'),
        inside=re.compile('(?:[^"]++|"")*+'),
        behind=re.compile(f"{spaces}(?:{re.escape(separator)}|$)"),
    )


def records(lines: Iterable[str], separator: str) -> Iterator[Record]:
    """The records of a text given line by line, each with its line end. Empty lines give none.

    Raises UnclosedQuote.
    """
    reader = _Reader(iter(lines), separator)
    while (record := reader.next_record()) is not None:
        if record.cells or not record.sound:
            yield record


class _Reader:
    """Reads one record after the other, and counts lines."""

    def __init__(self, lines: Iterator[str], separator: str) -> None:
        self._lines, self._separator = lines, separator
        self._patterns = _patterns(separator)
        self._line = 0

    def next_record(self) -> Record | None:
        """The next record, without cells for an empty line; None at the end."""
        line = next(self._lines, None)
        if line is None:
            return None
        self._line += 1
        text = line.rstrip("\r\n")
        if '"' not in text:
            return Record(self._line, self._line, text.split(self._separator) if text else [])
        return self._quoted(line)

    def _quoted(self, line: str) -> Record:
        begins, cells, at = self._line, [], 0
        text = line.rstrip("\r\n")
        while True:
            opened = self._patterns.opening.match(text, at)
            if opened is None:
                end = text.find(self._separator, at)
                cells.append(text[at:] if end < 0 else text[at:end])
                if end < 0:
                    return Record(begins, self._line, cells)
                at = end + 1
                continue
            cell, line, at = self._inside(begins, line, opened.end())
            text = line.rstrip("\r\n")
            cells.append(cell)
            behind = self._patterns.behind.match(text, at)
            if behind is None:
                return Record(begins, self._line, [], sound=False)
            at = behind.end()
            if not behind[0].endswith(self._separator):
                return Record(begins, self._line, cells)

    def _inside(self, begins: int, line: str, at: int) -> tuple[str, str, int]:
        """A quoted cell from behind its opening mark: the cell, the line it ends in, the place behind it."""
        pieces: list[str] = []
        size = 0
        while True:
            match = self._patterns.inside.match(line, at)
            piece = match[0] if match else ""
            pieces.append(piece)
            size += len(piece)
            at += len(piece)
            if at < len(line):
                return "".join(pieces).replace('""', '"'), line, at + 1
            following = next(self._lines, None)
            if following is None or size > _LONGEST_CELL:
                raise UnclosedQuote(begins)
            self._line += 1
            line, at = following, 0
