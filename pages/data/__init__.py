"""What data these are, what was wrong with them, and how to replace them."""

from __future__ import annotations

from typing import Final

# Of the address: what belongs to this page alone.
PARAMETERS: Final[tuple[str, ...]] = ("other",)
