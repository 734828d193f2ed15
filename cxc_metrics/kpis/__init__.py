"""The catalogue: every KPI is a declaration, and dimensions have the same names everywhere.

`catalogue()` and `kpi("O04")` give declarations, `dimensions()` what they may be broken down by.
"""

from .catalogue import catalogue, catalogue_version, kpi, with_companions
from .dimensions import Dimension, Values, dimension, dimensions
from .effect_kind import ChangeAgainstWaiting
from .facts import FACTS, Fact
from .kinds import (
    Count,
    Coverage,
    Distinct,
    DistinctKeys,
    Median,
    PersonsRatio,
    Quotient,
    Ratio,
    Share,
    ShareOfKeys,
    Sum,
    Unavailable,
)
from .methods import Flow, Method
from .model import Kpi, Level, View
from .survey_kinds import HostRatio, SurveyMean, SurveyMedian, SurveyShare
from .time_kinds import Waiting

__all__ = [
    "FACTS",
    "ChangeAgainstWaiting",
    "Count",
    "Coverage",
    "Dimension",
    "Distinct",
    "DistinctKeys",
    "Fact",
    "Flow",
    "HostRatio",
    "Kpi",
    "Level",
    "Median",
    "Method",
    "PersonsRatio",
    "Quotient",
    "Ratio",
    "Share",
    "ShareOfKeys",
    "Sum",
    "SurveyMean",
    "SurveyMedian",
    "SurveyShare",
    "Unavailable",
    "Values",
    "View",
    "Waiting",
    "catalogue",
    "catalogue_version",
    "dimension",
    "dimensions",
    "kpi",
    "with_companions",
]
