"""From registration to outcome: six stages, each with its unit, and shares where units agree."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from cxc_metrics.measuring.measurement import Measurement

# Stages by name with the KPI that counts them, in the order of the process. Those of registrations are a
# cohort by the day of submission, those of exchanges by their first day.
STAGES: Final[dict[str, str]] = {
    "registered": "A10",
    "accepted": "A10a",
    "matched": "A10m",
    "held": "O01",
    "validated": "O01v",
    "outcome": "R11",
}
COLUMNS: Final = ("stage", "kpi", "value", "unit", "share_of_previous", "reason")


def funnel(*measured: Measurement) -> pd.DataFrame:
    """One row per stage: stage, kpi, value (None: not measurable), unit, share_of_previous, reason.

    Together the measurements hold A10, A10a, A10m, O01, O01v of the selection in the view held, and R11 in
    the view closed and validated: so each stage is a part of the one before, and `share_of_previous` (a
    fraction) is a share. It is None where the unit changes (a registration is no exchange), where either side
    is not measurable, and where the stage before is empty.
    """
    sources = {kpi.id: (kpi, source) for source in measured for kpi in source.kpis}
    rows: list[dict[str, object]] = []
    before: tuple[float | None, str] = (None, "")
    for stage, name in STAGES.items():
        kpi, source = sources[name]
        value = None if name in source.not_measurable else source.value(name)
        share = value / before[0] if value is not None and before[0] and before[1] == kpi.unit else None
        reason = source.not_measurable.get(name, "")
        rows.append(dict(zip(COLUMNS, (stage, name, value, kpi.unit, share, reason), strict=True)))
        before = (value, kpi.unit)
    columns: dict[str, Any] = {name: [row[name] for row in rows] for name in COLUMNS}
    columns["value"] = pd.array(columns["value"], dtype="Int64")
    columns["share_of_previous"] = pd.array(columns["share_of_previous"], dtype="Float64")
    return pd.DataFrame(columns)
