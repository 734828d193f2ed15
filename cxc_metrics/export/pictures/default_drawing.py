"""The chart of figures where no page has chosen one: for the command line, briefs and programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, get_args

import pandas as pd

from cxc_metrics.catalogue import Kpi, Values, dimension
from cxc_metrics.contract import countries
from cxc_metrics.disclosure import Figure, Figures
from cxc_metrics.errors import CxcError, UnknownName
from cxc_metrics.statistics.flags import PROVISIONAL
from cxc_metrics.words import language

from .colours import Meaning
from .drawings import Dots, Drawing, GroupedBars, Intervals, RankedBars, Series, Trend
from .drawings_of_countries import CountryMap, Matrix
from .map_extent import extent_of

ChartKind = Literal["bars", "time", "map", "matrix", "intervals"]
MOST_BARS: Final = 20
_COLOURS: Final[tuple[Meaning, ...]] = ("held", "target", "validated", "virtual")


def drawing_of(figures: Figures, kind: str = "") -> Drawing:
    """The chart of these figures: bars, over time, a map, a matrix, or dots with intervals.

    Without a `kind` what fits the dimensions: over time by a period, a matrix by two dimensions, bars else.
    Raises UnknownName for a kind there is not, CxcError where the figures are not of that form.
    """
    kind = kind or _usual(figures)
    if kind not in get_args(ChartKind):
        raise UnknownName("kind of chart", kind, get_args(ChartKind))
    shown = [figure for figure in figures.details() if not figure.reason]
    if not shown:
        raise CxcError("There is nothing to draw: " + "; ".join(figures.not_measurable.values()))
    if len({figure.kpi.is_percent for figure in shown}) > 1:
        raise CxcError("Shares and numbers have no common axis: draw them one by one.")
    makers = {"bars": _bars, "time": _time, "map": _map, "matrix": _matrix, "intervals": _intervals}
    return makers[kind](figures.details(), shown)


def _usual(figures: Figures) -> ChartKind:
    if len(figures.by) == 2:
        return "matrix"
    is_time = len(figures.by) == 1 and dimension(figures.by[0]).values is Values.TIME
    return "time" if is_time else "bars"


def _single_dimension(figures: Figures, kind: str) -> str:
    if len(figures.by) != 1:
        raise CxcError(
            f"A chart of {kind} is of figures by one dimension, not by {len(figures.by)}. "
            "Name one with --by, or two for a matrix."
        )
    return figures.by[0]


def unit_of(kpi: Kpi) -> str:
    """What a figure counts, as an axis names it."""
    return kpi.noun if kpi.is_percent else kpi.unit or kpi.noun


def _number(kpi: Kpi) -> str:
    return "share" if kpi.is_percent else kpi.number_format


def _values(figure: Figure) -> list[float | None]:
    return [None if cell.value is None else float(cell.value) for cell in figure.cells]


def _names(figures: Figures, name: str) -> list[str]:
    return [language.label(name, code, figures.origin) for code in figures.frame()[name]]


def _bars(figures: Figures, shown: Sequence[Figure]) -> Drawing:
    if not figures.by:
        names = [figure.kpi.name for figure in shown]
        values = [figure.value for figure in shown]
        return RankedBars(names, names, values, unit=unit_of(shown[0].kpi), number=_number(shown[0].kpi))
    name = _single_dimension(figures, "bars")
    codes, labels = list(figures.frame()[name]), _names(figures, name)
    series = [
        Series(figure.kpi.name, _values(figure), _COLOURS[place % 4]) for place, figure in enumerate(shown)
    ]
    first = series[0].values
    order = [place for place in range(len(codes)) if first[place] is not None and pd.notna(codes[place])]
    order = sorted(order, key=lambda place: -(first[place] or 0.0))[:MOST_BARS]
    codes, labels = [codes[place] for place in order], [labels[place] for place in order]
    unit, number = unit_of(shown[0].kpi), _number(shown[0].kpi)
    if len(series) == 1:
        return RankedBars(codes, labels, [first[place] for place in order], unit=unit, number=number)
    parts = [Series(part.name, [part.values[place] for place in order], part.colour) for part in series]
    return GroupedBars(codes, labels, parts, unit=unit, number=number)


def _time(figures: Figures, shown: Sequence[Figure]) -> Drawing:
    name = _single_dimension(figures, "time")
    dated = [place for place, code in enumerate(figures.frame()[name]) if pd.notna(code)]
    periods = [str(code) for code in figures.frame()[name].iloc[dated]]
    series = [
        Series(figure.kpi.name, [_values(figure)[at] for at in dated], _COLOURS[place % 4])
        for place, figure in enumerate(shown)
    ]
    flags = [shown[0].cells[place].flag for place in dated]
    return Trend(
        periods,
        series,
        unit=unit_of(shown[0].kpi),
        number=_number(shown[0].kpi),
        provisional=[PROVISIONAL in flag for flag in flags],
    )


def _map(figures: Figures, shown: Sequence[Figure]) -> Drawing:
    name = _single_dimension(figures, "map")
    if dimension(name).values is not Values.COUNTRY:
        raise CxcError(f"A map shows countries, and {name} is none: --by visitor_country or host_country.")
    figure = shown[0]
    places = [
        (countries()[code].iso3 or "", str(code), label, float(cell.value))
        for code, label, cell in zip(figures.frame()[name], _names(figures, name), figure.cells, strict=True)
        if code in countries() and cell.value is not None
    ]
    weights = {place[0]: max(place[3], 0.0) for place in places}
    extent = extent_of(weights)
    unit, number = unit_of(figure.kpi), _number(figure.kpi)
    return CountryMap(
        [iso3 for iso3, *_ in places],
        [code for _, code, *_ in places],
        [label for *_, label, _ in places],
        [value for *_, value in places],
        unit=unit,
        number=number,
        extent=extent,
    )


def _matrix(figures: Figures, shown: Sequence[Figure]) -> Drawing:
    if len(figures.by) != 2:
        raise CxcError(f"A matrix is of figures by two dimensions, not by {len(figures.by)}: repeat --by.")
    down, across = figures.by
    table, figure = figures.frame(), shown[0]
    cells = {
        (row, column): value
        for row, column, value in zip(table[down], table[across], _values(figure), strict=True)
        if pd.notna(row) and pd.notna(column)
    }
    used = {key for key, value in cells.items() if value}
    rows = [code for code in dict.fromkeys(key[0] for key in cells) if any(key[0] == code for key in used)]
    columns = _in_order(across, {key[1] for key in used})
    labels = [
        [language.label(name, code, figures.origin) for code in codes]
        for name, codes in ((down, rows), (across, columns))
    ]
    short = [language.label(across, code, figures.origin, short=True) for code in columns]
    return Matrix(
        rows,
        columns,
        [[cells.get((row, column)) or None for column in columns] for row in rows],
        row_labels=labels[0],
        column_labels=labels[1],
        short_columns=short,
        row_title=language.heading(down),
        column_title=language.heading(across),
        unit=unit_of(figure.kpi),
        number=_number(figure.kpi),
    )


def _in_order(name: str, codes: set[Any]) -> list[Any]:
    """Countries in protocol order, whatever else in its own."""
    if dimension(name).values is Values.COUNTRY:
        return [code for code in countries() if code in codes]
    return sorted(codes)


def _intervals(figures: Figures, shown: Sequence[Figure]) -> Drawing:
    unit, number = unit_of(shown[0].kpi), _number(shown[0].kpi)
    whole = shown[0].kpi.is_percent
    if not figures.by:
        cells = [figure.cell for figure in shown]
        labels = [figure.kpi.name for figure in shown]
        dots = Dots(
            "",
            [None if cell.value is None else float(cell.value) for cell in cells],
            [cell.low for cell in cells],
            [cell.high for cell in cells],
            [""] * len(cells),
        )
        unit = "" if len(shown) > 1 else unit
        return Intervals(labels, [dots], unit=unit, number=number, whole=whole)
    name = _single_dimension(figures, "intervals")
    figure = shown[0]
    lows, highs = ([getattr(cell, end) for cell in figure.cells] for end in ("low", "high"))
    dots = Dots("", _values(figure), lows, highs, [""] * len(figure.cells))
    return Intervals(_names(figures, name), [dots], unit=unit, number=number, whole=whole)
