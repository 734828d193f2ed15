"""Simulated surveys and registers whose truth is known: how often do 95 % intervals contain it?

Used by the tests (few draws) and by `scripts/coverage.py` (many), which writes docs/coverage.csv.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxc_metrics.statistics.survey.intervals import (
    CLUSTERS_NEEDED,
    mean_table,
    median_table,
    share_table,
)
from cxc_metrics.statistics.survey.ratio import HOSTS_NEEDED, ratio_table

COLUMNS = ("figure", "clusters", "effective", "icc", "truth", "plain", "used", "flag")


@dataclass(frozen=True)
class Scenario:
    """Answers by group event: how many events have how many answers."""

    name: str
    sizes: tuple[int, ...]

    @property
    def effective(self) -> float:
        """(Σm)² / Σm²."""
        return effective(self.sizes)


def effective(sizes: Sequence[int]) -> float:
    """(Σm)² / Σm², written out."""
    return sum(sizes) ** 2 / sum(size**2 for size in sizes)


SCENARIOS = (
    Scenario("60 single answers", (1,) * 60),
    Scenario("one of 40 beside 5 single", (40, *(1,) * 5)),
    Scenario("one of 40 beside 20 single", (40, *(1,) * 20)),
    Scenario("two of 20 beside 10 of 3", (20, 20, *(3,) * 10)),
    Scenario("6 of 8", (8,) * 6),
    Scenario("9 of 6", (6,) * 9),
    Scenario("10 of 6", (6,) * 10),
    Scenario("20 of 5 to 10", (5, 6, 7, 8, 9, 10) * 3 + (7, 8)),
    Scenario("one of 20 beside 40 of 3", (20, *(3,) * 40)),
    Scenario("40 of 5 to 10", (5, 6, 7, 8, 9, 10) * 6 + (5, 6, 9, 10)),
)
HOSTS = (
    Scenario("10 hosts of 3", (3,) * 10),
    Scenario("one host of 40 beside 20 of 2", (40, *(2,) * 20)),
    Scenario("20 hosts of 3", (3,) * 20),
    Scenario("60 hosts of 1 to 6", (1, 2, 3, 4, 5, 6) * 10),
)


def surveys(sizes: Sequence[int], truth: float, icc: float, draws: int, seed: int) -> pd.DataFrame:
    """Answers of many surveys: events draw their own share around the truth (beta-binomial)."""
    random = np.random.default_rng(seed)
    shares = random.beta(truth * (1 - icc) / icc, (1 - truth) * (1 - icc) / icc, (draws, len(sizes)))
    event = np.repeat(np.arange(draws * len(sizes)), np.tile(sizes, draws))
    value = random.random(event.size) < shares.ravel()[event]
    return pd.DataFrame({"survey": event // len(sizes), "event": event, "value": value.astype(float)})


def registers(sizes: Sequence[int], truth: float, draws: int, seed: int) -> pd.DataFrame:
    """Exchanges of many registers; hosts differ in how often they end in an agreement (gamma, variance ½)."""
    random = np.random.default_rng(seed)
    exchanges = np.tile(sizes, (draws, 1))
    agreements = random.poisson(exchanges * random.gamma(2, truth / 2, exchanges.shape))
    survey, host = np.indices(exchanges.shape)
    drawn = {"survey": survey, "host": host, "exchanges": exchanges, "agreements": agreements}
    return pd.DataFrame({name: numbers.ravel() for name, numbers in drawn.items()})


def coverage(table: pd.DataFrame, truth: float) -> float:
    """Share of the intervals that contain the truth; no interval contains nothing."""
    return float(((table["low"] <= truth) & (truth <= table["high"])).mean())


def of_share(scenario: Scenario, icc: float, truth: float, draws: int) -> dict[str, object]:
    """One row of the table: a survey share, on n alone and on n / deff."""
    answers = surveys(scenario.sizes, truth, icc, draws, seed=11)
    clustered = share_table(answers, ["survey"], cluster="event")
    plain = coverage(share_table(answers, ["survey"]), truth)
    row = ("share", scenario.name, scenario.effective, icc, truth, plain, coverage(clustered, truth))
    return dict(zip(COLUMNS, (*row, "u" if _few(scenario) else ""), strict=True))


def numbers(sizes: Sequence[int], icc: float, draws: int, seed: int) -> pd.DataFrame:
    """Answers in numbers: normal around 0, a part of their variance shared by an event."""
    random = np.random.default_rng(seed)
    event = np.repeat(np.arange(draws * len(sizes)), np.tile(sizes, draws))
    shared = random.normal(0, np.sqrt(icc), draws * len(sizes))[event]
    value = shared + random.normal(0, np.sqrt(1 - icc), event.size)
    return pd.DataFrame({"survey": event // len(sizes), "event": event, "value": value})


def of_number(figure: str, scenario: Scenario, icc: float, draws: int) -> dict[str, object]:
    """One row of the table: a mean, or a median, which takes answers as independent either way."""
    table = {"mean": mean_table, "median": median_table}[figure]
    answers = numbers(scenario.sizes, icc, draws, seed=13)
    clustered = table(answers, ["survey"], cluster="event")
    plain = coverage(table(answers, ["survey"]), 0.0)
    row = (figure, scenario.name, scenario.effective, icc, 0.0, plain, coverage(clustered, 0.0))
    return dict(zip(COLUMNS, (*row, "u" if _few(scenario) else ""), strict=True))


def _few(scenario: Scenario) -> bool:
    return len(scenario.sizes) < sum(scenario.sizes) and scenario.effective < CLUSTERS_NEEDED


def of_ratio(scenario: Scenario, truth: float, draws: int) -> dict[str, object]:
    """One row of the table: agreements per exchange, drawn by exchange and by host."""
    rows = registers(scenario.sizes, truth, draws, seed=12)
    given = {"numerator": "agreements", "denominator": "exchanges"}
    drawn = ratio_table(rows, ["survey"], **given, cluster="host")
    few = scenario.effective < HOSTS_NEEDED
    row = ("R07", scenario.name, scenario.effective, float("nan"), truth, float("nan"))
    return dict(zip(COLUMNS, (*row, coverage(drawn, truth), "u" if few else ""), strict=True))
