"""The catalogue: every KPI is a declaration, and dimensions have the same names everywhere.

`catalogue()` and `kpi("O04")` give declarations, `dimensions()` what they may be broken down by.
"""

from .catalogue import catalogue, catalogue_version, kpi, with_companions
from .dimensions import Dimension, Values, dimension, dimensions
from .facts import FACTS, Fact
from .kinds import Count, Coverage, DistinctKeys, Median, Ratio, Share, Sum
from .methods import Flow, Method
from .model import Kpi, Level, View

__all__ = [
    "FACTS",
    "Count",
    "Coverage",
    "Dimension",
    "DistinctKeys",
    "Fact",
    "Flow",
    "Kpi",
    "Level",
    "Median",
    "Method",
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
