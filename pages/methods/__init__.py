"""How every figure is counted."""

from __future__ import annotations

from typing import Final

# Of the address: what belongs to this page alone.
PARAMETERS: Final[tuple[str, ...]] = (
    "kpi",
    "level",
    "part",
    "table",
    "search",
    "section",
)
