"""Which industrial ecosystems meet, and how do they do? With a profile of one."""

from __future__ import annotations

from typing import Final

# Of the address: what belongs to this page alone.
PARAMETERS: Final[tuple[str, ...]] = (
    "show",
    "figures",
    "sector_profile",
)
# What stands at its head where a second selection is beside the first.
COMPARED: Final = ("O01", "O09", "O10")
# Without these a register has nothing for this page.
TELLS: Final = (("O10", ("visitor_sector",)),)
