"""The studies a Reader can be asked for, by name: `reader.study(CORRIDORS, scope)`.

The second function is for a partnership that asks of its own records. Not theirs are the hosting gaps (all
accepted registrations), the effect and yearly figures (comparison groups of all partnerships), what is
between partnerships, and clusters (members of all).
"""

from __future__ import annotations

from typing import Final

from cxc_metrics.studies import (
    between_partnerships,
    cluster_brokerage,
    corridors,
    effect_study,
    gaps,
    incidence,
    missing_values,
    own_incidence,
    target_chances,
    weighted_for_silence,
    yearly_study,
)

from .study_kind import StudyKind

CORRIDORS: Final = StudyKind("corridors", corridors, corridors)
EFFECT: Final = StudyKind("effect", effect_study)
INCIDENCE: Final = StudyKind("incidence", incidence, own_incidence)
MISSING_VALUES: Final = StudyKind("missing_values", missing_values, missing_values)
HOSTING_GAPS: Final = StudyKind("hosting_gaps", gaps)
BETWEEN_PARTNERSHIPS: Final = StudyKind("between_partnerships", between_partnerships)
TARGETS: Final = StudyKind("targets", target_chances, target_chances)
SILENCE: Final = StudyKind("silence", weighted_for_silence, weighted_for_silence)
YEARLY: Final = StudyKind("yearly", yearly_study)
BROKERAGE: Final = StudyKind("brokerage", cluster_brokerage)
