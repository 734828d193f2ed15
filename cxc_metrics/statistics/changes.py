"""What surrounds an estimate: who did not answer, how it changed, where the others stand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cxc_metrics.statistics.cluster import Floats
from cxc_metrics.statistics.errors import NotMeasurable
from cxc_metrics.statistics.intervals import HIDDEN_BELOW, LEVEL, UNRELIABLE_BELOW, Interval

SMALL_BASE = 20
OTHERS_NEEDED = 8
POINTS = "percentage points"
PERCENT = "percent"
ABSOLUTE = "absolute"


@dataclass(frozen=True)
class Response:
    """Response rate, and the share of yes if all who kept silent had said no (`worst`) or yes (`best`)."""

    invited: int
    answered: int
    rate: float
    worst: float
    best: float


@dataclass(frozen=True)
class Change:
    """A change since the base, in `unit`; in percentage points and percent 5.0 means five.

    `low` and `high` are NaN for complete counts. Where `value`, or the interval of a survey share,
    cannot be given, it is NaN and `reason` says why.
    """

    value: float
    low: float
    high: float
    unit: str
    reason: str = ""


def response(yes: int, answered: int, invited: int) -> Response:
    """Response rate n / N with the bounds k / N and (k + N - n) / N of a share.

    Raises:
        NotMeasurable: nobody was invited, or the counts contradict each other.
    """
    if invited <= 0:
        raise NotMeasurable("Nobody was invited to this survey round, so there is no response rate.")
    if not 0 <= yes <= answered <= invited:
        raise NotMeasurable(
            f"The counts contradict each other: {yes} yes among {answered} answers to {invited} invitations."
        )
    return Response(
        invited, answered, answered / invited, yes / invited, (yes + invited - answered) / invited
    )


def newcombe(
    share: ArrayLike, n: ArrayLike, base_share: ArrayLike, base_n: ArrayLike
) -> tuple[Floats, Floats]:
    """Interval of `share - base_share`, elementwise; both n may be divided by their design effect.

    Newcombe's hybrid score interval (his method 10: Statistics in Medicine 17, 1998, 873-890), through
    statsmodels. NaN where a share or n is missing or n is 0.
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    p, m, q, k = np.broadcast_arrays(
        *(np.asarray(a, dtype=np.float64) for a in (share, n, base_share, base_n))
    )
    known = np.isfinite(p) & np.isfinite(q) & (m > 0) & (k > 0)
    low, high = np.full(p.shape, np.nan), np.full(p.shape, np.nan)
    p, m, q, k = p[known], m[known], q[known], k[known]
    low[known], high[known] = confint_proportions_2indep(
        p * m, m, q * k, k, method="newcomb", compare="diff", alpha=1 - LEVEL
    )
    # Rounding may carry an end past the largest difference there is.
    return np.clip(low, -1, 1), np.clip(high, -1, 1)


def change_of_share(now: Interval, base: Interval, *, survey: bool, provisional: bool = False) -> Change:
    """Change of a share in percentage points; survey shares with Newcombe's interval on n / deff.

    Register shares are complete counts (`survey=False`): no interval. None at all where either side
    is provisional or hidden.
    """
    refused = _refused((now.n, base.n), (now.estimate, base.estimate), provisional)
    if refused:
        return Change(np.nan, np.nan, np.nan, POINTS, refused)
    low, high = np.nan, np.nan
    if survey:
        sizes = now.n / now.deff, base.n / base.deff
        low, high = (float(bound) for bound in newcombe(now.estimate, sizes[0], base.estimate, sizes[1]))
    lack = (now.reason or base.reason) if survey and not np.isfinite(low) else ""
    return Change(100 * (now.estimate - base.estimate), 100 * low, 100 * high, POINTS, lack)


def change_of_count(now: float, base: float, *, provisional: bool = False) -> Change:
    """Change of a count or sum: in percent of the base, absolute where the base is under 20."""
    refused = _refused((), (now, base), provisional)
    if refused:
        return Change(np.nan, np.nan, np.nan, ABSOLUTE, refused)
    if abs(base) < SMALL_BASE:
        return Change(now - base, np.nan, np.nan, ABSOLUTE)
    return Change(100 * (now - base) / abs(base), np.nan, np.nan, PERCENT)


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
        lack = f"only {len(others)} others with n of {UNRELIABLE_BELOW} or more, {OTHERS_NEEDED} are needed"
        rows.append((*quartiles, len(others), "" if enough else lack))
    found = pd.DataFrame(rows, columns=["q1", "median", "q3", "others", "reason"], index=units.index)
    return pd.concat([units[[unit, value, n]], found], axis=1).reset_index(drop=True)


def _refused(sizes: tuple[int, ...], values: tuple[float, float], provisional: bool) -> str:
    """Why no change is given, or nothing."""
    if provisional:
        return "one of the two periods is still open"
    if any(size < HIDDEN_BELOW for size in sizes):
        return f"one of the two sides rests on fewer than {HIDDEN_BELOW}"
    if not all(np.isfinite(values)):
        return "one of the two sides has no value"
    return ""
