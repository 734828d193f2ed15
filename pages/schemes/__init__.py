"""What do the schemes around report, and what is measured here? Side by side, never in one series."""

from __future__ import annotations

from typing import Final

# Of the address: what belongs to this page alone.
PARAMETERS: Final[tuple[str, ...]] = ("topic",)
