"""Rules, points, assignment and ranking: properties, small cases by hand, and an independent second way."""

from __future__ import annotations

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxc_metrics.statistics.matching.assignment import (
    PLACED,
    UNPLACED,
    Assignment,
    best_assignment,
    greedy_assignment,
)
from cxc_metrics.statistics.matching.features import FEATURES, feature_table, point_matrix
from cxc_metrics.statistics.matching.matching_rules import RULES, TAKEN, allowed_matrix, what_lacks
from cxc_metrics.statistics.matching.pools import all_pairs, working_days
from cxc_metrics.statistics.matching.ranking import ranked
from tests.statistics.matching_world import pools

WEIGHTS = {"same_ecosystem": 1.5, "country_wished": 1.0, "language": 0.4, "hosted": -0.6, "dates": 0.7}


def broken(assignment: Assignment, points: np.ndarray, allowed: np.ndarray, free: np.ndarray) -> list[str]:
    """What an assignment breaks, looked at pair by pair."""
    placed = [(visitor, host) for visitor, host in enumerate(assignment.host) if host != UNPLACED]
    taken = np.bincount([host for _, host in placed], minlength=len(free))
    faults = [f"{pair} may not meet" for pair in placed if not allowed[pair]]
    faults += [f"host {host} is over its places" for host in np.flatnonzero(taken > np.maximum(free, 0))]
    faults += [f"{pair} has other points" for pair in placed if assignment.points[pair[0]] != points[pair]]
    alone = np.flatnonzero(assignment.host == UNPLACED)
    room = allowed & (np.maximum(free, 0) > taken)
    return faults + [f"visitor {visitor} has a host with room" for visitor in alone if room[visitor].any()]


def by_brute_force(points: np.ndarray, allowed: np.ndarray, free: np.ndarray) -> float:
    """The greatest worth of all ways to give each visitor a host or none."""
    best = 0.0
    for choice in product([UNPLACED, *range(len(free))], repeat=len(points)):
        placed = [(visitor, host) for visitor, host in enumerate(choice) if host != UNPLACED]
        used = np.bincount([host for _, host in placed], minlength=len(free))
        if all(allowed[pair] for pair in placed) and (used <= np.maximum(free, 0)).all():
            best = max(best, sum(PLACED + float(points[pair]) for pair in placed))
    return best


@given(st.integers(0, 2**32), st.integers(0, 4), st.integers(0, 4), st.sampled_from([0.0, 0.4, 0.9]))
def test_the_best_assignment_is_that_of_brute_force_and_never_below_greedy(
    seed: int, visitors: int, hosts: int, share: float
) -> None:
    generator = np.random.default_rng(seed)
    points = np.float32(generator.integers(0, 5, (visitors, hosts)) * 25)
    allowed = generator.random((visitors, hosts)) < share
    free = generator.integers(-1, 4, hosts)
    best = best_assignment(points, allowed, free)
    greedy = greedy_assignment(points, allowed, free)
    assert broken(best, points, allowed, free) == broken(greedy, points, allowed, free) == []
    assert best.worth == pytest.approx(by_brute_force(points, allowed, free))
    assert best.worth >= greedy.worth - 1e-6


@given(st.integers(0, 2**32), st.sampled_from([1, 7, 40]), st.sampled_from([1, 9, 40]))
def test_an_assignment_of_drawn_pools_breaks_no_rule(seed: int, visitors: int, hosts: int) -> None:
    """The rules are looked at once more, one pair at a time, in plain comparisons."""
    generator = np.random.default_rng(seed)
    guests, houses, fewer = pools(generator, visitors, hosts, countries=3, ecosystems=3)
    points = point_matrix(guests, houses, fewer, WEIGHTS)
    allowed = allowed_matrix(guests, houses)
    assert ((points >= 0) & (points <= 100)).all()
    best, greedy = (way(points, allowed, houses.free) for way in (best_assignment, greedy_assignment))
    assert best.worth >= greedy.worth - 1e-3
    for visitor, host in enumerate(best.host):
        if host == UNPLACED:
            continue
        assert guests.eligible[visitor], "host-only type"
        assert houses.eligible[host], "type that may not host"
        assert not guests.visit_used[visitor], "second funded visit"
        assert -1 != guests.country[visitor] != houses.country[host] != -1, "own country"
        first = max(guests.first_day[visitor], houses.first_day[host])
        last = min(guests.last_day[visitor], houses.last_day[host])
        days = np.arange(first, min(last, first + 30) + 1)
        assert np.is_busday(days.astype("datetime64[D]")).sum() >= 3, "no three days in common"
    assert (np.bincount(best.host[best.host != UNPLACED], minlength=hosts) <= houses.free).all()


