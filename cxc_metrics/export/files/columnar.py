"""Parquet: typed columns with their meaning, the description in the file's own metadata."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from typing import IO, Any, Final

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from cxc_metrics.export.column_types import Kind, is_missing, kind_of
from cxc_metrics.export.documented import Documented
from cxc_metrics.export.outgoing import Outgoing

_TYPES: Final = {
    "whole": pa.int64(),
    "real": pa.float64(),
    "truth": pa.bool_(),
    "day": pa.date32(),
    "text": pa.string(),
}
# Where a reader finds the description among the file's metadata.
KEY: Final = b"cxc"


def parquet(leaving: Outgoing) -> bytes:
    """The table as Parquet. Equal questions give equal bytes."""
    content = io.BytesIO()
    write_parquet(content, leaving.about, [leaving.table])
    return content.getvalue()


def write_parquet(
    target: IO[bytes],
    about: Documented,
    pages: Iterable[pd.DataFrame],
    *,
    kinds: Mapping[str, Kind] | None = None,
) -> None:
    """Write a table that comes page by page; `kinds` as of `write_workbook`."""
    writer: pq.ParquetWriter | None = None
    try:
        for page in pages:
            if writer is None:
                schema = _schema(about, page, kinds or {})
                writer = pq.ParquetWriter(target, schema)
            arrays = [_array(page[field.name], field.type) for field in writer.schema]
            writer.write_table(pa.Table.from_arrays(arrays, schema=writer.schema))
    finally:
        if writer is not None:
            writer.close()


def _schema(about: Documented, page: pd.DataFrame, kinds: Mapping[str, Kind]) -> pa.Schema:
    texts = {column["name"]: column["description"] for column in about.columns}
    fields = [
        pa.field(
            str(name),
            _TYPES[kinds.get(str(name)) or kind_of(page[name])],
            metadata={b"description": texts.get(str(name), "").encode()},
        )
        for name in page.columns
    ]
    described = json.dumps(about.metadata(), ensure_ascii=False).encode()
    return pa.schema(fields, metadata={KEY: described})


def _array(column: pd.Series, kind: pa.DataType) -> pa.Array:
    return pa.array([None if is_missing(value) else _plain(value, kind) for value in column], kind)


def _plain(value: Any, kind: pa.DataType) -> Any:
    if kind == pa.string():
        return " ".join(map(str, value)) if isinstance(value, list | tuple | np.ndarray) else str(value)
    if kind == pa.date32() and isinstance(value, pd.Timestamp):
        return value.date()
    return float(value) if kind == pa.float64() else value
