"""The table of probabilities: what is claimed of it is added up in whole numbers, not sampled."""

from __future__ import annotations

import random
from fractions import Fraction
from math import exp

import numpy as np
import pytest

from cxc_metrics.facts.unit_keys import MODULUS
from cxc_metrics.statistics.perturbation import (
    LARGEST_CHANGE,
    PARTS,
    perturbed,
    perturbed_all,
    variance_of,
    weights,
)

COUNTS = (1, 2, 3, 4, 5, 6, 17, 10**12)


@pytest.mark.parametrize("count", COUNTS)
def test_every_claim_of_the_table_holds_exactly(count: int) -> None:
    by_change = weights(count)
    assert sum(by_change.values()) == PARTS
    assert all(part > 0 for part in by_change.values())
    assert sum(change * part for change, part in by_change.items()) == 0, "no bias"
    variance = Fraction(sum(change**2 * part for change, part in by_change.items()), PARTS)
    assert variance_of(count) <= variance < Fraction(variance_of(count)) + Fraction(1, 10**6)
    assert variance_of(count) >= 2
    assert max(by_change) == LARGEST_CHANGE
    assert min(by_change) == -min(count, LARGEST_CHANGE), "at most five, and never negative"


def test_many_counts_at_once_are_changed_as_each_alone() -> None:
    counts = np.repeat(np.arange(9), 500)
    keys = np.random.default_rng(2).integers(0, PARTS, len(counts))
    alone = [perturbed(count, key) for count, key in zip(counts.tolist(), keys.tolist(), strict=True)]
    assert perturbed_all(counts, keys).tolist() == alone
    ends = np.array([0, PARTS - 1])
    assert perturbed_all(np.array([7, 7]), ends).tolist() == [7 + min(weights(7)), 7 + max(weights(7))]


def test_nothing_stays_nothing_whatever_its_key() -> None:
    assert weights(0) == {0: PARTS}
    assert {perturbed(0, key) for key in (0, 1, PARTS - 1, PARTS // 3)} == {0}


@pytest.mark.parametrize("count", [1, 2, 3, 4, 5])
def test_no_distribution_with_these_properties_has_more_entropy(count: int) -> None:
    """Of an exponential family with exp(a·v + b·v²) the second differences of log p are the same, 2b."""
    from math import log

    logs = [log(part) for _, part in sorted(weights(count).items())]
    second = [
        after - 2 * middle + before for before, middle, after in zip(logs, logs[1:], logs[2:], strict=False)
    ]
    assert max(second) - min(second) < 1e-5
    assert exp(logs[0] - log(PARTS)) > 0


@pytest.mark.parametrize("count", [1, 3, 250])
def test_each_change_comes_as_often_as_the_table_says(count: int) -> None:
    """Equally spaced keys hit every change in proportion to its part; keys count modulo the table's parts."""
    steps = 40_000
    shown = [perturbed(count, PARTS * step // steps) - count for step in range(steps)]
    for change, part in weights(count).items():
        assert abs(shown.count(change) - part * steps / PARTS) <= 1, change
    assert perturbed(count, 3 * PARTS + 12345) == perturbed(count, 12345)
    assert perturbed(count, -1) == perturbed(count, PARTS - 1)
    assert MODULUS == PARTS, "keys and table have the same size"


def test_sums_of_keys_spread_counts_as_single_keys_do() -> None:
    """The expectation, by simulation: thousands of cells of random keys have no bias and variance 2."""
    draw = random.Random(5)
    cells = [[draw.randrange(MODULUS) for _ in range(draw.choice((1, 2, 4, 9)))] for _ in range(12_000)]
    changes = [perturbed(len(cell), sum(cell)) - len(cell) for cell in cells]
    mean = sum(changes) / len(changes)
    assert abs(mean) < 4 * (3 / len(changes)) ** 0.5
    wanted = sum(variance_of(len(cell)) for cell in cells) / len(cells)
    assert abs(sum(change**2 for change in changes) / len(changes) - wanted) < 0.15
    assert max(map(abs, changes)) == LARGEST_CHANGE


@pytest.mark.parametrize("known", [0, 1, 2, 3, 4, 5, 9])
def test_one_record_more_is_hardly_told_from_two(known: int) -> None:
    """Whoever knows all the others and sees both counts guesses right in at most 65% (definitions 10)."""

    def shown(larger: int) -> dict[tuple[int, int], Fraction]:
        return {
            (change, larger + other): Fraction(part, PARTS) * Fraction(others, PARTS)
            for change, part in weights(known).items()
            for other, others in weights(larger).items()
        }

    one, two = shown(known + 1), shown(known + 2)
    right = sum(max(one.get(pair, 0), two.get(pair, 0)) for pair in one.keys() | two.keys()) / 2
    assert right <= Fraction(65, 100)
