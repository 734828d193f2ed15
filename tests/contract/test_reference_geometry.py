"""The map files as plotly.js reads them: objects, codes, size, and whether shapes lie where they should."""

from __future__ import annotations

import itertools
import json
import math
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from tests.measuring.crossing import THOROUGH

Point = tuple[float, float]
Countries = dict[str, dict[str, str]]
FILES = ("europe_50m.json", "world_110m.json")
LAYERS = {"coastlines", "land", "ocean", "lakes", "rivers", "countries", "subunits"}
# Small territories that Natural Earth 1:50m leaves out or draws as part of their state.
ELSEWHERE = {"AQ", "HM", "PN"}  # without a capital, or with it on a lesser island than the one drawn
NOT_DRAWN = "BVT CCK CXR GIB TKL TUV UMI"


class Map:
    """One TopoJSON file, decoded by its specification: arcs as steps on a grid, ``~i`` is arc i reversed."""

    def __init__(self, path: Path) -> None:
        self.bytes = path.stat().st_size
        self.topology: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        (scale_x, scale_y), (left, bottom) = (
            self.topology["transform"][key] for key in ("scale", "translate")
        )
        self.arcs: list[list[Point]] = []
        for deltas in self.topology["arcs"]:
            places = itertools.accumulate(deltas, lambda a, b: [a[0] + b[0], a[1] + b[1]])
            self.arcs.append([(x * scale_x + left, y * scale_y + bottom) for x, y in places])
        self.countries = {shape["id"]: shape for shape in self.geometries("countries") if "id" in shape}

    def geometries(self, layer: str) -> list[dict[str, Any]]:
        return list(self.topology["objects"][layer]["geometries"])

    def ring(self, references: list[int]) -> list[Point]:
        pieces = [self.arcs[r] if r >= 0 else self.arcs[~r][::-1] for r in references]
        for one, following in itertools.pairwise([*pieces, pieces[0]]):
            assert one[-1] == following[0], "arcs do not meet"
        return [pieces[0][0], *(point for piece in pieces for point in piece[1:])]

    def rings(self, code: str) -> list[list[Point]]:
        return [self.ring(ring) for polygon in self.countries[code]["arcs"] for ring in polygon]

    def contains(self, code: str, point: Point) -> bool:
        """Even-odd rule over all rings, so that holes count as outside."""
        x, y = point
        crossings = 0
        for ring in self.rings(code):
            for (x0, y0), (x1, y1) in itertools.pairwise(ring):
                crossings += (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0
        return crossings % 2 == 1

    def degrees_from(self, code: str, point: Point) -> float:
        """Distance to the outline, 0 inside, on a plane whose longitudes are shrunk by latitude."""
        if self.contains(code, point):
            return 0.0
        shrink = math.cos(math.radians(point[1]))
        place = complex(point[0] * shrink, point[1])
        outlines = [[complex(x * shrink, y) for x, y in ring] for ring in self.rings(code)]
        edges = (edge for outline in outlines for edge in itertools.pairwise(outline))
        return min(abs(place - nearest_on(start, end, place)) for start, end in edges)


def nearest_on(start: complex, end: complex, place: complex) -> complex:
    """The point of a segment that is nearest to a place."""
    along = end - start
    share = ((place - start) * along.conjugate()).real / abs(along) ** 2 if along else 0.0
    return start + along * max(0.0, min(1.0, share))


@pytest.fixture(scope="module")
def maps(reference: Path) -> dict[str, Map]:
    return {name: Map(reference / "geo" / name) for name in FILES}


@pytest.mark.parametrize("name", FILES)
def test_a_map_file_is_small_and_has_every_object_plotly_asks_for(maps: dict[str, Map], name: str) -> None:
    assert maps[name].bytes < 150_000
    assert maps[name].topology["type"] == "Topology"
    objects = maps[name].topology["objects"]
    assert set(objects) == LAYERS
    assert all(layer["type"] == "GeometryCollection" for layer in objects.values())
    assert all(objects[layer]["geometries"] for layer in ("coastlines", "land", "countries"))


@pytest.mark.parametrize("name", FILES)
def test_all_41_countries_have_a_geometry(maps: dict[str, Map], countries: Countries, name: str) -> None:
    protocol = [row["iso3"] for row in countries.values() if int(row["display_order"]) <= 41]
    assert len(protocol) == 41
    assert set(protocol) - set(maps[name].countries) == set()
    assert "XKX" in maps[name].countries


def test_the_world_has_all_countries_but_the_smallest_territories(
    maps: dict[str, Map], countries: Countries
) -> None:
    codes = {row["iso3"] for row in countries.values() if row["iso3"]}
    assert " ".join(sorted(codes - set(maps["world_110m.json"].countries))) == NOT_DRAWN
    assert set(maps["world_110m.json"].countries) <= codes


def test_europe_names_only_countries_that_its_frame_shows(maps: dict[str, Map]) -> None:
    """Whoever asks for another country needs the world; its surroundings are drawn, but bear no code."""
    europe = maps["europe_50m.json"]
    assert {"CHE", "BLR", "GEO", "AZE", "AND", "MCO", "SMR", "VAT", "FRO"} <= set(europe.countries)
    assert not {"RUS", "USA", "GRL", "DZA", "EGY", "IRN", "KAZ"} & set(europe.countries)
    assert len(europe.geometries("countries")) > len(europe.countries)


@pytest.mark.parametrize("name", FILES)
def test_rings_are_closed_and_no_border_is_used_more_than_twice(maps: dict[str, Map], name: str) -> None:
    atlas = maps[name]
    uses: Counter[int] = Counter()
    for shape in atlas.geometries("countries"):
        assert shape["type"] == "MultiPolygon"
        for polygon in shape["arcs"]:
            for references in polygon:
                ring = atlas.ring(references)
                assert ring[0] == ring[-1]
                assert len(set(ring)) >= 3
                uses.update(r if r >= 0 else ~r for r in references)
    assert max(uses.values()) <= 2
    named = set(range(len(atlas.arcs)))
    coast = {
        r if r >= 0 else ~r
        for shape in atlas.geometries("coastlines")
        for line in shape["arcs"]
        for r in line
    }
    assert coast <= named
    assert all(uses[arc] <= 1 for arc in coast)


@pytest.mark.parametrize("name", FILES)
def test_outer_rings_run_clockwise_as_d3_wants(maps: dict[str, Map], name: str) -> None:
    """A ring the other way round would paint the whole globe but the country."""
    for shape in maps[name].geometries("countries"):
        for outer, *_ in shape["arcs"]:
            ring = maps[name].ring(outer)
            twice_area = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in itertools.pairwise(ring))
            assert twice_area < 0


