"""What measuring asks of whoever protects figures from a viewer; `disclosure.viewer_guard` answers.

Nothing of a protected figure is worked out here: the statement gives counts and sums of keys, the guard makes
the cells, and all that follows (quotients, changes, which rows there are) is taken from those.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

from cxc_metrics.catalogue import Kpi, Quotient
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike

from .cells import Cells, Key

if TYPE_CHECKING:
    from .plan import Step


class Guard(Protocol):
    """Protects figures from one viewer of one data version."""

    @property
    def version(self) -> DataVersionLike:
        """The data version with record keys in its facts."""

    def reason_against(self, kpi: Kpi, by: Sequence[str], scope: Scope) -> str | None:
        """Why a figure is not shown by these dimensions in this selection; None if it can be protected."""

    def owns(self, scope: Scope) -> bool:
        """Whether the viewer may see every record of a selection, so that all of it is exact."""

    def may_own(self, by: Sequence[str]) -> bool:
        """Whether rows of these dimensions may be of the viewer's own records."""

    def is_own(self, key: Key, by: Sequence[str]) -> bool:
        """Whether a row is: it is exact."""

    def cells(self, step: Step, rows: pa.Table, by: Sequence[str], scope: Scope, *, totals: bool) -> Cells:
        """The protected cells of what one keyed statement gave."""


def kept_from(guard: Guard | None, kpi: Kpi, by: Sequence[str], scope: Scope) -> str | None:
    """Why a figure is not shown to the viewer at all in this selection; None if it is."""
    if guard is None or guard.owns(scope):
        return None
    parts = kpi.parts() if isinstance(kpi, Quotient) else (kpi,)
    reasons = (guard.reason_against(part, by, scope) for part in parts)
    return next((reason for reason in reasons if reason), None)
