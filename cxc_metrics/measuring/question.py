"""What is asked of a data version, as one value that can be remembered and compared."""

from __future__ import annotations

from dataclasses import dataclass, field

from cxc_metrics.catalogue import Kpi
from cxc_metrics.scope.selection import Scope


@dataclass(frozen=True)
class Question:
    """KPIs by dimensions for a selection; the meaning of each part is told by `measure`."""

    kpis: tuple[str | Kpi, ...]
    by: tuple[str, ...] = ()
    scope: Scope = field(default_factory=Scope)
    compare: str | Scope | None = None
    totals: bool = False
