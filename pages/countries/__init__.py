"""Who sends, who hosts, and more or fewer than others? By country, with a profile of one."""

from __future__ import annotations

from typing import Final

# Of the address: what belongs to this page alone.
PARAMETERS: Final[tuple[str, ...]] = (
    "show",
    "country",
    "figure",
    "figures",
)
# What stands at its head where a second selection is beside the first.
COMPARED: Final = ("O01", "O04", "O10", "N01")
# Of these some must be told by country, or a register has nothing for this page.
TELLS: Final = (
    ("O01", ("visitor_country",)),
    ("O01", ("host_country",)),
    ("O06", ("visitor_country",)),
    ("O06", ("host_country",)),
)
