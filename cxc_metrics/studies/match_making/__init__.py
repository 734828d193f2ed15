"""Who should meet whom: waiting visitors and hosts with room, ranked hosts, assignments, their evaluation."""

from __future__ import annotations

from .assigned_visitors import AssignedVisitors
from .evaluated_ranking import EvaluatedRanking, evaluated_ranking
from .matching_pool import FIRST_POSSIBLE, LAST_POSSIBLE, MatchingPool, matching_pool
from .past_choices import FittedWeights, fitted_weights, past_choices
from .pool_of_partnerships import pool_of_partnerships, rows_of_partnerships
from .ranked_hosts import RankedHosts
from .register_rows import RegisterRows, register_rows
from .supply_and_demand import by_country_and_ecosystem, by_ecosystem
from .weights_text import LARGEST, read_weights, written_weights

__all__ = [
    "FIRST_POSSIBLE",
    "LARGEST",
    "LAST_POSSIBLE",
    "AssignedVisitors",
    "EvaluatedRanking",
    "FittedWeights",
    "MatchingPool",
    "RankedHosts",
    "RegisterRows",
    "by_country_and_ecosystem",
    "by_ecosystem",
    "evaluated_ranking",
    "fitted_weights",
    "matching_pool",
    "past_choices",
    "pool_of_partnerships",
    "read_weights",
    "register_rows",
    "rows_of_partnerships",
    "written_weights",
]
