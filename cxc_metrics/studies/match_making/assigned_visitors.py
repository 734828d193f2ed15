"""An assignment of visitors to hosts beside the greedy one, and what every visitor without a host lacks."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxc_metrics.statistics.matching.assignment import Assignment


@dataclass(frozen=True, eq=False)
class AssignedVisitors:
    """The best assignment of some visitors.

    `table` has a row per visitor, those with a host first, by points: registration_id, visitor, country,
    ecosystem, partnership (acronym); host_registration_id, host, host_country, host_ecosystem,
    host_partnership, points (0 to 100) and a column per feature, all empty without a host; greedy_host and
    greedy_points; possible (hosts that the rules leave to it), lacks (the rule that leaves none,
    `taken` where others take all places; empty with a host).
    """

    table: pd.DataFrame
    best: Assignment
    greedy: Assignment
    places: int

    @property
    def visitors(self) -> int:
        """How many were to be placed."""
        return len(self.table)
