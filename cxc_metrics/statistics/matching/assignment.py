"""Who meets whom: the best assignment under the rules, and the greedy one beside it.

Every visitor that is placed counts `PLACED` and the points of its pair on top: a visitor placed is worth as
much as the best fit there is. Both ways are judged by that sum, so the best one is never below greedy.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from .pools import Bools, Ints, Scores

PLACED: Final = 100.0
UNPLACED: Final = -1


@dataclass(frozen=True, eq=False)
class Assignment:
    """`host` of each visitor (`UNPLACED` where it has none), the points of its pair (0 without)."""

    host: Ints
    points: Scores

    @property
    def placed(self) -> int:
        """How many visitors have a host."""
        return int((self.host != UNPLACED).sum())

    @property
    def total_points(self) -> float:
        """Points of all pairs."""
        return float(self.points.sum(dtype=np.float64))

    @property
    def worth(self) -> float:
        """What both ways are judged by."""
        return PLACED * self.placed + self.total_points


def best_assignment(points: Scores, allowed: Bools, free: Ints) -> Assignment:
    """The assignment of the greatest worth (Jonker and Volgenant's shortest augmenting paths, by scipy).

    `points` and `allowed` are visitors by hosts; a host with several free places is as many columns. A pair
    that is not allowed is worth nothing, as much as no pair at all, and is taken out afterwards.
    """
    hosts = np.flatnonzero((free > 0) & allowed.any(axis=0))
    visitors = np.flatnonzero(allowed.any(axis=1))
    host = np.full(len(points), UNPLACED, np.int64)
    if len(hosts) and len(visitors):
        places = np.repeat(hosts, np.minimum(free[hosts], allowed[:, hosts].sum(axis=0)))
        # Minimised as it stands: asked to maximise, scipy would take a second copy.
        cost = np.zeros((len(visitors), len(places)))
        for row, visitor in enumerate(visitors):
            may = allowed[visitor, places]
            cost[row, may] = -(PLACED + points[visitor, places[may]])
        rows, columns = linear_sum_assignment(cost)
        used = cost[rows, columns] < 0
        host[visitors[rows[used]]] = places[columns[used]]
    return _with_points(host, points)


def greedy_assignment(points: Scores, allowed: Bools, free: Ints) -> Assignment:
    """The pair with most points first, then the next of what is left; equal ones by the visitor's place, then
    the host's.
    """
    left = np.array(free, dtype=np.int64)
    closed = left <= 0
    host = np.full(len(points), UNPLACED, np.int64)

    def wished(visitor: int) -> tuple[float, int, int] | None:
        row = np.where(allowed[visitor] & ~closed, points[visitor], -1)
        best = int(row.argmax()) if len(row) else 0
        return (-float(row[best]), visitor, best) if len(row) and row[best] >= 0 else None

    queue = [wish for visitor in range(len(points)) if (wish := wished(visitor)) is not None]
    heapq.heapify(queue)
    while queue:
        _, visitor, choice = heapq.heappop(queue)
        if closed[choice]:
            if (wish := wished(visitor)) is not None:
                heapq.heappush(queue, wish)
            continue
        host[visitor] = choice
        left[choice] -= 1
        closed[choice] = left[choice] <= 0
    return _with_points(host, points)


def _with_points(host: Ints, points: Scores) -> Assignment:
    own = np.zeros(len(host), np.float32)
    placed = np.flatnonzero(host != UNPLACED)
    own[placed] = points[placed, host[placed]]
    return Assignment(host, own)
