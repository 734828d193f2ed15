"""Measuring: a selection and a list of KPIs become a Measurement with values, n, flags and the exact SQL."""

from __future__ import annotations

from .answer import (
    measure,
    measure_all,
)
from .compare import (
    COMPARISONS,
    EU_AVERAGE,
    OTHER_WAVE,
    SCHEME,
    YEAR_BEFORE,
    country_side,
)
from .date_precision import unit_precision
from .eu_average import MEMBER, TOGETHER, stands_for_eu
from .guard import kept_from
from .in_words import as_named
from .lacks import lack_of
from .measurable import dimensions_of, measurable_by, volume
from .measurement import (
    FLAGS,
    Change,
    Comparison,
    Measurement,
    Over,
    over,
)
from .options import (
    can_filter,
    options,
)
from .prospects import (
    Prospect,
    Prospects,
    prospects,
)
from .question import (
    Question,
)
from .statement import (
    Statement,
)

__all__ = [
    "COMPARISONS",
    "EU_AVERAGE",
    "FLAGS",
    "MEMBER",
    "OTHER_WAVE",
    "SCHEME",
    "TOGETHER",
    "YEAR_BEFORE",
    "Change",
    "Comparison",
    "Measurement",
    "Over",
    "Prospect",
    "Prospects",
    "Question",
    "Statement",
    "as_named",
    "can_filter",
    "country_side",
    "dimensions_of",
    "kept_from",
    "lack_of",
    "measurable_by",
    "measure",
    "measure_all",
    "options",
    "over",
    "prospects",
    "stands_for_eu",
    "unit_precision",
    "volume",
]
