"""Who connects the others: degree and betweenness in the undirected network of exchanges."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxc_metrics.statistics.errors import NotEstimable

from .flow_table import FlowTable

SMALLEST_NETWORK = 3


def brokerage(table: FlowTable) -> pd.DataFrame:
    """Degree and betweenness of each node (Freeman, Social Networks 1, 1979).

    Two nodes are linked if they exchanged in either direction; the number of exchanges and flows of
    a node to itself do not count. `brokerage` is betweenness over (N-1)(N-2)/2, the value of the
    centre of a star, in [0, 1]; N counts all nodes of the list, with or without flows. Columns:
    node, degree, betweenness, brokerage. Raises `NotEstimable` without links or under three nodes.
    """
    size = len(table.nodes)
    if size < SMALLEST_NETWORK:
        raise NotEstimable("Nobody can stand between others in a network of fewer than three members.")
    table.require_flows()
    off = table.origin != table.destination
    first = np.minimum(table.origin[off], table.destination[off])
    second = np.maximum(table.origin[off], table.destination[off])
    links = np.unique(first * size + second)
    if not len(links):
        raise NotEstimable("No flow links two different members of the network.")

    ends = np.column_stack((links // size, links % size))
    degree = np.bincount(ends.ravel(), minlength=size)
    between = _betweenness(ends, degree)
    return pd.DataFrame(
        {
            "node": list(table.nodes),
            "degree": degree,
            "betweenness": between,
            "brokerage": between / ((size - 1) * (size - 2) / 2.0),
        }
    )


def _betweenness(ends: np.ndarray, degree: np.ndarray) -> np.ndarray:
    """Betweenness of each node; `ends` is links × 2, node numbers, each link once.

    igraph sees the linked nodes only, the best linked first: a search from each node then finds its
    neighbours close together in memory, a quarter faster at 5 000 nodes (benchmarks/README.md).
    """
    import igraph  # takes about a second (it loads matplotlib); only this measure needs it

    linked = np.argsort(-degree, kind="stable")[: np.count_nonzero(degree)]
    place = np.empty(len(degree), dtype=np.int64)
    place[linked] = np.arange(len(linked))
    between = np.zeros(len(degree))
    between[linked] = igraph.Graph(n=len(linked), edges=place[ends], directed=False).betweenness()
    return between
