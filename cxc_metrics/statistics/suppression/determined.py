"""Which hidden cells the totals of a table of up to two dimensions determine.

Such a table is a network: the whole flows to the rows, these to the columns, these back to the whole; every
cell and every total is an arc. Hidden numbers can be others than they are by flows that go round among the
hidden arcs alone. So an arc is determined where no such round goes through it (Gusfield 1988, *A graph
theoretic approach to statistical data security*, SIAM Journal on Computing 17). This says the same as linear
programming, as the constraints are those of a network, in one pass instead of two programmes a cell;
`tests/attack` solves the programmes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


class Arc(NamedTuple):
    """A hidden number between two nodes; `can_fall`: it could be smaller, as far as it goes by itself."""

    start: int
    end: int
    can_fall: bool


def determined(arcs: Sequence[Arc], nodes: int) -> list[bool]:
    """For each arc whether the numbers that are shown leave it one value only."""
    if not arcs:
        return []
    part = _strong_parts(arcs, nodes)
    within = [place for place, arc in enumerate(arcs) if part[arc.start] == part[arc.end]]
    bridges = _bridges(arcs, within, nodes)
    inside = set(within)
    # An arc that cannot fall is on a round where its ends reach each other; one that can fall goes there and
    # back by itself, so it takes another way between its ends.
    return [place not in inside or (arc.can_fall and place in bridges) for place, arc in enumerate(arcs)]


def _strong_parts(arcs: Sequence[Arc], nodes: int) -> list[int]:
    ways = [(arc.start, arc.end) for arc in arcs] + [(arc.end, arc.start) for arc in arcs if arc.can_fall]
    starts, ends = zip(*ways, strict=True)
    graph = coo_array((np.ones(len(ways), dtype=np.int8), (starts, ends)), shape=(nodes, nodes))
    _, part = connected_components(graph.tocsr(), directed=True, connection="strong")
    return [int(number) for number in part]


def _bridges(arcs: Sequence[Arc], places: Sequence[int], nodes: int) -> set[int]:
    """The arcs without which the rest falls apart, directions set aside (Tarjan 1974)."""
    beside: list[list[tuple[int, int]]] = [[] for _ in range(nodes)]
    for place in places:
        start, end, _ = arcs[place]
        beside[start].append((end, place))
        beside[end].append((start, place))
    entered, lowest = [-1] * nodes, [0] * nodes
    bridges: set[int] = set()
    clock = 0
    for root in range(nodes):
        if entered[root] >= 0 or not beside[root]:
            continue
        entered[root] = lowest[root] = clock
        clock += 1
        path = [(root, -1, iter(beside[root]))]
        while path:
            node, through, rest = path[-1]
            for other, place in rest:
                if place == through:
                    continue
                if entered[other] >= 0:
                    lowest[node] = min(lowest[node], entered[other])
                    continue
                entered[other] = lowest[other] = clock
                clock += 1
                path.append((other, place, iter(beside[other])))
                break
            else:
                path.pop()
                if path:
                    above = path[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                    if lowest[node] > entered[above]:
                        bridges.add(through)
    return bridges
