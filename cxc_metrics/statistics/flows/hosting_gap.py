"""Which countries host fewer than one would think: hosts against gravity without effects of the hosts.

    E[w_ij] = exp(origin_i + γ ln distance_ij + δ border_ij + λ language_ij + θ ln pool_j),  i ≠ j

fitted by Poisson pseudo maximum likelihood; `pool_j` are the accepted hosts of country j. With effects of
the hosts a country's total would equal its observation and no gap could show (definitions 5). For sending
give the transposed table and the accepted visitors: origins and destinations then change places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flags import NOT_AVAILABLE, UNRELIABLE
from cxc_metrics.statistics.gravity.gravity_design import Design, separated_rows
from cxc_metrics.statistics.gravity.model import (
    COVARIATES,
    EXCHANGES_PER_PARAMETER,
    LEVEL,
    pair_grid,
)
from cxc_metrics.statistics.gravity.ppml import ppml

from .flow_table import Floats, FlowTable, Node
from .gap_bootstrap import resampled

TERMS = (*COVARIATES, "log_pool")
PAIR = ("origin", "destination", "observed", "modelled", "low", "high")
SHOWN_FROM = 5.0  # modelled visits; below, even none would be no surprise
SEED = 20220401
DRAWS = 999


@dataclass(frozen=True, eq=False)
class GapFit:
    """Hosts against the model.

    `places`: node, pool, observed, modelled, gap (observed - modelled), ratio, low, high (of the ratio,
    95 %), flag, note; one row per node of the table. Modelled is NaN with the reason in `note` where a node
    cannot be a host of the model; low and high are NaN where `no_interval` or `note` says why, and the flag
    is then "u". `pairs`: origin, destination, observed, modelled, low, high (of the modelled flow, 95 %), one
    row per pair that can be modelled; those of a destination add up to its place. `coefficients`: term,
    estimate. `outside` counts flows to nodes that are no hosts of the
    model, or whose pair has no known distance.
    """

    places: pd.DataFrame
    pairs: pd.DataFrame
    coefficients: pd.DataFrame
    exchanges: float
    outside: float
    parameters: int
    no_interval: str
    inestimable_terms: tuple[str, ...]


def hosting_gap(
    table: FlowTable,
    pairs: pd.DataFrame,
    pool: Mapping[Node, float],
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> GapFit:
    """Fit the model to the flows of `table` and set each destination beside it.

    `pairs` as for `gravity`; `pool` are the accepted hosts of each node, those at 0 or absent cannot host.
    Intervals are percentiles over `draws` resamples of unordered pairs (`resampled`). Raises
    `NotEstimable` without flows, with fewer than three possible hosts, where all flows are equal or where
    parameters are as many as pairs.
    """
    table.require_flows()
    grid = pair_grid(table, pairs).assign(
        log_pool=lambda rows: _logarithm(rows["destination"].map(dict(pool)).astype("float64"))
    )
    rows = _possible(grid)
    terms, parameters = Design.of(rows, TERMS, ("origin",)).estimable()
    if len(rows) <= parameters:
        raise NotEstimable(f"The model has {parameters} parameters and only {len(rows)} pairs.")
    fit = ppml(rows, outcome="observed", covariates=terms, effects=("origin",), cluster="unordered_pair")
    exchanges = float(rows["observed"].sum())
    refused = _too_few(exchanges, parameters)
    fitted = rows.assign(modelled=fit.fitted, low=np.nan, high=np.nan)
    sums = fitted.groupby("destination")[["observed", "modelled"]].sum()
    if not refused:
        try:
            drawn = resampled(rows, terms, draws=draws, seed=seed)
            sums = sums.join(_percentiles(drawn.ratios, _weighty_pairs(fitted)))
            fitted["low"], fitted["high"] = _ends(drawn.flows)
        except NotEstimable as error:
            refused = error.reason
    return GapFit(
        places=_places(table, pool, sums, refused),
        pairs=fitted[list(PAIR)].reset_index(drop=True),
        coefficients=fit.coefficients[["term", "estimate"]],
        exchanges=exchanges,
        outside=table.total - exchanges,
        parameters=parameters,
        no_interval=refused,
        inestimable_terms=tuple(term for term in TERMS if term not in terms),
    )


def _too_few(exchanges: float, parameters: int) -> str:
    """Why no interval is given of so few exchanges; empty where they are enough."""
    if exchanges >= EXCHANGES_PER_PARAMETER * parameters:
        return ""
    return (
        f"{exchanges:.0f} exchanges for {parameters} parameters are fewer than "
        f"{EXCHANGES_PER_PARAMETER} each: no interval is given."
    )


def _logarithm(amounts: pd.Series) -> pd.Series:
    numbers = amounts.to_numpy(dtype=np.float64)
    logs = np.log(numbers, out=np.full(len(numbers), np.nan), where=numbers > 0)
    return pd.Series(logs, amounts.index)


def _possible(grid: pd.DataFrame) -> pd.DataFrame:
    """Pairs of an origin that sends with a host that can be modelled, without those only fitted as zero."""
    rows = grid[grid[list(TERMS)].notna().all(axis=1)]
    rows = rows[rows.groupby("origin")["observed"].transform("sum") > 0]
    if rows["destination"].nunique() < 3:
        raise NotEstimable("Fewer than three countries have accepted hosts and visitors to compare them by.")
    lifted = separated_rows(Design.of(rows, TERMS, ("origin",)), rows["observed"].to_numpy(dtype=np.float64))
    return rows[~lifted].reset_index(drop=True)


def _weighty_pairs(fitted: pd.DataFrame) -> pd.Series:
    """Effective number of pairs behind each host's modelled total, (Σ μ)² / Σ μ²."""
    squared = (
        fitted.assign(squared=fitted["modelled"] ** 2).groupby("destination")[["modelled", "squared"]].sum()
    )
    return squared["modelled"] ** 2 / squared["squared"]


