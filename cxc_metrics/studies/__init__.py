"""What takes more than a figure: corridors, effect, waiting, targets, the funnel, groups, silence."""

from __future__ import annotations

from .against_group import (
    AVERAGE,
    NEITHER,
    WHOLE,
    set_against_group,
    spread_against_group,
    stands_for_group,
)
from .behind_a_method import (
    EffectStudy,
    bounds,
    effect_study,
    incidence,
    missing_values,
)
from .between_partnerships import (
    Between,
    between_partnerships,
)
from .between_versions import (
    between_versions,
)
from .corridors import (
    Corridors,
    corridors,
)
from .country_pairs import (
    country_pairs,
)
from .funnel import (
    STAGES,
    funnel,
)
from .hosting_gaps import (
    Gaps,
    gaps,
)
from .own_waiting import own_incidence
from .partnership_target import (
    Outlook,
    Targets,
    target_chances,
)
from .scheme_target import (
    Course,
    SchemeTarget,
    course,
    extrapolation,
    scheme_target,
)
from .silence import (
    Silence,
    weighted_for_silence,
)
from .whole_matrix import (
    cluster_brokerage,
)
from .yearly import (
    YEARLY_FIGURES,
    YearlyStudy,
    events_table,
    has_yearly_figures,
    yearly_study,
)

__all__ = [
    "AVERAGE",
    "NEITHER",
    "STAGES",
    "WHOLE",
    "YEARLY_FIGURES",
    "Between",
    "Corridors",
    "Course",
    "EffectStudy",
    "Gaps",
    "Outlook",
    "SchemeTarget",
    "Silence",
    "Targets",
    "YearlyStudy",
    "between_partnerships",
    "between_versions",
    "bounds",
    "cluster_brokerage",
    "corridors",
    "country_pairs",
    "course",
    "effect_study",
    "events_table",
    "extrapolation",
    "funnel",
    "gaps",
    "has_yearly_figures",
    "incidence",
    "missing_values",
    "own_incidence",
    "scheme_target",
    "set_against_group",
    "spread_against_group",
    "stands_for_group",
    "target_chances",
    "weighted_for_silence",
    "yearly_study",
]
