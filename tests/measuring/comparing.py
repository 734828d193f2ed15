"""Measurements as plain mappings, to be held against check queries."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cxc_metrics.measuring import Measurement


def found(measurement: Measurement, kpi: str, by: Sequence[str]) -> dict[tuple[Any, ...], tuple[float, int]]:
    """Dimension values → (value, n), only rows that rest on something; total rows are left out."""
    table = measurement.details
    return {
        tuple(plain(row[name]) for name in by): (float(row[kpi]), int(row[f"{kpi}_n"]))
        for row in table.to_dict("records")
        if not pd.isna(row[kpi]) and row[f"{kpi}_n"]
    }


def plain(value: Any) -> Any:
    """None for any missing value, Python's own numbers."""
    if pd.isna(value):
        return None
    return value.item() if hasattr(value, "item") else value


def differences(
    measured: Mapping[Any, tuple[float, int]], expected: Mapping[Any, tuple[float, int]]
) -> list[str]:
    """What one side has and the other has not, or has otherwise; empty where both tables are the same."""
    return [
        f"{key}: measured {measured.get(key)}, expected {expected.get(key)}"
        for key in [*expected, *(key for key in measured if key not in expected)]
        if not _same(measured.get(key), expected.get(key))
    ]


def _same(one: tuple[float, int] | None, other: tuple[float, int] | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one[0], other[0], rel_tol=1e-9, abs_tol=1e-12) and one[1] == other[1]
