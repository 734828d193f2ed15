"""Parquet: every column as text, so that one set of checks reads it; row numbers stand for lines.

Read with pyarrow and validated before DuckDB sees it: a damaged file can end DuckDB's own reader, and with it
the database, by an internal error.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cxc_metrics.engine.duckdb_dialect import identifier
from cxc_metrics.errors import IntakeError
from cxc_metrics.intake.workbench import STAGE, Workbench

from .budget import TextBudget
from .marks import TYPED
from .members import Member
from .raw import RawTable, Written
from .signatures import PARQUET

_BATCH = 100_000
# Characters written out at once.
_PIECE = 100_000_000
_NAMED = 5
_FRACTIONS = ("FLOAT", "DOUBLE", "DECIMAL")


def read_parquet(bench: Workbench, member: Member, table: str) -> RawTable:
    """The file's rows; the first row is line 1, as there is no header. IntakeError when it is damaged."""
    stage = f"{STAGE}.{bench.new_name('parquet')}"
    try:
        header = _store(bench, member, stage)
    except (pa.ArrowException, OSError, ValueError, duckdb.Error) as error:
        reason = (str(error).splitlines() or ["unreadable"])[0]
        raise IntakeError(f"{member.name} is damaged and cannot be read as Parquet ({reason})") from None
    rows = bench.count(stage)
    written = Written(PARQUET)
    return RawTable(table, member.name, header, stage, first_line=1, rows=rows, typed=True, written=written)


def _store(bench: Workbench, member: Member, stage: str) -> tuple[str, ...]:
    with pq.ParquetFile(member.path) as file:
        _refuse_nested(file, member.name)
        texts = [leaf.path for leaf in _leaves(file) if leaf.physical_type == "BYTE_ARRAY"]
    budget = TextBudget(member.name, "a Parquet file", bench.options.max_unpacked_bytes)
    # Texts that are written once and referred to often stay so until their size has been counted.
    with pq.ParquetFile(member.path, read_dictionary=texts) as file:
        names = [f"c{index}" for index in range(len(file.schema_arrow))]
        header = tuple(str(name).strip() for name in file.schema_arrow.names)
        columns = ", ".join(f"{name} VARCHAR" for name in names)
        bench.connection.execute(f"CREATE TABLE {stage} ({columns})")
        for batch in file.iter_batches(_BATCH):
            batch.validate(full=True)
            for piece in _unfolded(batch, budget):
                bench.connection.register("_batch", piece.rename_columns(names))
                kinds = bench.rows("DESCRIBE _batch")
                cells = ", ".join(_text(str(name), str(kind)) for name, kind, *_ in kinds)
                bench.connection.execute(f"INSERT INTO {stage} SELECT {cells} FROM _batch")
                bench.connection.unregister("_batch")
    return header


def _leaves(file: pq.ParquetFile) -> list[Any]:
    return [file.schema.column(index) for index in range(len(file.schema.names))]


def _refuse_nested(file: pq.ParquetFile, shown: str) -> None:
    """IntakeError for columns that hold lists or structures: no cell of a table does."""
    nested = [field.name for field in file.schema_arrow if pa.types.is_nested(field.type)]
    if nested:
        raise IntakeError(
            f"{shown}: the column{'s' if len(nested) > 1 else ''} {', '.join(nested[:_NAMED])} hold lists or "
            "structures, not single values. Leave them out, or write one column for each value"
        )


def _unfolded(batch: pa.RecordBatch, budget: TextBudget) -> Iterator[pa.Table]:
    """The batch with its texts written out, in pieces that fit the memory; counted before they are."""
    sizes = pa.array([0] * len(batch), pa.int64())
    for column in batch.columns:
        if pa.types.is_dictionary(column.type):
            lengths = pc.binary_length(column.dictionary.cast(pa.large_binary()))
            sizes = pc.add(sizes, pc.fill_null(lengths.take(column.indices), 0).cast(pa.int64()))
    total = pc.sum(sizes).as_py() or 0
    budget.deliver(total)
    rows = max(1, len(batch) * _PIECE // max(total, _PIECE))
    for start in range(0, len(batch), rows):
        piece = batch.slice(start, rows)
        arrays = [
            column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
            for column in piece.columns
        ]
        yield pa.table(arrays, names=[f"c{index}" for index in range(len(arrays))])


def _text(name: str, kind: str) -> str:
    text = f"CAST({identifier(name)} AS VARCHAR)"
    return f"{text} || '{TYPED}'" if kind.startswith(_FRACTIONS) else text
