"""From cells to a table: rows in order, columns in order, types that keep whole numbers whole."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from cxc_metrics.catalogue import (
    Coverage,
    Kpi,
    SurveyShare,
    Values,
    dimension,
)
from cxc_metrics.scope.values import order_key, value_order
from cxc_metrics.scope.version_protocol import DataVersionLike

from .cells import (
    Cell,
    Column,
    Key,
    Value,
    rolled_up,
)
from .changes import Difference
from .compare import EU_AVERAGE

# What pandas makes of the name "str"; to look the name up takes four times as long as to make a column.
_TEXT: Final = pd.array([], dtype="str").dtype


def ordered(keys: Sequence[Key], by: Sequence[str], version: DataVersionLike) -> list[Key]:
    """Details first, in the order of their lists (protocol order, ecosystem number, time); totals last.

    Partnerships by acronym. What is none or not recorded stands last in its dimension.
    """
    columns = [_ranks(name, [key.values[place] for key in keys], version) for place, name in enumerate(by)]
    masks = [key.mask for key in keys]
    # Sorted by column, the last given being the first to decide: a matrix has a thousand rows.
    order = np.lexsort((*reversed(columns), masks, [mask.bit_count() for mask in masks]))
    return [keys[place] for place in order]


def _ranks(name: str, values: Sequence[Value], version: DataVersionLike) -> list[int]:
    """Where each value stands in the order of its dimension; worked out once a value, and not once a row."""
    order = value_order(name)
    named = version.labels(name) if dimension(name).values is Values.PARTNERSHIP else {}

    def place(value: Value) -> tuple[tuple[int, int, str], str]:
        shown = named.get(str(value), str(value)).casefold() if named and value is not None else value
        # Partnerships may share an acronym: then their ids decide.
        return order_key(order, shown), str(value)

    rank = {value: number for number, value in enumerate(sorted(set(values), key=place))}
    return [rank[value] for value in values]


def dimension_columns(keys: Sequence[Key], by: Sequence[str], *, totals: bool) -> dict[str, Column]:
    """The dimensions, and which rows are totals over what."""
    columns = {name: _dimension(name, [key.values[place] for key in keys]) for place, name in enumerate(by)}
    if totals and by:
        columns["is_total"] = np.array([key.mask > 0 for key in keys], dtype=bool)
        if len(by) > 1:
            columns["total_over"] = _text([",".join(rolled_up(key, by)) for key in keys])
    return columns


def kpi_columns(kpi: Kpi, cells: Sequence[Cell]) -> dict[str, Column]:
    """Value, n, low, high, flag; the missing codes of a KPI that covers a closed list."""
    columns = {
        kpi.id: _numbers(kpi, [cell.value for cell in cells]),
        f"{kpi.id}_n": _whole([cell.n for cell in cells]),
        f"{kpi.id}_low": _real([cell.low for cell in cells]),
        f"{kpi.id}_high": _real([cell.high for cell in cells]),
        f"{kpi.id}_flag": _text([cell.flag for cell in cells]),
    }
    if any(cell.of is not None for cell in cells):
        columns[f"{kpi.id}_of"] = _whole([cell.of for cell in cells])
    if isinstance(kpi, Coverage) and kpi.universe is not None:
        columns[f"{kpi.id}_missing"] = _text([" ".join(map(str, cell.missing)) for cell in cells])
    companions = {name: int if part == "n" else float for name, (_, part) in kpi.companions().items()}
    for name, kind in {**kpi.extras, **companions}.items():
        columns[f"{kpi.id}_{name}"] = _more(kind, [(cell.more or {}).get(name) for cell in cells])
    return columns


def comparison_columns(
    kpi: Kpi, name: str, others: Sequence[Cell], differences: Sequence[Difference]
) -> dict[str, Column]:
    """Value compared with under its name; change, unit, flag, reason; the interval of survey shares.

    An average of whole numbers has a fraction.
    """
    values = [cell.value for cell in others]
    columns = {
        f"{kpi.id}_{name}": _real(values) if name == EU_AVERAGE else _numbers(kpi, values),
        f"{kpi.id}_change": _real([change.change for change in differences]),
        f"{kpi.id}_change_unit": _text([change.unit for change in differences]),
        f"{kpi.id}_change_flag": _text([change.flag for change in differences]),
        f"{kpi.id}_change_reason": _text([change.reason for change in differences]),
    }
    if isinstance(kpi, SurveyShare):
        columns[f"{kpi.id}_change_low"] = _real([change.low for change in differences])
        columns[f"{kpi.id}_change_high"] = _real([change.high for change in differences])
    return columns


def _dimension(name: str, values: Sequence[Value]) -> Column:
    declared = dimension(name)
    if declared.is_integer:
        return _whole([None if value is None else int(value) for value in values])
    if declared.values is Values.FLAG:
        missing = np.array([value is None for value in values], dtype=bool)
        return pd.arrays.BooleanArray(np.array([bool(value) for value in values], dtype=bool), missing)
    return _text([None if value is None else str(value) for value in values])


def _numbers(kpi: Kpi, values: Sequence[int | float | None]) -> Column:
    return _whole(values) if kpi.is_whole else _real(values)


def _more(kind: type, values: Sequence[float | int | str | None]) -> Column:
    if kind is str:
        return _text([str(value or "") for value in values])
    numbers = [None if value is None else float(value) for value in values]
    return _whole(numbers) if kind is int else _real(numbers)


def _whole(values: Sequence[int | float | None]) -> Column:
    missing = np.array([value is None for value in values], dtype=bool)
    return pd.arrays.IntegerArray(np.array([int(value or 0) for value in values], dtype=np.int64), missing)


def _real(values: Sequence[float | None]) -> Column:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _text(values: Sequence[str | None]) -> Column:
    return pd.array(list(values), dtype=_TEXT)
