"""Figures that need an emptied cell: which rows leave them, and how many there are ("over n of N").

A row whose needed cell was emptied is in no part of a sum, mean, median, ratio or share: nobody knows what it
would say. It is counted beside, where it might belong to the population. Numbers of rows or of different
things stay what is known for certain.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from cxc_metrics.catalogue import Kpi, View
from cxc_metrics.catalogue.declaration import ALL_ROWS

from .population import holding, relaxed


@dataclass(frozen=True)
class KpiOverRows:
    """A KPI over the rows that can tell it, and the condition of those that might belong and cannot."""

    kpi: Kpi
    untold: str | None = None


def without_emptied(kpi: Kpi, view: View, emptied: Collection[str], filters: Collection[str]) -> KpiOverRows:
    """How a KPI is measured where cells of these fact columns were emptied.

    `filters` are the columns among them that the selection asks about: such a row may or may not belong.
    """
    if not emptied or kpi.tells_missing:
        return KpiOverRows(kpi)
    needed = sorted((kpi.words(view) & set(emptied)) | set(filters))
    if not needed:
        return KpiOverRows(kpi)
    left_out = needed if kpi.needs_every_cell else sorted(filters)
    possible, lost = relaxed(view.read(kpi.among), emptied, view.dialect), holding(needed, view.dialect)
    untold = f"({possible}) AND {lost}" if possible != ALL_ROWS else lost
    if not left_out:
        return KpiOverRows(kpi, untold)
    kept = f"NOT {holding(left_out, view.dialect)}"
    among = kept if kpi.among == ALL_ROWS else f"({kpi.among}) AND {kept}"
    return KpiOverRows(replace(kpi, among=among), untold)
