"""TODO say what cxc_metrics.engine is for."""

from __future__ import annotations

from .duckdb import (
    DuckDbEngine,
    Engine,
    remove_scratch,
)

__all__ = [
    "DuckDbEngine",
    "Engine",
    "remove_scratch",
]
