"""Who takes part: for each organisation its country, city, place, ecosystem and type.

Shares follow what single partnerships published: about seven visitors in ten are SMEs (facts 2.2, 9.1 O04);
host-only types come with wave 2 and never visit (facts 1.3).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

import numpy as np

from .draw import (
    Bools,
    Dice,
    Floats,
    Ints,
)
from .places import atlas
from .scheme import Scheme

# type: (share of visitors, share of hosts in wave 1, share of hosts in wave 2)
_SHARES: Final[dict[str, tuple[float, float, float]]] = {
    "cluster": (8.0, 26.0, 22.0),
    "business_network": (3.0, 6.0, 5.0),
    "technology_centre": (4.5, 12.0, 9.0),
    "research_institute": (4.0, 9.0, 7.0),
    "fab_lab": (0.8, 2.0, 1.5),
    "resource_efficiency_provider": (0.7, 1.0, 1.0),
    "digital_innovation_hub": (3.0, 6.0, 5.0),
    "creative_hub": (1.2, 2.0, 1.5),
    "incubator": (2.0, 4.0, 3.0),
    "accelerator": (1.3, 2.0, 2.0),
    "sme": (71.5, 30.0, 27.0),
    "large_company": (0.0, 0.0, 7.0),
    "public_authority": (0.0, 0.0, 4.0),
    "innovation_agency": (0.0, 0.0, 2.5),
    "training_provider": (0.0, 0.0, 2.5),
}
KINDS: Final = tuple(_SHARES)
SME: Final = KINDS.index("sme")
CLUSTER: Final = KINDS.index("cluster")
HOST_ONLY: Final = tuple(
    KINDS.index(kind)
    for kind in ("large_company", "public_authority", "innovation_agency", "training_provider")
)
_KIND_WEIGHTS: Final = np.array(list(_SHARES.values())).T
VISITS, HOSTS = "visits", "hosts"


@dataclass(frozen=True)
class Actors:
    """Organisations by position. `sector` counts from 0; `kind` is a position in `KINDS`."""

    country: Ints
    city: Ints
    latitude: Floats
    longitude: Floats
    sector: Ints
    kind: Ints

    def __len__(self) -> int:
        return len(self.country)

    def take(self, positions: Ints) -> Actors:
        """These organisations."""
        return Actors(*(getattr(self, field.name)[positions] for field in fields(self)))

    def with_kind(self, kind: Ints) -> Actors:
        """The same organisations with other types."""
        return Actors(self.country, self.city, self.latitude, self.longitude, self.sector, kind)

    def moved(self, dice: Dice, positions: Ints, country: Ints) -> Actors:
        """The same organisations, some of them placed in another country."""
        everywhere = self.country.copy()
        everywhere[positions] = country
        place = settle(dice, everywhere[positions])
        city, latitude, longitude = self.city.copy(), self.latitude.copy(), self.longitude.copy()
        city[positions], latitude[positions], longitude[positions] = place
        return Actors(everywhere, city, latitude, longitude, self.sector, self.kind)

    @property
    def is_sme(self) -> Bools:
        """Which of them are SMEs."""
        small: Bools = self.kind == SME
        return small


def join(groups: list[Actors]) -> Actors:
    """All organisations of these groups, in order."""
    return Actors(*(np.concatenate([getattr(g, field.name) for g in groups]) for field in fields(Actors)))


def settle(dice: Dice, country: Ints) -> tuple[Ints, Floats, Floats]:
    """City, latitude and longitude (about 15 km around its centre) for organisations of these countries."""
    places = atlas()
    city = places.cities(dice, country)
    around = 0.25
    latitude = places.city_latitude[city] + (dice.uniform(len(city)) - 0.5) * around
    longitude = places.city_longitude[city] + (dice.uniform(len(city)) - 0.5) * around
    return city, latitude, longitude


def draw_actors(dice: Dice, frame: Scheme, partnership: Ints, role: str) -> Actors:
    """Organisations that register with these partnerships to visit or to host."""
    pull = frame.visitors_from if role == VISITS else frame.hosts_from
    country = dice.pick_by_row(pull, partnership)
    row = np.zeros(len(partnership), np.int64) if role == VISITS else frame.wave[partnership]
    kind = dice.pick_by_row(_KIND_WEIGHTS, row)
    sector = dice.pick_by_row(frame.sectors, partnership)
    city, latitude, longitude = settle(dice, country)
    return Actors(country, city, latitude, longitude, sector, kind)


def clusters_of(dice: Dice, frame: Scheme) -> tuple[Actors, Ints]:
    """The member clusters of each partnership, and their partnership; the first is the coordinator."""
    country = np.array([c for own in frame.members for c in own], dtype=np.int64)
    partnership = np.repeat(np.arange(frame.size), [len(own) for own in frame.members])
    city, latitude, longitude = settle(dice, country)
    sector = np.argmax(frame.sectors, axis=1)[partnership]
    kind = np.full(len(country), CLUSTER)
    return Actors(country, city, latitude, longitude, sector, kind), partnership


def home_clusters(dice: Dice, frame: Scheme, per_country: int) -> Actors:
    """Clusters that are in no partnership but have members who visit: so many in every country."""
    country = np.repeat(np.arange(len(atlas().codes)), per_country)
    city, latitude, longitude = settle(dice, country)
    sector = dice.pick(frame.sectors.sum(axis=0), len(country))
    return Actors(country, city, latitude, longitude, sector, np.full(len(country), CLUSTER))
