"""CSV: separator and header, then DuckDB's reader (see `carefulcsv` for files that are out of order)."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.errors import IntakeError

from .csv_records import Record, UnclosedQuote, records
from .header import HEAD_ROWS, Heading, check_width, words_of
from .raw import RawTable, Written
from .signatures import TEXT
from .textscan import TextScan

SEPARATORS = (",", ";", "\t", "|")
_HEADER_BYTES = 1 << 20
_EXCEL_HINT = "sep="
_NO_LINE_ENDS = str.maketrans("", "", "\r\n")


@dataclass(frozen=True)
class Dialect:
    """How a file writes its cells: separator, header cells, and the physical line the header ends in.

    `above` are the rows above the header that hold something; `least` is how many cells a row has at least.
    """

    separator: str
    header: tuple[str, ...]
    header_line: int
    above: tuple[list[str], ...] = ()
    least: int = 1
    encoding: str | None = None

    def written(self) -> Written:
        """What a table read by it says of its file."""
        above = words_of(self.above)
        return Written(TEXT, None, self.encoding, self.separator, self.header_line, above)


@dataclass(frozen=True)
class _Choice:
    """What a file begins with if a certain separator is its own."""

    separator: str
    rows: list[Record]
    at: int
    merit: int

    @property
    def header(self) -> list[str]:
        return self.rows[self.at].cells


def read_dialect(path: Path, shown: str, heading: Heading, separator: str | None = None) -> Dialect:
    """Find separator and header.

    A first line `sep=;` (Excel's) is obeyed. IntakeError when there is no header or it has too many columns.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(io.StringIO(file.read(_HEADER_BYTES), newline=""))
    skip = 0
    for line in lines:
        text = line.strip()
        if text.casefold().startswith(_EXCEL_HINT) and len(text) == len(_EXCEL_HINT) + 1:
            separator = text[-1]
        elif text.strip(',;|\t" '):
            break
        skip += 1
    else:
        raise IntakeError(f"{shown} has no header: all its lines are empty")
    best = _choose(lines[skip:], [separator] if separator else list(SEPARATORS), heading, shown, skip)
    header = tuple(cell.strip() for cell in best.header)
    check_width(shown, header)
    above = tuple(record.cells for record in best.rows[: best.at])
    return Dialect(best.separator, header, skip + best.rows[best.at].ends, above)


def _choose(lines: list[str], separators: list[str], heading: Heading, shown: str, skipped: int) -> _Choice:
    choices, faults = [], []
    for separator in separators:
        rows: list[Record] = []
        try:
            rows.extend(islice(records(lines, separator), HEAD_ROWS))
        except UnclosedQuote as error:
            faults.append(str(error))
        rows = [record for record in rows if any(cell.strip() for cell in record.cells)]
        if rows:
            cells = [record.cells for record in rows]
            at = heading.position(shown, cells, [skipped + record.ends for record in rows])
            choices.append(_Choice(separator, rows, at, heading.merit(cells, at)))
    if not choices:
        raise IntakeError(f"{shown}: the header cannot be read ({(*faults, 'no row is whole')[0]})")
    return max(choices, key=lambda choice: (choice.merit, len(choice.header)))


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
        # A row stands in one line, or is read again with care: no cell holds the end of one.
        spaces=scan.spaces.translate(_NO_LINE_ENDS),
        is_ascii=scan.is_ascii,
        written=dialect.written(),
    )
