"""From cells to a table: rows in order, columns in order, types that keep whole numbers whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from cxc_metrics.kpis import Coverage, Kpi, Values, dimension

from .cells import Cell, Key, rolled_up
from .compare import Difference
from .snapshot import SnapshotLike
from .values import order_key, value_order

WHOLE, REAL, TEXT = "Int64", "float64", "str"


def ordered(keys: Sequence[Key], by: Sequence[str], snapshot: SnapshotLike) -> list[Key]:
    """Details first, in the order of their lists (protocol order, ecosystem number, time); totals last.

    Partnerships by acronym. What is none or not recorded stands last in its dimension.
    """
    orders = [value_order(name) for name in by]
    acronyms = [snapshot.labels(name) if dimension(name).values is Values.PARTNERSHIP else {} for name in by]

    def place(key: Key) -> tuple[Any, ...]:
        parts = []
        for value, order, named in zip(key.values, orders, acronyms, strict=True):
            shown = named.get(str(value), str(value)).casefold() if named and value is not None else value
            parts.append(order_key(order, shown))
        return (key.mask.bit_count(), key.mask, *parts)

    return sorted(keys, key=place)


def dimension_columns(keys: Sequence[Key], by: Sequence[str], *, totals: bool) -> dict[str, pd.Series[Any]]:
    """The dimensions, and which rows are totals over what."""
    columns = {
        name: pd.Series([key.values[place] for key in keys], dtype=_dtype(name))
        for place, name in enumerate(by)
    }
    if totals and by:
        columns["is_total"] = pd.Series([key.mask > 0 for key in keys], dtype="bool")
        if len(by) > 1:
            columns["total_over"] = pd.Series([",".join(rolled_up(key, by)) for key in keys], dtype=TEXT)
    return columns


def kpi_columns(kpi: Kpi, cells: Sequence[Cell]) -> dict[str, pd.Series[Any]]:
    """Value, n, low, high, flag; the missing codes of a KPI that covers a closed list."""
    columns = {
        kpi.id: pd.Series([cell.value for cell in cells], dtype=_number_type(kpi)),
        f"{kpi.id}_n": pd.Series([cell.n for cell in cells], dtype=WHOLE),
        f"{kpi.id}_low": pd.Series([cell.low for cell in cells], dtype=REAL),
        f"{kpi.id}_high": pd.Series([cell.high for cell in cells], dtype=REAL),
        f"{kpi.id}_flag": pd.Series([cell.flag for cell in cells], dtype=TEXT),
    }
    if isinstance(kpi, Coverage) and kpi.universe is not None:
        named = [" ".join(str(code) for code in cell.missing) for cell in cells]
        columns[f"{kpi.id}_missing"] = pd.Series(named, dtype=TEXT)
    return columns


def comparison_columns(
    kpi: Kpi, before: Sequence[Cell], differences: Sequence[Difference]
) -> Mapping[str, pd.Series[Any]]:
    """Previous value, change, unit of the change, flag of the change."""
    return {
        f"{kpi.id}_previous": pd.Series([cell.value for cell in before], dtype=_number_type(kpi)),
        f"{kpi.id}_change": pd.Series([one.change for one in differences], dtype=REAL),
        f"{kpi.id}_change_unit": pd.Series([one.unit for one in differences], dtype=TEXT),
        f"{kpi.id}_change_flag": pd.Series([one.flag for one in differences], dtype=TEXT),
    }


def _number_type(kpi: Kpi) -> str:
    return WHOLE if kpi.is_whole else REAL


def _dtype(name: str) -> str:
    asked = dimension(name)
    if asked.is_integer:
        return WHOLE
    return "boolean" if asked.values is Values.FLAG else TEXT
