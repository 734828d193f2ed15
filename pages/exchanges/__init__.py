"""The exchanges themselves, one by one, with everything known of each."""

from __future__ import annotations

from typing import Final

# Of the address: what belongs to this page alone.
PARAMETERS: Final[tuple[str, ...]] = (
    "search",
    "order",
    "page",
    "all",
    "exchange",
    "organisation",
)
# What stands at its head where a second selection is beside the first.
COMPARED: Final = ("O01", "O01v", "Q02", "A08")
# Without rows of which something is counted a register has nothing for this page.
TELLS: Final = (("O01", ()), ("O06", ()))
