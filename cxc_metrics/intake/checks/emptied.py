"""Which cells of the kept rows were emptied: what a figure that needs one must say."""

from __future__ import annotations

from collections.abc import Iterable

from cxc_metrics.intake.bench import Workbench
from cxc_metrics.intake.sqltext import literal
from cxc_metrics.intake.stage.staged import Staged


def record_emptied(bench: Workbench, tables: Iterable[Staged]) -> None:
    """Fill table `emptied_cell` (table, key, column)."""
    for staged in tables:
        if not bench.count(staged.emptied):
            continue
        key = ", ".join(f'CAST(s."{name}" AS VARCHAR)' for name in staged.model.key())
        bench.connection.execute(
            f'INSERT INTO emptied_cell SELECT DISTINCT {literal(staged.name)}, [{key}], e."column" '
            f"FROM {staged.emptied} e JOIN {staged.relation} s ON s.rowid = e.row "
            f"WHERE e.row NOT IN (SELECT row FROM {staged.out})"
        )
