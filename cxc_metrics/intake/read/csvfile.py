"""CSV: separator and header, then DuckDB's reader (see `carefulcsv` for files that are out of order)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.sqltext import literal

from .raw import RawTable
from .textscan import TextScan

SEPARATORS = (",", ";", "\t", "|")
MAX_COLUMNS = 1_000
_HEADER_BYTES = 1 << 20
_EXCEL_HINT = "sep="

Likeness = Callable[[Sequence[str]], int]


@dataclass(frozen=True)
class Dialect:
    """How a file writes its cells: separator, header cells, and the physical line the header ends in."""

    separator: str
    header: tuple[str, ...]
    header_line: int


def read_dialect(path: Path, shown: str, likeness: Likeness, separator: str | None = None) -> Dialect:
    """Find separator and header. `likeness` counts how many header cells are known columns.

    A first line `sep=;` (Excel's) is obeyed. IntakeError when there is no header or it has too many columns.
    """
    with path.open(encoding="utf-8", newline="") as file:
        head = file.read(_HEADER_BYTES)
    lines = list(io.StringIO(head, newline=""))
    skip = 0
    for line in lines:
        text = line.strip().strip("\ufeff")
        if text.casefold().startswith(_EXCEL_HINT) and len(text) == len(_EXCEL_HINT) + 1:
            separator = text[-1]
        elif text.strip(',;|\t" '):
            break
        skip += 1
    else:
        raise IntakeError(f"{shown} has no header: all its lines are empty")
    rest = "".join(lines[skip:])
    choices = [_header(rest, candidate, shown) for candidate in ([separator] if separator else SEPARATORS)]
    best = max(choices, key=lambda choice: (likeness(choice[1]), len(choice[1])))
    if len(best[1]) > MAX_COLUMNS:
        raise IntakeError(
            f"{shown} has a header of {len(best[1]):,} columns; no table has more than {MAX_COLUMNS:,}. "
            "Check that the file is a table with one row per line"
        )
    return Dialect(best[0], best[1], skip + best[2])


def _header(text: str, separator: str, shown: str) -> tuple[str, tuple[str, ...], int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        cells = next(reader)
    except csv.Error as error:
        raise IntakeError(f"{shown}: the header cannot be read ({error})") from None
    return separator, tuple(cell.strip().strip("\ufeff") for cell in cells), reader.line_num


def fast_csv(
    path: Path, table: str, shown: str, dialect: Dialect, scan: TextScan, careful: Callable[[], RawTable]
) -> RawTable:
    """The file through DuckDB's parallel reader; `scan` knows its physical lines."""
    columns = ", ".join(f"'c{index}': 'VARCHAR'" for index in range(len(dialect.header)))
    relation = (
        f"read_csv({literal(str(path))}, auto_detect=false, header=false, skip={dialect.header_line}, "
        f"delim={literal(dialect.separator)}, quote='\"', escape='\"', strict_mode=true, "
        f"columns={{{columns}}})"
    )
    return RawTable(
        name=table,
        file=shown,
        header=dialect.header,
        relation=relation,
        first_line=dialect.header_line + 1,
        rows=scan.lines - dialect.header_line,
        careful=careful,
        spaces=scan.spaces,
    )
