"""How does a partnership stand, and what is there to do?"""

from __future__ import annotations

from typing import Final

# Of the address: what belongs to this page alone.
PARAMETERS: Final[tuple[str, ...]] = (
    "my",
    "role",
    "differ",
)
# What stands at its head where a second selection is beside the first.
COMPARED: Final = ("O01", "O03", "A02", "A08", "F01a")
# Without these a register has nothing for this page.
TELLS: Final = (("I03", ()), ("O01", ("partnership",)), ("O01", ("host_partnership",)))
