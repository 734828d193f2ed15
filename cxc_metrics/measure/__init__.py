"""Measuring: a selection and a list of KPIs become a Measurement with values, n, flags and the exact SQL."""

from cxc_metrics.kpis import (
    Dimension,
    Kpi,
    catalogue,
    catalogue_version,
    dimension,
    dimensions,
    kpi,
    with_companions,
)

from .compare import COMPARISONS, OTHER_WAVE, PREVIOUS_PERIOD, SCHEME
from .completion import Outlook, expected_completion
from .corridors import Corridors, corridors
from .country_pairs import country_pairs
from .labels import NOT_RECORDED, TOTAL, country_name, field_label, label
from .listing import Rows, rows
from .matrices import cluster_brokerage
from .measurement import FLAGS, Change, Comparison, Measurement
from .period import Period
from .plan import dimensions_of
from .reading import Note
from .run import measure
from .scope import Chip, Scope
from .snapshot import ManifestLike, SnapshotLike
from .sql import Statement
from .studies import EffectStudy, bounds, effect_study, incidence, missing_values
from .values import options

__all__ = [
    "COMPARISONS",
    "FLAGS",
    "NOT_RECORDED",
    "OTHER_WAVE",
    "PREVIOUS_PERIOD",
    "SCHEME",
    "TOTAL",
    "Change",
    "Chip",
    "Comparison",
    "Corridors",
    "Dimension",
    "EffectStudy",
    "Kpi",
    "ManifestLike",
    "Measurement",
    "Note",
    "Outlook",
    "Period",
    "Rows",
    "Scope",
    "SnapshotLike",
    "Statement",
    "bounds",
    "catalogue",
    "catalogue_version",
    "cluster_brokerage",
    "corridors",
    "country_name",
    "country_pairs",
    "dimension",
    "dimensions",
    "dimensions_of",
    "effect_study",
    "expected_completion",
    "field_label",
    "incidence",
    "kpi",
    "label",
    "measure",
    "missing_values",
    "options",
    "rows",
    "with_companions",
]
