"""Where the sample's organisations are: countries of the scheme with their pull, real cities, distances."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from cxc_metrics.contract import countries
from cxc_metrics.paths import DATA

from .draw import Dice, Floats, Ints

MATERIAL: Final = DATA / "sample"
EARTH_RADIUS_KM: Final = 6371.0
# Visits grow rarer with distance: this many kilometres divide their number by e.
DECAY_KM: Final = 1400.0
NOT_ELIGIBLE_ABROAD: Final = ("NO", "CH")


def material(name: str) -> list[dict[str, str]]:
    """Rows of a list under `data/sample`."""
    with (MATERIAL / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@dataclass(frozen=True)
class Atlas:
    """Countries (a position each) and cities; `city_weights` has a row per country.

    `languages` are those its organisations work in, the first one the most. `city_nuts` are codes of NUTS 3
    regions, version 2024; empty where the country has none.
    """

    codes: tuple[str, ...]
    scripts: tuple[str, ...]
    legal_forms: tuple[tuple[str, ...], ...]
    languages: tuple[tuple[str, ...], ...]
    visits: Floats
    hosts: Floats
    eligible: Floats
    caps: Floats
    city_names: tuple[str, ...]
    city_nuts: tuple[str, ...]
    city_weights: Floats
    city_latitude: Floats
    city_longitude: Floats
    distance_km: Floats

    def position(self, code: str) -> int:
        """Position of a country code."""
        return self.codes.index(code)

    def cities(self, dice: Dice, country: Ints) -> Ints:
        """A city of each of these countries; the first one listed is the most frequent."""
        return dice.pick_by_row(self.city_weights, country)


@cache
def atlas() -> Atlas:
    """The atlas as listed in `data/sample` and the reference countries."""
    rows, cities = material("countries"), material("cities")
    codes = tuple(row["country_code"] for row in rows)
    listed = [countries()[code] for code in codes]
    latitude = np.array([float(city["latitude"]) for city in cities])
    longitude = np.array([float(city["longitude"]) for city in cities])
    weights = _city_weights(codes, [city["country_code"] for city in cities])
    centre_latitude, centre_longitude = _centres(weights, latitude, longitude)
    return Atlas(
        codes=codes,
        scripts=tuple(row["script"] for row in rows),
        legal_forms=tuple(tuple(row["legal_forms"].split(";")) for row in rows),
        languages=tuple(tuple(row["languages"].split(";")) for row in rows),
        visits=np.array([float(row["visits"]) for row in rows]),
        hosts=np.array([float(row["hosts"]) for row in rows]),
        eligible=np.array([[c.eligible_in(1), c.eligible_in(2)] for c in listed], dtype=np.float64).T,
        caps=np.array([np.nan if c.lump_sum_cap_eur is None else c.lump_sum_cap_eur for c in listed]),
        city_names=tuple(city["city"] for city in cities),
        city_nuts=tuple(city["nuts_id"] for city in cities),
        city_weights=weights,
        city_latitude=latitude,
        city_longitude=longitude,
        distance_km=haversine_km(
            centre_latitude[:, None], centre_longitude[:, None], centre_latitude, centre_longitude
        ),
    )


def _city_weights(codes: tuple[str, ...], owners: list[str]) -> Floats:
    weights = np.zeros((len(codes), len(owners)))
    seen: dict[str, int] = {}
    for column, code in enumerate(owners):
        seen[code] = seen.get(code, 0) + 1
        weights[codes.index(code), column] = 1 / seen[code] ** 0.6
    return weights


def _centres(weights: Floats, latitude: Floats, longitude: Floats) -> tuple[Floats, Floats]:
    share = weights / weights.sum(axis=1, keepdims=True)
    return share @ latitude, share @ longitude


def haversine_km(lat_a: Floats, lon_a: Floats, lat_b: Floats, lon_b: Floats) -> Floats:
    """Great-circle distance in km between points in degrees, R = 6 371 km (facts 7.4)."""
    phi_a, phi_b = np.radians(lat_a), np.radians(lat_b)
    rise, run = (phi_b - phi_a) / 2, np.radians(lon_b - lon_a) / 2
    chord = np.sin(rise) ** 2 + np.cos(phi_a) * np.cos(phi_b) * np.sin(run) ** 2
    distance: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1)))
    return distance
