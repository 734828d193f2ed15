"""Findings: what is wrong with which row, kept in a DuckDB table so that none is lost to a cap.

Table `finding`: file, table, line (as a person sees it in the file; header = 1), column, value (as
delivered), code (a rule id such as C05, or a reason such as `orphan`), severity, message, hint.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from cxc_metrics.contract import TABLES, Severity
from cxc_metrics.errors import MOST_LETTERS

FINDING_COLUMNS = ("file", "table", "line", "column", "value", "code", "severity", "message", "hint")
# A spreadsheet takes a cell that begins like this for a formula (full-width forms too).
FORMULA_STARTS = "=+-@\t\r＝＋－＠"
MARK_TABLES = ("exchange_breach", "exchange_undecided", "emptied_cell", "consequence")
REPORT = "findings.csv"
_REPORT_BATCH = 50_000


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `line` is None for a finding about a whole file or table."""

    file: str
    table: str | None
    line: int | None
    column: str | None
    value: str | None
    code: str
    severity: Severity
    message: str
    hint: str


def create_finding_table(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the empty table `finding`."""
    connection.execute(
        'CREATE TABLE finding (file VARCHAR, "table" VARCHAR, line BIGINT, "column" VARCHAR, value VARCHAR, '
        "code VARCHAR, severity VARCHAR, message VARCHAR, hint VARCHAR)"
    )


# What followed of which cause, those of most rows first: code of the cause, its table, rows, their table.
CONSEQUENCES = """
    SELECT cause, cause_table, "rows", "table"
    FROM (SELECT c.*, sum("rows") OVER (PARTITION BY cause, cause_table) AS of_cause
          FROM consequence AS c) AS summed
    ORDER BY of_cause DESC, cause, cause_table, "rows" DESC, "table"
"""


def of_causes(rows: Iterable[tuple[Any, ...]]) -> list[tuple[str, str, str]]:
    """Rows of `CONSEQUENCES` by cause: its code, its table, and "12 of exchange, 3 of outcome"."""
    return [
        (cause, table, ", ".join(f"{count} of {name}" for *_, count, name in listed))
        for (cause, table), listed in groupby(rows, key=itemgetter(0, 1))
    ]


def create_mark_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the empty tables of what is said about rows that were kept.

    `exchange_breach` and `exchange_undecided` (exchange_id, rule): the rule is broken, or a cell it needs was
    emptied. `emptied_cell` (table, key, column): `key` holds the values of the key's columns, as text.
    `consequence` (cause_table, cause, table, rows): rows left out for the sake of others, under their cause.
    """
    for name in MARK_TABLES[:2]:
        connection.execute(f"CREATE TABLE {name} (exchange_id VARCHAR, rule VARCHAR)")
    connection.execute('CREATE TABLE emptied_cell ("table" VARCHAR, key VARCHAR[], "column" VARCHAR)')
    connection.execute(
        'CREATE TABLE consequence (cause_table VARCHAR, cause VARCHAR, "table" VARCHAR, rows BIGINT)'
    )


def add_findings(connection: duckdb.DuckDBPyConnection, findings: Sequence[Finding]) -> None:
    """Add findings that were made in Python (SQL checks insert theirs themselves)."""
    if not findings:
        return
    columns = {name: [getattr(finding, name) for finding in findings] for name in FINDING_COLUMNS}
    columns["severity"] = [str(severity) for severity in columns["severity"]]
    types = [pa.int64() if name == "line" else pa.string() for name in FINDING_COLUMNS]
    arrays = [pa.array(values, kind) for values, kind in zip(columns.values(), types, strict=True)]
    connection.register("_findings", pa.table(arrays, names=list(columns)))
    connection.execute("INSERT INTO finding SELECT * FROM _findings")
    connection.unregister("_findings")


def bound_findings(connection: duckdb.DuckDBPyConnection) -> None:
    """Bound what findings quote of the files, where a cell may hold 20 MB; all but `value` on one line."""
    half = MOST_LETTERS // 2
    changes = {}
    for name in ("file", "column", "value", "message", "hint"):
        flat = f"""regexp_replace("{name}", '[\\x00-\\x1F\\x7F\\x{{2028}}\\x{{2029}}]+', ' ', 'g')"""
        flat = f'"{name}"' if name == "value" else flat
        short = f"""CASE WHEN length("{name}") <= {MOST_LETTERS} THEN {flat}
            ELSE {flat.replace(f'"{name}"', f'left("{name}", {half})')} || ' … ' ||
                 {flat.replace(f'"{name}"', f'right("{name}", {half // 3})')} END"""
        changes[name] = short, f"""("{name}" <> {flat} OR length("{name}") > {MOST_LETTERS})"""
    counts = ", ".join(f"count(*) FILTER ({where})" for _, where in changes.values())
    counted = connection.execute(f"SELECT {counts} FROM finding").fetchall()[0]
    for (name, (short, where)), count in zip(changes.items(), counted, strict=True):
        if count:
            connection.execute(f'UPDATE finding SET "{name}" = {short} WHERE {where}')


def ordered_findings(columns: str = "*") -> str:
    """SQL of all findings in the order of the contract's tables, then by file and line.

    What was left out for the sake of another row comes behind all causes.
    """
    order = " ".join(f"WHEN '{name}' THEN {number}" for number, name in enumerate(TABLES))
    return (
        f"SELECT {columns} FROM finding ORDER BY code = 'parent_rejected' AND severity = 'reject', "
        f'CASE "table" {order} ELSE -1 END, file, line, '
        '"column", code, value'
    )


def write_findings(connection: duckdb.DuckDBPyConnection, path: Path) -> int:
    """Write all findings as CSV (RFC 4180, UTF-8) and return how many there are.

    Text that a spreadsheet would take for a formula gets a leading apostrophe.
    """
    starts = "".join(FORMULA_STARTS)
    texts = ["line" if name == "line" else _neutral(f'"{name}"') for name in FINDING_COLUMNS]
    cursor = connection.cursor()
    written = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(FINDING_COLUMNS)
        rows = cursor.execute(ordered_findings(", ".join(texts)), {"starts": starts})
        while batch := rows.fetchmany(_REPORT_BATCH):
            writer.writerows(batch)
            written += len(batch)
    return written


def _neutral(text: str) -> str:
    formula = f"{text} <> '' AND contains($starts, {text}[1])"
    return f"CASE WHEN {formula} THEN chr(39) || {text} ELSE {text} END"
