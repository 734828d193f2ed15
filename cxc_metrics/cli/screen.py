"""What a person sees: messages, tables, and a progress bar where there is a terminal to draw it on."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from typing import Any, Final

import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

CLEAN, ISSUES, NOTHING_DONE = 0, 1, 2
# Nobody folds the lines of a file or a pipe, so they are not cut to a terminal's width.
_WIDTH_OF_A_PIPE: Final = 220
_NUMBERS: Final = (int, float)

ProgressCall = Callable[[str, float], None]


class Format(StrEnum):
    """How a list or a measurement is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def prepare_streams() -> None:
    """Letters the terminal cannot show become question marks, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def complain(message: str) -> None:
    """An error on stderr."""
    typer.echo(f"Error: {plain(message)}", err=True)


def remark(message: str) -> None:
    """A remark on stderr, beside the data."""
    typer.echo(plain(message), err=True)


def say(message: str) -> None:
    """A line on stdout."""
    typer.echo(plain(message))


def say_bytes(data: bytes) -> None:
    """Data on stdout as they are."""
    typer.echo(data, nl=False)


def say_json(data: Any) -> None:
    """JSON on stdout, letters as they are."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def plain(text: object) -> str:
    """Text without control characters: a name from a file must not steer the terminal."""
    return "".join(
        letter if letter.isprintable() or letter == "\n" else "\N{REPLACEMENT CHARACTER}"
        for letter in str(text)
    )


def show(columns: Sequence[str], rows: Sequence[Sequence[object]], *, words: int | None = None) -> None:
    """A table on stdout; no cell is read as markup.

    Columns of numbers stand to the right, and those after the first `words` where they are written out.
    """
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for place, column in enumerate(columns):
        numeric = words is not None and place >= words
        numeric |= any(isinstance(row[place], _NUMBERS) for row in rows)
        table.add_column(Text(column), justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        table.add_row(*(Text(_cell(value)) for value in row))
    _console().print(table)


def show_list(format_: Format, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A list in the format asked for."""
    if format_ is Format.TABLE:
        show(columns, rows)
        return
    if format_ is Format.JSON:
        say_json([dict(zip(columns, row, strict=True)) for row in rows])
        return
    from cxc_metrics.export import listing_to_csv

    say_bytes(listing_to_csv(columns, rows))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}".replace(",", " ") if isinstance(value, int) else plain(value)


def _console() -> Console:
    return Console(
        file=sys.stdout,
        width=None if sys.stdout.isatty() else _WIDTH_OF_A_PIPE,
        markup=False,
        highlight=False,
        emoji=False,
    )


@contextmanager
def progress_bar() -> Iterator[ProgressCall]:
    """A call for `progress(step, done)` that draws a bar on stderr; silent where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield lambda _step, _done: None
        return
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TimeElapsedColumn(),
        console=Console(file=sys.stderr, stderr=True),
        transient=True,
    )
    with bar:
        task = bar.add_task("", total=1.0)
        yield lambda step, done: bar.update(task, description=plain(step), completed=done)
