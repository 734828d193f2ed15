"""The flags of a value, as the statistical system of the EU writes them, so far as this product uses them."""

from __future__ import annotations

from typing import Final

HIDDEN: Final = "c"
UNRELIABLE: Final = "u"
PROVISIONAL: Final = "p"
NOT_APPLICABLE: Final = "z"
NOT_AVAILABLE: Final = ":"
