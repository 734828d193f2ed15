"""Build the two map files, europe_50m.json and world_110m.json, in the form that plotly.js reads too.

Run from the project root; needs nothing but Python::

    python scripts/reference/build_geometry.py [SOURCE [FOLDER]]

SOURCE defaults to ../shared/data/geometry/countries-50m.json, FOLDER to data/reference/geo.

The source is Natural Earth 1:50m (public domain) as TopoJSON, from the npm package ``world-atlas`` 2.0.2.
plotly.js takes the file name from ``layout.geo.scope`` and ``resolution``, looks for the objects coastlines,
land, ocean, lakes, rivers, countries and subunits, matches ``id`` with ISO 3166-1 alpha-3 codes and places
hover labels and markers at ``properties.ct``. The source has no lakes, rivers and subunits: those stay empty.
"""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from topology import (
    Arc,
    Point,
    Polygon,
    Ring,
    contains,
    cut,
    decode_arcs,
    deltas,
    dissolve,
    label_point,
    outline,
    points_of,
    polygons_of,
    quantise,
    signed_area,
    simplify,
)

ROOT = Path(__file__).resolve().parents[2]
COUNTRIES = ROOT / "data" / "reference" / "countries.csv"
TARGET = ROOT / "data" / "reference" / "geo"
DEFAULT_SOURCE = ROOT.parent / "shared" / "data" / "geometry" / "countries-50m.json"

# Natural Earth shows who is in control on the ground. Here boundaries follow the Union's position on
# recognition: areas without a code of their own belong to the state they are recognised as part of.
PART_OF = {"N. Cyprus": "CYP", "Somaliland": "SOM"}
WITHOUT_NUMERIC_CODE = {"Kosovo": "XKX"}
# Crimea: the Union does not recognise its annexation; the source draws it as part of Russia.
SIMFEROPOL: Point = (34.10, 44.95)
# Territories with a code of their own that the source draws as part of their state: a country's colour would
# say something of them, while the page says that they are not drawn. The state, and where they lie.
TERRITORIES = {
    "BES": ("NLD", (-68.6, 11.9, -68.0, 12.4)),
    "GLP": ("FRA", (-62.0, 15.7, -60.9, 16.7)),
    "GUF": ("FRA", (-55.0, 1.9, -51.0, 6.1)),
    "MTQ": ("FRA", (-61.4, 14.3, -60.7, 15.0)),
    "MYT": ("FRA", (44.9, -13.1, 45.4, -12.5)),
    "REU": ("FRA", (55.1, -21.5, 56.0, -20.7)),
    "SJM": ("NOR", (8.0, 74.0, 36.0, 81.5)),
}
# Western Sahara is a territory distinct from Morocco; the source draws most of it as Morocco. Their border is
# the parallel of 27 degrees 40 minutes.
LAAYOUNE: Point = (-13.10, 27.10)
WESTERN_SAHARA_CUT: tuple[Point, Point] = ((-13.17, 27.66), (-8.68, 27.66))


@dataclass(frozen=True)
class Box:
    """A part of the globe between two meridians and two parallels."""

    left: float
    bottom: float
    right: float
    top: float

    def holds(self, point: Point) -> bool:
        """Tell whether a point lies within."""
        return self.left <= point[0] <= self.right and self.bottom <= point[1] <= self.top


@dataclass(frozen=True)
class Frame:
    """One map file: what it shows and how fine."""

    file_name: str
    detailed: Box  # polygons wholly beyond it are left out, points beyond it thinned out
    named: Box  # countries whose label lies beyond are drawn without a code, as surroundings
    tolerance: float  # square degrees: smaller triangles are smoothed away
    least_island: float  # square degrees: smaller islands go, unless they are much of their country
    step: float  # degrees: the grid that points are rounded to
    outside: float = 1.0  # how much coarser everything beyond is


GLOBE = Box(-180, -90, 180, 90)
EUROPE = Frame("europe_50m.json", Box(-32, 26, 60, 74), Box(-25, 34.5, 50, 72), 0.003, 0.01, 0.01, 400)
WORLD = Frame("world_110m.json", GLOBE, GLOBE, 0.14, 0.15, 0.01)

Countries = dict[str, list[Polygon]]


