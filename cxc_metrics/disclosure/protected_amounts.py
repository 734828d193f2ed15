"""Sums and what is one sum over another, from changed counts (definitions 10).

Of money and days: the mean per record, rounded, times the changed number of records, for an exact sum of
near-constant lump sums would give that number back; nothing of fewer than three contributors, nor of money
where the largest could be worked out but for p per cent. What adds up things that are counted (persons,
meetings, agreements) is a count and changed as one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cxc_metrics.catalogue import HostRatio, Kpi, Sum
from cxc_metrics.catalogue.declaration import DEFAULT_VIEW
from cxc_metrics.measuring.cells import Cell, Cells
from cxc_metrics.measuring.keyed import amounts, column_of
from cxc_metrics.statistics.flags import HIDDEN, NOT_AVAILABLE

from .grouped_sums import GroupedSums, grouped_sums

MONEY_STEP: Final = 50.0
STEP: Final = 0.1
CONTRIBUTORS: Final = 3
P: Final = 0.10
# Of what organisations reported.
ANSWERS: Final = 5
# A count may be taken times a number: `100 * agreements_183`, or be one of rows: `9`.
_TIMES: Final = re.compile(r"(\d+)(?: \* .+)?")


class _ShownSums(NamedTuple):
    """Sums as they are shown, whether they may be, and over how many rows with a value there are any."""

    values: list[float]
    are_safe: NDArray[np.bool_]
    valued: NDArray[np.int64]


def cells_of_amounts(kpis: Sequence[Kpi], rows: pa.Table, by: Sequence[str], *, totals: bool) -> Cells:
    """The protected cells of figures whose sums one keyed statement gave by contributor."""
    cells: Cells = {kpi.id: {} for kpi in kpis}
    for sums in grouped_sums(rows, by, totals=totals):
        for kpi in kpis:
            counted = sums.counts(column_of(kpi, "rows"))
            shown = _cells(kpi, sums, counted)
            cells[kpi.id].update(
                (key, cell) for key, cell, n in zip(sums.keys, shown, counted, strict=True) if n
            )
    return cells


def _cells(kpi: Kpi, sums: GroupedSums, counted: NDArray[np.int64]) -> list[Cell]:
    n = sums.changed(counted, column_of(kpi, "rows keys"))
    parts = {
        name: _shown_sums(kpi, name, part.value, sums) for name, part in amounts(kpi, DEFAULT_VIEW).items()
    }
    if isinstance(kpi, Sum):
        return [_sum(kpi, parts["value"], place, n[place]) for place in range(len(n))]
    above, below = parts["above"], parts["below"]
    are_safe = above.are_safe & below.are_safe & _are_answered(kpi, sums, counted)
    per = kpi.per if isinstance(kpi, HostRatio) else 1.0
    return [
        _ratio(kpi, per * top, bottom, bool(safe), number)
        for top, bottom, safe, number in zip(above.values, below.values, are_safe, n, strict=True)
    ]


def _sum(kpi: Sum, shown: _ShownSums, place: int, n: int) -> Cell:
    if not shown.valued[place]:
        return Cell(None, n, NOT_AVAILABLE) if n else Cell(None, 0)
    value = shown.values[place]
    if value and not shown.are_safe[place]:
        return Cell(None, None, HIDDEN)
    return Cell(round(value) if kpi.is_whole else value, n)


def _ratio(kpi: Kpi, above: float, below: float, is_safe: bool, n: int) -> Cell:
    if not n or not below:
        return Cell(None, n)
    if not is_safe:
        return Cell(None, None, HIDDEN)
    return Cell(min(above / below, 1.0) if kpi.is_percent else above / below, n)


def _shown_sums(kpi: Kpi, name: str, sql: str, sums: GroupedSums) -> _ShownSums:
    """The protected sums of one column."""
    column = column_of(kpi, name)
    totals, records = sums.amounts(column), sums.counts(f"{column} n")
    valued = sums.counts(f"{column} valued")
    # What an amount is over is counted.
    is_money = kpi.unit.startswith("EUR") and name != "below"
    if not is_money and not kpi.unit.endswith("days"):
        times = int(match[1]) if (match := _TIMES.fullmatch(sql)) else 1
        changed = sums.changed(np.rint(totals / times).astype(np.int64), f"{column} n keys")
        return _ShownSums([float(times * count) for count in changed], np.ones(len(totals), bool), valued)
    changed = sums.changed(records, f"{column} n keys")
    step = MONEY_STEP if is_money else STEP
    values = [
        round(round(total / number / step) * step, 6) * count if number else 0.0
        for total, number, count in zip(totals.tolist(), records.tolist(), changed, strict=True)
    ]
    return _ShownSums(values, (records == 0) | _have_contributors(sums, column, is_money=is_money), valued)


def _have_contributors(sums: GroupedSums, column: str, *, is_money: bool) -> NDArray[np.bool_]:
    """At least three; of money, the others than the two largest are at least p per cent of the largest."""
    number, largest, rest = sums.contributors(column)
    enough: NDArray[np.bool_] = number >= CONTRIBUTORS
    return enough & (rest >= P * largest) if is_money else enough


def _are_answered(kpi: Kpi, sums: GroupedSums, counted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of what organisations reported: enough reports, of enough organisations."""
    if not isinstance(kpi, HostRatio):
        return np.ones(len(counted), bool)
    return (counted >= ANSWERS) & (sums.reporting(column_of(kpi, "rows")) >= CONTRIBUTORS)
