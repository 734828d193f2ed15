"""Facts: denormalised tables at one grain with the conformed dimensions, one SQL file each.

A new fact is a new `<name>.sql` here, whose header states grain, tables, inputs, guarantees and, column by
column, the contract columns it is made of. `_dimensions.sql` holds what they share; `splice` writes in the
dimensions that a fact has by the relations it is made of.
"""

from __future__ import annotations

from .definition import (
    FactDefinition,
    fact_definition,
    fact_names,
)

__all__ = [
    "FactDefinition",
    "fact_definition",
    "fact_names",
]
