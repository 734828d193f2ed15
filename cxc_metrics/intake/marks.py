"""Characters of Unicode's private area by which readers mark a value for the checks."""

from __future__ import annotations

# Stands behind a fraction that came from a typed cell: its point is a decimal point whatever the texts use.
TYPED = "\ue001"
# Stands before a value that a source could not map; no text of a register begins with it.
UNMAPPED = "\ue000"
