"""Something in a store that is not as it should be."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import NamedTuple


class Gravity(StrEnum):
    """What an ailment is of. Only what is derived or left over is mended."""

    DATA = "data"
    RIGHTS = "rights"
    DERIVED = "derived"
    LEFT_OVER = "left over"
    ENGINE = "engine"


class Ailment(NamedTuple):
    """Something that is not as it should be: where, what, and what to do."""

    gravity: Gravity
    place: Path
    problem: str
    remedy: str
    # The address of the engine whose database the place names; empty for a file or folder.
    engine: str = ""

    @property
    def is_mended(self) -> bool:
        """Whether `mend` takes it away."""
        return self.gravity in (Gravity.DERIVED, Gravity.LEFT_OVER)
