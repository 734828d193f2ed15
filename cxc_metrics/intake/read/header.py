"""Where the header stands: in the first row, or below a title, a date of export, a row of merged groups."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.workbench import Workbench

# The header is looked for among so many rows that hold something.
HEAD_ROWS = 40
MAX_COLUMNS = 1_000
MAX_NAME = 10_000
_WORDS_SHOWN = 80

Likeness = Callable[[Sequence[str]], int]
Cells = Sequence[str | None]
# How full a row is that names columns, against the fullest; how full one that might, where figures follow.
_FULL, _HALF = 0.75, 0.5
_FIGURE = re.compile(r"[\W\d]*\d[\W\d]*")


@dataclass(frozen=True)
class Heading:
    """How the header of a table is found: in the line that is said, else by its columns, else by its shape.

    `likeness` says how many cells of a row are columns of the table; None where no column is known.
    """

    likeness: Likeness | None = None
    line: int | None = None

    def position(self, shown: str, rows: Sequence[Cells], lines: Sequence[int]) -> int:
        """The position of the header among the first rows that hold something, with the lines they end in.

        IntakeError where the line that is said holds nothing.
        """
        if self.line is not None:
            if self.line not in lines:
                raise IntakeError(
                    f"{shown}: line {self.line} is said to hold the header, but is empty or not among the "
                    f"first {HEAD_ROWS} rows. Give the line in which the names of the columns stand"
                )
            return lines.index(self.line)
        return shaped_header(rows) if self.likeness is None else header_row(rows, self.likeness)

    def merit(self, rows: Sequence[Cells], at: int) -> int:
        """How much speaks for the header found: columns it names, else rows below that are as wide as it."""
        if self.likeness is not None:
            return self.likeness([cell or "" for cell in rows[at]])
        width = len(rows[at])
        return sum(len(cells) == width for cells in rows[at + 1 :]) if width > 1 else 0


def header_row(rows: Sequence[Cells], likeness: Likeness) -> int:
    """The position of the row that names most columns of the table; the first where none names two more."""
    counts = [likeness([cell or "" for cell in cells]) for cells in rows]
    best = max(counts, default=0)
    return counts.index(best) if counts and best >= max(2, counts[0] + 2) else 0


def shaped_header(rows: Sequence[Cells]) -> int:
    """The position of the first row that is full: titles and merged groups fill few cells of their rows.

    A row of half as many words above the first full row of figures names columns of which some have no name.
    """
    texts = [[cell.strip() for cell in cells if cell and cell.strip()] for cells in rows]
    most = max((len(row) for row in texts), default=0)
    first = next((at for at, row in enumerate(texts) if len(row) >= _FULL * most), 0)
    if first and holds_figures(rows[first]):
        for at in range(first - 1, -1, -1):
            if len(texts[at]) >= max(2, _HALF * most) and not holds_figures(rows[at]):
                return at
    return first


def holds_figures(cells: Cells) -> bool:
    """Whether a row has a number or a date in it, as a row of data has and a header has not.

    >>> holds_figures(["id", "2021-05-01"]), holds_figures(["id", "Q1", None])
    (True, False)
    """
    return any(_FIGURE.fullmatch(cell.strip()) for cell in cells if cell)


def check_width(shown: str, header: Sequence[str]) -> None:
    """IntakeError when a header has more columns than any table, or a name longer than any."""
    if len(header) > MAX_COLUMNS:
        raise IntakeError(
            f"{shown} has a header of {len(header):,} columns; no table has more than {MAX_COLUMNS:,}. "
            "Check that the file is a table with one row per line"
        )
    longest = max((len(name) for name in header), default=0)
    if longest > MAX_NAME:
        raise IntakeError(
            f"{shown} has a column name of {longest:,} characters; no name has more than {MAX_NAME:,}. "
            "Check that the file is a table with one row per line"
        )


def words_of(rows: Sequence[Cells]) -> str:
    """All that stands in some rows."""
    return " ".join(cell.strip() for cells in rows for cell in cells if cell and cell.strip())


def tell_header(bench: Workbench, shown: str, table: str, line: int, above: Sequence[Cells]) -> None:
    """Say that rows above the header were not read, and what they hold."""
    words = words_of(above)
    quoted = words[:_WORDS_SHOWN] + ("…" if len(words) > _WORDS_SHOWN else "")
    bench.warn(
        shown,
        table,
        "header_found",
        f"the header was found in row {line}; what stands above it was not read: '{quoted}'",
        "Nothing need be done; a header in the first row leaves no doubt",
    )
