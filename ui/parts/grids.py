"""Matrix and table on screen: plain values, in the colours of the theme, for the grid of our own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, NamedTuple

import pandas as pd

from cxc_metrics.export.pictures.colours import Palette, ink
from cxc_metrics.export.pictures.drawings_of_countries import Matrix, Sign
from cxc_metrics.export.pictures.matrix_classes import MatrixClasses, classes_of
from cxc_metrics.export.pictures.written_values import written
from cxc_metrics.words import numbers
from cxc_metrics.words.plain import one_line
from cxc_metrics.words.texts import say
from ui.components import value_grid
from ui.components.value_grid import GridCell, Heading, Key
from ui.figures.theme import palette
from ui.parts import tables
from ui.session import below


def draw(key: str, drawing: Matrix, alt: str, on_pick: Callable[[Sequence[Any]], None] | None = None) -> None:
    """The matrix, `alt` as its name for screen readers; `on_pick` receives the codes of row and column."""
    content = content_of(drawing, palette())

    def picked(row: int, column: int) -> None:
        if on_pick is not None:
            on_pick([drawing.rows[row], drawing.columns[column]])
            below.stay()

    value_grid.draw(
        key,
        _headings(drawing.rows, drawing.row_labels, drawing.short_rows),
        _headings(drawing.columns, drawing.column_labels, drawing.short_columns),
        content.cells,
        label=one_line(alt),
        axes=one_line(" → ".join(filter(None, (drawing.row_title, drawing.column_title)))),
        none=say("chart.cell_none"),
        colours=content.key,
        chosen=content.chosen,
        on_pick=None if on_pick is None else picked,
    )


class Content(NamedTuple):
    """What is in a matrix: its cells, what their colours mean, the places of what is selected."""

    cells: list[list[GridCell]]
    key: Key
    chosen: tuple[list[int], list[int]]


def content_of(drawing: Matrix, colours: Palette) -> Content:
    """A drawing in the colours of a palette."""
    kinds = classes_of(drawing, colours)
    signs = {(sign.row, sign.column): sign for sign in drawing.signs}
    cells = [
        [
            _without(signs.get((row, column)))
            if value is None or kind is None
            else _with(value, kind, drawing)
            for column, value, kind in zip(drawing.columns, line, marks, strict=True)
        ]
        for row, line, marks in zip(drawing.rows, drawing.values, kinds.of, strict=True)
    ]
    rows, columns = (
        [place for place, code in enumerate(codes) if code in selected]
        for codes, selected in zip((drawing.rows, drawing.columns), drawing.selected, strict=True)
    )
    return Content(cells, _key(drawing, kinds, cells, colours), (rows, columns))


def _key(drawing: Matrix, kinds: MatrixClasses, cells: Sequence[Sequence[GridCell]], colours: Palette) -> Key:
    there = {cell.kind for line in cells for cell in line}
    entries = [(fill, "", text) for fill, text in kinds.legend]
    entries += [("", "", say("chart.cell_none"))] if "none" in there else []
    entries += [("", "apart", say("chart.cell_apart"))] if "apart" in there else []
    return Key(
        one_line(drawing.unit),
        [(fill, ink(fill)) for fill, _ in kinds.legend],
        colours.land,
        [{"fill": fill, "pattern": pattern, "text": one_line(text)} for fill, pattern, text in entries],
    )


def _with(value: float, kind: int, drawing: Matrix) -> GridCell:
    said = f"{written(value, drawing.number)} {drawing.unit}"
    return GridCell(numbers.in_cell(value, drawing.number), kind, one_line(said))


def _without(sign: Sign | None) -> GridCell:
    if sign is None:
        return GridCell("", "none")
    is_itself = sign.row == sign.column
    return GridCell(sign.text, "apart" if is_itself else "sign", one_line(sign.words))


def _headings(codes: Sequence[object], labels: Sequence[str], short: Sequence[str]) -> list[Heading]:
    rows = zip(codes, labels, short or labels, strict=True)
    return [_heading(str(code), name, shown) for code, name, shown in rows]


def _heading(code: str, name: str, shown: str, *, right: bool = False) -> Heading:
    return {"code": code, "name": one_line(name), "short": one_line(shown), "right": right}


def table(
    key: str,
    shown: pd.DataFrame,
    *,
    alt: str,
    codes: Sequence[object],
    selected: Collection[object] = (),
    on_pick: Callable[[Sequence[Any]], None] | None = None,
) -> None:
    """A table of text whose first column names the rows; `on_pick` receives the code of a row, in a list.

    `codes` are those of the rows, of which some are `selected`. All of it is in the page: its search finds
    each name, and print has every row.
    """
    names, columns = shown.iloc[:, 0], shown.columns[1:]
    right = tables.numbers_right(shown)

    def picked(row: int, _column: int) -> None:
        if on_pick is not None:
            on_pick([codes[row]])
            below.stay()

    value_grid.draw(
        key,
        [_heading(str(code), name, name) for code, name in zip(codes, names, strict=True)],
        [_heading(str(name), name, name, right=str(name) in right) for name in map(str, columns)],
        [
            [GridCell(one_line(cell), "plain") for cell in line]
            for line in shown[columns].itertuples(index=False, name=None)
        ],
        label=one_line(alt),
        axes=one_line(shown.columns[0]),
        none=say("chart.cell_none"),
        chosen=([place for place, code in enumerate(codes) if code in selected], []),
        on_pick=None if on_pick is None else picked,
    )
