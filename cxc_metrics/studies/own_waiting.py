"""A waiting time of a partnership's own records, where no record of another ended it.

A visitor's wait ends with its first visit, also one that another partnership brought about without a match on
record: that wait is no study of own records alone, and is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.errors import NotShown
from cxc_metrics.measuring.population import Population, view_of
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike

from .behind_a_method import incidence

if TYPE_CHECKING:
    from cxc_metrics.statistics.waiting.time_to_event import Incidence

_JOURNEY: Final = "journey"
# Ends that are of the registration itself.
_OWN_ENDS: Final = ("rejected", "withdrawn", "expired")
ENDED_BY_OTHERS: Final = (
    "Not shown of this selection: some visitor travelled with another partnership, whose record would be in "
    "its waiting time"
)


def own_incidence(version: DataVersionLike, kpi: str, scope: Scope | None = None) -> Incidence:
    """`incidence` of a selection, of whose records alone it is. Raises as that does, else NotShown."""
    selection, declared = scope if scope is not None else Scope(), find_kpi(kpi)
    course = incidence(version, kpi, selection)
    if declared.fact == _JOURNEY and _ended_by_others(version, selection, declared.period_field):
        raise NotShown(ENDED_BY_OTHERS)
    return course


def _ended_by_others(version: DataVersionLike, scope: Scope, period_field: str | None) -> bool:
    """Whether a journey ended on a day on which no exchange of these partnerships began for its visitor."""
    view = view_of(scope, version)
    # Any of the partnerships' exchanges, whatever else is selected: those of journeys are dated otherwise.
    own = Scope(partnership=scope.partnership, host_partnership=scope.host_partnership)
    visits = Population(version, "exchange", own, view)
    journeys = Population(version, _JOURNEY, scope, view, period_field)
    ends = ", ".join(f"'{name}'" for name in _OWN_ENDS)
    ended = (
        "coalesce(j.travelled_on, CASE WHEN j.registration_status NOT IN "
        f"({ends}) OR j.registration_status IS NULL THEN j.left_on END)"
    )
    others = version.query(
        f"SELECT sum(CASE WHEN {ended} IS NOT NULL AND x.visitor_id IS NULL THEN 1 ELSE 0 END) AS n\n"
        f"FROM {journeys.rows} AS j\n"
        f"LEFT JOIN (SELECT DISTINCT visitor_id, period_date FROM {visits.rows} AS v) AS x\n"
        f"    ON x.visitor_id = j.organisation_id AND x.period_date = {ended}",
        {**journeys.params, **visits.params},
    )
    return bool(others["n"][0].as_py())
