"""Which figures are held against their cases by which dimension: all by all takes minutes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Final

from cxc_metrics.catalogue import catalogue, dimensions

# Set by `make thorough`: every figure by every dimension, and many examples of every property.
THOROUGH: Final = bool(os.environ.get("CXC_THOROUGH"))
_SHARE: Final = 48


def crossed(kpis: Iterable[str], by: str, turn: int) -> list[str]:
    """Those of `kpis` that are told by this dimension in `make test`.

    One of 48, always the same: neighbours of the catalogue by another dimension, so that every figure is told
    by some of its dimensions and every dimension by figures of every kind. Registers take turns (0, 1).
    """
    if THOROUGH:
        return list(kpis)
    places = {name: place for place, name in enumerate(catalogue())}
    first = list(dimensions()).index(by) + turn
    return [kpi for kpi in kpis if (places[kpi] + first) % _SHARE == 0]


def in_turns(kpis: Iterable[str], turn: int, of: int) -> list[str]:
    """Every `of`-th of `kpis` in `make test`, others by the next turn; all of them in `make thorough`."""
    return list(kpis) if THOROUGH else list(kpis)[turn % of :: of]
