"""The methods once more in plain Python, one loop per sum, to be held against `cxc_metrics.statistics`.

Formulas from print: Wilson 1927; one-way ANOVA estimate of the intra-cluster correlation (Donner and Koval
1980) with Kish's design effect for unequal clusters; Student's t; order statistics (Conover 1999);
Aalen-Johansen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from scipy.stats import binom, t

Z = 1.959963984540054


class Found(NamedTuple):
    """An estimate with its interval (None where there is none)."""

    value: float
    n: int
    low: float | None = None
    high: float | None = None
    # Answers from so few or so uneven clusters that their interval is not to be relied on.
    few: bool = False


def folded(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Answers only; one per unit where there are units: the greatest, in the cluster of its first answer."""
    told = [row for row in rows if row["value"] is not None]
    if not told or "unit" not in told[0]:
        return told
    units: dict[Any, dict[str, Any]] = {}
    for row in sorted(told, key=lambda row: row["nth"]):
        one = units.setdefault(row["unit"], dict(row))
        one["value"] = max(one["value"], row["value"])
    return list(units.values())


def design_effect(rows: Sequence[dict[str, Any]]) -> float | None:
    """1 + (Σm²/Σm − 1) · ICC, never under 1; None where all answers come from one cluster."""
    groups: dict[Any, list[float]] = {}
    for place, row in enumerate(rows):
        label = ("own", place) if row["cluster"] is None else row["cluster"]
        groups.setdefault(label, []).append(float(row["value"]))
    n, k = len(rows), len(groups)
    if k == 1 and n > 1:
        return None
    values = [float(row["value"]) for row in rows]
    if k == n or max(values) == min(values):
        return 1.0
    mean = sum(values) / n
    usual = sum(len(g) ** 2 for g in groups.values()) / n
    between = sum(len(g) * (sum(g) / len(g) - mean) ** 2 for g in groups.values()) / (k - 1)
    within = sum((v - sum(g) / len(g)) ** 2 for g in groups.values() for v in g) / (n - k)
    size = (n - usual) / (k - 1)
    correlation = (between - within) / (between + (size - 1) * within)
    return max(1.0, 1 + (usual - 1) * correlation)


def few_clusters(rows: Sequence[dict[str, Any]]) -> bool:
    """(Σm)² / Σm² under 10, where some answers share a cluster."""
    sizes: dict[Any, int] = {}
    for place, row in enumerate(rows):
        label = ("own", place) if row["cluster"] is None else row["cluster"]
        sizes[label] = sizes.get(label, 0) + 1
    return len(sizes) < len(rows) and len(rows) ** 2 / sum(m**2 for m in sizes.values()) < 10


def share(rows: Sequence[dict[str, Any]]) -> Found | None:
    """Wilson's interval on n / deff."""
    told = folded(rows)
    if not told:
        return None
    n, p = len(told), sum(float(row["value"]) for row in told) / len(told)
    deff = design_effect(told)
    if deff is None:
        return Found(p, n, few=few_clusters(told))
    m = n / deff
    middle = (p + Z**2 / (2 * m)) / (1 + Z**2 / m)
    half = Z * math.sqrt(p * (1 - p) / m + Z**2 / (4 * m**2)) / (1 + Z**2 / m)
    return Found(p, n, middle - half, middle + half, few_clusters(told))


def mean(rows: Sequence[dict[str, Any]]) -> Found | None:
    """Student's t on n / deff."""
    told = folded(rows)
    if not told:
        return None
    values = [float(row["value"]) for row in told]
    n, centre = len(values), sum(values) / len(values)
    deff = design_effect(told)
    if deff is None or n / deff <= 1 or max(values) == min(values):
        return Found(centre, n, few=few_clusters(told))
    spread = math.sqrt(sum((v - centre) ** 2 for v in values) / (n - 1))
    half = t.ppf(0.975, n / deff - 1) * spread / math.sqrt(n / deff)
    return Found(centre, n, centre - half, centre + half, few_clusters(told))


def median(rows: Sequence[dict[str, Any]]) -> Found | None:
    """The interval lies between order statistics, from n = 6."""
    values = sorted(float(row["value"]) for row in folded(rows))
    if not values:
        return None
    n = len(values)
    middle = (values[(n - 1) // 2] + values[n // 2]) / 2
    if n < 6:
        return Found(middle, n)
    rank = 1
    while binom.cdf(rank, n, 0.5) < 0.025:
        rank += 1
    return Found(middle, n, values[rank - 1], values[n - rank])


def ratio(rows: Sequence[dict[str, Any]]) -> Found | None:
    """The plain mean; its interval is drawn, and tested where it is drawn."""
    values = [float(row["value"]) for row in rows]
    return Found(sum(values) / len(values), len(values)) if values else None


def waiting(rows: Sequence[dict[str, Any]], as_at: date) -> Found | None:
    """Median of the Aalen-Johansen cumulative incidence; value NaN where it is not reached."""
    spells = [one for row in rows if (one := _spell(row, as_at)) is not None]
    if not spells:
        return None
    share, at_risk, free = 0.0, len(spells), 1.0
    reached = math.nan
    for day in sorted({days for days, _ in spells}):
        events = sum(1 for days, what in spells if days == day and what == "event")
        leavers = sum(1 for days, what in spells if days == day and what == "left")
        share += free * events / at_risk
        free *= 1 - (events + leavers) / at_risk
        if share >= 0.5 - 1e-9:
            reached = float(day)
            break
        at_risk -= sum(1 for days, _ in spells if days == day)
    return Found(reached, len(spells))


def _spell(row: dict[str, Any], as_at: date) -> tuple[int, str] | None:
    """Days waited and how it ended; None for those settled before, and those who have not begun."""
    entered, happened, left = row["entered"], row["happened"], row["gone"]
    if entered is None or entered > as_at:
        return None
    if happened is not None and happened > as_at:
        happened = None
    left = min(left, as_at) if left is not None else None
    if happened is not None and (left is None or happened <= left):
        if row["prior"] or happened < entered:
            return None
        return (happened - entered).days, "event"
    if row["prior"]:
        return None
    if left is not None:
        return max((left - entered).days, 0), "left"
    return (as_at - entered).days, "waiting"
