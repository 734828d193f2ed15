"""Flow measures: processor seconds, and as a ratio to work of the same machine in the same run.

    python benchmarks/statistics_flows.py

Budgets (issue B): 35 × 35 flows within 0.2 s without simulation; 5 000 organisations and 15 000 links
within 3 s. Processor time is what the clock shows on a machine with nothing else to do. It still
depends on the machine: the yardstick, ten million additions in Python, takes about half a second on a
usual one; "of the yardstick" does not.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import igraph
import numpy as np
import pandas as pd

from cxc_metrics.statistics.flows.brokerage import brokerage
from cxc_metrics.statistics.flows.concentration import concentration, partner_numbers
from cxc_metrics.statistics.flows.flow_expectation import expected_at_same_n
from cxc_metrics.statistics.flows.flow_table import FlowTable
from cxc_metrics.statistics.flows.measures import (
    binary_reciprocity,
    density,
    net_balance,
    weighted_reciprocity,
)
from cxc_metrics.statistics.flows.quasi_independence import quasi_independence, relative_intensity
from cxc_metrics.statistics.gravity.model import gravity

RUNS = 5


def median(work: Callable[[], object], runs: int = RUNS) -> float:
    work()
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return statistics.median(seconds)


def count() -> int:
    total = 0
    for i in range(10_000_000):
        total += i
    return total


def countries(size: int, total: int) -> pd.DataFrame:
    generator = np.random.default_rng(1)
    pull = generator.lognormal(size=size)
    share = np.outer(generator.lognormal(size=size), pull)
    np.fill_diagonal(share, 0.0)
    weight = generator.multinomial(total, (share / share.sum()).ravel())
    origin, destination = np.divmod(np.arange(size * size), size)
    return pd.DataFrame({"origin": origin, "destination": destination, "weight": weight}).query("weight > 0")


def organisations(size: int, links: int) -> pd.DataFrame:
    generator = np.random.default_rng(2)
    pull = generator.lognormal(size=size)
    pairs = generator.choice(size, (2 * links, 2), p=pull / pull.sum())
    pairs = np.unique(np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1), axis=0)
    pairs = generator.permutation(pairs)[:links]
    return pd.DataFrame({"origin": pairs[:, 0], "destination": pairs[:, 1], "weight": 1})


def plain_measures(long: pd.DataFrame, size: int, pairs: str) -> FlowTable:
    """All flow measures that need no simulation and no network library, from the long table on."""
    origin, destination = long["origin"].to_numpy(), long["destination"].to_numpy()
    table = FlowTable.from_positions(origin, destination, long["weight"], range(size), empty_diagonal=True)
    density(table), binary_reciprocity(table), weighted_reciprocity(table)
    net_balance(table), partner_numbers(table), concentration(table.received)
    relative_intensity(quasi_independence(table), pairs=pairs)
    return table


def pair_table(size: int) -> pd.DataFrame:
    place = np.random.default_rng(3).uniform(0, 3000, (size, 2))
    first, second = np.triu_indices(size, 1)
    distance = np.hypot(*(place[first] - place[second]).T)
    return pd.DataFrame(
        {
            "origin": first,
            "destination": second,
            "distance_km": distance,
            "border": distance < 400,
            "common_language": (first + second) % 7 == 0,
        }
    )


def main() -> None:
    yardstick = median(count, 3)
    print(f"yardstick: {yardstick:.2f} s")

    small = countries(35, 100_000)
    table = plain_measures(small, 35, "all")
    pairs = pair_table(35)
    report(
        yardstick,
        "35 × 35, all measures without simulation",
        median(lambda: plain_measures(small, 35, "all")),
        0.2,
    )
    report(yardstick, "35 × 35, expectations, 500 draws", median(lambda: expected_at_same_n(table)))
    report(yardstick, "35 × 35, brokerage", median(lambda: brokerage(table)))
    report(yardstick, "35 × 35, gravity", median(lambda: gravity(table, pairs)))

    large = organisations(5_000, 15_000)
    plain = median(lambda: plain_measures(large, 5_000, "used"))
    network = plain_measures(large, 5_000, "used")
    between = median(lambda: brokerage(network), 3)
    graph = igraph.Graph(n=5_000, edges=np.column_stack((network.origin, network.destination)))
    bare = median(lambda: graph.betweenness(directed=False), 3)
    chance = median(lambda: expected_at_same_n(network), 3)
    report(yardstick, "5 000 nodes, all measures without simulation and brokerage", plain)
    report(yardstick, "5 000 nodes, brokerage", between)
    print(f"  … ratio to bare igraph betweenness: {between / bare:.2f}")
    report(yardstick, "5 000 nodes, all measures with brokerage", plain + between, 3.0)
    report(yardstick, "5 000 nodes, expectations, 200 draws", chance)


def report(yardstick: float, name: str, seconds: float, budget: float | None = None) -> None:
    against = f"   budget {budget} s: ratio {seconds / budget:.2f}" if budget else ""
    print(f"{name}: {seconds:.3f} s, {seconds / yardstick:.2f} of the yardstick{against}")


if __name__ == "__main__":
    main()
