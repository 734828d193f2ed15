"""Weights as somebody writes them: `same_ecosystem=2`; in an address `same_ecosystem:2,hosted:0.5`."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Final

from cxc_metrics.errors import InvalidScope, UnknownName, shown
from cxc_metrics.statistics.matching.features import FEATURES

LARGEST: Final = 10.0


def read_weights(texts: Iterable[str]) -> dict[str, float]:
    """Weights by feature. UnknownName for a feature there is not, InvalidScope for what is no weight."""
    weights = {}
    for text in texts:
        name, _, number = text.replace(":", "=", 1).partition("=")
        name = name.strip()
        if name not in FEATURES:
            raise UnknownName("feature", name, FEATURES)
        try:
            weight = float(number)
        except ValueError:
            weight = math.nan
        if not abs(weight) <= LARGEST:
            raise InvalidScope(
                f"{shown(text)} is no weight: write {name}=NUMBER with a number between "
                f"-{LARGEST:g} and {LARGEST:g}"
            )
        weights[name] = weight
    return weights


def written_weights(weights: Mapping[str, float]) -> str:
    """As an address holds them; empty without any."""
    return ",".join(f"{name}:{weight:g}" for name, weight in weights.items())
