"""Columns as Arrow arrays, and contract tables put together from them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from cxc_metrics.contract import TABLES

from .draw import (
    Bools,
    Days,
    Floats,
    Ints,
)

# pyarrow ships no types: its arrays and tables are Any to the type checker.
Column = Any
Columns = dict[str, Column]
Tables = dict[str, Any]

ARROW_TYPES: Final = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    # Drawn in whole euros or cents: written the same either way.
    Decimal: pa.float64(),
    date: pa.date32(),
    datetime: pa.timestamp("s"),
}
ID_DIGITS: Final = 7


def ids(prefix: str, positions: Ints) -> Column:
    """`PREFIX-0000001` and so on, counted from 1; empty for nobody (negative positions)."""
    numbers = pa.array(positions + 1, mask=positions < 0)
    padded = pc.utf8_lpad(numbers.cast(pa.string()), ID_DIGITS, "0")
    return pc.binary_join_element_wise(prefix, padded, "-")


def named(labels: Sequence[str], positions: Ints) -> Column:
    """The label at each position; empty for negative ones."""
    return pa.array(list(labels), pa.string()).take(pa.array(positions, mask=positions < 0))


def joined(*parts: Column, separator: str = " ") -> Column:
    """Texts joined row by row."""
    return pc.binary_join_element_wise(*parts, separator)


def days(values: Days) -> Column:
    """Dates; NaT becomes empty."""
    return pa.array(values.astype("datetime64[D]"), pa.date32(), mask=np.isnat(values))


def numbers(values: Floats) -> Column:
    """Numbers; nan becomes empty."""
    return pa.array(values, mask=np.isnan(values))


def where(condition: Bools, values: Column) -> Column:
    """The values where the condition holds, else empty."""
    return pc.if_else(pa.array(condition), values, pa.scalar(None, values.type))


def assemble(name: str, columns: Mapping[str, Column]) -> Any:
    """The contract table of that name: all its columns in order, those not given empty.

    Raises KeyError for a column the contract does not have.
    """
    declared = TABLES[name].columns()
    unknown = set(columns) - {column.name for column in declared}
    if unknown:
        raise KeyError(f"{name} has no column {sorted(unknown)}")
    rows = len(next(iter(columns.values())))
    arrays, names = [], []
    for column in declared:
        kind = ARROW_TYPES[column.python_type]
        given = columns.get(column.name)
        arrays.append(pa.nulls(rows, kind) if given is None else _typed(given, kind))
        names.append(column.name)
    return pa.Table.from_arrays(arrays, names)


def _typed(values: Column, kind: Any) -> Column:
    array = values if isinstance(values, pa.Array | pa.ChunkedArray) else pa.array(values)
    return array if array.type == kind else array.cast(kind)
