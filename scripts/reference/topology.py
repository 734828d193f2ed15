"""Read, dissolve, simplify and write TopoJSON without a geometry library.

The source already is a topology: a border between two countries is stored once, as an arc. Simplifying arcs
rather than polygons keeps neighbours exactly adjacent, and dissolving is a matter of cancelling arcs.

Terms: a *point* is (longitude, latitude) in degrees; an *arc* a list of points; a *ring* a list of arc
references, where ``~i`` is arc ``i`` backwards; a *polygon* a list of rings, the outer one first.
Format: https://github.com/topojson/topojson-specification
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Point = tuple[float, float]
Arc = list[Point]
Ring = list[int]
Polygon = list[Ring]


def decode_arcs(topology: dict[str, Any]) -> list[Arc]:
    """Undo TopoJSON's delta encoding and quantisation."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in deltas:
            x, y = x + step_x, y + step_y
            arc.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(arc)
    return arcs


def polygons_of(geometry: dict[str, Any]) -> list[Polygon]:
    """Return copies of the polygons of a Polygon or MultiPolygon object."""
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [[list(ring) for ring in polygon] for polygon in polygons]


def points_of(ring: Ring, arcs: Sequence[Arc]) -> Arc:
    """Join a ring's arcs into one closed list of points; the shared end points appear once."""
    points: Arc = []
    for reference in ring:
        arc = arcs[reference] if reference >= 0 else arcs[~reference][::-1]
        points.extend(arc[1:] if points else arc)
    return points


def signed_area(points: Sequence[Point]) -> float:
    """Area in equatorial square degrees, shrunk by latitude; negative for the clockwise outer rings of d3."""
    if not points:
        return 0.0
    twice = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in itertools.pairwise(points))
    middle = sum(y for _, y in points) / len(points)
    return twice / 2 * math.cos(math.radians(middle))


def contains(points: Sequence[Point], point: Point) -> bool:
    """Tell whether a point lies in a closed ring (ray casting)."""
    x, y = point
    inside = False
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            inside = not inside
    return inside


def outline(polygons: Iterable[Polygon]) -> list[int]:
    """Return the arc references that bound the polygons together: shared borders cancel out."""
    used = [reference for polygon in polygons for ring in polygon for reference in ring]
    both = set(used)
    return [reference for reference in used if ~reference not in both]


def stitch(references: Iterable[int], arcs: Sequence[Arc]) -> list[Ring]:
    """Chain arcs that end where the next one starts into closed rings."""

    def start(reference: int) -> Point:
        return arcs[reference][0] if reference >= 0 else arcs[~reference][-1]

    waiting: dict[Point, list[int]] = {}
    for reference in references:
        waiting.setdefault(start(reference), []).append(reference)
    rings = []
    while waiting:
        first = next(iter(waiting))
        ring: Ring = []
        place = first
        while not ring or place != first:
            reference = waiting[place].pop()
            if not waiting[place]:
                del waiting[place]
            ring.append(reference)
            place = start(~reference)
        rings.append(ring)
    return rings


