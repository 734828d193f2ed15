"""Match-making: processor seconds and memory of scoring, rules and assignment (issue H: 10 s and 2 GB).

    python -m benchmarks matching

5 000 visitors and 5 000 hosts with a mean of two places, so that the best assignment is one of 10 000
columns. Beside it greedy, and a fit of weights on 2 000 past choices.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from cxc_metrics.statistics.matching.assignment import best_assignment, greedy_assignment
from cxc_metrics.statistics.matching.features import FEATURES, point_matrix
from cxc_metrics.statistics.matching.matching_rules import allowed_matrix, what_lacks
from tests.statistics.matching_world import fitted_again, pools

VISITORS = HOSTS = 5_000
CHOICES = 2_000
T = TypeVar("T")


def timed(label: str, work: Callable[[], T]) -> tuple[T, float]:
    start = time.process_time()
    result = work()
    seconds = time.process_time() - start
    print(f"{label:28}{seconds:6.2f} s")
    return result, seconds


def peak_gigabytes() -> float:
    """The most memory this process has held."""
    per_gigabyte = 2**30 if sys.platform == "darwin" else 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_gigabyte


def main(visitors: int = VISITORS, hosts: int = HOSTS, choices: int = CHOICES) -> None:
    """Print what each step takes; the sum is what the budget is about."""
    guests, houses, fewer = pools(np.random.default_rng(1), visitors, hosts)
    weights = dict(zip(FEATURES, [1.5, 0.7, 1.0, 0.5, 0.4, 0.6, 0.3, 2.0, 0.8, 0.2], strict=True))
    print(f"{visitors:,} visitors, {hosts:,} hosts, {houses.free.sum():,} places, {len(weights)} features")
    points, scoring = timed("points of all pairs", lambda: point_matrix(guests, houses, fewer, weights))
    allowed, ruling = timed("rules of all pairs", lambda: allowed_matrix(guests, houses))
    best, assigning = timed("best assignment", lambda: best_assignment(points, allowed, houses.free))
    print(f"{'together':28}{scoring + ruling + assigning:6.2f} s, {peak_gigabytes():.2f} GB at most")
    greedy, _ = timed("greedy", lambda: greedy_assignment(points, allowed, houses.free))
    alone = np.flatnonzero(best.host < 0)
    timed("what the others lack", lambda: what_lacks(guests, houses, alone))
    for name, way in (("best", best), ("greedy", greedy)):
        print(f"{name}: {way.placed:,} placed, {way.total_points / way.placed:.2f} points a pair")
    timed(
        f"weights of {choices:,} choices",
        lambda: fitted_again(np.random.default_rng(2), weights, visitors=choices, hosts=choices),
    )
