"""Facts: denormalised tables at one grain with the conformed dimensions, one SQL file each.

A new fact is a new `<name>.sql` here, whose header states grain, tables, inputs, guarantees and, column by
column, the contract columns it is made of. `_dimensions.sql` holds what they share.
"""

from .build import FactBuilder
from .definition import FactDefinition, fact_definition, fact_names
from .emptied import EMPTIED

__all__ = ["EMPTIED", "FactBuilder", "FactDefinition", "fact_definition", "fact_names"]
