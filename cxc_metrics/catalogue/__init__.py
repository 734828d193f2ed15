"""The catalogue: every KPI is a declaration, and dimensions have the same names everywhere.

`catalogue()` and `kpi("O04")` give declarations, `dimensions()` what they may be broken down by.
"""

from __future__ import annotations

from cxc_metrics.contract.dimension import Dimension, Values
from cxc_metrics.contract.dimensions import dimension, dimensions

from .declaration import (
    Kpi,
    Level,
    View,
)
from .fact import Fact
from .facts import FACTS
from .kinds.aggregate import (
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
from .kinds.by_method import (
    Flow,
    Method,
    MethodOfCounts,
    MethodOfSums,
)
from .kinds.effect import (
    ChangeAgainstWaiting,
)
from .kinds.survey import (
    HostRatio,
    SurveyMean,
    SurveyMedian,
    SurveyShare,
)
from .kinds.waiting import (
    Waiting,
)
from .lookup import (
    HEADLINE,
    HEADLINES,
    VOLUME,
    WATCHED,
    catalogue,
    catalogue_version,
    kpi,
    with_companions,
)

__all__ = [
    "FACTS",
    "HEADLINE",
    "HEADLINES",
    "VOLUME",
    "WATCHED",
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
    "MethodOfCounts",
    "MethodOfSums",
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
