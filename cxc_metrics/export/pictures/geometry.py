"""The outlines of countries on paper: our own geometry, decoded and projected as the screen shows it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from matplotlib.path import Path as Outline

from cxc_metrics.paths import REFERENCE

from .map_extent import EUROPE_FILE, WHOLE_WORLD, WORLD_FILE, Extent

Points = np.ndarray
Projection = Callable[[Points], Points]
# Around the point opposite to the middle an azimuthal map tears shapes apart: what lies there is left away.
_FARTHEST: Final = 160.0
_HALF: Final = 180.0
# Of Europe: the middle of the projection, and the degrees in view.
_EUROPE_MIDDLE: Final = (15.0, 52.0)
_EUROPE_VIEW: Final = (-11.0, 41.0, 34.0, 71.0)


@dataclass(frozen=True)
class Country:
    """One country: its rings in degrees (outer ones and holes), and where its label stands."""

    code: str
    rings: tuple[Points, ...]
    label: Points


@cache
def countries_of(*, europe: bool) -> dict[str, Country]:
    """Every country of the map by its three letters."""
    return {country.code: country for country in _all_of(europe=europe) if country.code}


def surroundings_of(*, europe: bool) -> list[Country]:
    """What lies around and has no letters: land beyond the countries of a map."""
    return [country for country in _all_of(europe=europe) if not country.code]


@cache
def _all_of(*, europe: bool) -> tuple[Country, ...]:
    file = REFERENCE / "geo" / (EUROPE_FILE if europe else WORLD_FILE)
    geometry = json.loads(file.read_text(encoding="utf-8"))
    arcs = _arcs(geometry)
    return tuple(
        Country(shape.get("id", ""), _rings(shape, arcs), np.array([shape["properties"]["ct"]], float))
        for shape in geometry["objects"]["countries"]["geometries"]
    )


def _arcs(geometry: Mapping[str, Any]) -> list[Points]:
    """Topojson keeps steps on a grid, and each line that two countries share once."""
    scale, translate = (np.array(geometry["transform"][name]) for name in ("scale", "translate"))
    return [np.cumsum(np.array(steps), axis=0) * scale + translate for steps in geometry["arcs"]]


def _rings(shape: Mapping[str, Any], arcs: list[Points]) -> tuple[Points, ...]:
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    rings = []
    for ring in (ring for polygon in polygons for ring in polygon):
        parts = [arcs[arc] if arc >= 0 else arcs[~arc][::-1] for arc in ring]
        rings.append(np.concatenate([parts[0], *(part[1:] for part in parts[1:])]))
    return tuple(rings)


def projection_of(extent: Extent) -> Projection:
    """As on screen: azimuthal and true to area around the middle, of the whole world Natural Earth's."""
    if extent.box == WHOLE_WORLD and not extent.europe:
        return natural_earth
    middle = _EUROPE_MIDDLE if extent.europe else extent.box.middle
    return lambda points: azimuthal(points, middle)


def azimuthal(points: Points, middle: tuple[float, float]) -> Points:
    """Lambert's azimuthal projection, true to area; nan beyond what it can show without tearing."""
    longitude, latitude = np.radians(points[:, 0] - middle[0]), np.radians(points[:, 1])
    centre = np.radians(middle[1])
    cosine = np.sin(centre) * np.sin(latitude) + np.cos(centre) * np.cos(latitude) * np.cos(longitude)
    stretch = np.sqrt(2 / np.maximum(1 + cosine, 1e-9))
    x = stretch * np.cos(latitude) * np.sin(longitude)
    y = stretch * (np.cos(centre) * np.sin(latitude) - np.sin(centre) * np.cos(latitude) * np.cos(longitude))
    shown = np.column_stack([x, y])
    shown[cosine < np.cos(np.radians(_FARTHEST))] = np.nan
    return shown


def natural_earth(points: Points) -> Points:
    """Patterson's Natural Earth projection, by the polynomial of Šavrič and others (2011)."""
    longitude, latitude = np.radians(points[:, 0]), np.radians(points[:, 1])
    square, fourth = latitude**2, latitude**4
    x = longitude * (
        0.8707 - 0.131979 * square + fourth * (-0.013791 + fourth * (0.003971 * square - 0.001529 * fourth))
    )
    y = latitude * (
        1.007226 + square * (0.015085 + fourth * (-0.044475 + 0.028874 * square - 0.005916 * fourth))
    )
    return np.column_stack([x, y])


def outline(country: Country, projection: Projection) -> Outline | None:
    """Its rings as one shape, projected; None where nothing of it can be shown."""
    parts = country.rings if projection is not natural_earth else tuple(_on_one_map(country.rings))
    rings = [shown for ring in parts if np.isfinite(shown := projection(ring)).all()]
    return Outline.make_compound_path(*(Outline(ring, closed=True) for ring in rings)) if rings else None


def _on_one_map(rings: Iterable[Points]) -> Iterator[Points]:
    """Rings that go on over the date line, cut at it: a map of the whole world ends there."""
    for ring in rings:
        going_on = np.column_stack([np.unwrap(ring[:, 0], period=360), ring[:, 1]])
        if going_on[:, 0].min() >= -_HALF and going_on[:, 0].max() <= _HALF:
            yield ring
            continue
        for turn in (-360, 0, 360):
            part = _cut(_cut(going_on + np.array([turn, 0]), _HALF, 1), -_HALF, -1)
            if len(part) > 2:
                yield part


def _cut(ring: Points, limit: float, side: int) -> Points:
    """What of a ring lies on this side of a meridian (Sutherland and Hodgman): `side` 1 keeps the west."""
    kept: list[Points] = []
    for before, here in zip(np.roll(ring, 1, axis=0), ring, strict=True):
        inside = [(point[0] - limit) * side <= 0 for point in (before, here)]
        if inside[0] != inside[1]:
            kept.append(before + (here - before) * (limit - before[0]) / (here[0] - before[0]))
        if inside[1]:
            kept.append(here)
    return np.array(kept)


def view_of(extent: Extent, projection: Projection) -> tuple[float, float, float, float]:
    """What of the projection is in view: left, right, bottom, top."""
    box = extent.box
    west, east, south, north = _EUROPE_VIEW if extent.europe else (box.west, box.east, box.south, box.north)
    along = np.linspace(0, 1, 25)
    edge = np.concatenate(
        [
            np.column_stack([west + (east - west) * along, np.full_like(along, side)])
            for side in (south, north)
        ]
        + [
            np.column_stack([np.full_like(along, side), south + (north - south) * along])
            for side in (west, east)
        ]
    )
    shown = projection(edge)
    left, bottom = np.nanmin(shown, axis=0)
    right, top = np.nanmax(shown, axis=0)
    return float(left), float(right), float(bottom), float(top)
