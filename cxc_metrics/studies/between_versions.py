"""The same question asked of two data versions of one register."""

from __future__ import annotations

from typing import Final

import pandas as pd

from cxc_metrics.measuring.cells import Cell
from cxc_metrics.measuring.changes import difference
from cxc_metrics.measuring.measurement import Measurement
from cxc_metrics.statistics.flags import NOT_AVAILABLE

COLUMNS: Final = ("kpi", "before", "after", "change", "unit")


def between_versions(before: Measurement, after: Measurement) -> pd.DataFrame:
    """One row per KPI of `after`: kpi, before, after, change, unit (pp, %, absolute; the rule of `changes`).

    Values are those of the whole selection; None where a data version cannot give them, and then there is no
    change. Shares are fractions, their change is in percentage points.
    """
    rows = []
    for kpi in after.kpis:
        old, new = (_whole(version, kpi.id) for version in (before, after))
        change = difference(kpi, new, old)
        rows.append((kpi.id, old.value, new.value, change.change, change.unit))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(COLUMNS[1:4], "Float64"))


def _whole(measurement: Measurement, kpi: str) -> Cell:
    if kpi in measurement.not_measurable or kpi not in measurement.ids:
        return Cell(None, None, NOT_AVAILABLE)
    return Cell(measurement.value(kpi), measurement.n(kpi), measurement.flag(kpi))