def _percentiles(drawn: pd.DataFrame, pairs: pd.Series) -> pd.DataFrame:
    """Percentiles of each host's ratio, further out the fewer the pairs it rests on.

    The expanded percentile interval of Hesterberg, The American Statistician 69 (2015), 3.3: at
    Φ(-t · √(n / (n - 1))) with Student's t of n - 1 degrees of freedom; n is the effective number of pairs.
    """
    n = pairs.clip(lower=2.0)
    reach = stats.t.ppf((1.0 + LEVEL) / 2.0, n - 1.0) * np.sqrt(n / (n - 1.0))
    tails = pd.Series(stats.norm.cdf(-reach), index=n.index)
    ends = {
        host: np.nanquantile(drawn[host], [tail, 1.0 - tail]) for host, tail in tails.items() if host in drawn
    }
    return pd.DataFrame.from_dict(ends, orient="index", columns=["low", "high"])


def _ends(flows: Floats) -> tuple[Floats, Floats]:
    """Percentiles of each pair's modelled flow over the draws."""
    tail = (1.0 - LEVEL) / 2.0
    low, high = np.nanquantile(flows, [tail, 1.0 - tail], axis=0)
    return low, high


def _places(table: FlowTable, pool: Mapping[Node, float], sums: pd.DataFrame, refused: str) -> pd.DataFrame:
    received = pd.Series(table.received, index=pd.Index(list(table.nodes), dtype=object))
    places = pd.DataFrame({"node": list(table.nodes)}).assign(
        pool=[float(pool.get(node, 0.0)) for node in table.nodes],
        observed=received.to_numpy(),
    )
    ends = sums.reindex(columns=["observed", "modelled", "low", "high"]).reindex(list(table.nodes))
    seen, modelled = (ends[name].to_numpy(dtype=np.float64) for name in ("observed", "modelled"))
    estimable = np.isfinite(modelled)
    ratio: Floats = np.divide(
        seen, modelled, out=np.full(len(seen), np.nan), where=estimable & (modelled > 0)
    )
    small = estimable & (modelled < SHOWN_FROM)
    bare = estimable & (seen == 0)
    judged = estimable & ~small & ~bare & (refused == "")
    note = np.select(
        [~estimable & (places["pool"] == 0), ~estimable, bare & ~small, small],
        [
            "no accepted registration on record",
            "distance, border or language to the others not known",
            "none at all: resampling cannot tell how far from none",
            f"modelled below {SHOWN_FROM:.0f}",
        ],
        default=refused,
    )
    return places.assign(
        observed=np.where(estimable, seen, places["observed"]),
        modelled=modelled,
        gap=seen - modelled,
        ratio=ratio,
        low=np.where(judged, ends["low"], np.nan),
        high=np.where(judged, ends["high"], np.nan),
        flag=np.where(~estimable, NOT_AVAILABLE, np.where(judged, "", UNRELIABLE)),
        note=[str(text) for text in note],
    )
