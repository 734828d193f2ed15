"""Does support travel together? Services of a support network, whom they reach, and interest in profiles."""

from __future__ import annotations

from typing import Final

# Of the address: what belongs to this page alone.
PARAMETERS: Final[tuple[str, ...]] = ("support",)
# What stands at its head where a second selection is beside the first.
COMPARED: Final = ("S01", "S02", "S03", "S04", "S05", "S07", "S08")
# What the sentence on top is about: no figure of exchanges.
LEADS: Final = "S01"
# Without services and without profiles a register has nothing for this page.
TELLS: Final = (("S01", ()), ("S06", ()), ("S07", ()))
