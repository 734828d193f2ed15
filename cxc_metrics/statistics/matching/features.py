"""What speaks for a host: each feature of a pair between 0 and 1, and the points that weights make of them.

Features are what the scheme's tool and its sisters match by (facts 1.7: profile and preferences; facts 4.1:
location, language, sector). What nobody stated speaks for nothing and is 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .pools import NOT_RECORDED, Bools, Floats, Hosts, Ints, Pairs, Scores, Visitors, all_pairs, working_days

Values = NDArray[Any]
# Working days in common from which on more speak for no better pair; hosted visits likewise.
ENOUGH_DAYS: Final = 20
MANY_VISITS: Final = 20
_BLOCK: Final = 256


def _equal(name: str) -> Callable[[Pairs], Values]:
    """Whether both sides have one recorded value of a field."""

    def feature_of(pairs: Pairs) -> Values:
        own = pairs.of_visitor(name)
        return np.asarray((own == pairs.of_host(name)) & (own != NOT_RECORDED))

    return feature_of


def _shared(name: str) -> Callable[[Pairs], Values]:
    """Whether both sides have something in common of a field that holds a set."""

    def feature_of(pairs: Pairs) -> Values:
        own, other = getattr(pairs.visitors, name), getattr(pairs.hosts, name)
        common = np.zeros(pairs.shape, np.bool_)
        for word in range(own.shape[1]):
            common |= (own[pairs.rows, word] & other[pairs.columns, word]) != 0
        return common

    return feature_of


def _wished(name: str, of_host: str) -> Callable[[Pairs], Values]:
    """Whether the visitor named what the host is of."""

    def feature_of(pairs: Pairs) -> Values:
        place = pairs.of_host(of_host)
        return np.asarray(getattr(pairs.visitors, name)[pairs.rows, place] & (place != NOT_RECORDED))

    return feature_of


def _dates(pairs: Pairs) -> Values:
    return np.minimum(days_in_common(pairs), ENOUGH_DAYS).astype(np.float32) / np.float32(ENOUGH_DAYS)


def _hosted(pairs: Pairs) -> Values:
    visits = pairs.of_host("hosted") if pairs.hosted is None else pairs.hosted
    scaled = np.log1p(np.minimum(visits, MANY_VISITS)) / np.log1p(MANY_VISITS)
    return np.asarray(scaled, dtype=np.float32)


def _corridor(pairs: Pairs) -> Values:
    fewer = pairs.fewer[pairs.of_visitor("country"), pairs.of_host("country")]
    return np.asarray(fewer & (pairs.of_visitor("country") != NOT_RECORDED))


_OF: Final[Mapping[str, Callable[[Pairs], Values]]] = {
    "same_ecosystem": _equal("ecosystem"),
    "ecosystem_wished": _wished("wished_ecosystems", "ecosystem"),
    "country_wished": _wished("wished_countries", "country"),
    "language": _shared("languages"),
    "activity": _shared("activities"),
    "skill": _shared("skills"),
    "dates": _dates,
    "hosted": _hosted,
    "same_partnership": _equal("partnership"),
    "corridor": _corridor,
}
FEATURES: Final = tuple(_OF)


def days_in_common(pairs: Pairs) -> Ints:
    """Working days on which both sides could hold a visit."""
    first = np.maximum(pairs.of_visitor("first_day"), pairs.of_host("first_day"))
    return working_days(first, np.minimum(pairs.of_visitor("last_day"), pairs.of_host("last_day")))


def feature(name: str, pairs: Pairs) -> Scores:
    """One feature of pairs, between 0 and 1. KeyError for one there is not."""
    return np.broadcast_to(_OF[name](pairs), pairs.shape).astype(np.float32)


def feature_table(pairs: Pairs, names: tuple[str, ...] = FEATURES) -> Floats:
    """Features of pairs along a last axis, in the order of `names`."""
    return np.stack([feature(name, pairs) for name in names], axis=-1).astype(np.float64)


def utilities(pairs: Pairs, weights: Mapping[str, float]) -> Scores:
    """The weighted sum of features of each pair; features without a weight are left out."""
    total = np.zeros(pairs.shape, np.float32)
    for name, weight in weights.items():
        if weight:
            total += np.float32(weight) * feature(name, pairs)
    return total


def points(pairs: Pairs, weights: Mapping[str, float]) -> Scores:
    """`utilities` from 0 to 100: 100 where all that may speak for a pair does and nothing against it.

    All are 100 where no feature weighs anything: then nothing tells one pair from another.
    """
    least = sum(weight for weight in weights.values() if weight < 0)
    most = sum(weight for weight in weights.values() if weight > 0)
    if most == least:
        return np.full(pairs.shape, 100, np.float32)
    scaled: Scores = (utilities(pairs, weights) - np.float32(least)) * np.float32(100 / (most - least))
    return np.clip(scaled, 0, 100)


def point_matrix(visitors: Visitors, hosts: Hosts, fewer: Bools, weights: Mapping[str, float]) -> Scores:
    """`points` of every visitor with every host, worked out in blocks of rows: little stands beside it."""
    matrix = np.empty((len(visitors), len(hosts)), np.float32)
    for start in range(0, len(visitors), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(visitors)))
        matrix[rows] = points(all_pairs(visitors, hosts, fewer, rows), weights)
    return matrix
