"""Gravity: flows between countries by distance, common border and common language.

    E[w_ij] = exp(origin_i + destination_j + γ ln distance_ij + δ border_ij + λ language_ij),  i ≠ j

fitted by Poisson pseudo maximum likelihood over all pairs that can occur, those without flow
included. What is left of the flow after it is what a pair exchanges more or less than places of that
size and distance do; `fewer_than_modelled` (corridors) looks for the less.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flags import NOT_AVAILABLE
from cxc_metrics.statistics.flows.flow_table import FlowTable, Node
from cxc_metrics.statistics.flows.quasi_independence import refuse_hub

from .gravity_design import Design, separated_rows
from .ppml import PpmlFit, ppml

COVARIATES = ("log_distance", "border", "common_language")
PAIR_COLUMNS = ("origin", "destination", "distance_km", "border", "common_language")
EXCHANGES_PER_PARAMETER = 10
LEVEL = 0.95


@dataclass(frozen=True, eq=False)
class GravityFit:
    """A fitted gravity model.

    `coefficients`: term, estimate, std_error, df, low, high; one row per estimable covariate. All but
    the estimate are NaN where there are fewer than 10 exchanges per parameter; `no_interval` then
    says so. An estimate is an elasticity for log_distance, else a log ratio.
    `pairs`: origin, destination, observed, modelled, ratio, flag, note; one row per ordered pair
    i ≠ j. modelled and ratio are NaN and the flag is ":" where the model says nothing; `note` why.
    `dispersion` is Pearson's X² over degrees of freedom. The `inestimable_` tuples name the nodes
    without flows and the covariates that do not vary beyond the effects.
    """

    coefficients: pd.DataFrame
    pairs: pd.DataFrame
    exchanges: float
    parameters: int
    deviance: float
    dispersion: float
    clusters: int
    no_interval: str
    inestimable_origins: tuple[Node, ...]
    inestimable_destinations: tuple[Node, ...]
    inestimable_terms: tuple[str, ...]


def gravity(table: FlowTable, pairs: pd.DataFrame) -> GravityFit:
    """Fit the gravity model to the flows of `table`.

    `pairs` has the columns origin, destination, distance_km (above 0), border, common_language (true
    or false, 1 or 0); a pair given in one order stands for both. Pairs without them are left out and
    noted. Standard errors are clustered by unordered pair and bias-reduced, intervals are t at 95 % with
    Satterthwaite's degrees of freedom (`cluster_robust`).

    Raises `NotEstimable` without flows, where one node is part of every flow, where all flows are
    equal, where parameters are as many as pairs, or where no characteristic of the pairs varies beyond
    the effects; `ValueError` for a pair table of another shape.
    """
    table.require_flows()
    refuse_hub(table)
    grid = pair_grid(table, pairs)
    rows = _with_flows_on_both_sides(grid[grid[list(COVARIATES)].notna().all(axis=1)])
    if rows.empty:
        raise NotEstimable("No pair with a flow has a known distance, border and language.")
    separated = separated_rows(Design.of(rows, COVARIATES), rows["observed"].to_numpy(dtype=np.float64))
    kept = rows[~separated]
    terms, parameters = _estimable(kept)
    effects = ("origin", "destination")
    fit = ppml(kept, outcome="observed", covariates=terms, effects=effects, cluster="unordered_pair")
    exchanges = float(kept["observed"].sum())
    no_interval = _no_interval(exchanges, parameters)
    residual = (kept["observed"].to_numpy(dtype=np.float64) - fit.fitted) ** 2 / fit.fitted
    return GravityFit(
        coefficients=_coefficients(kept, fit, terms, with_intervals=not no_interval),
        pairs=_observed_and_modelled(grid, kept.index, rows.index[separated], fit),
        exchanges=exchanges,
        parameters=parameters,
        deviance=fit.deviance,
        dispersion=float(residual.sum()) / (len(kept) - parameters),
        clusters=fit.clusters,
        no_interval=no_interval,
        inestimable_origins=_without(table.nodes, rows["origin"]),
        inestimable_destinations=_without(table.nodes, rows["destination"]),
        inestimable_terms=tuple(term for term in COVARIATES if term not in terms),
    )


def _estimable(kept: pd.DataFrame) -> tuple[list[str], int]:
    """Covariates that can be estimated, and the number of parameters with them."""
    terms, parameters = Design.of(kept, COVARIATES).estimable()
    if len(kept) <= parameters:
        raise NotEstimable(
            f"The model has {parameters} parameters and only {len(kept)} pairs to estimate them from. "
            "Choose a selection with more countries."
        )
    return terms, parameters


def pair_grid(table: FlowTable, pairs: pd.DataFrame) -> pd.DataFrame:
    """All ordered pairs i ≠ j of the nodes: origin, destination, observed, unordered_pair, COVARIATES.

    Covariates are NaN where the pair is not in `pairs` (shape as for `gravity`, `ValueError` for another).
    """
    size = len(table.nodes)
    keys = np.arange(size * size, dtype=np.int64)
    origin, destination = keys // size, keys % size
    off = origin != destination
    origin, destination = origin[off], destination[off]
    names = np.array(table.nodes, dtype=object)
    grid = pd.DataFrame(
        {
            "origin": names[origin],
            "destination": names[destination],
            "observed": table.weight_at(origin, destination),
            "unordered_pair": np.minimum(origin, destination) * size + np.maximum(origin, destination),
        }
    )
    return grid.join(_covariates(pairs), on=["origin", "destination"])


def _covariates(pairs: pd.DataFrame) -> pd.DataFrame:
    """log_distance, border, common_language of both orders of each pair, by (origin, destination)."""
    absent = [column for column in PAIR_COLUMNS if column not in pairs.columns]
    if absent:
        raise ValueError(f"The pair table lacks the columns {absent}; it needs {list(PAIR_COLUMNS)}.")
    distance = pairs["distance_km"].astype("float64")
    if (distance <= 0).any():
        raise ValueError("The pair table has distances of 0 km or less; distances must be above 0.")
    given = pd.DataFrame(
        {
            "origin": pairs["origin"].astype(object),
            "destination": pairs["destination"].astype(object),
            "log_distance": np.log(distance),
            "border": pairs["border"].astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan),
            "common_language": pairs["common_language"]
            .astype("Float64")
            .to_numpy(dtype=np.float64, na_value=np.nan),
        }
    )
    if given.duplicated(["origin", "destination"]).any():
        raise ValueError("The pair table names a pair twice; give each ordered pair once.")
    turned = given.rename(columns={"origin": "destination", "destination": "origin"})
    both = pd.concat([given, turned]).drop_duplicates(["origin", "destination"])
    return both.set_index(["origin", "destination"])[list(COVARIATES)]


def _with_flows_on_both_sides(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out origins and destinations without flows until none is left: they have no effect to fit."""
    while True:
        sent = rows.groupby("origin")["observed"].transform("sum")
        received = rows.groupby("destination")["observed"].transform("sum")
        flowing = (sent > 0) & (received > 0)
        if flowing.all():
            return rows
        rows = rows[flowing]