@pytest.mark.parametrize("name", FILES)
def test_hover_labels_lie_within_their_country(maps: dict[str, Map], name: str) -> None:
    for code, shape in maps[name].countries.items():
        x, y = shape["properties"]["ct"]
        assert maps[name].degrees_from(code, (x, y)) < 0.1, code


@pytest.mark.parametrize(("name", "degrees"), [("europe_50m.json", 0.15), ("world_110m.json", 0.6)])
def test_capitals_lie_in_their_country(
    maps: dict[str, Map], countries: Countries, name: str, degrees: float
) -> None:
    """GeoNames' capitals and Natural Earth's borders are independent; simplified coasts allow some slack."""
    atlas = maps[name]
    for row in countries.values():
        if row["iso3"] in atlas.countries and row["country_code"] not in ELSEWHERE:
            place = (float(row["longitude"]), float(row["latitude"]))
            assert atlas.degrees_from(row["iso3"], place) < degrees, row["name_en"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    ("code", "place"),
    [("UKR", (34.1, 44.95)), ("CYP", (33.32, 35.3)), ("CYP", (32.6, 34.85)), ("XKX", (20.9, 42.6)),
     ("TUR", (28.0, 41.3)), ("TUR", (43.0, 38.6)), ("ARM", (44.2, 40.6)), ("ISL", (-18.5, 64.9)),
     ("GEO", (41.0, 43.0)), ("MDA", (29.5, 46.95)), ("UKR", (37.8, 48.0)), ("AZE", (46.75, 39.8))],
)  # fmt: skip
def test_places_belong_to_the_state_they_are_recognised_as_part_of(
    maps: dict[str, Map], name: str, code: str, place: Point
) -> None:
    """Crimea, both parts of Cyprus, Kosovo, both ends of Türkiye, …: each in exactly one country."""
    assert [other for other in maps[name].countries if maps[name].contains(other, place)] == [code]


@pytest.mark.parametrize("place", [(-13.1, 27.1), (-15.5, 23.7), (-10.6, 26.2)])
def test_western_sahara_is_whole_and_not_morocco(maps: dict[str, Map], place: Point) -> None:
    """Laayoune, Dakhla and Tifariti."""
    atlas = maps["world_110m.json"]
    assert [code for code in atlas.countries if atlas.contains(code, place)] == ["ESH"]
    assert atlas.contains("MAR", (-9.5, 28.6))


@pytest.mark.slow
@pytest.mark.shared_data
@pytest.mark.skipif(not THOROUGH, reason="the long form: make thorough")
def test_the_map_files_are_what_the_script_makes_of_the_source(
    root: Path, shared_data: Path, reference: Path, tmp_path: Path
) -> None:
    source = shared_data / "geometry" / "countries-50m.json"
    script = root / "scripts" / "reference" / "build_geometry.py"
    subprocess.run([sys.executable, script, source, tmp_path], check=True, capture_output=True, cwd=root)
    for name in FILES:
        assert (tmp_path / name).read_bytes() == (reference / "geo" / name).read_bytes(), name
