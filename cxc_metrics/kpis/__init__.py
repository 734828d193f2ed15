"""The catalogue: every KPI is a declaration, and dimensions have the same names everywhere.

`catalogue()` and `kpi("O04")` give declarations, `dimensions()` what they may be broken down by.
"""

from .catalogue import catalogue, catalogue_version, kpi, with_companions
from .dimensions import Dimension, Values, dimension, dimensions
from .facts import FACTS, Fact
from .kinds import Count, Coverage, DistinctKeys, Index, Median, Ratio, Share, Sum
from .model import Kpi, Level, View

__all__ = [
    "FACTS",
    "Count",
    "Coverage",
    "Dimension",
    "DistinctKeys",
    "Fact",
    "Index",
    "Kpi",
    "Level",
    "Median",
    "Ratio",
    "Share",
    "Sum",
    "Values",
    "View",
    "catalogue",
    "catalogue_version",
    "dimension",
    "dimensions",
    "kpi",
    "with_companions",
]
