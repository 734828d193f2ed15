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

from .between import Between, between_partnerships
from .compare import COMPARISONS, OTHER_WAVE, SCHEME, YEAR_BEFORE
from .completion import Outlook, Targets, target_chances
from .corridors import Corridors, corridors
from .country_pairs import country_pairs
from .funnel import STAGES, funnel
from .gaps import Gaps, gaps
from .labels import NOT_RECORDED, TOTAL, country_name, field_label, label
from .listing import Rows, rows
from .matrices import cluster_brokerage
from .measurement import FLAGS, Change, Comparison, Measurement, Over, over
from .members import AVERAGE, NEITHER, WHOLE, beside_group, spread_beside_group, stands_for_group
from .period import Period
from .plan import dimensions_of, measurable_by, volume
from .question import Question
from .reading import Note
from .run import measure, measure_all
from .scope import Chip, Scope
from .silence import Silence, weighted_for_silence
from .snapshot import ManifestLike, SnapshotLike
from .sql import Statement
from .studies import EffectStudy, bounds, effect_study, incidence, missing_values
from .target import Course, SchemeTarget, course, extrapolation, scheme_target
from .values import options
from .versions import between_versions
from .yearly import YEARLY_FIGURES, YearlyStudy, events_table, has_yearly_figures, yearly_study

__all__ = [
    "AVERAGE",
    "COMPARISONS",
    "FLAGS",
    "NEITHER",
    "NOT_RECORDED",
    "OTHER_WAVE",
    "SCHEME",
    "STAGES",
    "TOTAL",
    "WHOLE",
    "YEARLY_FIGURES",
    "YEAR_BEFORE",
    "Between",
    "Change",
    "Chip",
    "Comparison",
    "Corridors",
    "Course",
    "Dimension",
    "EffectStudy",
    "Gaps",
    "Kpi",
    "ManifestLike",
    "Measurement",
    "Note",
    "Outlook",
    "Over",
    "Period",
    "Question",
    "Rows",
    "SchemeTarget",
    "Scope",
    "Silence",
    "SnapshotLike",
    "Statement",
    "Targets",
    "YearlyStudy",
    "beside_group",
    "between_partnerships",
    "between_versions",
    "bounds",
    "catalogue",
    "catalogue_version",
    "cluster_brokerage",
    "corridors",
    "country_name",
    "country_pairs",
    "course",
    "dimension",
    "dimensions",
    "dimensions_of",
    "effect_study",
    "events_table",
    "extrapolation",
    "field_label",
    "funnel",
    "gaps",
    "has_yearly_figures",
    "incidence",
    "kpi",
    "label",
    "measurable_by",
    "measure",
    "measure_all",
    "missing_values",
    "options",
    "over",
    "rows",
    "scheme_target",
    "spread_beside_group",
    "stands_for_group",
    "target_chances",
    "volume",
    "weighted_for_silence",
    "with_companions",
    "yearly_study",
]
