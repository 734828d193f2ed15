"""A figure as text: its sentence, and its table as it can be pasted into a mail."""

from __future__ import annotations

from typing import Final

import pandas as pd

from cxc_metrics.catalogue import Kpi
from cxc_metrics.disclosure import Cell, Figures
from cxc_metrics.scope import TOTAL
from cxc_metrics.words import language, numbers
from cxc_metrics.words.plain import cut_apart, one_line
from cxc_metrics.words.texts import say

from .column_types import is_missing
from .exported import PROTECTED, SYNTHETIC
from .outgoing import Outgoing

# On a page and in a mail a longer name pushes the numbers out of sight.
LONGEST_NAME: Final = 56
_MOST_ROWS: Final = 60
_LONGEST_CELL: Final = 44


def written_figures(figures: Figures) -> pd.DataFrame:
    """Figures as text: labelled dimensions, formatted values, flags beside them. Not escaped."""
    source = figures.frame()
    total = source["is_total"] if figures.has_totals else pd.Series(data=False, index=source.index)
    shown: dict[str, list[str]] = {}
    for name in figures.by:
        names = [
            TOTAL if summed and pd.isna(value) else language.label(name, value, figures.origin)
            for value, summed in zip(source[name], total, strict=True)
        ]
        shown[language.heading(name)] = cut_apart(names, LONGEST_NAME)
    for figure in figures:
        kpi = figure.kpi
        shown[heading(kpi)] = [_cell(kpi, cell) for cell in figure.cells]
        if kpi.is_percent:
            shown[f"n ({kpi.id})"] = [numbers.number(cell.n) for cell in figure.cells]
        if figure.is_partly_told:
            shown[say("measure.over_heading", kpi=kpi.id)] = [numbers.over(over) for over in figure.overs]
    return pd.DataFrame(shown)


def _cell(kpi: Kpi, cell: Cell) -> str:
    text = numbers.kpi_value(kpi, cell.value)
    twice = text == cell.flag == numbers.NOT_AVAILABLE
    return text if twice else f"{text} {cell.flag}".strip()


def heading(kpi: Kpi) -> str:
    """The name with its unit, unless the name says it: exchanges held are exchanges."""
    return kpi.name if numbers.says_unit(kpi) else f"{kpi.name} ({kpi.unit})"


def to_text(leaving: Outgoing) -> str:
    """The sentence, the table in columns, where it is from and how it is protected: for a mail."""
    about = leaving.about
    head = [about.title, about.finding]
    foot = [*about.marks]
    if about.selection:
        foot.append(f"Selection: {about.selection}.")
    foot.append(f"Source: {about.citation}")
    foot += [about.link] if about.link.startswith("http") else []
    lines = [*filter(None, head), "", *_columns(_shown(leaving)), "", *foot, *about.notes]
    return "\n".join(one_line(line) if line[:1] != " " else line for line in lines)


def _shown(leaving: Outgoing) -> pd.DataFrame:
    if leaving.drawn is None and isinstance(leaving.disclosed, Figures):
        return written_figures(leaving.disclosed)
    marks = [name for name in (SYNTHETIC, PROTECTED) if name in leaving.table.columns]
    return leaving.table.drop(columns=marks).map(_plain)


def _plain(value: object) -> str:
    if is_missing(value):
        return ""
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _columns(table: pd.DataFrame) -> list[str]:
    """Words on the left, numbers on the right, two spaces between."""
    rows = [
        [str(name) for name in table.columns],
        *table.head(_MOST_ROWS).to_numpy().tolist(),
    ]
    cells = [[one_line(cell)[:_LONGEST_CELL] for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    right = [
        all(numbers.is_written(cell) or cell in {"", numbers.NOT_AVAILABLE} for cell in column[1:])
        for column in zip(*cells, strict=True)
    ]
    lines = [
        "  ".join(
            cell.rjust(width) if to_right else cell.ljust(width)
            for cell, width, to_right in zip(row, widths, right, strict=True)
        ).rstrip()
        for row in cells
    ]
    more = len(table) - _MOST_ROWS
    return lines + ([f"… and {more} rows more: see the file."] if more > 0 else [])
