"""Rows with the same key: identical ones are kept once and warned, different ones are all rejected."""

from __future__ import annotations

from cxc_metrics.contract import Severity
from cxc_metrics.engine.duckdb_dialect import literal
from cxc_metrics.intake.stage.identifiers import is_damaged
from cxc_metrics.intake.stage.staged import Staged, leave_out, note
from cxc_metrics.intake.workbench import STAGE, Workbench

_KEY_SHOWN = 5


def check_keys(bench: Workbench, staged: Staged) -> None:
    """Find rows that share their key (rows rejected for other reasons are compared as well)."""
    names = staged.model.key()
    if not set(names) <= set(staged.present) or not _find_twins(bench, staged, names):
        return
    joined = f"JOIN {STAGE}._twin t ON t.row = s.rowid"
    key = " || ', ' || ".join(f'CAST(s."{name}" AS VARCHAR)' for name in names)
    column = names[0]
    line, lines = ("", "") if staged.is_mixed else ("line ", "lines ")
    note(
        bench,
        staged,
        "t.contents = 1 AND t.row <> t.first_row",
        code="duplicate_row",
        severity=Severity.WARN,
        message=f"'the row is the same as {line}' || t.first_place || ' and is left out'",
        hint=literal("Remove one of the two"),
        column=column,
        value=key,
        joined=joined,
    )
    leave_out(bench, staged, "t.contents = 1 AND t.row <> t.first_row", "duplicate", joined)
    note(
        bench,
        staged,
        "t.contents > 1",
        code="duplicate_key",
        severity=Severity.REJECT,
        message=f"'the key stands in ' || t.rows || ' rows that differ ({lines}' || t.places || ')'",
        hint=literal("Keep the right row, or give the rows keys of their own"),
        column=column,
        value=key,
        joined=joined,
    )


def _find_twins(bench: Workbench, staged: Staged, names: tuple[str, ...]) -> bool:
    """Table `_twin` (row, first_row, first_place, places, rows, contents) of rows that share their key."""
    key = ", ".join(f's."{name}"' for name in names)
    filled = " AND ".join(f's."{name}" IS NOT NULL AND NOT {is_damaged(staged, name)}' for name in names)
    # What was read is compared as read (5 and 5.0 are the same); only what was not, as it was written.
    cells = [f's."{column.name}"' for column in staged.columns()]
    cells += [
        f'CASE WHEN s."{column.name}" IS NULL THEN {staged.kept(column.name)} END'
        for column in staged.columns()
        if column.name in staged.unread
    ]
    place = (
        f"{staged.file} || ' line ' || {staged.line}"
        if staged.is_mixed
        else f"CAST({staged.line} AS VARCHAR)"
    )
    match = " AND ".join(f's."{name}" = d."{name}"' for name in names)
    bench.connection.execute(
        f"CREATE OR REPLACE TABLE {STAGE}._twice AS SELECT {key} FROM {staged.relation} s WHERE {filled} "
        f"GROUP BY ALL HAVING count(*) > 1"
    )
    if bench.count(f"{STAGE}._twice") == 0:
        return False
    bench.connection.execute(
        f"""CREATE OR REPLACE TABLE {STAGE}._twin AS
            WITH twin AS (
                SELECT s.rowid AS row, {place} AS place, ROW({key}) AS key,
                       ROW({", ".join(cells)}) AS content
                FROM {staged.relation} s JOIN {STAGE}._twice d ON {match}),
            same AS (
                SELECT key, min(row) AS first_row, arg_min(place, row) AS first_place, count(*) AS rows,
                       count(DISTINCT content) AS contents, arg_min(place, row, {_KEY_SHOWN}) AS places
                FROM twin GROUP BY key)
            SELECT twin.row, same.first_row, same.first_place, same.rows, same.contents,
                   array_to_string(same.places, ', ')
                   || CASE WHEN same.rows > {_KEY_SHOWN} THEN ', …' ELSE '' END AS places
            FROM twin JOIN same USING (key)"""
    )
    return True
