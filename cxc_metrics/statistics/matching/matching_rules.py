"""The rules of a match (facts 1.3 to 1.6), in the order in which they are told: which pairs may meet.

A rule of the visitor alone (type, one funded physical visit, days of its own) bars it from every host.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .features import days_in_common
from .pools import NOT_RECORDED, Bools, Hosts, Ints, Pairs, Visitors, all_pairs, working_days

# A visit is at least three working days long (facts 1.5).
LEAST_DAYS: Final = 3
TAKEN: Final = "taken"
_BLOCK: Final = 256


def _other_country(pairs: Pairs) -> NDArray[Any]:
    visitor, host = pairs.of_visitor("country"), pairs.of_host("country")
    return np.asarray((visitor != host) & (visitor != NOT_RECORDED) & (host != NOT_RECORDED))


def _own_days(pairs: Pairs) -> NDArray[Any]:
    return working_days(pairs.of_visitor("first_day"), pairs.of_visitor("last_day"))


_OF: Final[Mapping[str, Callable[[Pairs], NDArray[Any]]]] = {
    "visitor_type": lambda pairs: pairs.of_visitor("eligible"),
    "visit_used": lambda pairs: ~pairs.of_visitor("visit_used"),
    "own_dates": lambda pairs: _own_days(pairs) >= LEAST_DAYS,
    "country": _other_country,
    "host_type": lambda pairs: pairs.of_host("eligible"),
    "capacity": lambda pairs: pairs.of_host("free") > 0,
    "dates": lambda pairs: days_in_common(pairs) >= LEAST_DAYS,
}
RULES: Final = tuple(_OF)


def rule(name: str, pairs: Pairs) -> Bools:
    """Whether pairs keep one rule. KeyError for one there is not."""
    kept: Bools = np.broadcast_to(_OF[name](pairs), pairs.shape)
    return kept


def allowed(pairs: Pairs) -> Bools:
    """Whether pairs keep all rules."""
    kept = np.ones(pairs.shape, np.bool_)
    for name in RULES:
        kept &= rule(name, pairs)
    return kept


def allowed_matrix(visitors: Visitors, hosts: Hosts) -> Bools:
    """`allowed` of every visitor with every host."""
    matrix = np.empty((len(visitors), len(hosts)), np.bool_)
    nothing = np.zeros((1, 1), np.bool_)
    for start in range(0, len(visitors), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(visitors)))
        matrix[rows] = allowed(all_pairs(visitors, hosts, nothing, rows))
    return matrix


def hosts_left(visitors: Visitors, hosts: Hosts, rows: Ints) -> dict[str, Ints]:
    """For the visitors at `rows`, how many hosts are left after each rule and all those before it."""
    pairs = all_pairs(visitors, hosts, np.zeros((1, 1), np.bool_), rows)
    kept = np.ones(pairs.shape, np.bool_)
    left = {}
    for name in RULES:
        kept = kept & rule(name, pairs)
        left[name] = kept.sum(axis=1)
    return left


def what_lacks(visitors: Visitors, hosts: Hosts, rows: Ints) -> list[str]:
    """The first rule after which no host is left to the visitors at `rows`; `TAKEN` where some are left,
    whose places others take.
    """
    left = hosts_left(visitors, hosts, rows)
    return [next((name for name in RULES if left[name][place] == 0), TAKEN) for place in range(len(rows))]
