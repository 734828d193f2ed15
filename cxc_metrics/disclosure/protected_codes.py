"""How many countries, industries or partnerships were reached.

They are counted as all different things are: their number, changed by the sum of their keys, so that it is
right on average. Where the missing ones of a list are named, each stands for itself: reached is what has a
number in the table by country, as it is shown, and few records may be changed to none. So, too, where filters
or breakdowns leave one country alone: it is there or not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final, NamedTuple

import pyarrow as pa

from cxc_metrics.catalogue import Coverage
from cxc_metrics.measuring.cells import Cell, Key, Value
from cxc_metrics.measuring.keyed import code_column
from cxc_metrics.measuring.sql import column_of, kept_sets, mask_of
from cxc_metrics.statistics.flags import NOT_AVAILABLE
from cxc_metrics.statistics.perturbation import perturbed

from .grouped_sums import GroupedRows

# What codes have keys as.
CODE: Final = "code"
KeysOf = Callable[[str, list[str]], list[int]]


class _Codes(NamedTuple):
    """Of a row of the answer: the codes that its records have, and those shown with a number."""

    held: set[Value]
    shown: set[Value]


class CodeRows(NamedTuple):
    """Records counted by code: the rows, by which dimensions, in a selection of which filters."""

    rows: pa.Table
    by: tuple[str, ...]
    filters: Collection[str]
    keys_of: KeysOf


def cells_of_codes(kpi: Coverage, counted_by_code: CodeRows, *, totals: bool) -> dict[Key, Cell]:
    """The cells of a figure whose records one keyed statement counted by code."""
    rows, by, filters, keys_of = counted_by_code
    cells: dict[Key, Cell] = {}
    grouped = GroupedRows(rows, [*by, *(code_column(place) for place in range(len(kpi.codes)))])
    for kept in kept_sets(by) if totals and rows.num_rows else [tuple(by)]:
        sums = grouped.sums(by, kept)
        counted = sums.counts(column_of(kpi, "rows"))
        codes = _codes(kpi, grouped, by, kept)
        one_by_one = kpi.universe is not None or set(kpi.codes) <= {*filters, *kept}
        numbers = zip(sums.keys, sums.changed(counted, column_of(kpi, "rows keys")), counted, strict=True)
        for key, n, exact in numbers:
            if exact:
                cells[key] = _cell(kpi, n, codes[key], keys_of, one_by_one=one_by_one)
    return cells


def _cell(kpi: Coverage, n: int, codes: _Codes, keys_of: KeysOf, *, one_by_one: bool) -> Cell:
    if not codes.held:
        return Cell(None, n, NOT_AVAILABLE) if n else Cell(None, 0)
    if one_by_one:
        reached = _that_count(kpi, codes.shown)
        return Cell(len(reached), n, missing=kpi.missing(reached))
    held = sorted(map(str, _that_count(kpi, codes.held)))
    return Cell(perturbed(len(held), sum(keys_of(CODE, held))), n)


def _codes(kpi: Coverage, grouped: GroupedRows, by: Sequence[str], kept: Sequence[str]) -> dict[Key, _Codes]:
    codes: dict[Key, _Codes] = defaultdict(lambda: _Codes(set(), set()))
    mask = mask_of(by, kept)
    for place in range(len(kpi.codes)):
        name = code_column(place)
        sums = grouped.sums([*by, name], [*kept, name])
        counted = sums.counts(column_of(kpi, "rows"))
        shown = sums.changed(counted, column_of(kpi, "rows keys"))
        for key, number, exact in zip(sums.keys, shown, counted, strict=True):
            row, code = codes[Key(mask, key.values[:-1])], key.values[-1]
            if exact and code is not None:
                row.held.add(code)
            if number and code is not None:
                row.shown.add(code)
    return codes


def _that_count(kpi: Coverage, codes: Iterable[Value]) -> set[str | int]:
    within = None if kpi.universe is None else set(kpi.universe)
    return {code for code in codes if code not in kpi.excluded and (within is None or code in within)}  # type: ignore[misc]
