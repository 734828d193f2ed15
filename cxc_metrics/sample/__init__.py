"""The synthetic register: plausible, deterministic, invented from end to end, and saying so.

No figure in it is a result of the real scheme. It exists so that every page, KPI and check has something to
work on: two waves, a funnel, survey rounds, real-life mistakes and broken rules.
"""

from __future__ import annotations

from .drawing import (
    ALL_TABLES_UP_TO,
    DEFAULT_EXCHANGES,
    DEFAULT_SEED,
    Sample,
    generate,
)
from .write import (
    SampleError,
)

__all__ = [
    "ALL_TABLES_UP_TO",
    "DEFAULT_EXCHANGES",
    "DEFAULT_SEED",
    "Sample",
    "SampleError",
    "generate",
]
