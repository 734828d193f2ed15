"""Links between tables, parents first: orphans, and children of rejected parents; then the clean views."""

from __future__ import annotations

from cxc_metrics.contract import TABLES
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.stage.flaws import Flaw, spoil
from cxc_metrics.intake.stage.identifiers import is_damaged
from cxc_metrics.intake.stage.staged import Staged
from cxc_metrics.intake.workbench import STAGE, Workbench

from .repeated import REPEATED


def check_links(bench: Workbench, staged: Staged, parents: dict[str, Staged]) -> None:
    """Find rows whose parent was never delivered (`orphan`) or was left out (`parent_rejected`).

    A link that decides costs the row; any other is emptied.

    `parents` are the tables checked before; their clean views exist. A link to a table that was not delivered
    cannot be checked, which is said once.
    """
    for column in staged.columns():
        target = column.references
        if target not in TABLES:
            continue
        parent = parents.get(target)
        if parent is None:
            _not_checked(bench, staged, column.name, target)
            continue
        if _find_lost(bench, staged, column.name, parent):
            _tell_lost(bench, staged, column.name, target)


def _find_lost(bench: Workbench, staged: Staged, column: str, parent: Staged) -> bool:
    """Table `_lost` (row, parent, known): rows without a parent in its clean table; known if it was read."""
    key = parent.model.key()[0]
    bench.connection.execute(
        f"""CREATE OR REPLACE TABLE {STAGE}._lost AS
            SELECT s.rowid AS row, s."{column}" AS parent, false AS known
            FROM {staged.relation} s ANTI JOIN "{parent.name}" p ON p."{key}" = s."{column}"
            WHERE s."{column}" IS NOT NULL AND NOT {is_damaged(staged, column)}
              AND s.rowid NOT IN (SELECT row FROM {staged.out} WHERE why = {literal(REPEATED)})"""
    )
    if bench.count(f"{STAGE}._lost") == 0:
        return False
    bench.connection.execute(
        f"""UPDATE {STAGE}._lost SET known = true
            WHERE parent IN (SELECT q."{key}" FROM {parent.relation} q SEMI JOIN {STAGE}._lost l
                             ON l.parent = q."{key}")"""
    )
    return True


def _tell_lost(bench: Workbench, staged: Staged, column: str, target: str) -> None:
    cell, joined = f's."{column}"', f"JOIN {STAGE}._lost l ON l.row = s.rowid"
    orphan = Flaw(
        "NOT l.known",
        "orphan",
        message=f"'''' || {cell} || ''' is not in table {target}'",
        hint=literal(f"Add the row to {target}, or correct the identifier"),
        column=column,
        value=cell,
    )
    child = Flaw(
        "l.known",
        "parent_rejected",
        message=f"'''' || {cell} || ''' was left out of table {target}'",
        hint=literal(f"Correct the row in {target}; this one needs no change"),
        column=column,
        value=cell,
    )
    for flaw in (orphan, child):
        spoil(bench, staged, flaw, joined)


def _not_checked(bench: Workbench, staged: Staged, column: str, target: str) -> None:
    if bench.count(f'{staged.relation} WHERE "{column}" IS NOT NULL') == 0:
        return
    bench.warn(
        staged.shown_file,
        staged.name,
        "link_not_checked",
        f"{column} could not be checked: no table {target} was delivered",
        f"Deliver {target} as well",
        column,
    )


def create_view(bench: Workbench, staged: Staged) -> None:
    """The clean table under its contract name: contract columns, without the rows left out."""
    columns = ", ".join(f's."{column.name}"' for column in staged.model.columns())
    kept = ""
    if bench.count(staged.out):
        kept = f" WHERE s.rowid NOT IN (SELECT row FROM {staged.out})"
    bench.connection.execute(
        f'CREATE VIEW "{staged.name}" AS SELECT {columns} FROM {staged.relation} s{kept}'
    )