def _no_interval(exchanges: float, parameters: int) -> str:
    if exchanges >= EXCHANGES_PER_PARAMETER * parameters:
        return ""
    return (
        f"{exchanges:.0f} exchanges for {parameters} parameters are fewer than {EXCHANGES_PER_PARAMETER} "
        "each: no interval is given."
    )


def _coefficients(
    kept: pd.DataFrame, fit: PpmlFit, terms: list[str], *, with_intervals: bool
) -> pd.DataFrame:
    """The coefficient table of a `GravityFit`."""
    table = fit.coefficients[["term", "estimate"]]
    if not with_intervals:
        return table.assign(std_error=np.nan, df=np.nan, low=np.nan, high=np.nan)
    errors = Design.of(kept, terms).errors(
        kept["observed"].to_numpy(dtype=np.float64),
        fit.fitted,
        kept["unordered_pair"].to_numpy(dtype=np.int64),
    )
    reach = stats.t.ppf((1.0 + LEVEL) / 2.0, errors.df) * errors.std_error
    return table.assign(
        std_error=errors.std_error,
        df=errors.df,
        low=table["estimate"] - reach,
        high=table["estimate"] + reach,
    )


def _observed_and_modelled(
    grid: pd.DataFrame, fitted: pd.Index, separated: pd.Index, fit: PpmlFit
) -> pd.DataFrame:
    """The pair table of a `GravityFit`."""
    modelled = pd.Series(np.nan, index=grid.index)
    modelled[fitted] = fit.fitted
    modelled[separated] = 0.0
    note = pd.Series("no flows from this origin or to this destination", index=grid.index)
    note[grid[list(COVARIATES)].isna().any(axis=1)] = "distance, border or language not known"
    note[separated] = "can only be modelled as zero"
    note[fitted] = ""
    ratio = (grid["observed"] / modelled).where(modelled > 0)
    return grid[["origin", "destination", "observed"]].assign(
        modelled=modelled,
        ratio=ratio,
        flag=np.where(modelled.isna(), NOT_AVAILABLE, ""),
        note=note,
    )


def _without(nodes: Sequence[Node], present: pd.Series) -> tuple[Node, ...]:
    present_nodes = set(present)
    return tuple(node for node in nodes if node not in present_nodes)
