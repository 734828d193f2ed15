"""Consequences under their causes: rows left out for a parent's sake, counted by what was wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from cxc_metrics.contract import TABLES
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.stage.staged import Staged
from cxc_metrics.intake.workbench import STAGE, Workbench

CONSEQUENCE = "parent_rejected"


def count_consequences(bench: Workbench, clean: Mapping[str, Staged]) -> None:
    """Table `consequence` (cause_table, cause, table, rows): every row once, under one cause.

    The cause of a row is the first of its parent's own faults, or the cause of its parent.
    """
    if not bench.count(f"finding WHERE code = '{CONSEQUENCE}' AND severity = 'reject'"):
        return
    bench.connection.execute(
        f'CREATE OR REPLACE TABLE {STAGE}._cause ("table" VARCHAR, row BIGINT, cause_table VARCHAR, '
        "cause VARCHAR, inherited BOOLEAN)"
    )
    for name in (name for name in TABLES if name in clean):
        _own(bench, clean[name])
        for column in clean[name].columns():
            parent = clean.get(column.references or "")
            if parent is not None and column.deciding:
                _inherited(bench, clean[name], column.name, parent)
    bench.connection.execute(
        f'INSERT INTO consequence SELECT cause_table, cause, "table", count(*) FROM {STAGE}._cause '
        "WHERE inherited GROUP BY ALL"
    )


def _own(bench: Workbench, staged: Staged) -> None:
    """The first fault of each rejected row itself."""
    bench.connection.execute(
        f"""INSERT INTO {STAGE}._cause
            SELECT {literal(staged.name)}, s.rowid, {literal(staged.name)}, min(f.code), false
            FROM {staged.relation} s JOIN finding f ON f.line = {staged.line} AND f.file = {staged.file}
            WHERE f."table" = {literal(staged.name)} AND f.severity = 'reject' AND f.code <> '{CONSEQUENCE}'
            GROUP BY s.rowid"""
    )


def _inherited(bench: Workbench, staged: Staged, column: str, parent: Staged) -> None:
    """The cause of the parent, for rejected rows that have none of their own yet."""
    key = parent.model.key()[0]
    bench.connection.execute(
        f"""INSERT INTO {STAGE}._cause
            SELECT {literal(staged.name)}, s.rowid, min(c.cause_table), arg_min(c.cause, c.cause_table), true
            FROM {staged.relation} s JOIN {parent.relation} p ON p."{key}" = s."{column}"
            JOIN {STAGE}._cause c ON c."table" = {literal(parent.name)} AND c.row = p.rowid
            WHERE s.rowid IN (SELECT row FROM {staged.out} WHERE why = 'reject')
              AND s.rowid NOT IN (SELECT row FROM {STAGE}._cause WHERE "table" = {literal(staged.name)})
            GROUP BY s.rowid"""
    )
