"""What came of the meetings? Meetings of two organisations, who met whom, challenges and their solutions."""

from __future__ import annotations

from typing import Final

# Of the address: what belongs to this page alone.
PARAMETERS: Final[tuple[str, ...]] = (
    "met",
    "way",
    "solution",
)
# What stands at its head where a second selection is beside the first.
COMPARED: Final = ("A09o", "A09g", "A09c", "A09f", "O13", "O13c")
# What the sentence on top is about: no figure of exchanges.
LEADS: Final = "A09"
# Without these a register has nothing for this page.
TELLS: Final = (("A09", ()), ("O13n", ()), ("O13", ()))
