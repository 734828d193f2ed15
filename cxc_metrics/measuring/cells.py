"""Cells: what statements gave, by KPI and row, before zeros, flags and order are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import repeat
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from cxc_metrics.catalogue import Coverage, Kpi
from cxc_metrics.statistics.flags import NOT_AVAILABLE, UNRELIABLE

from .sql import (
    ROLLED_UP,
    UNTOLD,
    column_name,
    is_rolled_up,
)

Value = int | str | bool | None
# Of a table. Whole numbers are nullable integers, others floats; text and missing text are pandas' own.
Column = Any
# From this part of all rows on a figure that cannot be told by them is of low reliability.
_MANY = 0.05


class Key(NamedTuple):
    """A row: which dimensions are summed up (0: none, as GROUPING numbers them), and the others' values."""

    mask: int
    values: tuple[Value, ...]


class Cell(NamedTuple):
    """One number; a tuple, because a matrix makes thousands of them.

    `missing` names the members of a closed list that were not reached, `more` are the extra columns of its
    kind (design effect, reason, …). `is_finding` marks a row that a method gave for its own sake: a pair that
    has no visit where some were modelled is a finding. `unnamed` says of an exact survey share whether an
    answer names no organisation. `of` are all rows where a cell that some of them need was emptied: n are
    those left.
    """

    value: int | float | None
    n: int | None
    flag: str = ""
    low: float | None = None
    high: float | None = None
    missing: tuple[str | int, ...] = ()
    more: Mapping[str, float | int | str | None] | None = None
    is_finding: bool = False
    unnamed: bool | None = None
    of: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found. What was found without a value is unknown, not empty."""
        return not self.n and not self.value and not self.flag and not self.is_finding and not self.of

    def flagged(self, flag: str) -> Cell:
        """The same number with one more flag."""
        return self if flag in self.flag else self._replace(flag=self.flag + flag)

    def with_more(self, name: str, value: float | int | str | None) -> Cell:
        """The same number with one more column."""
        return self._replace(more={**(self.more or {}), name: value})

    def withheld(self, flag: str) -> Cell:
        """No number, and why."""
        return Cell(None, None, flag, more=self.more)

    def over(self, kpi: Kpi, untold: int) -> Cell:
        """The number with how many rows there would be; none where no row is left to tell it."""
        if not untold:
            return self
        counted = self.n or 0
        if not counted and kpi.needs_every_cell:
            return self.withheld(NOT_AVAILABLE)._replace(n=0, of=untold)
        whole = self._replace(of=counted + untold)
        return (
            whole.flagged(UNRELIABLE)
            if untold >= _MANY * (counted + untold) and self.value is not None
            else whole
        )


# Cells by KPI id and row.
Cells = dict[str, dict[Key, Cell]]


def read(kpis: Sequence[Kpi], rows: pa.Table, by: Sequence[str], *, totals: bool) -> Cells:
    """Cells of KPIs that one aggregating statement answered."""
    keys = keys_in(rows, by, totals=totals)
    return {kpi.id: dict(zip(keys, _cells_over(kpi, rows), strict=True)) for kpi in kpis}


def _cells_over(kpi: Kpi, rows: pa.Table) -> Iterable[Cell]:
    """The cells, and over how many rows they were told where some could not tell them."""
    cells = _cells(kpi, rows)
    name = column_name(kpi, UNTOLD)
    if name not in rows.column_names:
        return cells
    counts = rows[name].to_pylist()
    return [cell.over(kpi, untold) for cell, untold in zip(cells, counts, strict=True)]


def keys_in(rows: pa.Table, by: Sequence[str], *, totals: bool) -> list[Key]:
    """Which row of the answer each row of an aggregating statement is."""
    if not by:
        return [Key(0, ())] * rows.num_rows
    values = zip(*(_listed(rows[name]) for name in by), strict=True)
    rolled = rows[ROLLED_UP].to_pylist() if totals else [0] * rows.num_rows
    # By tuple itself: a named tuple's own constructor is Python, and a matrix has a thousand rows.
    return list(map(tuple.__new__, repeat(Key), zip(rolled, values, strict=True)))


def _listed(column: pa.ChunkedArray) -> list[Value]:
    # Codes come as a dictionary (ENUM), whose values Arrow hands over one by one: ten times slower.
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    values: list[Value] = column.to_pylist()
    return values


def _cells(kpi: Kpi, rows: pa.Table) -> Iterable[Cell]:
    column = rows[column_name(kpi, "value")]
    values, counts = column.to_pylist(), rows[column_name(kpi, "n")].to_pylist()
    if not pa.types.is_integer(column.type):
        values = list(map(number, values))
    # There are rows, and none says how much: not available instead of zero.
    unknown = NOT_AVAILABLE if kpi.zero_when_empty else ""
    flags = [unknown if value is None else "" for value in values]
    missing: Iterable[tuple[int | str, ...]] = repeat(())
    if isinstance(kpi, Coverage) and kpi.universe is not None:
        reached = rows[column_name(kpi, "reached")].to_pylist()
        missing = [kpi.missing(codes or ()) for codes in reached]
    # more, is_finding, unnamed, of
    rest: tuple[repeat[Any], ...] = (repeat(None), repeat(False), repeat(None), repeat(None))
    cells = zip(values, counts, flags, repeat(None), repeat(None), missing, *rest, strict=False)
    return map(tuple.__new__, repeat(Cell), cells)


def number(value: Any) -> int | float | None:
    """Python's own number: DuckDB sums whole numbers into decimals. None for what is missing."""
    if value is None or value is pd.NA or isinstance(value, int):
        return value if isinstance(value, int) else None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return None if value != value else float(value)


def plain(value: Any) -> Value:
    """Python's own value of a dimension; None for what is missing."""
    if value is None or pd.isna(value):
        return None
    plain: Value = value.item() if hasattr(value, "item") else value
    return plain


def rolled_up(key: Key, by: Sequence[str]) -> tuple[str, ...]:
    """Names of the dimensions that a row sums up."""
    return tuple(name for place, name in enumerate(by) if is_rolled_up(key.mask, by, place))
