"""Explore: what a file nobody has described may hold, before any contract is asked."""

from __future__ import annotations

from .explored import (
    ColumnKind,
    ColumnRole,
    Explored,
    ExploredColumn,
    ExploredTable,
    RoleGuess,
    ValueCount,
)
from .exploring import explore

__all__ = [
    "ColumnKind",
    "ColumnRole",
    "Explored",
    "ExploredColumn",
    "ExploredTable",
    "RoleGuess",
    "ValueCount",
    "explore",
]
