"""What Spark is given and what it gives: types of columns and rows."""

from __future__ import annotations

from typing import Any, Final

import pyarrow as pa

from .protocol import EngineError
from .spark_dialect import SparkDialect

DIALECT: Final = SparkDialect()
_WIDER: Final = {
    pa.uint8(): pa.int16(),
    pa.uint16(): pa.int32(),
    pa.uint32(): pa.int64(),
    pa.uint64(): pa.decimal128(20, 0),
}
_NAMES: Final = (
    (pa.types.is_boolean, "BOOLEAN"),
    (pa.types.is_int8, "TINYINT"),
    (pa.types.is_int16, "SMALLINT"),
    (pa.types.is_int32, "INT"),
    (pa.types.is_int64, "BIGINT"),
    (pa.types.is_float64, "DOUBLE"),
    (pa.types.is_date, "DATE"),
    (pa.types.is_timestamp, "TIMESTAMP_NTZ"),
    (pa.types.is_string, "STRING"),
)


def spark_schema(schema: pa.Schema) -> pa.Schema:
    """The types that Spark's client takes: texts for dictionaries, signed whole numbers for others."""
    return pa.schema([pa.field(field.name, _spark_type(field.type)) for field in schema])


def _spark_type(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _spark_type(kind.value_type)
    if pa.types.is_list(kind):
        return pa.list_(_spark_type(kind.value_type))
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _spark_type(field.type)) for field in kind])
    return _WIDER.get(kind, kind)


def columns_of(schema: pa.Schema) -> str:
    """Columns as a table is made of them."""
    return ", ".join(f"{DIALECT.identifier(field.name)} {column_type(field.type)}" for field in schema)


def column_type(kind: pa.DataType) -> str:
    """Spark's name for a type of Arrow, of those in `spark_schema`; EngineError for any other."""
    if pa.types.is_list(kind):
        return f"ARRAY<{column_type(kind.value_type)}>"
    if pa.types.is_struct(kind):
        return f"STRUCT<{', '.join(f'{field.name}: {column_type(field.type)}' for field in kind)}>"
    if pa.types.is_decimal(kind):
        return f"DECIMAL({kind.precision}, {kind.scale})"
    for is_one, name in _NAMES:
        if is_one(kind):
            return name
    raise EngineError(f"Spark is given no column of type {kind}.")


def plain(table: pa.Table) -> pa.Table:
    """An answer without what Spark says of its columns."""
    fields = [pa.field(field.name, field.type) for field in table.schema]
    return table.cast(pa.schema(fields))


def rows_of(table: pa.Table) -> list[tuple[Any, ...]]:
    """Its rows as tuples."""
    return list(zip(*(column.to_pylist() for column in table.columns), strict=True))
