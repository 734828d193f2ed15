"""How many countries or industries were reached: those whose own number, as it is shown, is not none.

So a reader counts the same in the table by country. Changed as a number of its own, one country could read as
four.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pyarrow as pa

from cxc_metrics.catalogue import Coverage
from cxc_metrics.measuring.cells import Cell, Key, Value
from cxc_metrics.measuring.keyed import code_column, column_of
from cxc_metrics.measuring.sql import kept_sets, mask_of
from cxc_metrics.statistics.flags import NOT_AVAILABLE

from .grouped_sums import GroupedSums


def cells_of_codes(kpi: Coverage, rows: pa.Table, by: Sequence[str], *, totals: bool) -> dict[Key, Cell]:
    """The cells of a figure whose records one keyed statement counted by code."""
    cells: dict[Key, Cell] = {}
    for kept in kept_sets(by) if totals and rows.num_rows else [tuple(by)]:
        sums = GroupedSums(rows, rows.select(list(by)).to_pandas(), kept)
        counted = sums.counts(column_of(kpi, "rows"))
        reached, with_code = _reached(kpi, rows, by, kept)
        numbers = zip(sums.keys, sums.changed(counted, column_of(kpi, "rows keys")), counted, strict=True)
        for key, n, exact in numbers:
            if not exact:
                continue
            if key not in with_code:
                cells[key] = Cell(None, n, NOT_AVAILABLE) if n else Cell(None, 0)
            else:
                cells[key] = Cell(len(reached[key]), n, missing=kpi.missing(reached[key]))
    return cells


def _reached(
    kpi: Coverage, rows: pa.Table, by: Sequence[str], kept: Sequence[str]
) -> tuple[dict[Key, set[str | int]], set[Key]]:
    """By row of the answer the codes shown with a number, and the rows of which some code is recorded."""
    reached: dict[Key, set[str | int]] = defaultdict(set)
    with_code: set[Key] = set()
    mask = mask_of(by, kept)
    for place in range(len(kpi.codes)):
        name = code_column(place)
        sums = GroupedSums(rows, rows.select([*by, name]).to_pandas(), [*kept, name])
        counted = sums.counts(column_of(kpi, "rows"))
        shown = sums.changed(counted, column_of(kpi, "rows keys"))
        for key, number, exact in zip(sums.keys, shown, counted, strict=True):
            row, code = Key(mask, key.values[:-1]), key.values[-1]
            if exact and code is not None:
                with_code.add(row)
            if number and _counts(kpi, code):
                reached[row].add(code)  # type: ignore[arg-type]
    return reached, with_code


def _counts(kpi: Coverage, code: Value) -> bool:
    if code is None or code in kpi.excluded:
        return False
    return kpi.universe is None or code in kpi.universe
