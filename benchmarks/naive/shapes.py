"""Country shapes as GeoJSON, as a page gets them that embeds its map."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

from cxc_metrics.paths import REFERENCE

Ring = list[tuple[float, float]]


def geojson() -> str:
    """The countries of the project's own geometry (TopoJSON), each with its ISO-3 code as id."""
    topology = json.loads((REFERENCE / "geo" / "europe_50m.json").read_text())
    arcs = [_unfolded(arc, **topology["transform"]) for arc in topology["arcs"]]
    features = [
        {"type": "Feature", "id": shape["id"], "properties": {}, "geometry": _geometry(shape, arcs)}
        for shape in topology["objects"]["countries"]["geometries"]
        if shape.get("id") and shape.get("arcs")
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def _unfolded(arc: list[list[int]], scale: list[float], translate: list[float]) -> Ring:
    xs, ys = (accumulate(point[axis] for point in arc) for axis in (0, 1))
    return [(x * scale[0] + translate[0], y * scale[1] + translate[1]) for x, y in zip(xs, ys, strict=True)]


def _geometry(shape: dict[str, Any], arcs: list[Ring]) -> dict[str, Any]:
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    coordinates = [[_ring(ring, arcs) for ring in polygon] for polygon in polygons]
    return {"type": "MultiPolygon", "coordinates": coordinates}


def _ring(parts: list[int], arcs: list[Ring]) -> Ring:
    ring: Ring = []
    for part in parts:
        points = arcs[part] if part >= 0 else arcs[~part][::-1]
        ring += points[1:] if ring else points
    return ring