def read_countries(topology: dict[str, Any], arcs: list[Arc]) -> tuple[Countries, list[Polygon]]:
    """Return the polygons by ISO 3166-1 alpha-3 code, and those of areas that have no code."""
    with COUNTRIES.open(encoding="utf-8", newline="") as lines:
        alpha3 = {row["iso_numeric"]: row["iso3"] for row in csv.DictReader(lines) if row["iso_numeric"]}
    countries: Countries = {}
    uncoded: list[Polygon] = []
    for geometry in topology["objects"]["countries"]["geometries"]:
        name = geometry["properties"]["name"]
        code = PART_OF.get(name) or WITHOUT_NUMERIC_CODE.get(name) or alpha3.get(geometry.get("id"))
        (countries.setdefault(code, []) if code else uncoded).extend(polygons_of(geometry))
    move_polygon(countries, "RUS", "UKR", SIMFEROPOL, arcs)
    for code, (state, box) in TERRITORIES.items():
        move_territory(countries, state, code, Box(*box), arcs)
    countries["MAR"] = separate(countries, "MAR", "ESH", LAAYOUNE, arcs)
    return {code: dissolve(polygons, arcs) for code, polygons in countries.items()}, uncoded


def move_polygon(countries: Countries, source: str, target: str, inside: Point, arcs: list[Arc]) -> None:
    """Give the polygon around a point to another country."""
    for polygon in countries[source]:
        if contains(points_of(polygon[0], arcs), inside):
            countries[source].remove(polygon)
            countries[target].append(polygon)
            return
    raise SystemExit(
        f"{source} has no polygon around {inside}; if the source now says so itself, drop this move"
    )


def move_territory(countries: Countries, state: str, code: str, box: Box, arcs: list[Arc]) -> None:
    """Give the polygons of a state that lie in a box wholly to a territory of its own code."""
    inside = [p for p in countries[state] if all(map(box.holds, points_of(p[0], arcs)))]
    if not inside:
        raise SystemExit(
            f"{state} has no polygon in {box}: the source may give {code} a shape of its own now"
        )
    countries[state] = [polygon for polygon in countries[state] if polygon not in inside]
    countries.setdefault(code, []).extend(inside)


def separate(countries: Countries, source: str, target: str, inside: Point, arcs: list[Arc]) -> list[Polygon]:
    """Give the part of a country beyond the cut to another one; return what is left."""
    (polygon,) = countries[source]
    everyone = [p for polygons in countries.values() for p in polygons]
    parts = cut(polygon, everyone, arcs, *WESTERN_SAHARA_CUT)
    beyond = [ring for ring in parts if contains(points_of(ring, arcs), inside)]
    countries[target].extend([ring] for ring in beyond)
    return [[ring] for ring in parts if ring not in beyond]


def choose(countries: Countries, arcs: list[Arc], frame: Frame) -> Countries:
    """Keep what the frame shows: a country's largest polygon, and islands large enough for map or country."""
    chosen: Countries = {}
    for code, polygons in countries.items():
        sized = sorted(((abs(signed_area(points_of(p[0], arcs))), p) for p in polygons), key=lambda s: -s[0])
        shown = [(size, p) for size, p in sized if any(map(frame.detailed.holds, points_of(p[0], arcs)))]
        if shown:
            enough = min(frame.least_island, shown[0][0] / 20)
            chosen[code] = [p for size, p in shown if size >= enough]
    return chosen


def simplified(arcs: list[Arc], chosen: Countries, frame: Frame) -> list[Arc]:
    """Simplify every arc, more gently where it bounds something small."""
    gentle: dict[int, float] = {}
    for polygon in (p for polygons in chosen.values() for p in polygons):
        for ring in polygon:
            limit = abs(signed_area(points_of(ring, arcs))) / 200
            for index in (reference if reference >= 0 else ~reference for reference in ring):
                gentle[index] = min(gentle.get(index, frame.tolerance), limit)

    def one(index: int, arc: Arc) -> Arc:
        base = max(gentle.get(index, frame.tolerance), 1e-9)
        return simplify(arc, lambda point: base if frame.detailed.holds(point) else base * frame.outside)

    return [one(index, arc) for index, arc in enumerate(arcs)]


