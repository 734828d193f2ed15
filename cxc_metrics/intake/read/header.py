"""Where the header stands: in the first row, or below a title, a date of export, a row of merged groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.workbench import Workbench

# The header is looked for among so many rows that hold something.
HEAD_ROWS = 40
MAX_COLUMNS = 1_000
_WORDS_SHOWN = 80

Likeness = Callable[[Sequence[str]], int]


def header_row(rows: Sequence[Sequence[str | None]], likeness: Likeness) -> int:
    """The position of the row that names most columns of the table; the first where none names two more."""
    counts = [likeness([cell or "" for cell in cells]) for cells in rows]
    best = max(counts, default=0)
    return counts.index(best) if counts and best >= max(2, counts[0] + 2) else 0


def check_width(shown: str, header: Sequence[str]) -> None:
    """IntakeError when a header has more columns than any table."""
    if len(header) > MAX_COLUMNS:
        raise IntakeError(
            f"{shown} has a header of {len(header):,} columns; no table has more than {MAX_COLUMNS:,}. "
            "Check that the file is a table with one row per line"
        )


def tell_header(
    bench: Workbench, shown: str, table: str, line: int, above: Sequence[Sequence[str | None]]
) -> None:
    """Say that rows above the header were not read, and what they hold."""
    words = " ".join(cell.strip() for cells in above for cell in cells if cell and cell.strip())
    quoted = words[:_WORDS_SHOWN] + ("…" if len(words) > _WORDS_SHOWN else "")
    bench.warn(
        shown,
        table,
        "header_found",
        f"the header was found in row {line}; what stands above it was not read: '{quoted}'",
        "Nothing need be done; a header in the first row leaves no doubt",
    )
