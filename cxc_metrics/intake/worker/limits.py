"""What a check may take: memory, time by the size of what was delivered."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cxc_metrics.errors import IntakeError

READ_SECONDS_VARIABLE: Final = "CXC_READ_SECONDS"
_BASE_SECONDS, _SECONDS_PER_PART, _PART_BYTES, _MOST_SECONDS = 30.0, 10.0, 10_000_000, 600.0
_GIGABYTE = 1024**3


@dataclass(frozen=True)
class Limits:
    """`memory` bytes of resident memory; `seconds` of time, None for what the size of the input allows."""

    memory: int = 2 * _GIGABYTE
    seconds: float | None = None

    def time_for(self, path: Path) -> float:
        """Seconds for this delivery: as set here, else by `CXC_READ_SECONDS`, else by its size.

        By size: 30, and 10 for every 10 MB as delivered, 600 at most.
        """
        if self.seconds is not None:
            return self.seconds
        declared = _declared_seconds()
        if declared is not None:
            return declared
        parts = delivered_bytes(path) / _PART_BYTES
        return min(_BASE_SECONDS + _SECONDS_PER_PART * parts, _MOST_SECONDS)


def delivered_bytes(path: Path) -> int:
    """The size of a file, or of the files directly in a folder; 0 for what cannot be looked at."""
    try:
        if not path.is_dir():
            return path.stat().st_size
        return sum(entry.stat().st_size for entry in path.iterdir() if entry.is_file())
    except OSError:
        return 0


def _declared_seconds() -> float | None:
    text = os.environ.get(READ_SECONDS_VARIABLE, "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise IntakeError(
            f"{READ_SECONDS_VARIABLE}={text!r} is no time limit: write a number of seconds above 0"
        )
    return seconds
