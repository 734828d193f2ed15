"""Who takes part? Organisations in projects, persons at events: registers without pairs."""

from __future__ import annotations

from typing import Final

# Without these a register has nothing for this page.
TELLS: Final = (("P01", ()), ("P03", ()), ("E01", ()))
# What stands at its head where a second selection is beside the first.
COMPARED: Final = ("P01", "P02", "P03", "P04", "E01", "E02", "E03", "E04s")
