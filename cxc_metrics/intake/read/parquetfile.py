"""Parquet: every column as text, so that one set of checks reads it; row numbers stand for lines.

Read with pyarrow and validated before DuckDB sees it: a damaged file can end DuckDB's own reader, and with it
the database, by an internal error.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.bench import STAGE, Workbench
from cxc_metrics.intake.marks import TYPED
from cxc_metrics.intake.sqltext import identifier

from .members import Member
from .raw import RawTable

_BATCH = 100_000
_FRACTIONS = ("FLOAT", "DOUBLE", "DECIMAL")


def read_parquet(bench: Workbench, member: Member, table: str) -> RawTable:
    """The file's rows; the first row is line 1, as there is no header. IntakeError when it is damaged."""
    stage = f"{STAGE}.{bench.new_name('parquet')}"
    try:
        header = _store(bench, member.path, stage)
    except (pa.ArrowException, OSError, ValueError, duckdb.Error) as error:
        reason = (str(error).splitlines() or ["unreadable"])[0]
        raise IntakeError(f"{member.name} is damaged and cannot be read as Parquet ({reason})") from None
    return RawTable(table, member.name, header, stage, first_line=1, rows=bench.count(stage), typed=True)


def _store(bench: Workbench, path: Path, stage: str) -> tuple[str, ...]:
    with pq.ParquetFile(path) as file:
        names = [f"c{index}" for index in range(len(file.schema_arrow))]
        header = tuple(str(name).strip() for name in file.schema_arrow.names)
        columns = ", ".join(f"{name} VARCHAR" for name in names)
        bench.connection.execute(f"CREATE TABLE {stage} ({columns})")
        for batch in file.iter_batches(_BATCH):
            batch.validate(full=True)
            bench.connection.register("_batch", pa.Table.from_batches([batch]).rename_columns(names))
            kinds = bench.rows("DESCRIBE _batch")
            cells = ", ".join(_text(str(name), str(kind)) for name, kind, *_ in kinds)
            bench.connection.execute(f"INSERT INTO {stage} SELECT {cells} FROM _batch")
            bench.connection.unregister("_batch")
    return header


def _text(name: str, kind: str) -> str:
    text = f"CAST({identifier(name)} AS VARCHAR)"
    return f"{text} || '{TYPED}'" if kind.startswith(_FRACTIONS) else text
