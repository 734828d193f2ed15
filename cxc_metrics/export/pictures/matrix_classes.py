"""The classes of a matrix: the colour of each cell, and what the legend says, on screen and paper."""

from __future__ import annotations

from typing import NamedTuple

from .colours import Palette
from .drawings_of_countries import Matrix
from .value_classes import classes
from .written_values import interval


class MatrixClasses(NamedTuple):
    """The colour and the interval of each class, from the lowest; of each cell its class, or None."""

    legend: list[tuple[str, str]]
    of: list[list[int | None]]


def classes_of(drawing: Matrix, palette: Palette) -> MatrixClasses:
    """Classes of where values lie on the drawing's scale (`value_classes`), by quantile of those that differ.

    Most cells hold a one: of all cells together, all other numbers would share a class.
    """
    shades = sorted({shade for line in drawing.shades for shade in line if shade is not None})
    kinds, of = classes(shades, palette, diverging=drawing.scale != "amounts")
    own = dict(zip(shades, of, strict=True))
    limits = [(2**kind.low, 2**kind.high) if drawing.scale == "times" else kind[1:] for kind in kinds]
    legend = [(kind.fill, interval(*ends, drawing.number)) for kind, ends in zip(kinds, limits, strict=True)]
    return MatrixClasses(
        legend, [[None if shade is None else own[shade] for shade in line] for line in drawing.shades]
    )
