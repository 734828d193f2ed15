"""How long until it happens, for units of which many are still waiting.

A median over those who have arrived leaves out the slow ones: with a true median of 90 days and one
year of arrivals it reads 58. So all units are followed up to `as_at`; those still waiting are
censored there; withdrawal, expiry and cancellation compete with the event. The share that has
arrived by each day is the Aalen-Johansen cumulative incidence (statsmodels).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flags import UNRELIABLE
from cxc_metrics.statistics.survey.cluster import Floats, Integers
from cxc_metrics.statistics.survey.intervals import LEVEL, size_flag

from .endings import COMPETING, HAPPENED, WAITING

AT_RISK_NEEDED = 5


@dataclass(frozen=True)
class Incidence:
    """Cumulative incidence of one event among competing ones.

    `curve` has one row per day on which something happened, in order: `day, at_risk, share, low,
    high` (95 %, log-log scale, NaN where the share is 0 or 1). `median` is the first day by which
    half of all units had the event; None reads "not reached", as do its bounds. `last_day` is the
    longest follow-up. `flag` is that of the size, and "u" where fewer than five were still at risk on
    the day of the median; `reason` then says so.
    """

    curve: pd.DataFrame
    n: int
    events: int
    competing: int
    waiting: int
    median: float | None
    median_low: float | None
    median_high: float | None
    last_day: float
    flag: str
    reason: str = ""


def cumulative_incidence(days: ArrayLike, outcome: ArrayLike, times: ArrayLike | None = None) -> Incidence:
    """Aalen-Johansen estimate of the share with the event by each day.

    Competing events go half a day ahead of events of the same day. That order changes nothing, for
    (n-c)/n · e/(n-c) = e/n. The variance is the delta method's (Collett, Modelling Survival Data in
    Medical Research, 3rd ed., p. 411), taken here from cumulative sums: statsmodels has none where a
    row stands for several units. lifelines, which says the same, takes ten times as long.

    Args:
        days: waiting time of each unit, whole days from 0.
        outcome: 0 waiting (censored), 1 happened, 2 or more competing.
        times: how many units each of these stands for, 1 or more; None for one each.

    Raises:
        NotEstimable: no units, or a negative waiting time.
    """
    waited = np.asarray(days, dtype=np.float64)
    ending = np.asarray(outcome, dtype=np.int64)
    units = np.ones(len(waited), np.int64) if times is None else np.asarray(times, dtype=np.int64)
    if len(waited) == 0:
        raise NotEstimable("No units to follow in this selection.")
    if not np.isfinite(waited).all() or (waited < 0).any():
        raise NotEstimable(
            "A waiting time is missing or negative; leave prior events out and show them apart."
        )
    ending = np.minimum(ending, COMPETING)
    time = np.floor(waited) - np.where(ending == COMPETING, 0.5, 0.0)
    curve = _curve(time, ending, units)
    median = _first_day(curve, "share")
    reason, n = _few_at_risk(curve, median), int(units.sum())
    return Incidence(
        curve=curve,
        n=n,
        events=int(units[ending == HAPPENED].sum()),
        competing=int(units[ending == COMPETING].sum()),
        waiting=int(units[ending == WAITING].sum()),
        median=median,
        median_low=_first_day(curve, "high"),
        median_high=_first_day(curve, "low"),
        last_day=float(np.floor(waited).max()),
        flag=size_flag(n) or (UNRELIABLE if reason else ""),
        reason=reason,
    )


def _curve(time: Floats, ending: Integers, units: Integers) -> pd.DataFrame:
    """The share by each time with its interval, the half days folded back."""
    from scipy.stats import norm

    times, place = np.unique(time, return_inverse=True)
    ended, happened = (
        np.bincount(place, weights=units * those).astype(np.int64)
        for those in (ending != WAITING, ending == HAPPENED)
    )
    leaving = np.bincount(place, weights=units).astype(np.int64)
    at_risk = np.cumsum(leaving[::-1])[::-1]
    share = _share(time, ending, units) if happened.any() else np.zeros(len(times))
    variance = _variance(share, at_risk, ended, happened)
    low, high = np.full(len(share), np.nan), np.full(len(share), np.nan)
    # A sum of fractions may end 1e-16 away from 1, where the scale of the interval has no end.
    inner = (share > 0.0) & (share < 1.0 - 1e-9) & np.isfinite(variance)
    p = share[inner]
    width = norm.isf((1 - LEVEL) / 2) * np.sqrt(variance[inner]) / (p * np.abs(np.log(p)))
    low[inner], high[inner] = p ** np.exp(width), p ** np.exp(-width)
    day = np.ceil(times)
    days, first, rows = np.unique(day, return_index=True, return_counts=True)
    last = first + rows - 1
    return pd.DataFrame(
        {"day": days, "at_risk": at_risk[first], "share": share[last], "low": low[last], "high": high[last]}
    )


def _share(time: Floats, ending: Integers, units: Integers) -> Floats:
    """The share with the event by each time, in their order."""
    from statsmodels.duration.survfunc import CumIncidenceRight

    share: Floats = CumIncidenceRight(time, ending, freq_weights=units).cinc[HAPPENED - 1]
    return share


def _variance(share: Floats, at_risk: Integers, endings: Integers, events: Integers) -> Floats:
    """Delta-method variance of the cumulative incidence at every time, expanded into running sums."""
    n, d, e = (a.astype(np.float64) for a in (at_risk, endings, events))
    left = n - d
    survival = np.cumprod(np.where(n > 0, left / np.where(n > 0, n, 1.0), 1.0))
    before = np.concatenate([[1.0], survival[:-1]])
    # Where nobody is left the first term is (F - F)² times infinity at that time: nothing.
    hazard = np.divide(d, n * left, out=np.zeros_like(d), where=left > 0)
    own = np.divide(before**2 * e * (n - e), n**3, out=np.zeros_like(d), where=n > 0)
    cross = np.divide(before * e, n**2, out=np.zeros_like(d), where=n > 0)
    first = (
        share**2 * np.cumsum(hazard) - 2 * share * np.cumsum(hazard * share) + np.cumsum(hazard * share**2)
    )
    third = share * np.cumsum(cross) - np.cumsum(cross * share)
    variance: Floats = np.clip(first + np.cumsum(own) - 2 * third, 0.0, None)
    return variance


def _few_at_risk(curve: pd.DataFrame, median: float | None) -> str:
    """Why a median rests on too few: how many had neither arrived nor left before its day."""
    if median is None:
        return ""
    at_risk = int(curve.loc[curve["day"] == median, "at_risk"].iloc[0])
    return f"only {at_risk} were still followed on the day of the median" if at_risk < AT_RISK_NEEDED else ""


def _first_day(curve: pd.DataFrame, column: str) -> float | None:
    """First day on which the column reaches one half; products of fractions may miss it by 1e-16.

    Where everybody has arrived the scale of the interval has no bound, and nobody waits any longer.
    """
    reached = curve.loc[(curve[column] >= 0.5 - 1e-9) | (curve["share"] >= 1.0 - 1e-9), "day"]
    return float(reached.iloc[0]) if len(reached) else None
