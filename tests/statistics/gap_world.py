"""Worlds with a planted gap: flows from a gravity of pools in which one host is held down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxc_metrics.statistics.flows.flow_table import FlowTable
from cxc_metrics.statistics.flows.hosting_gap import hosting_gap
from tests.statistics.long_flows import from_long

FACTOR = 0.4  # of what the model gives: that is what the host held down is left with


@dataclass
class GapWorld:
    """`mean` is what each pair exchanges on average; `down` the host that has `FACTOR` of it."""

    nodes: list[str]
    pairs: pd.DataFrame
    pool: dict[str, float]
    mean: np.ndarray
    down: str

    def flows(self, matrix: np.ndarray) -> FlowTable:
        names = np.array(self.nodes, dtype=object)
        origin, destination = np.indices(matrix.shape)
        ends = {"origin": names[origin.ravel()], "destination": names[destination.ravel()]}
        long = pd.DataFrame({**ends, "weight": matrix.ravel()})
        return from_long(long, self.nodes, empty_diagonal=True)

    def drawn(self, generator: np.random.Generator, dispersion: float) -> FlowTable:
        """Counts around the mean: Poisson at dispersion 1, else with variance dispersion · mean."""
        if dispersion == 1.0:
            return self.flows(generator.poisson(self.mean))
        counts = np.zeros(self.mean.shape, dtype=np.int64)
        some = self.mean > 0
        size = self.mean[some] / (dispersion - 1.0)
        counts[some] = generator.negative_binomial(size, 1.0 / dispersion)
        return self.flows(counts)

    def truth(self) -> pd.Series:
        """Each host's ratio if the model were fitted to the averages themselves, without chance."""
        return hosting_gap(self.flows(self.mean), self.pairs, self.pool, draws=20).places.set_index("node")[
            "ratio"
        ]


def gap_world(seed: int, *, size: int = 20, total: float = 1000.0, uneven: float = 0.0) -> GapWorld:
    """`size` countries at random in a square of 3 000 km, `total` flows on average.

    Hosts differ by their pool (elasticity 0.9) and, with `uneven`, by a logarithm of that deviation which no
    characteristic tells. The one held down is among the larger hosts.
    """
    generator = np.random.default_rng(seed)
    place = generator.uniform(0.0, 3000.0, (size, 2))
    distance = np.maximum(np.hypot(*(place[:, np.newaxis] - place[np.newaxis]).T), 50.0)
    border = distance < 700.0
    language = np.equal.outer(np.arange(size) % 4, np.arange(size) % 4)
    nodes = [f"C{i:02d}" for i in range(size)]
    pool = np.round(np.exp(generator.normal(2.5, 0.8, size))) + 1.0
    sends, hosts = generator.normal(0, 0.8, size), generator.normal(0, 1.0, size) * uneven
    mean = np.exp(
        sends[:, np.newaxis]
        + hosts[np.newaxis]
        - 0.7 * np.log(distance)
        + 0.3 * border
        + 0.4 * language
        + 0.9 * np.log(pool)[np.newaxis]
    )
    np.fill_diagonal(mean, 0.0)
    mean *= total / mean.sum()
    down = int(np.argsort(-mean.sum(axis=0))[size // 4])
    mean[:, down] *= FACTOR
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
    return GapWorld(nodes, pairs, dict(zip(nodes, pool, strict=True)), mean, nodes[down])


@dataclass
class Coverage:
    """What the intervals of many draws did.

    The share that hold the truth, of all hosts and of the one held down; how often that one was found to have
    fewer, its mean ratio, and how often another host was (a claim that is true of some where hosts differ).
    """

    draws: int
    intervals: int
    covered: float
    covered_down: float
    found_down: float
    ratio_down: float
    others_fewer: float


def coverage(draws: int, *, total: float, dispersion: float, uneven: float, resamples: int = 999) -> Coverage:
    """Draw worlds and flows, and see what the intervals hold."""
    held: list[bool] = []
    down: list[tuple[bool, bool, float]] = []
    others: list[bool] = []
    for seed in range(draws):
        world = gap_world(seed, total=total, uneven=uneven)
        flows = world.drawn(np.random.default_rng(10_000 + seed), dispersion)
        found = hosting_gap(flows, world.pairs, world.pool, draws=resamples).places.set_index("node")
        found = found.assign(truth=world.truth())[found["low"].notna()]
        holds = (found["low"] <= found["truth"]) & (found["truth"] <= found["high"])
        held += holds.tolist()
        others += (found["high"] < 1.0).drop(world.down, errors="ignore").tolist()
        if world.down in found.index:
            row = found.loc[world.down]
            down.append((bool(holds[world.down]), bool(row["high"] < 1.0), float(row["ratio"])))
    return Coverage(
        draws,
        len(held),
        float(np.mean(held)),
        *(float(np.mean([one[place] for one in down])) for place in range(3)),
        float(np.mean(others)),
    )
