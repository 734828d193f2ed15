"""Reads the cells of what one statement gave, by the kind of the KPIs it answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from cxc_metrics.catalogue import Flow, Method, MethodOfSums
from cxc_metrics.scope.selection import Scope

from .cells import Cells, read
from .cells_of_sums import cells_of_sums
from .method_rows import flow_cells, method_cells
from .plan import Step
from .survey_rule import with_few_hidden


def answers(
    step: Step,
    rows: pa.Table,
    by: Sequence[str],
    scope: Scope,
    as_at: date | None,
    *,
    totals: bool,
) -> Cells:
    """Cells by KPI and row of one step, whose statement gave these rows."""
    if not any(isinstance(kpi, (Method, Flow)) for kpi in step.kpis):
        read_cells = read(step.kpis, rows, by, totals=totals)
        return {
            kpi.id: with_few_hidden(kpi, read_cells[kpi.id], None, by, totals=totals) for kpi in step.kpis
        }
    # Whole numbers with missing ones among them stay whole: a total has no year.
    frame = rows.to_pandas(date_as_object=False, integer_object_nulls=True)
    cells: Cells = {}
    for kpi in step.kpis:
        if isinstance(kpi, MethodOfSums):
            exact = cells_of_sums(kpi, frame, by, as_at, totals=totals)
            cells[kpi.id] = with_few_hidden(kpi, exact, frame, by, totals=totals)
        elif isinstance(kpi, Method):
            cells[kpi.id] = method_cells(kpi, frame, by, step.view, as_at, totals=totals)
        elif isinstance(kpi, Flow):
            cells[kpi.id] = flow_cells(kpi, frame, by, scope, totals=totals)
    return cells
