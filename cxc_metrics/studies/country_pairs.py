"""What is known of two countries: how far apart, whether they share a border or a language."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxc_metrics.contract import countries
from cxc_metrics.statistics.flows.flow_table import Floats

EARTH_RADIUS_KM = 6371.0088  # mean radius R1 of the International Union of Geodesy and Geophysics


def country_pairs(codes: Sequence[str] | None = None) -> pd.DataFrame:
    """One row per ordered pair of different countries with a known capital, in the order of `codes`.

    Columns: origin, destination, distance_km (great circle between the capitals, by the haversine formula),
    border (a common land border), common_language (an official language in common). `codes` are EU codes; all
    countries if not given. The rest of the world has no capital and so no pair. Source: the reference list of
    countries.
    """
    listed = countries()
    wanted = listed if codes is None else codes
    placed = [listed[code] for code in wanted if code in listed and listed[code].latitude is not None]
    if not placed:
        return pd.DataFrame(columns=["origin", "destination", "distance_km", "border", "common_language"])
    names = np.array([country.country_code for country in placed], dtype=object)
    distance = _great_circle(
        np.radians(np.array([country.latitude for country in placed], dtype=np.float64)),
        np.radians(np.array([country.longitude for country in placed], dtype=np.float64)),
    )
    neighbours = [_listed(country.neighbours) for country in placed]
    languages = [_listed(country.languages) for country in placed]
    origin, destination = np.nonzero(~np.eye(len(placed), dtype=bool))
    pairs = list(zip(origin.tolist(), destination.tolist(), strict=True))
    return pd.DataFrame(
        {
            "origin": names[origin],
            "destination": names[destination],
            "distance_km": distance[origin, destination],
            "border": [names[j] in neighbours[i] or names[i] in neighbours[j] for i, j in pairs],
            "common_language": [bool(languages[i] & languages[j]) for i, j in pairs],
        }
    )


def _great_circle(latitude: Floats, longitude: Floats) -> Floats:
    """Kilometres between all points, given in radians."""
    half_north = np.sin((latitude[:, np.newaxis] - latitude) / 2.0) ** 2
    half_east = np.sin((longitude[:, np.newaxis] - longitude) / 2.0) ** 2
    chord = half_north + np.cos(latitude[:, np.newaxis]) * np.cos(latitude) * half_east
    return np.asarray(2.0 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0))))


def _listed(text: str | None) -> frozenset[str]:
    return frozenset((text or "").split(";")) - {""}
