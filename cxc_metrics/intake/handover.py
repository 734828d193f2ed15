"""A checked register as one DuckDB file: what the worker hands over and a data version keeps."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import duckdb

from cxc_metrics.contract import TABLES
from cxc_metrics.contract.tables.registry import REFERENCE_TABLES
from cxc_metrics.engine.duckdb import create_as
from cxc_metrics.engine.duckdb_dialect import identifier, literal

from .findings import MARK_TABLES, ordered_findings

_TARGET, _HANDED = "register_file", "handed"
_LOOKED_AT = 10_000
_SORTED_AT_ONCE = 400_000
# Beside the contract's and the reference tables.
OWN_TABLES = ("finding", *MARK_TABLES)


def write_register(connection: duckdb.DuckDBPyConnection, tables: tuple[str, ...], file: Path) -> None:
    """Write the delivered clean tables, reference tables, findings and marks to a new DuckDB file."""
    connection.execute(f"ATTACH {literal(str(file))} AS {_TARGET}")
    try:
        for name in (*tables, *REFERENCE_TABLES):
            _write(connection, name)
        connection.execute(f"CREATE TABLE {_TARGET}.finding AS {ordered_findings()}")
        for name in MARK_TABLES:
            connection.execute(f"CREATE TABLE {_TARGET}.{name} AS SELECT DISTINCT * FROM {name} ORDER BY ALL")
        connection.execute(f"CHECKPOINT {_TARGET}")
    finally:
        connection.execute(f"DETACH {_TARGET}")


def _write(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    relation, various = f"{_TARGET}.{name}", _various(connection, name)
    if name == "organisation":
        _write_organisations(connection, relation, various)
    else:
        create_as(connection, relation, f"SELECT {_columns(name)} FROM {name}", various)


def _write_organisations(
    connection: duckdb.DuckDBPyConnection, relation: str, various: Collection[str]
) -> None:
    """Organisations get a dense integer besides, by which facts refer to them: in the order of their
    identifiers, so that the same register has the same numbers however its rows were read.

    They are sorted in pieces that fit into memory beside the tables of the check.
    """
    columns, written = _columns("organisation"), 0
    for piece in _pieces(connection):
        select = (
            f"SELECT {columns}, (row_number() OVER () + {written})::INTEGER AS organisation_key "
            f"FROM (SELECT * FROM organisation WHERE {piece} ORDER BY organisation_id)"
        )
        if written:
            connection.execute(f"INSERT INTO {relation} {select}")
        else:
            connection.execute(f"DROP TABLE IF EXISTS {relation}")
            create_as(connection, relation, select, various)
        written = int(connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0])


def _pieces(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """Conditions that part the organisations by their identifiers, the smallest first."""
    rows = connection.execute("SELECT count(*) FROM organisation").fetchall()[0][0]
    pieces = rows // _SORTED_AT_ONCE + 1
    bounds: list[str] = []
    if pieces > 1:
        counted_rows = connection.execute(
            f"SELECT quantile_disc(organisation_id, {[place / pieces for place in range(1, pieces)]}) "
            "FROM organisation WHERE hash(organisation_id) % 16 = 0"
        ).fetchall()
        bounds = list(dict.fromkeys(counted_rows[0][0] or ()))
    for low, high in zip([None, *bounds], [*bounds, None], strict=True):
        above = "true" if low is None else f"organisation_id > {literal(low)}"
        below = "true" if high is None else f"organisation_id <= {literal(high)}"
        yield f"{above} AND {below}"


def _various(connection: duckdb.DuckDBPyConnection, name: str) -> set[str]:
    """The columns of text of which most values are different: identifiers, names, addresses of pages."""
    texts = [c.name for c in TABLES[name].columns() if c.sql_type == "VARCHAR"] if name in TABLES else []
    if not texts:
        return set()
    counts = ", ".join(f"count(DISTINCT {identifier(text)})" for text in texts)
    counted = connection.execute(f"SELECT {counts} FROM (SELECT * FROM {name} LIMIT {_LOOKED_AT})").fetchall()
    return {text for text, count in zip(texts, counted[0], strict=True) if 2 * count > _LOOKED_AT}


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
    for name, model in TABLES.items():
        if name not in tables:
            create_empty(connection, name)
            continue
        columns = ", ".join(identifier(column.name) for column in model.columns())
        connection.execute(f"CREATE VIEW {name} AS SELECT {columns} FROM {_HANDED}.{name}")
    for name in (*REFERENCE_TABLES, *OWN_TABLES):
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM {_HANDED}.{name}")
    return connection


def create_empty(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """An empty table of the contract for one that was not delivered, so that every name can be asked."""
    columns = ", ".join(f"{identifier(column.name)} {column.sql_type}" for column in TABLES[name].columns())
    connection.execute(f"CREATE TABLE {identifier(name)} ({columns})")
