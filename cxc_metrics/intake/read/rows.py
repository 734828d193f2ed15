"""Rows read in Python on their way into a text table of the workbench."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

import duckdb
import pyarrow as pa

BATCH = 20_000
Row = list[str | int | None]


def store_rows(connection: duckdb.DuckDBPyConnection, table: str, width: int, rows: Iterable[Row]) -> None:
    """Create `table` with text columns `c0`… and `_line` from rows of `width` texts and a line number."""
    names = [f"c{index}" for index in range(width)]
    columns = ", ".join(f"{name} VARCHAR" for name in names)
    connection.execute(f"CREATE OR REPLACE TABLE {table} ({columns}, _line BIGINT)")
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        cells = list(zip(*batch, strict=True))
        arrays = [pa.array(column, pa.string()) for column in cells[:-1]]
        arrays.append(pa.array(cells[-1], pa.int64()))
        connection.register("_rows", pa.table(arrays, names=[*names, "_line"]))
        connection.execute(f"INSERT INTO {table} SELECT * FROM _rows")
        connection.unregister("_rows")
