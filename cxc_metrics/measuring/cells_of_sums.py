"""The cells of methods of sums, and how many answers each rests on, from what one statement gave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pandas as pd

from cxc_metrics.catalogue import MethodOfSums
from cxc_metrics.catalogue.kinds.by_method import VALUE

from .cells import Cell, Key, plain
from .method_rows import cells_of_table, estimates, tell_over
from .sql import ROLLED_UP, UNTOLD, kept_sets, mask_of
from .sums_for_methods import INVITED, UNNAMED


def cells_of_sums(
    kpi: MethodOfSums, frame: pd.DataFrame, by: Sequence[str], as_at: date | None, *, totals: bool
) -> dict[Key, Cell]:
    """What the method says of every group, and of every total."""
    cells: dict[Key, Cell] = {}
    for kept, sums in groupings(frame, by):
        if kept != tuple(by) and not totals:
            continue
        answered = sums[sums["n"] > 0]
        if len(answered):
            cells.update(cells_of_table(kpi, estimates(kpi, answered, kept, as_at), by, kept))
        cells |= _saying_who(cells, sums, by, kept)
        tell_over(kpi, cells, sums[sums[UNTOLD] > 0], by, kept)
    return cells


def _saying_who(
    cells: dict[Key, Cell], sums: pd.DataFrame, by: Sequence[str], kept: Sequence[str]
) -> dict[Key, Cell]:
    """The cells of these groups with whether each of their answers names an organisation."""
    if UNNAMED not in sums:
        return {}
    mask = mask_of(by, kept)
    keys = (
        (Key(mask, tuple(plain(row[name]) if name in kept else None for name in by)), row[UNNAMED] > 0)
        for row in sums.to_dict("records")
    )
    return {key: cells[key]._replace(unnamed=bool(unnamed)) for key, unnamed in keys if key in cells}


def groupings(frame: pd.DataFrame, by: Sequence[str]) -> Iterator[tuple[tuple[str, ...], pd.DataFrame]]:
    """The rows of each set of the dimensions, from all of them to none."""
    for kept in kept_sets(by):
        yield kept, frame[frame[ROLLED_UP] == mask_of(by, kept)].reset_index(drop=True)


def numbers_of_answers(frame: pd.DataFrame) -> pd.Series[float]:
    """How many answers each row of the sums stands for; a row for a value stands for none of its own."""
    n = frame["n"].astype(float)
    if VALUE in frame:
        return n.where(frame[VALUE].isna(), 0.0)
    return n * frame["clusters"].astype(float) if "over" in frame else n


def is_invited(frame: pd.DataFrame) -> pd.Series[bool]:
    """Rows that somebody of the population stands behind, answer or not."""
    return frame[INVITED].fillna(0) > 0
