"""The engine: what runs SQL with bound parameters and returns Arrow, and how SQL is written for it.

`protocol` says what measuring and building facts need of one, `dialect` how its SQL differs. DuckDB
(`duckdb`, `duckdb_building`, `duckdb_dialect`) comes with the product; another engine is one class of each.
"""

from __future__ import annotations

from .dialect import (
    Dialect,
    Kind,
)
from .duckdb_dialect import (
    EMBEDDED,
)
from .protocol import (
    Building,
    Engine,
    EngineAbsent,
    EngineError,
    EngineFull,
    FileUnreadable,
    OutOfMemory,
    Warehouse,
)

__all__ = [
    "EMBEDDED",
    "Building",
    "Dialect",
    "Engine",
    "EngineAbsent",
    "EngineError",
    "EngineFull",
    "FileUnreadable",
    "Kind",
    "OutOfMemory",
    "Warehouse",
]
