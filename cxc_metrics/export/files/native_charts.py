"""A chart that Excel draws itself, beside the values that are drawn: to be changed by whoever gets it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import xlsxwriter

from cxc_metrics.export.documented import Documented
from cxc_metrics.export.pictures.colours import LIGHT
from cxc_metrics.export.pictures.drawings import Drawing, GroupedBars, RankedBars, RunningTotal, Series, Trend

# Invisible, and no letter of an address.
_JOINER: Final = "\u2060"
_NUMBERS: Final = {"share": "0.0%", "decimal": "#,##0.0"}


class _Native(NamedTuple):
    """What Excel can draw of a drawing: kind of chart, names, series, unit, form of numbers."""

    kind: str
    labels: Sequence[object]
    series: Sequence[Series]
    unit: str
    number: str


def native_of(drawing: Drawing) -> _Native | None:
    """The drawing as Excel can draw it; None for a kind that it has no chart for (maps, intervals, …)."""
    match drawing:
        case RankedBars():
            series = [Series(drawing.unit, drawing.values, drawing.colour)]
            if drawing.second:
                series.append(Series(drawing.second[0], drawing.second[1], "target"))
            return _Native("bar", drawing.labels, series, drawing.unit, drawing.number)
        case GroupedBars():
            return _Native("bar", drawing.labels, drawing.series, drawing.unit, drawing.number)
        case Trend():
            kind = "stacked" if drawing.stacked else "column"
            return _Native(kind, drawing.periods, drawing.series, drawing.unit, drawing.number)
        case RunningTotal(names=names):
            lines = [Series(names.held, drawing.held, drawing.colour)]
            if any(value is not None for value in drawing.virtual):
                lines.append(Series(names.virtual, drawing.virtual, "virtual"))
            if drawing.planned is not None:
                lines.append(Series(names.planned, [drawing.planned] * len(drawing.days), "target"))
            return _Native("line", [day.isoformat() for day in drawing.days], lines, names.unit, "count")
        case _:
            return None


def draw_natively(
    book: xlsxwriter.Workbook, drawing: Drawing, about: Documented, *, name: str = "Chart"
) -> None:
    """A sheet of that name with the values drawn, under the names of their series, and the chart beside."""
    native = native_of(drawing)
    if native is None or not len(native.labels):
        return
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True})
    numbers = book.add_format({"num_format": _NUMBERS.get(native.number, "#,##0")})
    sheet.set_column(0, 0, min(max(len(str(label)) for label in native.labels) + 2, 50))
    sheet.set_column(1, len(native.series), 16)
    sheet.freeze_panes(1, 1)
    for column, series in enumerate(native.series, start=1):
        sheet.write_string(0, column, series.name, bold)
    for row, label in enumerate(native.labels, start=1):
        sheet.write_string(row, 0, str(label))
        for column, series in enumerate(native.series, start=1):
            value = series.values[row - 1]
            if value is not None and value == value:
                sheet.write_number(row, column, value, numbers)
    sheet.insert_chart(1, len(native.series) + 2, _chart(book, native, about, name))


def _as_words(text: str) -> str:
    """A title that stays one: `Data!A1` in it would be taken for the address of a cell with the title."""
    return text.replace("!", f"!{_JOINER}")


def _chart(book: xlsxwriter.Workbook, native: _Native, about: Documented, sheet: str) -> object:
    stacked = {"subtype": "stacked"} if native.kind == "stacked" else {}
    chart = book.add_chart({"type": "column" if stacked else native.kind, **stacked})
    last = len(native.labels)
    for column, series in enumerate(native.series, start=1):
        colour = LIGHT.of(series.colour)
        look = (
            {"line": {"color": colour, "width": 2.25}}
            if native.kind == "line"
            else {"fill": {"color": colour}}
        )
        chart.add_series(
            {
                "name": [sheet, 0, column],
                "categories": [sheet, 1, 0, last, 0],
                "values": [sheet, 1, column, last, column],
                "gap": 45,
                **look,
            }
        )
    is_bar = native.kind == "bar"
    title, unit = _as_words(about.finding or about.title), _as_words(native.unit)
    values = {"name": unit, "num_format": _NUMBERS.get(native.number, "#,##0"), "min": 0}
    quiet = {"major_gridlines": {"visible": True, "line": {"color": "#E3E7F2"}}, "line": {"none": True}}
    names = {"reverse": True} if is_bar else {}
    # A bar chart's first axis is the one of its names.
    chart.set_x_axis(names if is_bar else {"num_font": {"rotation": 0}})
    chart.set_y_axis({**values, **quiet, **({"crossing": "max"} if is_bar else {})})
    chart.set_title({"name": title, "name_font": {"size": 11}, "overlay": False})
    chart.set_legend({"none": True} if len(native.series) == 1 else {"position": "bottom"})
    chart.set_size({"width": 760, "height": 60 + 24 * max(last, 10) if is_bar else 420})
    return chart
