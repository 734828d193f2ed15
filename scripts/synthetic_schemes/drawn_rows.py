"""What the synthetic files of the schemes around have in common: seed, texts of cells, invented names."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from cxc_metrics.sample.actors import Actors, settle
from cxc_metrics.sample.draw import Dice, Ints
from cxc_metrics.sample.organisations import names
from cxc_metrics.sample.places import atlas

SEED: Final = 20_211_028
Rows = list[dict[str, Any]]
# What stands for nothing in a file.
NO_DAY: Final = np.datetime64("NaT", "D")


def day_text(day: np.datetime64) -> str:
    """A day as text; empty for none."""
    return "" if np.isnat(day) else str(day)


def numbered(prefix: str, position: int) -> str:
    """An identifier, counted from 1."""
    return f"{prefix}-{position + 1:04d}"


def invented_names(dice: Dice, country: Ints, kind: Ints, ecosystem: Ints) -> list[str]:
    """Invented names, as the synthetic register of ClusterXchange has them; ecosystems count from 1."""
    city, latitude, longitude = settle(dice, country)
    label: list[str] = names(
        dice, Actors(country, city, latitude, longitude, ecosystem - 1, kind)
    ).to_pylist()
    return label


def places_of(codes: tuple[str, ...]) -> Ints:
    """Positions of countries in the atlas of the synthetic register."""
    return np.array([atlas().position(code) for code in codes])


def codes_of(country: Ints) -> list[str]:
    """Codes of countries by their position."""
    return [atlas().codes[place] for place in country]