def bounds_an_area(ring: Ring, grids: list[list[tuple[int, int]]]) -> bool:
    """Tell whether a ring still has three corners after rounding."""
    return len({p for r in ring for p in grids[r if r >= 0 else ~r]}) >= 3


def still_areas(polygons: list[Polygon], grids: list[list[tuple[int, int]]]) -> list[Polygon]:
    """Leave out the islands and holes that rounding has collapsed."""
    standing = [polygon for polygon in polygons if bounds_an_area(polygon[0], grids)]
    return [[ring for ring in polygon if bounds_an_area(ring, grids)] for polygon in standing]


def feature(code: str, polygons: list[Polygon], arcs: list[Arc], frame: Frame) -> dict[str, Any]:
    """Return a country's object with the point where its hover label and marker go."""
    largest = max(polygons, key=lambda p: abs(signed_area(points_of(p[0], arcs))))
    x, y = label_point(points_of(largest[0], arcs))
    shape = {"type": "MultiPolygon", "properties": {"ct": [round(x, 2), round(y, 2)]}, "arcs": polygons}
    return {"id": code, **shape} if frame.named.holds((x, y)) else shape


def collection(geometries: list[dict[str, Any]]) -> dict[str, Any]:
    """Wrap geometries as the one kind of object plotly.js expects of every layer."""
    return {"type": "GeometryCollection", "geometries": geometries}


def is_seam(arc: Arc) -> bool:
    """Tell whether an arc is only the cut along the antimeridian or around the pole."""
    return all(abs(x) > 179.9 for x, _ in arc) or all(y < -89.9 for _, y in arc)


def build(topology: dict[str, Any], frame: Frame) -> dict[str, Any]:
    """Return the TopoJSON of one map file."""
    arcs = decode_arcs(topology)
    countries, uncoded = read_countries(topology, arcs)
    chosen = choose({**countries, "": uncoded}, arcs, frame)
    arcs = simplified(arcs, chosen, frame)
    grids = [quantise(arc, frame.step) for arc in arcs]
    kept = {code: still_areas(polygons, grids) for code, polygons in chosen.items()}
    everything = [p for polygons in kept.values() for p in polygons]
    coast = [[r] for r in outline(everything) if not is_seam(arcs[r if r >= 0 else ~r])]
    named = {code: polygons for code, polygons in sorted(kept.items()) if code and polygons}
    objects = {
        "coastlines": collection([{"type": "MultiLineString", "arcs": coast}]),
        "land": collection([{"type": "MultiPolygon", "arcs": dissolve(everything, arcs)}]),
        "ocean": collection([]),
        "lakes": collection([]),
        "rivers": collection([]),
        "countries": collection([feature(code, polygons, arcs, frame) for code, polygons in named.items()]),
        "subunits": collection([]),
    }
    return renumbered(objects, grids, frame)


def renumbered(objects: dict[str, Any], grids: list[list[tuple[int, int]]], frame: Frame) -> dict[str, Any]:
    """Return the topology with only the arcs that are used, numbered anew."""
    numbers: dict[int, int] = {}

    def number(tree: Any) -> Any:
        if isinstance(tree, list):
            return [number(branch) for branch in tree]
        index = tree if tree >= 0 else ~tree
        new = numbers.setdefault(index, len(numbers))
        return new if tree >= 0 else ~new

    for group in objects.values():
        for geometry in group["geometries"]:
            geometry["arcs"] = number(geometry["arcs"])
    return {
        "type": "Topology",
        "transform": {"scale": [frame.step, frame.step], "translate": [-180, -90]},
        "objects": objects,
        "arcs": [deltas(grids[index]) for index in numbers],
    }


def main() -> None:
    """Write both map files."""
    source = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_SOURCE
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else TARGET
    topology = json.loads(source.read_text(encoding="utf-8"))
    target.mkdir(parents=True, exist_ok=True)
    for frame in (EUROPE, WORLD):
        built = build(topology, frame)
        text = json.dumps(built, separators=(",", ":"))
        (target / frame.file_name).write_text(text + "\n", encoding="utf-8")
        codes = [g["id"] for g in built["objects"]["countries"]["geometries"] if "id" in g]
        print(f"{frame.file_name}: {len(text) / 1000:.0f} kB, {len(codes)} countries")


if __name__ == "__main__":
    main()