def test_greedy_takes_the_best_pair_first_and_the_best_assignment_does_not() -> None:
    """points   h0   h1        greedy: v0–h0, and v1 stays alone (100 + 90)
    v0          90   80        best:   v0–h1, v1–h0              (200 + 80 + 70)
    v1          70   not allowed"""
    points = np.float32([[90, 80], [70, 0]])
    allowed = np.array([[True, True], [True, False]])
    free = np.array([1, 1])
    assert greedy_assignment(points, allowed, free).host.tolist() == [0, UNPLACED]
    assert best_assignment(points, allowed, free).host.tolist() == [1, 0]


def test_what_an_unplaced_visitor_lacks_is_the_first_rule_that_leaves_no_host() -> None:
    """One visitor for each rule, against hosts that fail at the next; then one whose host others take."""
    guests, houses, _ = pools(np.random.default_rng(1), 8, 2, countries=3)
    guests.eligible[:], guests.visit_used[:], houses.eligible[:] = True, False, True
    guests.country[:], houses.country[:], houses.free[:] = 0, [1, 2], [1, 0]
    guests.first_day[:], guests.last_day[:] = 10, 20
    houses.first_day[:], houses.last_day[:] = 0, 14
    guests.eligible[0], guests.visit_used[1] = False, True
    guests.country[2] = -1
    houses.eligible[1] = False
    guests.country[3] = 1  # the only other host is of a type that may not host
    guests.first_day[5], guests.first_day[7] = 13, 19
    lacks = what_lacks(guests, houses, np.arange(8))
    assert lacks == ["visitor_type", "visit_used", "country", "host_type", TAKEN, "dates", TAKEN, "own_dates"]
    houses.eligible[1] = True
    assert what_lacks(guests, houses, np.array([3])) == ["capacity"]
    assert set(lacks) | {"capacity"} == {*RULES, TAKEN}


def test_every_feature_lies_between_0_and_1_and_what_is_not_recorded_speaks_for_nothing() -> None:
    guests, houses, fewer = pools(np.random.default_rng(2), 60, 50)
    table = feature_table(all_pairs(guests, houses, fewer))
    assert table.min() == 0
    assert (table.max(axis=(0, 1)) == 1).all()
    for field in ("country", "ecosystem", "partnership", "languages", "activities", "skills"):
        nobody = 0 if getattr(guests, field).min() == 0 else -1
        getattr(guests, field)[:], getattr(houses, field)[:] = nobody, nobody
    blank = feature_table(all_pairs(guests, houses, fewer))
    recorded = {name for name, top in zip(FEATURES, blank.max(axis=(0, 1)), strict=True) if top > 0}
    assert recorded == {"dates", "hosted"}


def test_working_days_are_those_of_numpy() -> None:
    first = np.random.default_rng(3).integers(-900, 20_000, 300)
    last = first + np.random.default_rng(4).integers(-5, 40, 300)
    expected = np.maximum(
        np.busday_count(first.astype("datetime64[D]"), (last + 1).astype("datetime64[D]")), 0
    )
    assert working_days(first, last).tolist() == expected.tolist()


@given(st.integers(0, 2**32))
def test_places_are_the_mean_over_all_orders_of_equal_scores(seed: int) -> None:
    generator = np.random.default_rng(seed)
    scores = generator.integers(0, 3, 5).astype(np.float64)
    open_to = generator.random(5) < 0.8
    open_to[0] = True
    hosts = np.flatnonzero(open_to)
    places = [
        1 + sorted(order, key=lambda host: -scores[host]).index(0) for order in permutations(hosts.tolist())
    ]
    place = ranked(scores[None], open_to[None], np.array([0]), top=2)
    assert place.in_top[0] == pytest.approx(np.mean(np.array(places) <= 2))
    assert place.reciprocal[0] == pytest.approx(np.mean(1 / np.array(places)))
