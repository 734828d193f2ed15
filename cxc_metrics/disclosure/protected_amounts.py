"""Sums and what is one sum over another, from changed counts (definitions 10).

Of money and days: the mean per record, rounded, times the changed number of records, for an exact sum of
near-constant lump sums would give that number back; nothing of fewer than three contributors, nor of money
where the largest could be worked out but for p per cent. What adds up things that are counted (persons,
meetings, agreements) is a count and changed as one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from cxc_metrics.catalogue import HostRatio, Kpi, Sum
from cxc_metrics.catalogue.declaration import DEFAULT_VIEW
from cxc_metrics.measuring.cells import Cell, Cells, Key, keys_in
from cxc_metrics.measuring.keyed_amounts import Behind, amounts, behind, is_of_contributors
from cxc_metrics.measuring.plan import Step
from cxc_metrics.measuring.sql import column_of
from cxc_metrics.statistics.flags import HIDDEN, NOT_AVAILABLE
from cxc_metrics.statistics.perturbation import perturbed_all

from .grouped_sums import keys_in_column, whole_numbers, without_gaps

MONEY_STEP: Final = 50.0
STEP: Final = 0.1
CONTRIBUTORS: Final = 3
P: Final = 0.10
_SAFE_FROM: Final = CONTRIBUTORS - 1 + P
# Of what organisations reported.
ANSWERS: Final = 5
# A count may be taken times a number: `100 * agreements_183`, or be one of rows: `9`.
_TIMES: Final = re.compile(r"(\d+)(?: \* .+)?")


class _ShownSums(NamedTuple):
    """Sums as they are shown, whether they may be, and over how many rows with a value there are any."""

    values: list[float]
    are_safe: NDArray[np.bool_]
    valued: NDArray[np.int64]


def cells_of_amounts(step: Step, rows: pa.Table, by: Sequence[str], *, totals: bool) -> Cells:
    """The protected cells of figures whose sums one keyed statement gave, row by row."""
    keys = keys_in(rows, by, totals=totals)
    safe = _safe_sums(step, rows, by, keys)
    cells: Cells = {}
    for kpi in step.kpis:
        counted = whole_numbers(rows, column_of(kpi, "rows"))
        shown = _cells(kpi, rows, counted, safe)
        cells[kpi.id] = {key: cell for key, cell, n in zip(keys, shown, counted, strict=True) if n}
    return cells


def _safe_sums(
    step: Step, rows: pa.Table, by: Sequence[str], keys: Sequence[Key]
) -> dict[str, NDArray[np.bool_]]:
    """By column of a sum of contributors' amounts: in which rows enough of them stand behind it.

    Two can give no more than twice what anybody can have given: beyond that there is a third, and from p per
    cent more on the others give p per cent of the largest. Of other rows each one's own sum is looked at.
    """
    is_money = {
        column_of(kpi, part): kpi.unit.startswith("EUR")
        for kpi in step.kpis
        for part in amounts(kpi, DEFAULT_VIEW)
        if is_of_contributors(kpi, part)
    }
    safe = {column: _are_many(rows, column, is_money=of_money) for column, of_money in is_money.items()}
    # Of fewer records than contributors are wanted nobody has to be asked.
    doubtful = [~here & (whole_numbers(rows, f"{column} n") >= CONTRIBUTORS) for column, here in safe.items()]
    places: list[int] = np.flatnonzero(np.any(doubtful, axis=0)).tolist() if doubtful else []
    givers = behind(step.population, step.kpis, by, [keys[place] for place in places]) if places else {}
    for column, here in safe.items():
        for place in places:
            here[place] |= _are_enough(givers[column, keys[place]], is_money=is_money[column])
    return safe


def _are_many(rows: pa.Table, column: str, *, is_money: bool) -> NDArray[np.bool_]:
    """Where sums and numbers of records alone tell that enough stand behind, or there is nothing."""
    many = np.abs(_amounts(rows, column)) >= _SAFE_FROM * _amounts(rows, f"{column} most")
    if not is_money:
        # Of days it matters how many gave, not how much. A number of them that is above two is three.
        by_records = _amounts(rows, f"{column} givers") > CONTRIBUTORS - 1
        many |= by_records & (_amounts(rows, f"{column} least") >= 0)
    return np.asarray(many | (whole_numbers(rows, f"{column} n") == 0), dtype=bool)


def _are_enough(those: Behind, *, is_money: bool) -> bool:
    """At least three; of money, the others than the two largest are at least p per cent of the largest."""
    return those.contributors >= CONTRIBUTORS and (
        not is_money or round(those.rest, 2) >= P * round(those.largest, 2)
    )


def _cells(
    kpi: Kpi, rows: pa.Table, counted: NDArray[np.int64], safe: Mapping[str, NDArray[np.bool_]]
) -> list[Cell]:
    n = _changed(counted, rows, column_of(kpi, "rows keys"))
    parts = {
        name: _shown_sums(kpi, name, part.value, rows, safe)
        for name, part in amounts(kpi, DEFAULT_VIEW).items()
    }
    if isinstance(kpi, Sum):
        return [_sum(kpi, parts["value"], place, n[place]) for place in range(len(n))]
    above, below = parts["above"], parts["below"]
    are_safe = above.are_safe & below.are_safe & _are_answered(kpi, rows, counted)
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


def _shown_sums(
    kpi: Kpi, name: str, sql: str, rows: pa.Table, safe: Mapping[str, NDArray[np.bool_]]
) -> _ShownSums:
    """The protected sums of one column."""
    column = column_of(kpi, name)
    totals, records = _amounts(rows, column), whole_numbers(rows, f"{column} n")
    valued = whole_numbers(rows, f"{column} valued")
    if not is_of_contributors(kpi, name):
        times = _times(sql)
        changed = _changed(np.rint(totals / times).astype(np.int64), rows, f"{column} n keys")
        return _ShownSums([float(times * count) for count in changed], np.ones(len(totals), bool), valued)
    changed = _changed(records, rows, f"{column} n keys")
    step = MONEY_STEP if kpi.unit.startswith("EUR") else STEP
    values = [
        round(round(total / number / step) * step, 6) * count if number else 0.0
        for total, number, count in zip(totals.tolist(), records.tolist(), changed, strict=True)
    ]
    return _ShownSums(values, safe[column], valued)


def units_counted(kpi: Sum) -> int | None:
    """What a sum that is changed as a count grows by with each thing counted; None for one of amounts."""
    if is_of_contributors(kpi, "value"):
        return None
    return _times(amounts(kpi, DEFAULT_VIEW)["value"].value)


def _times(sql: str) -> int:
    return int(match[1]) if (match := _TIMES.fullmatch(sql)) else 1


def _are_answered(kpi: Kpi, rows: pa.Table, counted: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of what organisations reported: enough reports, of enough organisations."""
    if not isinstance(kpi, HostRatio):
        return np.ones(len(counted), bool)
    reporting = whole_numbers(rows, column_of(kpi, "rows contributors"))
    return (counted >= ANSWERS) & (reporting >= CONTRIBUTORS)


def _amounts(rows: pa.Table, column: str) -> NDArray[np.float64]:
    """A column of amounts, to the cent."""
    values = np.asarray(without_gaps(rows, column), dtype=np.float64)
    return np.asarray(np.round(values, 2), dtype=np.float64)


def _changed(counts: NDArray[np.int64], rows: pa.Table, keys: str) -> list[int]:
    changed: list[int] = perturbed_all(counts, keys_in_column(rows, keys)).tolist()
    return changed
