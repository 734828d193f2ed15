"""What a register can never tell, whatever is selected, and which data it would need for that."""

from __future__ import annotations

from collections.abc import Sequence

from cxc_metrics.catalogue import Flow, Kpi, Quotient, dimension
from cxc_metrics.errors import WITH_THIS_REGISTER
from cxc_metrics.facts import fact_definition
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike

from .measurable import missing_columns, reason_against, shortest
from .population import filled_columns, view_of


def lack_of(kpi: Kpi, by: Sequence[str], version: DataVersionLike) -> str | None:
    """Why a KPI cannot be told by these dimensions in any selection; None if something can be told.

    The reason names the contract's tables and columns that were not delivered, where these would help.
    """
    wanted = tuple(by) or (kpi.rows_of if isinstance(kpi, Flow) else ())
    reason = reason_against(kpi, wanted, Scope(), version)
    if reason is None:
        return None
    parts = kpi.parts() if isinstance(kpi, Quotient) else (kpi,)
    needs = dict.fromkeys(need for part in parts for need in _needs(part, wanted, version))
    return f"{WITH_THIS_REGISTER}: it has no {', no '.join(needs)}" if needs else reason


def _needs(kpi: Kpi, by: Sequence[str], version: DataVersionLike) -> list[str]:
    """`table <name>` or a column (`table.column`, alternatives joined by *or*)."""
    if absent := version.missing_tables(kpi.fact):
        return [f"table {name}" for name in absent]
    if not kpi.measurable_at(view_of(Scope(), version).aggregate):
        return []
    needs = list(missing_columns(kpi, Scope(), version))
    columns, filled = fact_definition(kpi.fact).columns, filled_columns(version, kpi.fact)
    for name in by:
        column = kpi.period_field if dimension(name).is_time else name
        if column in columns and column not in filled:
            gaps = version.missing_columns(kpi.fact, column)
            needs += [shortest(gap, version.manifest.tables) for gap in gaps]
    return needs
