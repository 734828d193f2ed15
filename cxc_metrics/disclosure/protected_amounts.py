"""Sums and what is one sum over another, from changed counts (definitions 10).

Of money and days: the mean per record, rounded, times the changed number of records, for an exact sum of
near-constant lump sums would give that number back; nothing of fewer than three contributors, nor of money
where the largest could be worked out but for p per cent. What adds up things that are counted (persons,
meetings, agreements) is a count and changed as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from cxc_metrics.catalogue import HostRatio, Kpi, Sum
from cxc_metrics.catalogue.declaration import DEFAULT_VIEW
from cxc_metrics.measuring.cells import Cell, Cells, Key, plain
from cxc_metrics.measuring.keyed import CONTRIBUTOR, amounts, column_of
from cxc_metrics.measuring.sql import kept_sets, mask_of
from cxc_metrics.statistics.flags import HIDDEN, NOT_AVAILABLE
from cxc_metrics.statistics.perturbation import perturbed

from .protected_counts import whole

MONEY_STEP: Final = 50.0
STEP: Final = 0.1
CONTRIBUTORS: Final = 3
P: Final = 0.10
# Of what organisations reported.
ANSWERS: Final = 5
# A count may be taken times a number: `100 * agreements_183`, or be one of rows: `9`.
_TIMES: Final = re.compile(r"(\d+)(?: \* .+)?")


class _ShownSum(NamedTuple):
    """A sum as it is shown, whether it may be, and over how many rows with a value there are any."""

    value: float
    is_safe: bool
    valued: int


def cells_of_amounts(kpis: Sequence[Kpi], rows: pa.Table, by: Sequence[str], *, totals: bool) -> Cells:
    """The protected cells of figures whose sums one keyed statement gave by contributor."""
    frame = rows.to_pandas()
    for name in frame.columns.difference([*by, CONTRIBUTOR]):
        frame[name] = _numbers(frame[name])
    cells: Cells = {kpi.id: {} for kpi in kpis}
    for kept in kept_sets(by) if totals else [tuple(by)]:
        for key, part in groups(frame, by, kept):
            for kpi in kpis:
                if part[column_of(kpi, "rows")].sum():
                    cells[kpi.id][key] = _cell(kpi, part)
    return cells


def groups(frame: pd.DataFrame, by: Sequence[str], kept: Sequence[str]) -> Iterator[tuple[Key, pd.DataFrame]]:
    """The rows of every row of the answer that keeps these dimensions."""
    mask, names = mask_of(by, kept), list(kept)
    grouped: Any = frame.groupby(names, dropna=False, observed=True) if names else [((), frame)]
    for values, part in grouped if len(frame) else ():
        of_group = dict(zip(names, values, strict=True))
        yield Key(mask, tuple(plain(of_group[name]) if name in of_group else None for name in by)), part


def total_key(keys: pd.Series[Any]) -> int:
    """The sum of keys, whole however many there are."""
    return int(sum(int(key) for key in keys))


def _numbers(column: pd.Series[Any]) -> pd.Series[Any]:
    """Whole numbers as Python's own, which never overflow; nothing is none."""
    if column.dtype.kind == "f":
        return column.fillna(0.0)
    return pd.Series([whole(value) for value in column], index=column.index, dtype=object)


def _cell(kpi: Kpi, part: pd.DataFrame) -> Cell:
    n = perturbed(int(part[column_of(kpi, "rows")].sum()), total_key(part[column_of(kpi, "rows keys")]))
    parts = amounts(kpi, DEFAULT_VIEW)
    sums = {name: _shown_sum(kpi, name, amount.value, part) for name, amount in parts.items()}
    if isinstance(kpi, Sum):
        return _sum(kpi, sums["value"], n)
    above, below = sums["above"], sums["below"]
    if not n or not below.value:
        return Cell(None, n)
    if not (above.is_safe and below.is_safe) or not _is_answered(kpi, part):
        return Cell(None, None, HIDDEN)
    per = kpi.per if isinstance(kpi, HostRatio) else 1.0
    value = per * above.value / below.value
    return Cell(min(value, 1.0) if kpi.is_percent else value, n)


def _sum(kpi: Sum, shown: _ShownSum, n: int) -> Cell:
    if not shown.valued:
        return Cell(None, n, NOT_AVAILABLE) if n else Cell(None, 0)
    if shown.value and not shown.is_safe:
        return Cell(None, None, HIDDEN)
    return Cell(round(shown.value) if kpi.is_whole else shown.value, n)


def _shown_sum(kpi: Kpi, name: str, sql: str, part: pd.DataFrame) -> _ShownSum:
    """The protected sum of one column."""
    by_who = part.groupby(CONTRIBUTOR)[column_of(kpi, name)].sum().to_numpy(dtype=np.float64)
    records = int(part[column_of(kpi, f"{name} n")].sum())
    keys = total_key(part[column_of(kpi, f"{name} n keys")])
    valued = int(part[column_of(kpi, f"{name} valued")].sum())
    total = round(float(by_who.sum()), 2)
    # What an amount is over is counted.
    is_money = kpi.unit.startswith("EUR") and name != "below"
    if not is_money and not kpi.unit.endswith("days"):
        times = int(match[1]) if (match := _TIMES.fullmatch(sql)) else 1
        return _ShownSum(float(times * perturbed(round(total / times), keys)), True, valued)
    mean = _rounded(total / records, MONEY_STEP if is_money else STEP) if records else 0.0
    is_safe = not records or _has_contributors(by_who, is_money=is_money)
    return _ShownSum(mean * perturbed(records, keys), is_safe, valued)


def _rounded(mean: float, step: float) -> float:
    return round(round(mean / step) * step, 6)


def _has_contributors(by_who: NDArray[np.float64], *, is_money: bool) -> bool:
    """At least three; of money, the others than the two largest are at least p per cent of the largest."""
    sizes = np.sort(np.abs(by_who[by_who != 0]))[::-1]
    if len(sizes) < CONTRIBUTORS:
        return False
    return not is_money or float(sizes[2:].sum()) >= P * float(sizes[0])


def _is_answered(kpi: Kpi, part: pd.DataFrame) -> bool:
    """Of what organisations reported: enough reports, of enough organisations."""
    if not isinstance(kpi, HostRatio):
        return True
    rows = part[column_of(kpi, "rows")]
    return int(rows.sum()) >= ANSWERS and int((rows > 0).sum()) >= CONTRIBUTORS
