"""What each pair would exchange if hosts were met regardless of where the visitor comes from.

No country can visit itself, so the simple row total times column total is biased: it reserves traffic
for the diagonal. Quasi-independence keeps both margins over the cells that can occur (Goodman, "The
analysis of cross-classified data: independence, quasi-independence, and interactions in contingency
tables with or without missing entries", JASA 63, 1968). It is fitted by iterative proportional
fitting. On an empty diagonal the fit has the form a_i · b_j for i ≠ j, and a row sum is
a_i (Σ b - b_i): so the fitting needs two vectors and no matrix.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cxc_metrics.statistics.errors import NotEstimable, OneInEveryFlow
from cxc_metrics.statistics.flags import HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE

from .flow_table import Floats, FlowTable, Integers

TOLERANCE = 1e-6
MAX_ITERATIONS = 1_000
SHOWN_FROM = 1.0
RANKED_FROM = 5.0


@dataclass(frozen=True, eq=False)
class ModelledFlows:
    """The fitted flows of `table` in factored form, `row_factor` · `column_factor`.

    `error` is the largest relative deviation from a margin, `iterations` the rounds needed (0 where
    the diagonal is no exception and the fit is in closed form).
    """

    table: FlowTable
    row_factor: Floats
    column_factor: Floats
    iterations: int
    error: float

    def at(self, origin: Integers, destination: Integers) -> Floats:
        """Modelled flow of each asked pair (positions in the node list)."""
        modelled = self.row_factor[origin] * self.column_factor[destination]
        if self.table.empty_diagonal:
            modelled[origin == destination] = 0.0
        return modelled

    def matrix(self) -> Floats:
        """Modelled flows as a square array, origin by destination."""
        dense = np.outer(self.row_factor, self.column_factor)
        if self.table.empty_diagonal:
            np.fill_diagonal(dense, 0.0)
        return dense


def quasi_independence(table: FlowTable) -> ModelledFlows:
    """Fit the flows to their margins, over the cells that can occur.

    Relative tolerance 1e-6 on every margin, at most 1 000 rounds. Raises `NotEstimable` without
    flows, where one node is part of every flow, or where the rounds do not suffice.
    """
    table.require_flows()
    if not table.empty_diagonal:
        return ModelledFlows(table, table.sent, table.received / table.total, 0, 0.0)
    refuse_hub(table)
    return _fit_factors(table)


def refuse_hub(table: FlowTable) -> None:
    """Raise `OneInEveryFlow` where one node is origin or destination of every flow."""
    share = (table.sent + table.received) / table.total
    hubs = [str(table.nodes[i]) for i in np.flatnonzero(share >= 1.0)]
    if hubs:
        which = f"{hubs[0]} is" if len(hubs) == 1 else f"{' and '.join(hubs)} are"
        raise OneInEveryFlow(which)


def relative_intensity(model: ModelledFlows, *, pairs: Literal["all", "used"] = "all") -> pd.DataFrame:
    """Observed against modelled flow of each ordered pair.

    Columns: origin, destination, observed, modelled, relative_intensity (observed / modelled), shown
    (modelled at least 1), ranked (modelled at least 5), flag, reading ("0 of 3.2 by size alone"). The flag is
    "z" on an empty diagonal, ":" where the model gives nothing (a side without flows), "c" where not
    shown, else "". `pairs="used"` lists only pairs with a flow; use it for organisations, "all" has
    nodes squared rows.
    """
    table = model.table
    origin, destination = _asked_pairs(table, pairs)
    observed = table.weight_at(origin, destination)
    modelled = model.at(origin, destination)
    ratio = np.divide(observed, modelled, out=np.full(len(observed), np.nan), where=modelled > 0)
    diagonal = (origin == destination) & table.empty_diagonal
    flag = np.select(
        [diagonal, modelled == 0, ~_reaches(modelled, SHOWN_FROM)],
        [NOT_APPLICABLE, NOT_AVAILABLE, HIDDEN],
        default="",
    )
    names = np.array(table.nodes, dtype=object)
    return pd.DataFrame(
        {
            "origin": names[origin],
            "destination": names[destination],
            "observed": observed,
            "modelled": modelled,
            "relative_intensity": ratio,
            "shown": _reaches(modelled, SHOWN_FROM),
            "ranked": _reaches(modelled, RANKED_FROM),
            "flag": [str(letter) for letter in flag],
            "reading": [_reading(w, e) for w, e in zip(observed, modelled, strict=True)],
        }
    )


def _reaches(modelled: Floats, least: float) -> NDArray[np.bool_]:
    """At least so much, as exactly as the fit is: a flow modelled at 1 may come out as 0.9999999."""
    reached: NDArray[np.bool_] = modelled >= least * (1.0 - 10.0 * TOLERANCE)
    return reached


def _asked_pairs(table: FlowTable, pairs: Literal["all", "used"]) -> tuple[Integers, Integers]:
    if pairs == "used":
        return table.origin, table.destination
    keys = np.arange(len(table.nodes) ** 2, dtype=np.int64)
    return keys // len(table.nodes), keys % len(table.nodes)


def _reading(observed: float, modelled: float) -> str:
    if modelled == 0:
        return ""
    amount = f"{observed:.0f}" if observed == round(observed) else f"{observed:.1f}"
    return f"{amount} of {modelled:.1f} by size alone"


def _fit_factors(table: FlowTable) -> ModelledFlows:
    """Scale rows and columns in turn: a_i = O_i / (Σb - b_i), b_j = D_j / (Σa - a_j)."""
    sends = table.sent > 0
    column = table.received / table.total
    for iteration in range(1, MAX_ITERATIONS + 1):
        row = _scaled(table.sent, column)
        column = _scaled(table.received, row)
        # The columns have just been fitted; only the rows can be off.
        fitted = row[sends] * (column.sum() - column[sends])
        error = float(np.abs(fitted / table.sent[sends] - 1.0).max())
        if error <= TOLERANCE:
            return ModelledFlows(table, row, column, iteration, error)
    raise NotEstimable(
        f"The flows by size alone did not settle within {MAX_ITERATIONS} rounds: one node is part of "
        "almost every flow. Choose a selection with more flows between others."
    )


def _scaled(margin: Floats, other: Floats) -> Floats:
    """Factor that gives each node its margin, when it meets all others but itself."""
    reach = other.sum() - other
    factor = np.zeros_like(margin)
    np.divide(margin, reach, out=factor, where=(margin > 0) & (reach > 0))
    return factor
