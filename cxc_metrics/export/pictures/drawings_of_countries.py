"""What maps, matrices and streams show, as plain values: the drawings of countries and of pairs of them.

Beside `drawings`, whose rules hold here too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass
from math import log2
from typing import Literal, NamedTuple

from .map_extent import EUROPE_MAP, Extent

Values = Sequence[float | None]


@dataclass(frozen=True)
class Unvalued:
    """Countries without a value of which there is something to say: hatched or dotted, and named so."""

    pattern: Literal["hatched", "dotted"]
    name: str
    iso3: Sequence[str]
    codes: Sequence[str]
    labels: Sequence[str]

    @property
    def in_legend(self) -> str:
        """What they have in common, and which they are."""
        return f"{self.name}: {', '.join(self.labels)}"


class Arc(NamedTuple):
    """A corridor on a map, from country to country (ISO 3166, three letters), and what it says in words."""

    start: str
    end: str
    value: float
    words: str


@dataclass(frozen=True)
class CountryMap:
    """Countries (ISO 3166, three letters) filled by classes of their values (`value_classes`).

    `codes` are our own, EU ones. With `diverging` each country bears its sign. `unvalued` have no value and a
    pattern; all others keep the colour of land, which `plain` names. `selected` codes have a thick border;
    `arcs_name` says what the `arcs` are; `extent` is the part of the world in view.
    """

    iso3: Sequence[str]
    codes: Sequence[str]
    labels: Sequence[str]
    values: Sequence[float]
    _: KW_ONLY
    unit: str
    number: str = "count"
    extent: Extent = EUROPE_MAP
    diverging: bool = False
    hover: Sequence[str] = ()
    selected: Sequence[object] = ()
    unvalued: Sequence[Unvalued] = ()
    plain: str = ""
    arcs: Sequence[Arc] = ()
    arcs_name: str = ""

    @property
    def weighed_arcs(self) -> list[tuple[Arc, float]]:
        """The arcs, the largest last and so on top, with how wide each is beside it, which is 1."""
        ordered = sorted(self.arcs, key=lambda arc: arc.value)
        return [(arc, (arc.value / ordered[-1].value) ** 0.5) for arc in ordered if arc.value > 0]


class Sign(NamedTuple):
    """What stands in a cell without a value: `text` in it, `words` where it is pointed at."""

    row: object
    column: object
    text: str
    words: str


Scale = Literal["amounts", "signed", "times"]


@dataclass(frozen=True)
class Matrix:
    """Row sends, column receives; an empty cell had nothing, what else a cell means is a sign in it.

    `values[i][j]` belongs to `rows[i]` and `columns[j]`. Of a `signed` scale 0 is the middle; of `times`,
    whose values are ratios, 1, and twice as much is as far from it as half. `selected` are rows and columns:
    they, or the cells in which both meet, are framed.
    """

    rows: Sequence[object]
    columns: Sequence[object]
    values: Sequence[Values]
    _: KW_ONLY
    row_labels: Sequence[str]
    column_labels: Sequence[str]
    row_title: str
    column_title: str
    unit: str
    number: str = "count"
    short_rows: Sequence[str] = ()
    short_columns: Sequence[str] = ()
    scale: Scale = "amounts"
    signs: Sequence[Sign] = ()
    selected: tuple[Sequence[object], Sequence[object]] = ((), ())

    @property
    def shades(self) -> list[list[float | None]]:
        """Where each value lies on the scale of colours."""
        is_ratio = self.scale == "times"
        return [
            [
                None if value is None or value != value else log2(value) if is_ratio else float(value)
                for value in line
            ]
            for line in self.values
        ]


@dataclass(frozen=True)
class Streams:
    """The largest corridors as bands: visitors on the left, hosts on the right.

    `flows` are (sender, host, amount) with names for people; `marked` flows are drawn in a stronger colour.
    """

    flows: Sequence[tuple[str, str, float]]
    _: KW_ONLY
    unit: str
    marked: Sequence[bool] = ()
