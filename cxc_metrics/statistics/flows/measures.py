"""What a table of flows says at first sight: links in use, traffic returned, senders and hosts.

Every function takes a `FlowTable`; `expected_at_same_n` (flow_expectation) sets density and
reciprocity beside what chance alone gives, and that is how they are to be shown: both depend on the
number of exchanges. Formulas as in Squartini, Picciolo, Ruzzenenti and Garlaschelli, "Reciprocity of
weighted networks", Scientific Reports 3 (2013) 2729.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.survey.intervals import flags

from .flow_table import Floats, FlowTable


@dataclass(frozen=True)
class CrossShare:
    """Traffic that leaves its own group.

    `n` flows with both sides known, `crossing` of them between two groups, `share` = crossing / n,
    `ei_index` = (crossing - within) / n in [-1, 1] (Krackhardt and Stern, Social Psychology
    Quarterly 51, 1988), `modelled_share` the share if hosts were met regardless of the visitor's
    group, `unknown` the flows left out because a side is not known.
    """

    n: float
    crossing: float
    share: float
    ei_index: float
    modelled_share: float
    unknown: float


def density(table: FlowTable) -> float:
    """Share of possible ordered pairs with at least one flow; the node list says which are possible.

    Raises `NotEstimable` without flows.
    """
    table.require_flows()
    return len(table.weight) / table.possible_links


def binary_reciprocity(table: FlowTable) -> float:
    """Share of links whose reverse link exists; flows of a node to itself are left out.

    Raises `NotEstimable` where no flow leaves its node.
    """
    _, back = _there_and_back(table)
    return float((back > 0).sum() / len(back))


def weighted_reciprocity(table: FlowTable) -> float:
    """Share of traffic that is returned, Σ min(w_ij, w_ji) / Σ w_ij over i ≠ j, in [0, 1].

    Raises `NotEstimable` where no flow leaves its node.
    """
    there, back = _there_and_back(table)
    return float(np.minimum(there, back).sum() / there.sum())


def net_balance(table: FlowTable) -> pd.DataFrame:
    """Per node (received - sent) / (received + sent): -1 only sends, +1 only hosts.

    Columns: node, sent, received, n (both), net_balance, flag. The flag is "c" below 5 flows
    (the value is computed but not to be shown), "u" below 30, ":" without flows (value NaN).
    Raises `NotEstimable` without any flows.
    """
    table.require_flows()
    n = table.sent + table.received
    balance = np.divide(table.received - table.sent, n, out=np.full(len(n), np.nan), where=n > 0)
    return pd.DataFrame(
        {
            "node": list(table.nodes),
            "sent": table.sent,
            "received": table.received,
            "n": n,
            "net_balance": balance,
            "flag": [str(flag) for flag in flags(n)],
        }
    )


def cross_share(table: FlowTable) -> CrossShare:
    """Share of flows between different groups (ecosystems, partnerships), beside its modelled value.

    The table must be one whose nodes can send to themselves. Raises `NotEstimable` without flows,
    or where the diagonal is structurally empty: then the share is always 1.
    """
    if table.empty_diagonal:
        raise NotEstimable("No flow can stay within its own group here: the share that crosses is always 1.")
    table.require_flows()
    crossing = float(table.weight[table.origin != table.destination].sum())
    within = table.total - crossing
    by_chance = float((table.sent * table.received).sum()) / table.total**2
    return CrossShare(
        n=table.total,
        crossing=crossing,
        share=crossing / table.total,
        ei_index=(crossing - within) / table.total,
        modelled_share=1.0 - by_chance,
        unknown=table.unknown,
    )


def _there_and_back(table: FlowTable) -> tuple[Floats, Floats]:
    """Each flow that leaves its node, and the flow of the reverse pair."""
    table.require_flows()
    off = table.origin != table.destination
    if not off.any():
        raise NotEstimable("No flow leaves its own node, so none can be returned.")
    return table.weight[off], table.returned[off]
