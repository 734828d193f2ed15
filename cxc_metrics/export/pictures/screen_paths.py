"""The outlines of countries for a screen: paths of SVG, from the same geometry and projection as pictures."""

from __future__ import annotations

import hashlib
import itertools
from functools import cache, lru_cache
from typing import Final

import numpy as np
from matplotlib.path import Path as Outline

from cxc_metrics.paths import REFERENCE

from .geometry import countries_of, outline, projection_of, surroundings_of, view_of
from .map_extent import EUROPE_FILE, WORLD_FILE, Extent

# Whole numbers up to this one across what is in view: a hair's breadth at the largest zoom.
_ACROSS: Final = 6000
# Share of the width below which a country is too small to be pointed at: 16 of 640 pixels.
_SMALL: Final = 0.025
# On the map of the world every second country would be.
_SMALL_ELSEWHERE: Final = 0.006


class ScreenPaths:
    """Of one extent: `width` and `height` in view, paths and label points by three letters, `land` around.

    Paths start at the upper left of what is in view; what lies beyond it goes on outside.
    """

    def __init__(self, extent: Extent) -> None:
        self._projection = projection_of(extent)
        left, right, bottom, top = view_of(extent, self._projection)
        self._scale = _ACROSS / (right - left)
        self._corner = np.array([left, top])
        self.width, self.height = _ACROSS, round((top - bottom) * self._scale)
        least = (_SMALL if extent.europe else _SMALL_ELSEWHERE) * _ACROSS
        self.paths: dict[str, str] = {}
        self.labels: dict[str, tuple[int, int]] = {}
        self.small: frozenset[str] = frozenset()
        small = set()
        for code, country in countries_of(europe=extent.europe).items():
            if (shape := outline(country, self._projection)) is None:
                continue
            [(x, y)] = self._placed(self._projection(country.label))
            if not np.isfinite([x, y]).all():
                continue
            self.paths[code], self.labels[code] = self._path(shape), (round(x), round(y))
            if self._area(shape) ** 0.5 < least:
                small.add(code)
        self.small = frozenset(small)
        around = (outline(area, self._projection) for area in surroundings_of(europe=extent.europe))
        self.land = "".join(self._path(shape) for shape in around if shape is not None)

    def _placed(self, points: np.ndarray) -> np.ndarray:
        return np.asarray((points - self._corner) * np.array([self._scale, -self._scale]))

    def _rings(self, shape: Outline) -> list[np.ndarray]:
        placed = self._placed(np.asarray(shape.vertices))
        starts = [*np.flatnonzero(shape.codes == Outline.MOVETO), len(placed)]
        return [placed[start:end] for start, end in itertools.pairwise(starts)]

    def _path(self, shape: Outline) -> str:
        """Steps from point to point: half as long as the points themselves."""
        parts = []
        for ring in self._rings(shape):
            points = np.rint(ring).astype(int)
            steps = np.diff(points, axis=0)
            steps = steps[(steps != 0).any(axis=1)]
            line = "".join(f"{x} {y} " for x, y in steps[:-1])
            parts.append(f"M{points[0][0]} {points[0][1]}l{line}z" if line else "")
        return "".join(parts)

    def _area(self, shape: Outline) -> float:
        return sum(
            abs(
                float(np.dot(ring[:, 0], np.roll(ring[:, 1], 1)) - np.dot(ring[:, 1], np.roll(ring[:, 0], 1)))
            )
            / 2
            for ring in self._rings(shape)
        )


@lru_cache(maxsize=32)
def screen_paths(extent: Extent) -> ScreenPaths:
    """The paths of an extent, remembered."""
    return ScreenPaths(extent)


@cache
def geometry_version() -> str:
    """Changes with the files of geometry: what a browser keeps is asked for by it."""
    digest = hashlib.sha256()
    for name in (EUROPE_FILE, WORLD_FILE):
        digest.update((REFERENCE / "geo" / name).read_bytes())
    return digest.hexdigest()[:12]
