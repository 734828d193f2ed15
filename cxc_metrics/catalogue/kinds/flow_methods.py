"""Flow KPIs: from a matrix as measuring hands it over to a method of `cxc_metrics.statistics` and back.

Each function takes a table of the matrix's dimensions (origin, then destination) and `rows`, the weight of
the flow: exchanges, or persons where a row of the register stands for many. It returns a table with
`estimate, low, high, n, flag`, the keys of its rows, and extras: `modelled`, with the range of 95 % of what
chance gives at the same number of exchanges in `modelled_low`, `modelled_high`; `reason` says why one of
these is not there. A register is a complete count, so `low` and `high` are empty. Which nodes there are:
those that occur in the matrix, unless the name of the function says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from cxc_metrics.contract import countries, ecosystems
from cxc_metrics.contract.reference import REST_OF_WORLD
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flags import NOT_APPLICABLE, NOT_AVAILABLE, UNRELIABLE
from cxc_metrics.statistics.flows.brokerage import brokerage
from cxc_metrics.statistics.flows.concentration import concentration, partner_numbers
from cxc_metrics.statistics.flows.flow_expectation import (
    MEASURES,
    expected_at_same_n,
    expected_partner_numbers,
)
from cxc_metrics.statistics.flows.flow_table import FlowTable, Node
from cxc_metrics.statistics.flows.measures import cross_share, net_balance
from cxc_metrics.statistics.flows.quasi_independence import SHOWN_FROM, quasi_independence, relative_intensity
from cxc_metrics.statistics.survey.intervals import UNRELIABLE_BELOW

ROWS = "rows"
# Simulated tables for each matrix: fewer than the method's own 500, as a breakdown asks for many of them.
DRAWS = 200
_REMEMBERED = 256

Matrix = pd.DataFrame


def flow_table(
    matrix: Matrix,
    *,
    empty_diagonal: bool,
    nodes: Sequence[Node] | None = None,
    without: Sequence[Node] = (),
) -> FlowTable:
    """The matrix over `nodes`, else over all that occur; flows of others and of `without` are left out.

    Flows with a side that is not recorded are in no total; the table says how many in `unknown`.
    """
    columns = [matrix[name].to_numpy(dtype=object) for name in matrix.columns if name != ROWS]
    codes, names = pd.factorize(np.concatenate(columns))
    sides = codes.reshape(2, -1)  # -1, where a side is not recorded, takes the last of what is told by name
    kept = ~np.array([*(name in without for name in names), False])[sides].any(axis=0)
    if nodes is not None:
        listed = set(nodes)
        kept &= np.array([*(name in listed for name in names), True])[sides].all(axis=0)
    sides = sides[:, kept]
    complete = sides[:, (sides >= 0).all(axis=0)]
    labels = nodes or sorted(names[np.unique(complete)])
    # Who occurs only beside a side that is not recorded is no node: nothing says where that flow went.
    place = {name: position for position, name in enumerate(labels)}
    origin, destination = np.array([*(place.get(name, -1) for name in names), -1])[sides]
    weight = matrix[ROWS].to_numpy()[kept]
    return FlowTable.from_positions(origin, destination, weight, labels, empty_diagonal=empty_diagonal)


def density_of_active_countries(matrix: Matrix) -> pd.DataFrame:
    """Links in use among the countries that occur; the rest of the world is none of them."""
    return _against_chance(flow_table(matrix, empty_diagonal=True, without=(REST_OF_WORLD,)), "density")


def density_of_eligible_countries(matrix: Matrix) -> pd.DataFrame:
    """Links in use among the countries eligible in either wave."""
    return _against_chance(flow_table(matrix, empty_diagonal=True, nodes=eligible_countries()), "density")


def density_of_ecosystems(matrix: Matrix) -> pd.DataFrame:
    """Links in use among all 14 ecosystems; an ecosystem may visit itself."""
    return _against_chance(_of_ecosystems(matrix), "density")


def density_with_loops(matrix: Matrix) -> pd.DataFrame:
    """Links in use among nodes that may send to themselves (partnerships, clusters)."""
    return _against_chance(flow_table(matrix, empty_diagonal=False), "density")


def reciprocity_of_countries(matrix: Matrix) -> pd.DataFrame:
    """Share of traffic between countries that is returned; the rest of the world is none of them."""
    table = flow_table(matrix, empty_diagonal=True, without=(REST_OF_WORLD,))
    return _against_chance(table, "weighted_reciprocity")


def binary_reciprocity_of_countries(matrix: Matrix) -> pd.DataFrame:
    """Share of links between countries whose reverse is in use; the rest of the world is none of them."""
    table = flow_table(matrix, empty_diagonal=True, without=(REST_OF_WORLD,))
    return _against_chance(table, "binary_reciprocity")


def reciprocity_of_ecosystems(matrix: Matrix) -> pd.DataFrame:
    """Share of traffic between ecosystems that is returned."""
    return _against_chance(_of_ecosystems(matrix), "weighted_reciprocity")


def reciprocity_with_loops(matrix: Matrix) -> pd.DataFrame:
    """Share of traffic that is returned, between nodes that may send to themselves."""
    return _against_chance(flow_table(matrix, empty_diagonal=False), "weighted_reciprocity")


def balance_of_countries(matrix: Matrix) -> pd.DataFrame:
    """A row for each country: hidden below 5 exchanges, `u` below 30. Extras: sent, received.

    What a country exchanged with the rest of the world counts; the rest of the world itself has no row.
    """
    balance = net_balance(flow_table(matrix, empty_diagonal=True))
    balance = balance[balance["node"] != REST_OF_WORLD]
    return balance.rename(columns={"node": matrix.columns[0], "net_balance": "estimate"}).assign(
        **_NO_INTERVAL
    )


def intensity_of_country_pairs(matrix: Matrix) -> pd.DataFrame:
    """A row for each pair of countries that is used or modelled at 1 or more."""
    return _intensity(matrix, flow_table(matrix, empty_diagonal=True))


def intensity_of_ecosystem_pairs(matrix: Matrix) -> pd.DataFrame:
    """A row for each pair of ecosystems that is used or modelled at 1 or more."""
    return _intensity(matrix, _of_ecosystems(matrix))


def effective_hosts(matrix: Matrix) -> pd.DataFrame:
    """Effective number of host countries of all flows. Extras: entropy (exp of it), partners."""
    table = flow_table(matrix, empty_diagonal=True, without=(REST_OF_WORLD,))
    seen = concentration(table.received)
    more = {"entropy": seen.effective_number_entropy, "partners": seen.used}
    return _against_chance(table, "effective_destinations", **more)


def effective_hosts_of_visitors(matrix: Matrix) -> pd.DataFrame:
    """A row for each visitor country: effective number of its hosts. Extras: entropy, partners."""
    table = flow_table(matrix, empty_diagonal=True, without=(REST_OF_WORLD,))
    reason = ""
    try:
        partners = _partners_against_chance(*_content(table)).copy()
    except NotEstimable as error:
        partners = partner_numbers(table).assign(expected=np.nan, low=np.nan, high=np.nan)
        reason = _no_model(error)
    partners = partners[partners["n"] > 0].rename(
        columns={
            "node": matrix.columns[0],
            "effective_number": "estimate",
            "effective_number_entropy": "entropy",
            "expected": "modelled",
            "low": "modelled_low",
            "high": "modelled_high",
        }
    )
    return partners.assign(**_NO_INTERVAL, reason=reason)


def strongest_broker(matrix: Matrix) -> pd.DataFrame:
    """The highest brokerage of any node; n counts nodes. Extras: cluster (which one), links."""
    table = flow_table(matrix, empty_diagonal=True)
    brokers = brokerage(table)
    top = brokers.sort_values(["brokerage", "node"], ascending=[False, True], kind="stable").iloc[0]
    value = float(top["brokerage"])
    return _one_row(
        value,
        len(brokers),
        cluster=str(top["node"]) if value > 0 else "",
        links=int(brokers["degree"].sum() // 2),
    )


def crossing_of_ecosystems(matrix: Matrix) -> pd.DataFrame:
    """E-I index between ecosystems. Extras: share that crosses, modelled index, unknown flows."""
    share = cross_share(_of_ecosystems(matrix))
    return _one_row(
        share.ei_index,
        share.n,
        share=share.share,
        modelled=2.0 * share.modelled_share - 1.0,
        unknown=share.unknown,
    )


def concentration_of_hosts(matrix: Matrix) -> pd.DataFrame:
    """Herfindahl-Hirschman index over one side; unknown hosts are left out.

    Extras: partners (how many hosts), effective (1/H), modelled: what as many flows show on average if these
    hosts were equally likely, 1/n + (1 - 1/n)/k, because Σ E[c²] = k (n/k (1 - 1/k) + n²/k²).
    """
    [host] = (name for name in matrix.columns if name != ROWS)
    hosted = matrix[matrix[host].notna()]
    if hosted.empty:
        raise NotEstimable("The host of no exchange in this selection is known.")
    seen = concentration(hosted[ROWS])
    by_chance = 1.0 / seen.n + (1.0 - 1.0 / seen.n) / seen.used
    return _one_row(seen.hhi, seen.n, partners=seen.used, effective=seen.effective_number, modelled=by_chance)


def eligible_countries() -> tuple[str, ...]:
    """Countries whose organisations could take part in wave 1 or 2, in protocol order."""
    return tuple(
        code for code, country in countries().items() if country.eligible_in(1) or country.eligible_in(2)
    )


_NO_INTERVAL: dict[str, float] = {"low": np.nan, "high": np.nan}


def _of_ecosystems(matrix: Matrix) -> FlowTable:
    """All 14 as nodes. Where one is not recorded, the numbers of the others came as fractions."""
    sides = [name for name in matrix.columns if name != ROWS]
    numbers = {
        name: pd.Series(
            [None if pd.isna(weight) else int(weight) for weight in matrix[name]], matrix.index, dtype=object
        )
        for name in sides
    }
    return flow_table(matrix.assign(**numbers), empty_diagonal=False, nodes=tuple(ecosystems()))


def _intensity(matrix: Matrix, table: FlowTable) -> pd.DataFrame:
    intensity = relative_intensity(quasi_independence(table))
    intensity = intensity[
        (intensity["flag"] != NOT_APPLICABLE) & ((intensity["observed"] > 0) | intensity["shown"])
    ]
    origin, destination = (name for name in matrix.columns if name != ROWS)
    reason = np.where(
        intensity["shown"],
        "",
        [
            f"{modelled:.1f} by size alone: an intensity is shown from {SHOWN_FROM:.0f}"
            for modelled in intensity["modelled"]
        ],
    )
    return intensity.rename(columns={"origin": origin, "destination": destination}).assign(
        estimate=intensity["relative_intensity"].where(intensity["shown"]),
        n=intensity["observed"],
        ranked=intensity["ranked"].astype(int),
        flag=np.where(intensity["shown"], "", NOT_AVAILABLE),
        reason=reason,
        **_NO_INTERVAL,
    )


def _one_row(estimate: float, n: float, **extras: object) -> pd.DataFrame:
    flag = UNRELIABLE if n < UNRELIABLE_BELOW else ""
    return pd.DataFrame([{"estimate": estimate, **_NO_INTERVAL, "n": n, "flag": flag, **extras}])


def _against_chance(table: FlowTable, measure: str, **extras: object) -> pd.DataFrame:
    """One measure of the table, beside what chance alone gives at the same number of exchanges."""
    table.require_flows()
    row = _all_against_chance(*_content(table))[measure]
    if np.isnan(row["observed"]):
        MEASURES[measure](table)  # says why there is none
    return _one_row(
        row["observed"],
        table.total,
        modelled=row["expected"],
        modelled_low=row["low"],
        modelled_high=row["high"],
        reason=_no_model(row["reason"]) if row["reason"] else "",
        **extras,
    )


def _no_model(why: object) -> str:
    return f"Nothing by chance to set beside it: {why}"


Content = tuple[tuple[Node, ...], bytes, bytes, bool]


def _content(table: FlowTable) -> Content:
    """The table as a key: the same flows are asked for by several KPIs, and again by every page."""
    return table.nodes, table.keys.tobytes(), table.weight.tobytes(), table.empty_diagonal


def _table(nodes: tuple[Node, ...], keys: bytes, weight: bytes, empty_diagonal: bool) -> FlowTable:
    flows, amounts = np.frombuffer(keys, dtype=np.int64), np.frombuffer(weight, dtype=np.float64)
    return FlowTable.from_keys(flows, amounts, nodes, empty_diagonal=empty_diagonal)


@lru_cache(maxsize=_REMEMBERED)
def _all_against_chance(
    nodes: tuple[Node, ...], keys: bytes, weight: bytes, empty_diagonal: bool
) -> Mapping[str, Mapping[Any, Any]]:
    compared = expected_at_same_n(_table(nodes, keys, weight, empty_diagonal), draws=DRAWS)
    return {str(name): row for name, row in compared.set_index("measure").to_dict("index").items()}


@lru_cache(maxsize=_REMEMBERED)
def _partners_against_chance(
    nodes: tuple[Node, ...], keys: bytes, weight: bytes, empty_diagonal: bool
) -> pd.DataFrame:
    return expected_partner_numbers(_table(nodes, keys, weight, empty_diagonal), draws=DRAWS)
