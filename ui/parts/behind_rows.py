"""The rows of a figure told by something: their names, their numbers, and the selection each is of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import pandas as pd

from cxc_metrics.access import Over
from cxc_metrics.disclosure import Cell, Figures
from cxc_metrics.errors import InvalidScope
from cxc_metrics.scope import Scope
from cxc_metrics.scope.period import read_period
from cxc_metrics.words import language
from ui import session


class FigureRow(NamedTuple):
    """A row: its codes in the order of the dimensions, its name, its number, over how many it was told."""

    codes: tuple[Any, ...]
    name: str
    cell: Cell
    over: Over | None


def rows_of(measurement: Figures, kpi: str) -> list[FigureRow]:
    """Every row of the figure that has a number or says why it has none, in the order of the answer."""
    if not measurement.by or kpi in measurement.not_measurable:
        return []
    figure, reader = measurement[kpi], session.reader()
    rows = []
    for record in measurement.frame(totals=False).to_dict("records"):
        codes = tuple(record[name] for name in measurement.by)
        cell = figure.cell_of(record)
        if any(map(pd.isna, codes)) or (cell.value is None and not cell.flag):
            continue
        names = [language.label(by, code, reader) for by, code in zip(measurement.by, codes, strict=True)]
        rows.append(FigureRow(codes, " → ".join(names), cell, figure.over_of(record)))
    return rows


def place_of(rows: Sequence[FigureRow], parts: Sequence[str]) -> int | None:
    """The row that is meant by codes in the order of the dimensions, by one of them, or by its name."""
    for place, row in enumerate(rows):
        if tuple(map(str, row.codes)) == tuple(parts[: len(row.codes)]):
            return place
    for place, row in enumerate(rows):
        if len(row.codes) == 1 and {str(row.codes[0]), row.name} & set(parts):
            return place
    return None


def narrowed(scope: Scope, by: Sequence[str], codes: Sequence[Any]) -> Scope | None:
    """The selection that a row is of; None where no selection can say it."""
    for name, code in zip(by, codes, strict=True):
        if name in Scope.fields():
            scope = scope.with_(**{name: (str(code),)})
            continue
        try:
            days = read_period(str(code))
        except InvalidScope:
            return None
        both = days.overlap(scope.period) if scope.period else days
        if both is None:
            return None
        scope = scope.with_(period=both)
    return scope