def dissolve(polygons: Iterable[Polygon], arcs: Sequence[Arc]) -> list[Polygon]:
    """Merge polygons that share borders; a hole goes to the smallest outer ring around it."""
    rings = [(ring, points_of(ring, arcs)) for ring in stitch(outline(polygons), arcs)]
    shells = [(ring, points) for ring, points in rings if signed_area(points) < 0]
    outer = sorted(shells, key=lambda shell: -signed_area(shell[1]))
    merged: list[Polygon] = [[ring] for ring, _ in outer]
    for hole, points in rings:
        if signed_area(points) > 0:
            around = (i for i, (_, shell) in enumerate(outer) if contains(shell, points[len(points) // 2]))
            place = next(around, None)
            if place is not None:
                merged[place].append(hole)
    return merged


def nearest_corner(ring: Ring, arcs: Sequence[Arc], place: Point) -> tuple[int, int]:
    """Return arc and position of the ring's corner that is nearest to a place."""
    corners = ((r if r >= 0 else ~r, i) for r in ring for i in range(len(arcs[r if r >= 0 else ~r])))
    return min(corners, key=lambda corner: math.dist(arcs[corner[0]][corner[1]], place))


def split_arc(polygons: Iterable[Polygon], arcs: list[Arc], index: int, position: int) -> None:
    """Make two arcs of one, wherever it is used; nothing happens at its ends."""
    if not 0 < position < len(arcs[index]) - 1:
        return
    arcs[index], rest = arcs[index][: position + 1], arcs[index][position:]
    arcs.append(rest)
    parts = {index: [index, len(arcs) - 1], ~index: [~(len(arcs) - 1), ~index]}
    for ring in (ring for polygon in polygons for ring in polygon):
        ring[:] = [part for reference in ring for part in parts.get(reference, [reference])]


def cut(
    polygon: Polygon, everyone: Iterable[Polygon], arcs: list[Arc], one: Point, other: Point
) -> list[Ring]:
    """Cut a polygon in two rings along the straight line between the corners nearest to two places."""
    everyone = list(everyone)
    ring = polygon[0]
    ends: list[Point] = []
    for place in (one, other):
        index, position = nearest_corner(ring, arcs, place)
        ends.append(arcs[index][position])
        split_arc(everyone, arcs, index, position)
    starts = [arcs[r][0] if r >= 0 else arcs[~r][-1] for r in ring]
    first, second = sorted(starts.index(end) for end in ends)
    arcs.append([starts[first], starts[second]])
    line = len(arcs) - 1
    return [[*ring[first:second], ~line], [*ring[second:], *ring[:first], line]]


def simplify(arc: Arc, tolerance: Callable[[Point], float]) -> Arc:
    """Drop the points whose triangle with their neighbours is smaller than the tolerance there.

    Visvalingam and Whyatt 1993. Areas in square degrees shrunk by latitude. End points stay, and a closed arc
    keeps four points, so that it still bounds an area.
    """
    before, after = list(range(-1, len(arc) - 1)), list(range(1, len(arc) + 1))
    alive = [True] * len(arc)
    left = len(arc)
    least = 4 if arc[0] == arc[-1] else 2

    def weight(i: int) -> float:
        (x0, y0), (x1, y1), (x2, y2) = arc[before[i]], arc[i], arc[after[i]]
        area = abs((x1 - x0) * (y2 - y0) - (x2 - x0) * (y1 - y0)) / 2 * math.cos(math.radians(y1))
        return area / tolerance(arc[i])

    heap = [(weight(i), i) for i in range(1, len(arc) - 1)]
    current = {i: w for w, i in heap}
    heapq.heapify(heap)
    while heap and left > least:
        importance, i = heapq.heappop(heap)
        if not alive[i] or importance != current[i]:
            continue
        if importance >= 1:
            break
        alive[i] = False
        left -= 1
        after[before[i]], before[after[i]] = after[i], before[i]
        for j in (before[i], after[i]):
            if 0 < j < len(arc) - 1:
                current[j] = max(importance, weight(j))
                heapq.heappush(heap, (current[j], j))
    return [point for point, kept in zip(arc, alive, strict=True) if kept]


def label_point(shell: Sequence[Point]) -> Point:
    """Return a point well inside a ring: of a grid over it, the one furthest from the outline."""
    xs, ys = [x for x, _ in shell], [y for _, y in shell]
    left, right, bottom, top = min(xs), max(xs), min(ys), max(ys)
    shrink = math.cos(math.radians((bottom + top) / 2))
    steps = 24

    def clearance(point: Point) -> float:
        return min(distance_to_segment(point, start, end, shrink) for start, end in itertools.pairwise(shell))

    grid = (
        (left + (right - left) * (i + 0.5) / steps, bottom + (top - bottom) * (j + 0.5) / steps)
        for i in range(steps)
        for j in range(steps)
    )
    inside = [point for point in grid if contains(shell, point)]
    return max(inside, key=clearance, default=((left + right) / 2, (bottom + top) / 2))


def distance_to_segment(point: Point, start: Point, end: Point, shrink: float) -> float:
    """Distance in degrees of latitude, longitudes shrunk by the given cosine."""
    x, y = (point[0] - start[0]) * shrink, point[1] - start[1]
    across, up = (end[0] - start[0]) * shrink, end[1] - start[1]
    length = across * across + up * up
    along = max(0.0, min(1.0, (x * across + y * up) / length)) if length else 0.0
    return math.hypot(x - along * across, y - along * up)


def quantise(arc: Arc, step: float) -> list[tuple[int, int]]:
    """Round to a grid of ``step`` degrees that starts at (-180, -90); repeated points fall together."""
    grid = [(round((x + 180) / step), round((y + 90) / step)) for x, y in arc]
    return [grid[0], *(point for last, point in itertools.pairwise(grid) if point != last)]


def deltas(grid: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Write every point as its difference from the one before."""
    steps = itertools.pairwise(grid)
    return [list(grid[0]), *([x1 - x0, y1 - y0] for (x0, y0), (x1, y1) in steps)]
