"""Which part of the world a map shows: the part that holds nearly all of what it is about.

Europe has a frame and a geometry of its own; any other part of the world is cut out of the world's geometry
around the countries that hold 95% of the records, the whole world where these lie all over it.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from cxc_metrics.paths import REFERENCE

# The countries with most records are taken until they hold this share of all.
HELD: Final = 0.95
EUROPE_FILE, WORLD_FILE = "europe_50m.json", "world_110m.json"
# Around a single country there is room for what surrounds it.
_LEAST_WIDTH, _LEAST_HEIGHT = 30.0, 20.0
_ROOM: Final = 0.08
# What is wider or higher looks better as the whole world.
_MOST_WIDTH, _MOST_HEIGHT = 140.0, 100.0
_SOUTH, _NORTH = -57.0, 84.0


@dataclass(frozen=True)
class Box:
    """A part of the globe; `west` is from -180 to 180, `east` may go on beyond 180."""

    west: float
    south: float
    east: float
    north: float

    @property
    def width(self) -> float:
        """Degrees of longitude."""
        return self.east - self.west

    @property
    def middle(self) -> tuple[float, float]:
        """Longitude, from -180 to 180, and latitude of its middle."""
        longitude = (self.west + self.east) / 2
        return (longitude + 180) % 360 - 180, (self.south + self.north) / 2

    def holds(self, longitude: float, latitude: float) -> bool:
        """Whether a point lies in it."""
        return self.south <= latitude <= self.north and any(
            self.west <= longitude + turn <= self.east for turn in (0, 360)
        )


WHOLE_WORLD: Final = Box(-180.0, _SOUTH, 180.0, _NORTH)
EUROPE: Final = Box(-25.0, 34.0, 50.0, 72.0)


@dataclass(frozen=True)
class Extent:
    """What a map shows: `box` of the world's geometry, or of Europe's where `europe`."""

    box: Box
    europe: bool = False

    def shows(self, iso3: str) -> bool:
        """Whether a country has a shape that is in view."""
        shape = _shapes(europe=self.europe).get(iso3)
        return shape is not None and (self.europe or self.box.holds(*shape.label))

    @property
    def name(self) -> str:
        """As an address has it: `europe`, or its four sides in hundredths of a degree."""
        box = self.box
        sides = (box.west, box.south, box.east, box.north)
        return "europe" if self.europe else "_".join(str(round(100 * side)) for side in sides)

    @classmethod
    def read(cls, name: str) -> Extent:
        """The extent of such a name. Raises ValueError for what is none."""
        if name == EUROPE_MAP.name:
            return EUROPE_MAP
        west, south, east, north = (int(side) / 100 for side in name.split("_"))
        if not (-180 <= west < east <= west + 360 <= 540 and -90 <= south < north <= 90):
            raise ValueError(f"{name} is no part of the world")
        return cls(Box(west, south, east, north))


EUROPE_MAP: Final = Extent(EUROPE, europe=True)


def extent_of(weights: Mapping[str, float]) -> Extent:
    """The part of the world that holds 95% of what countries (ISO-3) weigh.

    Countries without a shape of their own weigh nothing here. Without any, Europe.
    """
    world = _shapes(europe=False)
    ranked = sorted(((code, weight) for code, weight in weights.items() if weight > 0 and code in world),
                    key=lambda pair: (-pair[1], pair[0]))  # fmt: skip
    main = _holding(ranked, HELD)
    if set(main) <= set(_shapes(europe=True)):
        return EUROPE_MAP
    return Extent(_box_around(world[code].box for code in main))


def _holding(ranked: Iterable[tuple[str, float]], share: float) -> list[str]:
    """The first of them that together hold that share of all."""
    pairs = list(ranked)
    total, held, first = sum(weight for _, weight in pairs), 0.0, []
    for code, weight in pairs:
        if held >= share * total:
            break
        first.append(code)
        held += weight
    return first


def _box_around(boxes: Iterable[Box]) -> Box:
    all_boxes = list(boxes)
    west, east = _around_the_globe([(box.west, box.east) for box in all_boxes])
    south, north = min(box.south for box in all_boxes), max(box.north for box in all_boxes)
    west, east = _with_room(west, east, _LEAST_WIDTH)
    south, north = _with_room(south, north, _LEAST_HEIGHT)
    if east - west > _MOST_WIDTH or north - south > _MOST_HEIGHT:
        return WHOLE_WORLD
    south, north = max(south, _SOUTH), min(north, _NORTH)
    turn = 360 if west < -180 else 0
    return Box(west + turn, south, east + turn, north)


def _around_the_globe(spans: Iterable[tuple[float, float]]) -> tuple[float, float]:
    """The shortest way around the globe that meets all spans of longitude."""
    ordered = sorted(spans)
    merged = [ordered[0]]
    for start, end in ordered[1:]:
        if start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    # The widest empty stretch is what the map leaves out.
    following = [*merged[1:], (merged[0][0] + 360, merged[0][1] + 360)]
    gaps = [after[0] - before[1] for before, after in zip(merged, following, strict=True)]
    place = max(range(len(gaps)), key=gaps.__getitem__)
    west, east = following[place][0], merged[place][1]
    west = west if west <= 180 else west - 360
    return west, east if east >= west else east + 360


def _with_room(low: float, high: float, least: float) -> tuple[float, float]:
    more = max((high - low) * _ROOM, (least - (high - low)) / 2)
    return low - more, high + more


@dataclass(frozen=True)
class _Shape:
    """Where a country lies: its largest polygon, and where its label stands."""

    box: Box
    label: tuple[float, float]


@cache
def _shapes(*, europe: bool) -> dict[str, _Shape]:
    name = EUROPE_FILE if europe else WORLD_FILE
    geometry = json.loads((REFERENCE / "geo" / name).read_text(encoding="utf-8"))
    arcs = _arcs(geometry)
    return {
        shape["id"]: _Shape(
            _largest(shape, arcs), (shape["properties"]["ct"][0], shape["properties"]["ct"][1])
        )
        for shape in geometry["objects"]["countries"]["geometries"]
        if shape.get("id")
    }


def _arcs(geometry: Mapping[str, Any]) -> list[Box]:
    """The box of each arc, whose points are steps on a grid."""
    (scale_x, scale_y), (left, bottom) = (geometry["transform"][name] for name in ("scale", "translate"))
    boxes = []
    for steps in geometry["arcs"]:
        xs, ys = (list(itertools.accumulate(step[axis] for step in steps)) for axis in (0, 1))
        boxes.append(
            Box(
                min(xs) * scale_x + left,
                min(ys) * scale_y + bottom,
                max(xs) * scale_x + left,
                max(ys) * scale_y + bottom,
            )
        )
    return boxes


def _largest(shape: Mapping[str, Any], arcs: list[Box]) -> Box:
    """The box of the polygon with the largest one: a country's islands far away move no map."""
    polygons = [[arcs[arc if arc >= 0 else ~arc] for arc in polygon[0]] for polygon in shape["arcs"]]
    boxes = [
        Box(
            min(arc.west for arc in polygon),
            min(arc.south for arc in polygon),
            max(arc.east for arc in polygon),
            max(arc.north for arc in polygon),
        )
        for polygon in polygons
    ]
    return max(boxes, key=lambda box: (box.east - box.west) * (box.north - box.south))
