"""The Erasmus flows worked out a second time, with plain loops and numpy only.

Shares no code with cxc_metrics, so that both would have to be wrong in the same way to agree.
Countries are in the order of first appearance as origin; the 35 domestic loops are left out.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass
class Erasmus:
    countries: list[str]
    flows: np.ndarray
    modelled: np.ndarray
    corridors: list[tuple[str, str, float]]
    net_balance: dict[str, float]
    binary_reciprocity: float
    weighted_reciprocity: float
    effective_destinations_of: dict[str, float]


def work_out(path: Path) -> Erasmus:
    countries: list[str] = []
    rows = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            rows.append((row["o_iso"], row["d_iso"], float(row["participants"])))
            if row["o_iso"] not in countries:
                countries.append(row["o_iso"])
    k = len(countries)
    flows = np.zeros((k, k))
    for o, d, w in rows:
        if o != d:
            flows[countries.index(o), countries.index(d)] += w
    return Erasmus(
        countries=countries,
        flows=flows,
        modelled=fit_margins(flows),
        corridors=sort_corridors(countries, flows),
        net_balance=balances(countries, flows),
        binary_reciprocity=binary(flows),
        weighted_reciprocity=weighted(flows),
        effective_destinations_of=effective(countries, flows),
    )


def fit_margins(flows: np.ndarray) -> np.ndarray:
    """Iterative proportional fitting of a table of ones with an empty diagonal, to 1e-12."""
    k = len(flows)
    fitted = np.ones((k, k))
    for i in range(k):
        fitted[i, i] = 0.0
    for _ in range(100_000):
        for i in range(k):
            have = fitted[i, :].sum()
            if have > 0:
                fitted[i, :] *= flows[i, :].sum() / have
        for j in range(k):
            have = fitted[:, j].sum()
            if have > 0:
                fitted[:, j] *= flows[:, j].sum() / have
        worst = 0.0
        for i in range(k):
            want = flows[i, :].sum()
            if want > 0:
                worst = max(worst, abs(fitted[i, :].sum() / want - 1.0))
        if worst < 1e-12:
            break
    return fitted


def sort_corridors(countries: list[str], flows: np.ndarray) -> list[tuple[str, str, float]]:
    found = []
    for i, o in enumerate(countries):
        for j, d in enumerate(countries):
            if flows[i, j] > 0:
                found.append((o, d, float(flows[i, j])))
    return sorted(found, key=lambda corridor: -corridor[2])


def balances(countries: list[str], flows: np.ndarray) -> dict[str, float]:
    result = {}
    for i, c in enumerate(countries):
        sent = sum(flows[i, j] for j in range(len(countries)))
        received = sum(flows[j, i] for j in range(len(countries)))
        result[c] = (received - sent) / (received + sent)
    return result


def binary(flows: np.ndarray) -> float:
    links = returned = 0
    for i in range(len(flows)):
        for j in range(len(flows)):
            if flows[i, j] > 0:
                links += 1
                if flows[j, i] > 0:
                    returned += 1
    return returned / links


def weighted(flows: np.ndarray) -> float:
    total = returned = 0.0
    for i in range(len(flows)):
        for j in range(len(flows)):
            total += flows[i, j]
            returned += min(flows[i, j], flows[j, i])
    return returned / total


def effective(countries: list[str], flows: np.ndarray) -> dict[str, float]:
    result = {}
    for i, c in enumerate(countries):
        sent = sum(flows[i, :])
        result[c] = 1.0 / sum((w / sent) ** 2 for w in flows[i, :])
    return result
