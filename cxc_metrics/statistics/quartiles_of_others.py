"""Where one of several (a partnership) stands among all the others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .survey.intervals import UNRELIABLE_BELOW

OTHERS_NEEDED = 8


def quartiles_of_others(
    units: pd.DataFrame, *, unit: str, value: str = "value", n: str = "n"
) -> pd.DataFrame:
    """Each unit (partnership) beside the quartiles of all the others.

    The others count where they have a value and n of 30 or more; eight such others are needed.
    Quartiles interpolate linearly (Hyndman and Fan's type 7).

    Args:
        units: one row per unit.
        unit: column that names the unit.
        value: column of its value.
        n: column of the number of exchanges or answers behind it.

    Returns:
        One row per unit in the order given: `unit`, `value`, `n`, `q1`, `median`, `q3`, `others` (how
        many they rest on) and `reason`, where quartiles are missing.
    """
    values = units[value].to_numpy(dtype=np.float64, na_value=np.nan)
    sizes = units[n].to_numpy(dtype=np.float64, na_value=0.0)
    names = units[unit].to_numpy()
    comparable = np.isfinite(values) & (sizes >= UNRELIABLE_BELOW)
    rows = []
    for name in names:
        others = values[comparable & (names != name)]
        enough = len(others) >= OTHERS_NEEDED
        quartiles = np.quantile(others, (0.25, 0.5, 0.75)) if enough else np.full(3, np.nan)
        rows.append((*quartiles, len(others), "" if enough else _too_few(len(others))))
    table = pd.DataFrame(rows, columns=["q1", "median", "q3", "others", "reason"], index=units.index)
    return pd.concat([units[[unit, value, n]], table], axis=1).reset_index(drop=True)


def _too_few(others: int) -> str:
    there = {0: "no others", 1: "only 1 other"}.get(others, f"only {others} others")
    return f"{there} with n of {UNRELIABLE_BELOW} or more, {OTHERS_NEEDED} are needed"
