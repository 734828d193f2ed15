"""The same question asked of two data versions of one register."""

from __future__ import annotations

from typing import Final

import pandas as pd

from .measurement import ABSOLUTE, POINTS, Measurement

COLUMNS: Final = ("kpi", "before", "after", "change", "unit")


def between_versions(before: Measurement, after: Measurement) -> pd.DataFrame:
    """One row per KPI of `after`: kpi, before, after, change, unit (`pp` for shares, else `absolute`).

    Values are those of the whole selection; None where a data version cannot give them, and then there is no
    change. Shares are fractions, their change is in percentage points.
    """
    rows = []
    for kpi in after.kpis:
        old, new = (
            None if kpi.id in one.not_measurable or kpi.id not in one.ids else one.value(kpi.id)
            for one in (before, after)
        )
        change = None if old is None or new is None else (new - old) * (100 if kpi.is_percent else 1)
        rows.append((kpi.id, old, new, change, POINTS if kpi.is_percent else ABSOLUTE))
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(dict.fromkeys(COLUMNS[1:4], "Float64"))
