"""What a matrix on screen holds: classes, signs, what takes no click; what may come back from a browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from cxc_metrics.export.pictures.colours import DARK, LIGHT, ink
from cxc_metrics.export.pictures.drawings_of_countries import Matrix, Sign
from cxc_metrics.words.texts import say
from ui.components import value_grid
from ui.parts import grids

HOSTILE = "<b>a\u202eb</b>"


def matrix(values: Sequence[Sequence[float | None]], **more: Any) -> Matrix:
    rows, columns = [f"r{n}" for n in range(len(values))], [f"c{n}" for n in range(len(values[0]))]
    axes = {"row_labels": rows, "column_labels": columns, "row_title": "from", "column_title": "to"}
    return Matrix(rows, columns, values, **{**axes, "unit": "exchanges", **more})


def test_a_cell_has_the_colour_of_its_class_and_says_its_number() -> None:
    """Five numbers that differ, so a class each; without a number no colour."""
    content = grids.content_of(matrix([[1, 1, 1], [2, 9, 40], [None, 1234, None]]), LIGHT)
    (one, *_), (two, nine, forty), (nothing, many, _) = content.cells
    assert [cell.kind for cell in (one, two, nine, forty, many)] == [0, 1, 2, 3, 4]
    assert [entry["text"] for entry in content.key.legend] == ["1", "2", "9", "40", "1,234", "none"]
    assert content.key.fills == [(fill, ink(fill)) for fill in LIGHT.classes]
    assert nothing == ("", "none", "")
    assert (one.text, many.said) == ("1", "1,234 exchanges")


def test_the_other_end_of_a_scale_of_times_is_as_far_as_this_one() -> None:
    drawing = matrix([[0.5, 1.0, 2.0]], scale="times", number="decimal")
    content = grids.content_of(drawing, DARK)
    low, even, high = (content.key.fills[cell.kind][0] for cell in content.cells[0])  # type: ignore[index]
    middle = len(DARK.diverging) // 2
    assert (DARK.diverging.index(low), DARK.diverging.index(even)) == (middle - 1, middle)
    assert DARK.diverging.index(high) == middle + 1
    assert [entry["text"] for entry in content.key.legend] == ["0.5", "1.0", "2.0"]


def test_signs_are_told_from_what_does_not_apply_and_names_are_text() -> None:
    drawing = Matrix(
        ["ES", "DE"],
        ["ES", "DE"],
        [[None, 1.0], [None, None]],
        row_labels=[HOSTILE, "Germany"],
        column_labels=[HOSTILE, "Germany"],
        row_title="",
        column_title="host",
        unit="times what size alone gives",
        signs=[Sign("DE", "ES", "0", "0 of 3.2 by size alone"), Sign("DE", "DE", "–", "itself")],
    )
    content = grids.content_of(drawing, LIGHT)
    assert content.cells[0][0] == ("", "none", "")
    assert content.cells[1] == [("0", "sign", "0 of 3.2 by size alone"), ("–", "apart", "itself")]
    assert [entry["text"] for entry in content.key.legend[-2:]] == [
        say("chart.cell_none"),
        say("chart.cell_apart"),
    ]
    assert grids._headings(["ES"], [HOSTILE], [])[0]["short"] == "<b>ab</b>"


def test_what_is_selected_is_marked_by_its_place() -> None:
    drawing = matrix([[1, 2], [3, 4]], selected=(["r1"], ["c0", "gone"]))
    assert grids.content_of(drawing, LIGHT).chosen == ([1], [0])


@pytest.mark.parametrize(
    "event", [None, [0], [0, 2], [2, 0], [-1, 0], ["0", "0"], [0.0, 0], [True, 0], {"row": 0}, [0, 0, 0]]
)
def test_only_a_cell_there_is_can_be_picked(event: object) -> None:
    assert value_grid._place(event, 2, 2) is None
    assert value_grid._place([1, 0], 2, 2) == (1, 0)
