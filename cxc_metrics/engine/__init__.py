"""The engine: one DuckDB instance that answers SQL with bound parameters."""

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
