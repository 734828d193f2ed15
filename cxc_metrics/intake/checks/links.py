"""Links between tables, parents first: orphans, and children of rejected parents; then the clean views."""

from __future__ import annotations

from cxc_metrics.intake.bench import Workbench
from cxc_metrics.intake.sqltext import literal
from cxc_metrics.intake.stage.staged import Staged, note
from cxc_metrics.vocabulary import TABLES, Severity


def check_links(bench: Workbench, staged: Staged, parents: dict[str, Staged]) -> None:
    """Find rows whose parent was never delivered (`orphan`) or was left out (`parent_rejected`).

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
        cell, key = f's."{column.name}"', parent.model.key()[0]
        lost = f'{cell} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "{target}" p WHERE p."{key}" = {cell})'
        if bench.count(f"{staged.relation} s WHERE {lost}") == 0:
            continue
        known = f'EXISTS (SELECT 1 FROM {parent.relation} q WHERE q."{key}" = {cell})'
        note(
            bench,
            staged,
            f"{lost} AND NOT {known}",
            code="orphan",
            severity=Severity.REJECT,
            message=f"'''' || {cell} || ''' is not in table {target}'",
            hint=literal(f"Add the row to {target}, or correct the identifier"),
            column=column.name,
            value=cell,
        )
        note(
            bench,
            staged,
            f"{lost} AND {known}",
            code="parent_rejected",
            severity=Severity.REJECT,
            message=f"'''' || {cell} || ''' was left out of table {target}'",
            hint=literal(f"Correct the row in {target}; this one needs no change"),
            column=column.name,
            value=cell,
        )


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


def create_empty(bench: Workbench, name: str) -> None:
    """An empty table of the contract for one that was not delivered, so that every name can be asked."""
    columns = ", ".join(f'"{column.name}" {column.sql_type}' for column in TABLES[name].columns())
    bench.connection.execute(f'CREATE TABLE "{name}" ({columns})')
