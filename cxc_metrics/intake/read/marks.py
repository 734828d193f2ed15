"""Characters of Unicode's private area by which readers mark a value for the checks."""

from __future__ import annotations

# Stands behind a fraction that came from a typed cell (behind its unit, `35.5%`, if it has one): its point is
# a decimal point whatever the texts of its column use, and no evidence of how they are written.
TYPED = "\ue001"
# Stands behind a typed number of a workbook whose calendar begins in 1904: a day, in a column of dates.
SERIAL_1904 = "\ue002"
# Stands before what a cell holds instead of a value: an error, or a formula whose result was never stored.
UNREADABLE = "\ue003"
# Stands before a value that a source could not map; no text of a register begins with it.
UNMAPPED = "\ue000"


def bare(cell: str) -> str:
    """SQL of a cell's text without the marks of readers."""
    return f"ltrim(rtrim({cell}, '{TYPED}{SERIAL_1904}'), '{UNREADABLE}')"
