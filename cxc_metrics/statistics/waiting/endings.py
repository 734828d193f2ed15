"""How a waiting ended, as a number."""

from __future__ import annotations

from typing import Final

WAITING: Final = 0
HAPPENED: Final = 1
COMPETING: Final = 2
