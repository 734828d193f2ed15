"""Who is protected from whom: the guard that measuring asks on behalf of one viewer (definitions 10)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

import pyarrow as pa

from cxc_metrics.catalogue import (
    Count,
    Coverage,
    Distinct,
    DistinctKeys,
    HostRatio,
    Kpi,
    Ratio,
    Share,
    ShareOfKeys,
    Sum,
    SurveyMean,
    SurveyMedian,
    SurveyShare,
    Unavailable,
)
from cxc_metrics.facts.unit_keys import has_key
from cxc_metrics.measuring.cells import Cells, Key, keys_in, rolled_up
from cxc_metrics.measuring.keyed import AMOUNTS, ANSWERS, keyed_way
from cxc_metrics.measuring.plan import Step
from cxc_metrics.scope import Scope
from cxc_metrics.scope.version_protocol import KeyedLike
from cxc_metrics.store import DataVersion

from .lattice import reason_outside
from .protected_amounts import cells_of_amounts
from .protected_answers import cells_of_answers
from .protected_codes import CodeRows, cells_of_codes
from .protected_counts import cells_of_counts
from .refusals import NO_LASTING_NAME, SINGLE_RECORDS, not_shown
from .viewer import PARTNERSHIP_FIELDS, Viewer

# One row of these stands for several records of others, whose number an exact sum would give away.
_FOLDED: Final = frozenset({"partnership", "project", "challenge"})
# What their rows have of their own.
_OWN_AMOUNTS: Final = frozenset({"eu_grant_eur", "eu_contribution_eur"})
_COUNTED: Final = (Count, Share, ShareOfKeys, DistinctKeys, Distinct, Coverage, HostRatio)
_SURVEYED: Final = (SurveyShare, SurveyMean, SurveyMedian)


class ViewerGuard:
    """Protects figures from a viewer who is not internal."""

    def __init__(self, version: DataVersion, viewer: Viewer) -> None:
        self._plain, self._viewer = version, viewer

    @cached_property
    def version(self) -> KeyedLike:
        """The data version with record keys; RegisterError where the store's secret cannot be used."""
        return self._plain.keyed()

    def owns(self, scope: Scope) -> bool:
        """Whether a selection is of own partnerships alone, as visitors' or as hosts'."""
        return self._viewer.owns(scope)

    def may_own(self, by: Sequence[str]) -> bool:
        """Whether rows tell partnerships apart, and the viewer has some."""
        return bool(self._viewer.partnerships) and not set(PARTNERSHIP_FIELDS).isdisjoint(by)

    def is_own(self, key: Key, by: Sequence[str]) -> bool:
        """Whether a row is of one of the viewer's partnerships."""
        over = rolled_up(key, by)
        return any(
            name in PARTNERSHIP_FIELDS and name not in over and value in self._viewer.partnerships
            for name, value in zip(by, key.values, strict=True)
        )

    def reason_against(self, kpi: Kpi, by: Sequence[str], scope: Scope) -> str | None:
        """Why a figure is not shown by these dimensions in a selection; None if it can be protected."""
        why = _unprotected(kpi) or reason_outside(by, scope, kpi)
        return None if why is None else not_shown(self._viewer, why)

    def cells(self, step: Step, rows: pa.Table, by: Sequence[str], scope: Scope, *, totals: bool) -> Cells:
        """The protected cells of what one keyed statement gave."""
        way = keyed_way(step.kpis[0])
        if way == AMOUNTS:
            return cells_of_amounts(step, rows, by, totals=totals)
        if way.startswith(ANSWERS):
            return cells_of_answers(step, rows, by, totals=totals)
        if isinstance(coverage := step.kpis[0], Coverage):
            codes = CodeRows(rows, tuple(by), scope.active(), self.version.keys_of)
            return {coverage.id: cells_of_codes(coverage, codes, totals=totals)}
        return cells_of_counts(step.kpis, rows, keys_in(rows, by, totals=totals), step.view)


def guard_of(version: DataVersion, viewer: Viewer) -> ViewerGuard | None:
    """The guard of a viewer; None for the internal one, and where the register is published totals.

    Raises RegisterError where the store's secret cannot be used: then nothing is shown.
    """
    if viewer.sees_all or version.manifest.grain == "aggregate":
        return None
    guard = ViewerGuard(version, viewer)
    _ = guard.version
    return guard


def _unprotected(kpi: Kpi) -> str | None:
    if isinstance(kpi, Unavailable):
        return None
    if isinstance(kpi, (Sum, Ratio)):
        if kpi.fact not in _FOLDED or (isinstance(kpi, Sum) and kpi.value in _OWN_AMOUNTS):
            return None
        return SINGLE_RECORDS
    if isinstance(kpi, (Distinct, ShareOfKeys)) and not has_key(kpi.key):
        return NO_LASTING_NAME
    if isinstance(kpi, (*_COUNTED, *_SURVEYED)):
        return None
    return SINGLE_RECORDS
