"""What density, reciprocity and effective numbers would read by chance at the same number of exchanges.

All of them depend on how many exchanges there are: with 20 countries and perfectly symmetric
(equal) intensities, 100 exchanges give a weighted reciprocity of 0.21 on average, not 1. So each is
shown beside its mean and central 95 % over simulated tables: as many exchanges, multinomial over the
quasi-independence fit, drawn with a fixed seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxc_metrics.statistics.errors import NotEstimable

from .concentration import concentration, moments_by_origin, partner_numbers
from .equal_shares import (
    SEED,
    EqualShares,
    Expectation,
    equal_shares_expectation,
    summarise,
)
from .flow_table import Floats, FlowTable, Integers
from .measures import binary_reciprocity, density, weighted_reciprocity
from .quasi_independence import ModelledFlows, quasi_independence

MATRIX_UP_TO = 250  # nodes; above, drawing exchange by exchange is cheaper than cell by cell
DRAWS = 500
DRAWS_OF_MANY_NODES = 200
QUASI_INDEPENDENCE = "quasi-independence"
EQUAL_SHARES = "equal shares"
UNKNOWN = Expectation(float("nan"), float("nan"), float("nan"))

MEASURES: dict[str, Callable[[FlowTable], float]] = {
    "density": density,
    "binary_reciprocity": binary_reciprocity,
    "weighted_reciprocity": weighted_reciprocity,
}


def expected_at_same_n(table: FlowTable, *, draws: int | None = None, seed: int = SEED) -> pd.DataFrame:
    """Density, reciprocity and effective numbers of origins and destinations beside chance.

    One row per measure; columns: measure, observed, expected, low, high, n, null, reason. The null
    of density and reciprocity is quasi-independence; that of the effective numbers (1/H and, with
    suffix _entropy, exp(entropy)) is equal shares among the nodes with a flow on that side: a node that
    only sends is no possible destination (definitions 5). Where a null cannot be fitted, its three
    columns are NaN and `reason` says why. Raises `NotEstimable` without flows.
    """
    table.require_flows()
    draws = draws or usual_draws(table)
    rows = _against_quasi_independence(table, draws, seed) + _against_equal_shares(table, draws, seed)
    return pd.DataFrame(rows).assign(n=table.total)[
        ["measure", "observed", "expected", "low", "high", "n", "null", "reason"]
    ]


def expected_partner_numbers(table: FlowTable, *, draws: int | None = None, seed: int = SEED) -> pd.DataFrame:
    """Effective number of destinations (1/H) of each origin beside chance at its own number of flows.

    The columns of `partner_numbers`, then expected, low, high: multinomial with the origin's modelled
    shares under quasi-independence. For origins of each destination give `table.transposed()`.
    Raises `NotEstimable` without flows or where quasi-independence cannot be fitted.
    """
    table.require_counts()
    observed = partner_numbers(table)
    null = NullFlows.of(quasi_independence(table))
    generator = np.random.default_rng(seed)
    origins = table.sent.astype(np.int64)
    drawn = np.array(
        [
            1.0 / moments_by_origin(null.draw(generator, origins))[0]
            for _ in range(draws or usual_draws(table))
        ]
    )
    ranges = [summarise(drawn[:, node]) for node in range(len(table.nodes))]
    return observed.assign(
        expected=[r.expected for r in ranges], low=[r.low for r in ranges], high=[r.high for r in ranges]
    )


def usual_draws(table: FlowTable) -> int:
    """Number of simulated tables: fewer for many nodes, where each draw is slow and varies little."""
    return DRAWS if len(table.nodes) <= MATRIX_UP_TO else DRAWS_OF_MANY_NODES


def null_tables(model: ModelledFlows, *, draws: int = DRAWS, seed: int = SEED) -> Iterator[FlowTable]:
    """Simulated tables with as many exchanges as the observed one, multinomial over the modelled flows."""
    null = NullFlows.of(model)
    generator = np.random.default_rng(seed)
    shares = model.table.sent / model.table.total
    for _ in range(draws):
        yield null.draw(generator, generator.multinomial(int(model.table.total), shares))


@dataclass(frozen=True, eq=False)
class NullFlows:
    """Draws destinations for given origins, in proportion to `host_share` or, cell by cell, `by_cell`."""

    table: FlowTable
    host_share: Floats
    by_cell: Floats | None

    @classmethod
    def of(cls, model: ModelledFlows) -> NullFlows:
        """Prepare the draws; raises `NotEstimable` unless flows are whole numbers."""
        model.table.require_counts()
        by_cell = None
        if len(model.table.nodes) <= MATRIX_UP_TO:
            by_cell = model.matrix()
            by_cell[model.table.sent == 0] = 1.0  # never drawn from, but a row of shares must add up to 1
            by_cell /= by_cell.sum(axis=1, keepdims=True)
        return cls(model.table, model.column_factor / model.column_factor.sum(), by_cell)

    def draw(self, generator: np.random.Generator, origins: Integers) -> FlowTable:
        """One table in which each node sends `origins` exchanges."""
        size = len(self.table.nodes)
        if self.by_cell is not None:
            counts = generator.multinomial(origins, self.by_cell).ravel()
            keys = np.flatnonzero(counts)
            weight = counts[keys]
        else:
            sender = np.repeat(np.arange(size, dtype=np.int64), origins)
            keys, weight = np.unique(sender * size + self._hosts(generator, sender), return_counts=True)
        return FlowTable(
            self.table.nodes, keys // size, keys % size, weight.astype(np.float64), self.table.empty_diagonal
        )

    def _hosts(self, generator: np.random.Generator, sender: Integers) -> Integers:
        """A host for each exchange; drawn again while it is the sender and may not be."""
        everyone = np.arange(len(self.host_share), dtype=np.int64)
        chosen = np.empty(len(sender), dtype=np.int64)
        again = np.arange(len(sender))
        while len(again):
            counts = generator.multinomial(len(again), self.host_share)
            chosen[again] = generator.permutation(np.repeat(everyone, counts))
            if not self.table.empty_diagonal:
                break
            again = again[chosen[again] == sender[again]]
        return chosen


def _against_quasi_independence(table: FlowTable, draws: int, seed: int) -> list[dict[str, object]]:
    drawn = np.full((0, len(MEASURES)), np.nan)
    reason = ""
    try:
        model = quasi_independence(table)
        drawn = np.array([_all_measures(null) for null in null_tables(model, draws=draws, seed=seed)])
    except NotEstimable as error:
        reason = error.reason
    observed = dict(zip(MEASURES, _all_measures(table), strict=True))
    return [
        _row(name, value, summarise(drawn[:, place]), QUASI_INDEPENDENCE, reason)
        for place, (name, value) in enumerate(observed.items())
    ]


def _against_equal_shares(table: FlowTable, draws: int, seed: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for side, amounts in (("origins", table.sent), ("destinations", table.received)):
        seen = concentration(amounts)
        chance, reason = EqualShares(UNKNOWN, UNKNOWN), ""
        try:
            chance = equal_shares_expectation(seen.used, table.total, draws=draws, seed=seed)
        except NotEstimable as error:
            reason = error.reason
        plain, entropy = seen.effective_number, seen.effective_number_entropy
        rows.append(_row(f"effective_{side}", plain, chance.effective_number, EQUAL_SHARES, reason))
        name = f"effective_{side}_entropy"
        rows.append(_row(name, entropy, chance.effective_number_entropy, EQUAL_SHARES, reason))
    return rows


def _row(measure: str, observed: float, chance: Expectation, null: str, reason: str) -> dict[str, object]:
    return {
        "measure": measure,
        "observed": observed,
        "expected": chance.expected,
        "low": chance.low,
        "high": chance.high,
        "null": null,
        "reason": reason,
    }


def _all_measures(table: FlowTable) -> list[float]:
    """The measures of one table, NaN where undefined (all its flows stay within their node)."""
    values = []
    for measure in MEASURES.values():
        try:
            values.append(measure(table))
        except NotEstimable:
            values.append(float("nan"))
    return values
