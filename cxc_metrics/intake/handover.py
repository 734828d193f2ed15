"""A checked register as one DuckDB file: what the worker hands over and a data version keeps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import duckdb

from cxc_metrics.contract import TABLES
from cxc_metrics.contract.tables.registry import REFERENCE_TABLES
from cxc_metrics.engine.duckdb import create_as
from cxc_metrics.engine.duckdb_dialect import identifier, literal

from .findings import MARK_TABLES, ordered_findings
from .workbench import STAGE

_TARGET, _HANDED = "register_file", "handed"
_LOOKED_AT = 10_000
_NUMBERED = "numbered_organisation"
# Beside the contract's and the reference tables.
OWN_TABLES = ("finding", *MARK_TABLES)


def write_register(connection: duckdb.DuckDBPyConnection, tables: tuple[str, ...], file: Path) -> None:
    """Write the delivered clean tables, reference tables, findings and marks to a new DuckDB file."""
    _write_all(connection, tables, file, lambda _name: None)


def hand_over(connection: duckdb.DuckDBPyConnection, tables: tuple[str, ...], file: Path) -> None:
    """As `write_register`, and let go of every table once it is written: the check is over."""

    def let_go(name: str) -> None:
        connection.execute(f"DROP VIEW {identifier(name)}")
        connection.execute(f"DROP TABLE {STAGE}.{identifier(name)}")

    _write_all(connection, tables, file, let_go)


def _write_all(
    connection: duckdb.DuckDBPyConnection, tables: tuple[str, ...], file: Path, written: Callable[[str], None]
) -> None:
    connection.execute(f"ATTACH {literal(str(file))} AS {_TARGET}")
    try:
        # The numbering of organisations takes memory: of all others what could be let go is gone by then.
        for name in sorted(tables, key=_is_numbered):
            _write(connection, name)
            written(name)
        for name in REFERENCE_TABLES:
            _write(connection, name)
        connection.execute(f"CREATE TABLE {_TARGET}.finding AS {ordered_findings()}")
        for name in MARK_TABLES:
            connection.execute(f"CREATE TABLE {_TARGET}.{name} AS SELECT DISTINCT * FROM {name} ORDER BY ALL")
        connection.execute(f"CHECKPOINT {_TARGET}")
    finally:
        connection.execute(f"DETACH {_TARGET}")


def _is_numbered(name: str) -> bool:
    return name == "organisation"


def _write(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    relation, various = f"{_TARGET}.{name}", _various(connection, name)
    if _is_numbered(name):
        _write_organisations(connection, relation, various)
    else:
        create_as(connection, relation, f"SELECT {_columns(name)} FROM {name}", various)


def _write_organisations(
    connection: duckdb.DuckDBPyConnection, relation: str, various: Collection[str]
) -> None:
    """Organisations get a dense integer besides, by which facts refer to them: in the order of their
    identifiers, so that the same register has the same numbers however its rows were read.

    Only the identifiers are sorted: whole rows would not fit into memory beside the tables of the check.
    """
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {_NUMBERED} AS "
        "SELECT organisation_id, CAST(row_number() OVER () AS INTEGER) AS organisation_key "
        "FROM (SELECT organisation_id FROM organisation ORDER BY organisation_id)"
    )
    select = (
        f"SELECT {_columns('organisation')}, organisation_key "
        f"FROM organisation JOIN {_NUMBERED} USING (organisation_id)"
    )
    create_as(connection, relation, select, various)
    connection.execute(f"DROP TABLE {_NUMBERED}")


def _various(connection: duckdb.DuckDBPyConnection, name: str) -> set[str]:
    """The columns of text of which most values are different: identifiers, names, addresses of pages."""
    texts = [c.name for c in TABLES[name].columns() if c.sql_type == "VARCHAR"] if name in TABLES else []
    # Of a short table nothing is large enough to be written in another way: its values are not compared.
    if not texts or 2 * _rows(connection, name) <= _LOOKED_AT:
        return set()
    counts = ", ".join(f"count(DISTINCT {identifier(text)})" for text in texts)
    counted = connection.execute(f"SELECT {counts} FROM (SELECT * FROM {name} LIMIT {_LOOKED_AT})").fetchall()
    return {text for text, count in zip(texts, counted[0], strict=True) if 2 * count > _LOOKED_AT}


def _rows(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0])


def _columns(name: str) -> str:
    """The contract's columns only: intake may keep helpers of its own (line numbers) in its tables."""
    return ", ".join(identifier(column.name) for column in TABLES[name].columns()) if name in TABLES else "*"


def open_handed(file: Path, tables: tuple[str, ...], memory_limit: str) -> duckdb.DuckDBPyConnection:
    """A connection that shows such a file as a check leaves it: every contract table, its columns only."""
    connection = duckdb.connect(
        ":memory:", config={"memory_limit": memory_limit, "temp_directory": str(file.parent / "spill")}
    )
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    connection.execute(f"ATTACH {literal(str(file))} AS {_HANDED} (READ_ONLY)")
    create_empty(connection, (name for name in TABLES if name not in tables))
    for name, model in TABLES.items():
        if name not in tables:
            continue
        columns = ", ".join(identifier(column.name) for column in model.columns())
        connection.execute(f"CREATE VIEW {name} AS SELECT {columns} FROM {_HANDED}.{name}")
    for name in (*REFERENCE_TABLES, *OWN_TABLES):
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM {_HANDED}.{name}")
    return connection


def create_empty(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> None:
    """Empty tables of the contract for those that were not delivered, so that every name can be asked."""
    statements = []
    for name in names:
        columns = (f"{identifier(column.name)} {column.sql_type}" for column in TABLES[name].columns())
        statements.append(f"CREATE TABLE {identifier(name)} ({', '.join(columns)})")
    connection.execute(";".join(statements))
