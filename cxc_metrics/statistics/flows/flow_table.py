"""Flows between nodes as one table: who sent how much to whom, and which nodes could have.

The nodes are countries, organisations, ecosystems, partnerships or clusters; the node list decides
what "all pairs" means and is given by the caller. Only pairs with a flow are stored, so that five
thousand organisations cost no more than their exchanges.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from cxc_metrics.statistics.errors import NotEstimable

Node = str | int
Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class FlowTable:
    """Ordered pairs with a flow, as three arrays of equal length sorted by (origin, destination).

    `origin` and `destination` are positions in `nodes`; `weight` is positive. `empty_diagonal` says
    that a node cannot send to itself (countries, organisations), so that the diagonal is no part of
    the table; what the input had there is `on_diagonal`. `unknown` is the weight of rows without
    origin or destination. Neither is in any total.
    """

    nodes: tuple[Node, ...]
    origin: Integers
    destination: Integers
    weight: Floats
    empty_diagonal: bool
    on_diagonal: float = 0.0
    unknown: float = 0.0

    @classmethod
    def from_positions(
        cls,
        origin: Integers,
        destination: Integers,
        weight: ArrayLike,
        nodes: Sequence[Node],
        *,
        empty_diagonal: bool,
    ) -> FlowTable:
        """Add up flows between positions in `nodes`; -1 is a side that is missing.

        Raises `ValueError` for a node named twice, `NotEstimable` for weights missing or below zero.
        """
        _refuse_twice(nodes)
        weights = _weights(weight)
        complete = (origin >= 0) & (destination >= 0)
        unknown = float(weights[~complete].sum())
        origin, destination, weights = origin[complete], destination[complete], weights[complete]
        on_diagonal = 0.0
        if empty_diagonal:
            off = origin != destination
            on_diagonal = float(weights[~off].sum())
            origin, destination, weights = origin[off], destination[off], weights[off]
        return cls.from_keys(
            origin * len(nodes) + destination,
            weights,
            tuple(nodes),
            empty_diagonal=empty_diagonal,
            on_diagonal=on_diagonal,
            unknown=unknown,
        )

    @classmethod
    def from_keys(
        cls,
        keys: Integers,
        weight: Floats,
        nodes: tuple[Node, ...],
        *,
        empty_diagonal: bool,
        on_diagonal: float = 0.0,
        unknown: float = 0.0,
    ) -> FlowTable:
        """Add up `weight` by `keys` = origin position · number of nodes + destination position."""
        unique, place = np.unique(keys[weight > 0], return_inverse=True)
        summed = np.bincount(place, weights=weight[weight > 0], minlength=len(unique)).astype(np.float64)
        size = max(len(nodes), 1)
        return cls(nodes, unique // size, unique % size, summed, empty_diagonal, on_diagonal, unknown)

    @cached_property
    def total(self) -> float:
        """Sum of all flows."""
        return float(self.weight.sum())

    @cached_property
    def sent(self) -> Floats:
        """Sum of flows out of each node, in the order of `nodes`."""
        return np.bincount(self.origin, weights=self.weight, minlength=len(self.nodes)).astype(np.float64)

    @cached_property
    def received(self) -> Floats:
        """Sum of flows into each node, in the order of `nodes`."""
        return np.bincount(self.destination, weights=self.weight, minlength=len(self.nodes)).astype(
            np.float64
        )

    @cached_property
    def keys(self) -> Integers:
        """Position of each flow in the flattened matrix, ascending."""
        return self.origin * len(self.nodes) + self.destination

    @cached_property
    def returned(self) -> Floats:
        """For each flow, the flow of the reverse pair, 0 where there is none."""
        return self.weight_at(self.destination, self.origin)

    @property
    def possible_links(self) -> int:
        """Number of ordered pairs that could have a flow."""
        size = len(self.nodes)
        return size * (size - 1) if self.empty_diagonal else size * size

    def weight_at(self, origin: Integers, destination: Integers) -> Floats:
        """Flow of each asked pair (positions), 0 where there is none."""
        weights = np.zeros(len(origin), dtype=np.float64)
        if len(self.keys):
            pair = origin * len(self.nodes) + destination
            place = np.minimum(np.searchsorted(self.keys, pair), len(self.keys) - 1)
            hit = self.keys[place] == pair
            weights[hit] = self.weight[place[hit]]
        return weights

    def matrix(self) -> Floats:
        """The flows as a square array, origin by destination. Memory grows with nodes squared."""
        dense = np.zeros((len(self.nodes), len(self.nodes)), dtype=np.float64)
        dense[self.origin, self.destination] = self.weight
        return dense

    def transposed(self) -> FlowTable:
        """The same flows with origin and destination exchanged."""
        return FlowTable.from_keys(
            self.destination * len(self.nodes) + self.origin,
            self.weight,
            self.nodes,
            empty_diagonal=self.empty_diagonal,
            on_diagonal=self.on_diagonal,
            unknown=self.unknown,
        )

    def require_flows(self) -> None:
        """Raise `NotEstimable` where nothing flows."""
        if not len(self.weight):
            raise NotEstimable("There are no flows in this selection.")

    def require_counts(self) -> None:
        """Raise `NotEstimable` unless all weights are whole numbers of exchanges."""
        if not np.array_equal(self.weight, np.rint(self.weight)):
            raise NotEstimable(
                "The flows are not whole numbers, so chance alone cannot be simulated for them."
            )


def _refuse_twice(nodes: Sequence[Node]) -> None:
    if len(set(nodes)) != len(nodes):
        raise ValueError("The node list names a node twice; give each node once.")


def _weights(given: ArrayLike) -> Floats:
    weight = pd.to_numeric(pd.Series(given)).to_numpy(dtype=np.float64, na_value=np.nan)
    if not np.isfinite(weight).all():
        raise NotEstimable(f"{int((~np.isfinite(weight)).sum())} flows have no number.")
    if (weight < 0).any():
        raise NotEstimable(f"{int((weight < 0).sum())} flows are below zero.")
    return weight
