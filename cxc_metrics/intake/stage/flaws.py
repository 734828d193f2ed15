"""A flaw costs the smallest thing that it spoils: the row where the column decides, elsewhere the cell."""

from __future__ import annotations

from dataclasses import dataclass

from cxc_metrics.contract import Column, Severity
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.workbench import STAGE, Workbench

from .casts import keeps_raw, raw
from .staged import Staged, keep_unread, note


@dataclass(frozen=True)
class Flaw:
    """What is wrong with a cell: a condition over a staged row (alias `s`), and how it is told.

    `message`, `hint` and `value` are SQL expressions.
    """

    where: str
    code: str
    message: str
    hint: str
    column: str
    value: str = "NULL"


def spoil(bench: Workbench, staged: Staged, flaw: Flaw, joined: str = "") -> None:
    """Tell a flaw in a cell; reject the row where its column decides, empty the cell elsewhere."""
    column = staged.model.column(flaw.column)
    settle(bench, staged, flaw, joined, decides=column.deciding, unless_filled=column.unless_filled)


def settle(
    bench: Workbench,
    staged: Staged,
    flaw: Flaw,
    joined: str = "",
    *,
    decides: bool,
    unless_filled: str | None,
) -> None:
    """As `spoil`, where something other than the column says whether it decides."""
    spared = _filled(staged, unless_filled) if unless_filled else "false"
    if decides:
        _tell(bench, staged, flaw, f"({flaw.where}) AND NOT {spared}", Severity.REJECT, joined)
    if not decides or unless_filled:
        where = f"({flaw.where}) AND {spared}" if decides else flaw.where
        _tell(bench, staged, flaw, where, Severity.CELL, joined)
        _empty(bench, staged, staged.model.column(flaw.column), where, joined)


def _tell(bench: Workbench, staged: Staged, flaw: Flaw, where: str, severity: Severity, joined: str) -> None:
    note(
        bench,
        staged,
        where,
        code=flaw.code,
        severity=severity,
        message=flaw.message,
        hint=flaw.hint,
        column=flaw.column,
        value=flaw.value,
        joined=joined,
    )


def _filled(staged: Staged, column: str) -> str:
    """Whether a cell held something, readable or not."""
    if column not in staged.present:
        return "false"
    held = f's."{column}" IS NOT NULL'
    if column in staged.unread:
        held += f" OR {staged.kept(column)} IS NOT NULL"
    return f"({held})"


def _empty(bench: Workbench, staged: Staged, column: Column, where: str, joined: str) -> None:
    """Take the value out of the rows that satisfy `where`; what it was stays beside it as text."""
    cell, kept = f'"{column.name}"', f'"{raw(column.name)}"'
    bench.connection.execute(
        f"CREATE OR REPLACE TABLE {STAGE}._spoilt AS SELECT DISTINCT s.rowid AS row "
        f"FROM {staged.relation} s {joined} WHERE ({where}) AND {_filled(staged, column.name)}"
    )
    if not bench.count(f"{STAGE}._spoilt"):
        return
    if keeps_raw(column):
        keep_unread(bench, staged, column.name)
    text = f", {kept} = coalesce({kept}, CAST({cell} AS VARCHAR))" if keeps_raw(column) else ""
    bench.connection.execute(
        f"UPDATE {staged.relation} SET {cell} = NULL{text} WHERE rowid IN (SELECT row FROM {STAGE}._spoilt)"
    )
    bench.connection.execute(
        f"INSERT INTO {staged.emptied} SELECT row, {literal(column.name)} FROM {STAGE}._spoilt"
    )
