"""Yearly figures in which an effect is planted: who sets off when, what follows, what the method reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxc_metrics.statistics.effect.staggered import staggered

YEARS = range(2016, 2025)
STARTS = (2020, 2021, 2022, 2023)


@dataclass(frozen=True)
class Scenario:
    """How figures of one organisation hang together, and whether the method must find the truth."""

    name: str
    partnerships: int
    shared: float = 0.0
    own_course: float = 0.0
    recovers: bool = True
    organisations: int = 300


SCENARIOS = (
    Scenario("common course, organisations apart", 60),
    Scenario("common course, partnerships move together (60)", 60, shared=1.0),
    Scenario("common course, partnerships move together (20)", 20, shared=1.0, recovers=False),
    Scenario("those who set off were growing faster before", 60, own_course=0.6, recovers=False),
)


@dataclass(frozen=True)
class Found:
    """One register: what was planted and what was read."""

    planted: bool
    truth: float
    estimate: float
    low: float
    high: float
    band_holds: bool
    apart_before: bool


def effect_of(first: int, year: int) -> float:
    """Grows with the years since the visit, and is smaller for who set off late."""
    return 2.0 + 0.5 * (year - first) - 0.3 * (first - STARTS[0]) if 0 < first <= year else 0.0


def panel(scenario: Scenario, seed: int, *, planted: bool) -> pd.DataFrame:
    """Nine years of figures. Larger ones set off more often and sooner; a tenth of the figures is missing."""
    rng = np.random.default_rng(seed)
    count = scenario.organisations
    partnership = rng.integers(scenario.partnerships, size=count)
    level = rng.normal(20, 5, count) + rng.normal(0, 2, scenario.partnerships)[partnership]
    # Partnerships whose figures move together also place more or fewer: chance does not cancel out.
    places = scenario.shared * rng.normal(0, 2, scenario.partnerships)[partnership]
    goes = rng.random(count) < 1 / (1 + np.exp(-(level - 20) / 5 - places))
    when = np.array(STARTS)[np.clip(rng.integers(0, 5, count) - (level > 24), 0, 3)]
    first = np.where(goes, when, 0)
    noise = rng.normal(0, 1.5, count)
    rows = []
    for place, year in enumerate(YEARS):
        noise = 0.6 * noise + rng.normal(0, 1.2, count)
        together = scenario.shared * rng.normal(0, 1, scenario.partnerships)[partnership]
        course = 0.4 * place + (1.5 if year in {2020, 2021} else 0) + scenario.own_course * place * goes
        effect = np.array([effect_of(int(one), year) for one in first]) if planted else 0.0
        rows.append(
            pd.DataFrame(
                {
                    "unit": np.arange(count),
                    "year": year,
                    "first": np.where(first > 0, first, np.nan),
                    "outcome": level + course + together + noise + effect,
                    "cluster": [f"P{one}" for one in partnership],
                }
            )
        )
    table = pd.concat(rows, ignore_index=True)
    return table[rng.random(len(table)) > 0.1]


def found(scenario: Scenario, number: int, *, planted: bool) -> Found:
    """The truth is the mean of what was planted over the years read, by the number who set off."""
    table = panel(scenario, number, planted=planted)
    read = staggered(table)
    sizes = table.dropna(subset=["first"]).groupby("first")["unit"].nunique()
    after = read.cells[read.cells["year"] >= read.cells["first"]]
    told = after.assign(
        size=after["first"].map(sizes),
        event=after["year"] - after["first"],
        effect=[effect_of(f, y) * planted for f, y in zip(after["first"], after["year"], strict=True)],
    )
    truth = float((told["effect"] * told["size"]).sum() / told["size"].sum())
    by_event = (told["effect"] * told["size"]).groupby(told["event"]).sum() / told.groupby("event")[
        "size"
    ].sum()
    band = read.events[read.events["event"] >= 0].set_index("event")
    return Found(
        planted=planted,
        truth=truth,
        estimate=read.estimate,
        low=read.low,
        high=read.high,
        band_holds=bool(((band["low"] <= by_event) & (by_event <= band["high"])).all()),
        apart_before=bool(read.apart_before),
    )
