"""Hosts for one visitor, the best first."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True, eq=False)
class RankedHosts:
    """Hosts that the rules leave to `visitor` (its row of `MatchingPool.visitors`).

    `table` has a row per host: rank, points (0 to 100), the columns of `MatchingPool.hosts`, days (working
    days in common), and a column per feature (0 to 1). `lacks` is the rule that leaves none, else empty.
    """

    visitor: Mapping[Hashable, Any]
    table: pd.DataFrame
    lacks: str
