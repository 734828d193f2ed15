"""A small world with known distances and flows drawn from a known gravity model, for the tests."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxc_metrics.statistics.flows.flow_table import FlowTable
from tests.statistics.long_flows import from_long

SLOPES = {"log_distance": -0.7, "border": 0.3, "common_language": 0.4}


@dataclass
class World:
    nodes: list[str]
    pairs: pd.DataFrame
    mean: np.ndarray

    def flows(self, matrix: np.ndarray) -> FlowTable:
        origin, destination = np.indices(matrix.shape)
        names = np.array(self.nodes, dtype=object)
        long = pd.DataFrame(
            {
                "origin": names[origin.ravel()],
                "destination": names[destination.ravel()],
                "weight": matrix.ravel(),
            }
        )
        return from_long(long, self.nodes, empty_diagonal=True)

    def draw(self, generator: np.random.Generator, dispersion: float = 1.0) -> np.ndarray:
        """Poisson counts, or negative binomial ones with variance = dispersion · mean."""
        if dispersion == 1.0:
            return generator.poisson(self.mean)
        drawn = np.zeros_like(self.mean, dtype=np.int64)
        possible = self.mean > 0
        drawn[possible] = generator.negative_binomial(
            self.mean[possible] / (dispersion - 1.0), 1.0 / dispersion
        )
        return drawn


def world(size: int, total: float, seed: int) -> World:
    """`size` countries in a square of 3 000 km; every fourth shares a language; `total` expected flows."""
    generator = np.random.default_rng(seed)
    place = generator.uniform(0.0, 3000.0, (size, 2))
    distance = np.hypot(*(place[:, np.newaxis] - place[np.newaxis]).T)
    border = distance < 700.0
    language = np.equal.outer(np.arange(size) % 4, np.arange(size) % 4)
    nodes = [f"C{i:02d}" for i in range(size)]
    first, second = np.triu_indices(size, 1)
    pairs = pd.DataFrame(
        {
            "origin": [nodes[i] for i in first],
            "destination": [nodes[j] for j in second],
            "distance_km": distance[first, second],
            "border": border[first, second],
            "common_language": language[first, second],
        }
    )
    push, pull = generator.normal(0, 0.8, size), generator.normal(0, 0.8, size)
    np.fill_diagonal(distance, 1.0)
    mean = np.exp(
        push[:, np.newaxis]
        + pull[np.newaxis]
        + SLOPES["log_distance"] * np.log(distance)
        + SLOPES["border"] * border
        + SLOPES["common_language"] * language
    )
    np.fill_diagonal(mean, 0.0)
    return World(nodes, pairs, mean * total / mean.sum())
