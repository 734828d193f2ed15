"""Figures of places: cells that take a click."""

from __future__ import annotations

from cxc_metrics.export.pictures.colours import LIGHT
from cxc_metrics.export.pictures.drawings import Matrix
from ui.figures.clicks import MOST_CELLS, clickable
from ui.figures.matrix import CELL, flow_matrix


def _matrix(values: list[list[float | None]]):  # type: ignore[no-untyped-def]
    rows, columns = [f"r{n}" for n in range(len(values))], [f"c{n}" for n in range(len(values[0]))]
    return clickable(
        flow_matrix(
            Matrix(rows, columns, values, row_labels=rows, column_labels=columns, row_title="from",
                   column_title="to", unit="exchanges"),
            LIGHT,
        )
    )  # fmt: skip


def test_the_cells_of_a_small_matrix_bear_marks_and_empty_ones_take_no_click() -> None:
    cells, marks = _matrix([[3, None], [0, 7]]).data
    assert cells.hoverinfo == "skip"
    assert list(zip(marks.y, marks.x, strict=True)) == [
        ("r0", "c0"),
        ("r0", "c1"),
        ("r1", "c0"),
        ("r1", "c1"),
    ]
    assert list(marks.customdata[0]) == ["r0", "c0", 3]
    assert marks.customdata[1] is None
    assert list(marks.hoverinfo) == ["all", "none", "all", "all"]
    assert "%{customdata[2]:,.0f} exchanges" in marks.hovertemplate[0]
    assert marks.text[0] == "r0 → c0"


def test_a_large_matrix_bears_marks_only_where_there_is_something() -> None:
    side = int(MOST_CELLS**0.5) + 1
    drawing = _matrix([[1.0 if row == column else None for column in range(side)] for row in range(side)])
    assert len(drawing.data[1].x) == side
    assert drawing.layout.hoverdistance == 4
    assert drawing.data[1].hoverinfo == "all"


def test_a_matrix_of_one_row_has_room_for_long_names_and_its_scale() -> None:
    """Of 41 names turned upright the longest has 21 letters: 126 px, and 120 for title and scale."""
    names = ["São Tomé and Príncipe", *(f"Country {number}" for number in range(40))]
    drawing = Matrix(
        ["BR"],
        names,
        [[1.0] * len(names)],
        row_labels=["Brazil"],
        column_labels=names,
        row_title="",
        column_title="Host country",
        unit="exchanges",
    )
    drawn = flow_matrix(drawing, LIGHT)
    assert drawn.layout.height - 3 * CELL >= 126 + 120


def test_codes_above_many_columns_stand_on_two_lines() -> None:
    """Upon a phone a column is narrower than its code; names, and few codes, stay as they are."""
    codes = [f"A{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVW"]
    for labels, few, is_staggered in (
        (codes, 23, True),
        (codes, 5, False),
        ([f"{c} land" for c in codes], 23, False),
    ):
        drawing = Matrix(
            codes,
            codes[:few],
            [[1] * few for _ in codes],
            row_labels=codes,
            column_labels=codes[:few],
            short_columns=labels[:few],
            row_title="",
            column_title="to",
            unit="exchanges",
        )
        ticks = flow_matrix(drawing, LIGHT).layout.xaxis.ticktext
        assert [label for tick in ticks for label in tick.split("<br>") if label.strip()] == labels[:few]
        assert [tick.index("<br>") for tick in ticks[:4] if "<br>" in tick] == (
            [2, 1, 2, 1] if is_staggered else []
        )
