"""The whole matrix behind a flow KPI, for tables that tell more of it than one number."""

from __future__ import annotations

import pandas as pd

from cxc_metrics.catalogue import kpi as find_kpi
from cxc_metrics.catalogue.kinds.flow_methods import flow_table
from cxc_metrics.measuring.measurable import reason_against
from cxc_metrics.measuring.plan import steps
from cxc_metrics.measuring.sql import ROWS, UNTOLD
from cxc_metrics.measuring.statement import Statement
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike
from cxc_metrics.statistics.errors import NotEstimable
from cxc_metrics.statistics.flows.flow_table import FlowTable

_BROKERS = ("cluster", "name", "degree", "betweenness", "brokerage")


def whole_flows(
    version: DataVersionLike, name: str, by: tuple[str, ...], scope: Scope, *, without: tuple[str, ...] = ()
) -> tuple[FlowTable | None, Statement | None, str]:
    """The flows between different nodes that a flow KPI is measured on, their statement, and why if none.

    `by` are the dimensions it must be told by. Filters on the matrix's own dimensions do not reach it. Flows
    from and to nodes of `without` are left out.
    """
    kpi = find_kpi(name)
    if reason := reason_against(kpi, by, scope, version):
        return None, None, reason
    [step] = steps([kpi], (), scope, version, totals=False)
    matrix = version.query(step.statement.sql, step.statement.params).to_pandas()
    if UNTOLD in matrix:
        matrix = matrix[matrix[ROWS] > 0].drop(columns=UNTOLD)
    try:
        table = flow_table(matrix, empty_diagonal=True, without=without)
        table.require_flows()
    except NotEstimable as error:
        return None, step.statement, error.reason
    return table, step.statement, ""


def cluster_brokerage(version: DataVersionLike, scope: Scope | None = None) -> tuple[pd.DataFrame, str]:
    """Clusters of a selection by how much they stand between others, the highest first; and why if none.

    Columns: cluster (identifier of its organisation), name, degree (clusters it is linked to), betweenness,
    brokerage (betweenness as a share of that of the centre of a star: Freeman 1979). The text is empty, or
    the reason why the table is. N06 is the highest of them.
    """
    from cxc_metrics.statistics.flows.brokerage import brokerage

    flows, _, reason = whole_flows(version, "N06", (), scope if scope is not None else Scope())
    if flows is None:
        return pd.DataFrame(columns=list(_BROKERS)), reason
    try:
        table = brokerage(flows).rename(columns={"node": "cluster"})
    except NotEstimable as error:
        return pd.DataFrame(columns=list(_BROKERS)), error.reason
    organisations = version.query("SELECT organisation_id, name FROM organisation").to_pydict()
    names = dict(zip(organisations["organisation_id"], organisations["name"], strict=True))
    table = table.assign(name=[names.get(cluster) or cluster for cluster in table["cluster"]])
    ranked = table.sort_values(["brokerage", "cluster"], ascending=[False, True], kind="stable")
    return ranked[list(_BROKERS)].reset_index(drop=True), ""
