"""JSON: an array of objects, one object a line, or an object that holds one list of objects.

Objects inside a row become columns of their own (`venue.country`); a list stays the JSON it is, for a
source's SQL to unnest. Numbers of objects stand for lines. Read in two passes, so that no more than one
object, or the one that holds all others, is in memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, NoReturn, TextIO

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.workbench import STAGE, Workbench

from .budget import MAX_BOOK_TEXT, check_cell
from .header import MAX_COLUMNS, check_width
from .marks import TYPED
from .raw import RawTable, Written
from .rows import Row, store_rows
from .signatures import JSON

_CHUNK = 1 << 20
_NAMED = 6
_SPACE = " \t\r\n\ufeff"
_ADVICE = "Export it again as a list of objects, one for each row, or as CSV"


class _Figure(float):
    """A fraction with the text it was written as."""

    text: str

    def __new__(cls, text: str) -> _Figure:
        figure = super().__new__(cls, text)
        figure.text = text
        return figure


def read_json(bench: Workbench, path: Path, shown: str, table: str, encoding: str) -> RawTable:
    """The rows of a JSON file in UTF-8, which was written in `encoding`. IntakeError when it holds none."""
    columns: dict[str, None] = {}
    try:
        for row in _flat_rows(path, shown, _Rest(bench, shown, table)):
            columns |= dict.fromkeys(row)
            if len(columns) > MAX_COLUMNS:
                check_width(shown, list(columns))
        if not columns:
            raise IntakeError(f"{shown} holds no object with a value. {_ADVICE}")
        stage = f"{STAGE}.{bench.new_name('json')}"
        rows = _cells(path, shown, tuple(columns))
        store_rows(bench.connection, stage, len(columns), rows)
    except RecursionError:
        raise IntakeError(f"{shown} holds objects within objects without end. {_ADVICE}") from None
    header = tuple(name.strip() for name in columns)
    return RawTable(table, shown, header, stage, typed=True, written=Written(JSON, encoding=encoding))


@dataclass(frozen=True)
class _Rest:
    """Whoever is told what a file holds beside its list of rows."""

    bench: Workbench
    shown: str
    table: str

    def tell(self, names: list[str]) -> None:
        named = ", ".join(repr(name[:40]) for name in names[:_NAMED])
        self.bench.warn(
            self.shown,
            self.table,
            "beside_the_data",
            f"what stands beside the list of rows was not read: {named}",
            "Nothing need be done",
        )


def _cells(path: Path, shown: str, columns: tuple[str, ...]) -> Iterator[Row]:
    for number, row in enumerate(_flat_rows(path, shown), 1):
        cells: Row = [row.get(name) for name in columns]
        for column, cell in enumerate(cells, 1):
            if isinstance(cell, str):
                check_cell(shown, number, column, len(cell))
        yield [*cells, number]


def _flat_rows(path: Path, shown: str, rest: _Rest | None = None) -> Iterator[dict[str, str | None]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        numbers = count(1)
        for item in _items(_Window(file, shown), rest):
            number = next(numbers)
            if not isinstance(item, dict):
                raise IntakeError(f"{shown}: entry {number:,} of its list is no object. {_ADVICE}")
            yield _flat(item, shown)


def _flat(item: dict[str, Any], shown: str) -> dict[str, str | None]:
    row: dict[str, str | None] = {}
    for name, cell in _fields(item, ""):
        if name in row:
            raise IntakeError(f"{shown}: an object has two values called {name[:80]!r}. {_ADVICE}")
        row[name] = cell
    return row


def _fields(item: dict[str, Any], above: str) -> Iterator[tuple[str, str | None]]:
    for name, value in item.items():
        if isinstance(value, dict) and value:
            yield from _fields(value, f"{above}{name}.")
        else:
            yield _text(above + name) or "", _cell(value)


def _cell(value: object) -> str | None:
    """A value as the cell of a text table."""
    if value is None or value in ({}, []):
        return None
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, _Figure):
        return value.text + TYPED
    if isinstance(value, list):
        return _text(json.dumps(value, ensure_ascii=False))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _text(text: str) -> str:
    """Half a pair of UTF-16, which no text can hold, becomes the sign for what cannot be shown."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _items(window: _Window, rest: _Rest | None) -> Iterator[Any]:
    """The rows: entries of the outer list, objects one after the other, or the one list within an object."""
    if window.peek() == "[":
        window.skip()
        while window.peek() not in ("]", ""):
            yield window.value()
            if window.peek() == ",":
                window.skip()
            elif window.peek() != "]":
                window.refuse("a comma or the end of the list is missing")
        if not window.peek():
            window.refuse("the list has no end")
        return
    first = window.value()
    if window.peek():
        yield first
        while window.peek():
            yield window.value()
        return
    yield from _within(first, window, rest)


def _within(whole: dict[str, Any], window: _Window, rest: _Rest | None) -> list[Any]:
    """The rows of a single object: its one list of objects, else itself."""
    lists = [name for name, value in whole.items() if _is_rows(value)]
    if len(lists) == 1:
        others = [name for name in whole if name not in lists]
        if others and rest:
            rest.tell(others)
        return list(whole[lists[0]])
    if lists:
        named = ", ".join(repr(name[:40]) for name in lists[:_NAMED])
        raise IntakeError(f"{window.shown} holds several lists ({named}). Save each as a file of its own")
    if all(isinstance(value, dict | list) for value in whole.values()):
        raise IntakeError(f"{window.shown} is JSON, but holds no list of objects. {_ADVICE}")
    return [whole]


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, dict) for entry in value)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"an object has two values called {twice[:80]!r}")
    return read


class _Window:
    """A piece of the text, moved along it; grows where a value does not fit."""

    def __init__(self, file: TextIO, shown: str) -> None:
        self.shown = shown
        self._file = file
        self._decoder = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=_Figure)
        self._held = ""
        self._at = 0
        self._lines = 1
        self._ended = False

    def peek(self) -> str:
        """The next character that is no space; empty at the end."""
        while True:
            while self._at < len(self._held) and self._held[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._read(_CHUNK):
                return ""

    def skip(self) -> None:
        """Leave one character behind."""
        self._at += 1

    def value(self) -> Any:
        """The next value, read as far as it needs."""
        self.peek()
        size = _CHUNK
        while True:
            try:
                value, self._at = self._decoder.raw_decode(self._held, self._at)
            except ValueError as error:
                # What is cut off looks like what is wrong, until there is no more to read.
                if not self._read(size):
                    self.refuse(getattr(error, "msg", str(error)), getattr(error, "pos", self._at))
                size *= 2
                if len(self._held) > MAX_BOOK_TEXT:
                    raise IntakeError(
                        f"{self.shown} holds a value of more than {MAX_BOOK_TEXT / 1e6:,.0f} million "
                        "characters, or is damaged. Save it as JSON lines: one object a line"
                    ) from None
            else:
                return value

    def refuse(self, why: str, at: int | None = None) -> NoReturn:
        """IntakeError with the line in which the text stops being JSON."""
        line = self._lines + self._held.count("\n", 0, self._at if at is None else at)
        raise IntakeError(f"{self.shown}, line {line:,}: it is no whole JSON ({why}). Export it again")

    def _read(self, size: int) -> bool:
        if self._ended:
            return False
        self._lines += self._held.count("\n", 0, self._at)
        more = self._file.read(size)
        self._held, self._at = self._held[self._at :] + more, 0
        self._ended = not more
        return bool(more)
