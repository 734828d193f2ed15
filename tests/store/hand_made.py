"""Checked tables made by hand: what intake hands over, without its reading and checking."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from functools import cache
from typing import Any

import duckdb

from cxc_metrics.contract import TABLES
from cxc_metrics.engine.kept_instance import KeptInstance
from cxc_metrics.intake import (
    CheckedTables,
    RowCount,
    Source,
    SourceFile,
)
from cxc_metrics.intake.findings import create_finding_table, create_mark_tables
from cxc_metrics.intake.workbench import create_reference_tables

Rows = Sequence[Mapping[str, Any]]


def _with_own_tables() -> duckdb.DuckDBPyConnection:
    """An instance that has what a check fills beside the contract's tables, to be copied."""
    connection = duckdb.connect(":memory:")
    create_reference_tables(connection)
    create_mark_tables(connection)
    create_finding_table(connection)
    return connection


INSTANCE = KeptInstance(_with_own_tables)


class HandMadeTables(CheckedTables):
    """Given back when nobody holds them any longer: an instance that is not, is made anew for the next."""

    def __del__(self) -> None:
        self.close()


SOURCE = Source(
    name="hand_made",
    title="Hand-made register",
    reference="https://example.org/register",
    licence="CC0-1.0",
)


def organisation(key: str, country: str, sector: int | None = None, **more: Any) -> dict[str, Any]:
    return {
        "organisation_id": key,
        "name": f"Name of {key}",
        "org_type": "sme",
        "country_code": country,
        "ecosystem_id": sector,
        **more,
    }


def partnership(key: str, wave: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "partnership_id": key,
        "acronym": f"{key}-ACRO",
        "wave": wave,
        "start_date": date(2020, 9, 1),
        **more,
    }


def exchange(key: str, **more: Any) -> dict[str, Any]:
    """A countable exchange of ES1 (partnership A) at DE1 (partnership B), changed by `more`."""
    return {
        "exchange_id": key,
        "vo_id": "ES1",
        "ho_id": "DE1",
        "vo_country": "ES",
        "ho_country": "DE",
        "vop_id": "A",
        "hop_id": "B",
        "wave": 1,
        "mode": "physical",
        "status": "completed",
        "actual_start": date(2021, 5, 3),
        "actual_end": date(2021, 5, 5),
        "working_days": 3.0,
    } | more


def register_rows(exchanges: Rows, **others: Rows) -> dict[str, Rows]:
    """Exchanges with the organisations ES1, ES2 (Spain), DE1, DE2 (Germany) and partnerships A, B."""
    return {
        "organisation": [
            organisation("ES1", "ES", 9, size_class="small"),
            organisation("ES2", "ES", 3),
            organisation("DE1", "DE", 9, org_type="cluster"),
            organisation("DE2", "DE"),
        ],
        "partnership": [partnership("A"), partnership("B")],
        "exchange": exchanges,
        **others,
    }


def checked(
    tables: Mapping[str, Rows],
    *,
    breaches: Sequence[tuple[str, str]] = (),
    emptied: Sequence[tuple[str, list[str], str]] = (),
    findings: Sequence[tuple[Any, ...]] = (),
    **more: Any,
) -> CheckedTables:
    """Clean tables from rows. A column counts as delivered if some row names it.

    `findings` are tuples (file, table, line, column, value, code, severity, message, hint).
    """
    opened = ExitStack()
    connection = opened.enter_context(INSTANCE.connection())
    connection.execute("COPY FROM DATABASE memory TO own")
    for name, rows in tables.items():
        create_table(connection, name, rows)
    for breach in breaches:
        connection.execute("INSERT INTO exchange_breach VALUES (?, ?)", list(breach))
    for cell in emptied:
        connection.execute("INSERT INTO emptied_cell VALUES (?, ?, ?)", list(cell))
    for finding in findings:
        connection.execute("INSERT INTO finding VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", list(finding))
    facts: dict[str, Any] = {
        "connection": connection,
        "source": SOURCE,
        "title": SOURCE.title,
        "tables": tuple(name for name in TABLES if name in tables),
        "columns_present": {
            name: tuple(c.name for c in TABLES[name].columns() if any(c.name in row for row in rows))
            for name, rows in tables.items()
        },
        "row_counts": {name: RowCount(len(rows), len(rows), 0, 0) for name, rows in tables.items()},
        "files": tuple(
            SourceFile(f"{name}.csv", hashlib.sha256(repr(rows).encode()).hexdigest(), 10, len(rows))
            for name, rows in tables.items()
        ),
        "rules_evaluated": ("C01", "C03"),
        "rules_not_evaluated": {"C09": ("document",)},
        "as_at": date(2022, 6, 30),
        "as_at_origin": "option",
        "is_synthetic": True,
        "_close": opened.close,
    }
    return HandMadeTables(**facts | more)


def create_table(connection: duckdb.DuckDBPyConnection, name: str, rows: Rows) -> None:
    connection.execute(_schema(name))
    insert(connection, name, rows)


@cache
def _schema(name: str) -> str:
    columns = ", ".join(f'"{column.name}" {column.sql_type}' for column in TABLES[name].columns())
    return f'CREATE TABLE "{name}" ({columns})'


def insert(connection: duckdb.DuckDBPyConnection, name: str, rows: Rows) -> None:
    """All rows by one statement, of the columns that some row names."""
    if not rows:
        return
    columns = [one.name for one in TABLES[name].columns() if any(one.name in row for row in rows)]
    # One value, not a parameter for each cell: to plan thousands takes seconds.
    given = {"rows": [{column: row.get(column) for column in columns} for row in rows]}
    connection.execute(f'INSERT INTO "{name}" BY NAME SELECT row.* FROM (SELECT unnest($rows) AS row)', given)
