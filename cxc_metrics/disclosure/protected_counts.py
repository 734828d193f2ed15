"""Figures that are made of counts: each count is changed by the sum of the keys of what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from cxc_metrics.catalogue import Count, Kpi, Share, ShareOfKeys, View
from cxc_metrics.measuring.cells import Cell, Cells, Key, number
from cxc_metrics.measuring.keyed import counted
from cxc_metrics.measuring.sql import column_of
from cxc_metrics.statistics.perturbation import perturbed


def cells_of_counts(kpis: Sequence[Kpi], rows: pa.Table, keys: Sequence[Key], view: View) -> Cells:
    """The protected cells of figures that one keyed statement counted."""
    cells: Cells = {}
    for kpi in kpis:
        parts = {part: _changed(kpi, part, rows) for part in counted(kpi, view)}
        cells[kpi.id] = {
            key: _cell(kpi, {part: values[place] for part, values in parts.items()})
            for place, key in enumerate(keys)
        }
    return cells


def _changed(kpi: Kpi, part: str, rows: pa.Table) -> list[tuple[int, int]]:
    """Counts as they are and as they are shown."""
    counts = rows[column_of(kpi, part)].to_pylist()
    sums = rows[column_of(kpi, part, keys=True)].to_pylist()
    return [
        (int(count or 0), perturbed(int(count or 0), whole(total)))
        for count, total in zip(counts, sums, strict=True)
    ]


def whole(total: Any) -> int:
    """A sum of keys as Python's own number; 0 for nothing."""
    return int(number(total) or 0)


def _cell(kpi: Kpi, parts: dict[str, tuple[int, int]]) -> Cell:
    n = parts["n"][1]
    if isinstance(kpi, Count):
        return Cell(n, n)
    if isinstance(kpi, (Share, ShareOfKeys)):
        # Each is changed on its own: a part may come out larger than the whole.
        return Cell(min(parts["of"][1] / n, 1.0) if n else None, n)
    return Cell(parts["value"][1], n)
