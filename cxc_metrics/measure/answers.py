"""Runs one statement and reads its cells, by the kind of the KPIs it answers."""

from __future__ import annotations

from collections.abc import Sequence

from cxc_metrics.kpis import Flow, Method

from .cells import Cells, read
from .methods import flow_cells, method_cells
from .plan import Step
from .scope import Scope
from .snapshot import SnapshotLike


def answers(step: Step, snapshot: SnapshotLike, by: Sequence[str], scope: Scope, *, totals: bool) -> Cells:
    """Cells by KPI and row of one step."""
    found = snapshot.query(step.statement.sql, step.statement.params)
    if not any(isinstance(kpi, (Method, Flow)) for kpi in step.kpis):
        return read(step.kpis, found, by, totals=totals)
    frame, as_at = found.to_pandas(date_as_object=False), snapshot.manifest.as_at
    cells: Cells = {}
    for kpi in step.kpis:
        if isinstance(kpi, Method):
            cells[kpi.id] = method_cells(kpi, frame, by, step.view, as_at, totals=totals)
        elif isinstance(kpi, Flow):
            cells[kpi.id] = flow_cells(kpi, frame, by, scope, totals=totals)
    return cells
