"""The parts of the Results and impact page: what came of it, how sure, and what it may be set beside."""

from __future__ import annotations

from typing import Final

# Of the address: what belongs to this page alone.
PARAMETERS: Final[tuple[str, ...]] = (
    "bounds",
    "waiting",
    "difference",
    "yearly",
)
# What stands at its head where a second selection is beside the first.
COMPARED: Final = ("R02", "R04", "R06p", "R07n", "M02", "F01a")
