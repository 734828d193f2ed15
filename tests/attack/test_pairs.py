"""The attacker subtracts public numbers from each other; first it is seen that these are the product's."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest

from cxc_metrics.access import Reader
from cxc_metrics.disclosure import MOST_FIXED, PUBLIC
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.perturbation import PARTS, weights
from cxc_metrics.store import DataVersion
from tests.attack.cells import FILTERS, Records, records_of, shown, text_of
from tests.attack.pairs import ONE_OR_TWO, Reached, attack, dimension_sets, expected, guesses
from tests.measuring.crossing import THOROUGH

RIGHT = 0.65
CHOICES, QUESTIONS = (400, 60) if THOROUGH else (40, 12)


@pytest.fixture(scope="module")
def records(sample: DataVersion) -> Records:
    return records_of(sample)


@pytest.fixture(scope="module")
def reached(records: Records) -> Reached:
    """By some choices of dimensions; `make attack` writes the table of all of them in docs/disclosure.md."""
    everything = Reached()
    for by in random.Random(7).sample(list(dimension_sets(records, 4)), CHOICES):
        everything.add(attack(records, by))
    return everything


def test_the_attackers_numbers_are_those_that_the_public_reads(sample: DataVersion, records: Records) -> None:
    """Filters and breakdowns, two together, each filter with a value of a record by chance."""
    public, chance, compared = Reader(sample, PUBLIC), random.Random(3), 0
    for turn in range(QUESTIONS):
        filters = turn % MOST_FIXED
        chosen = chance.sample([name for name in records.dimensions if name in FILTERS], filters)
        free = [name for name in records.dimensions if name not in chosen]
        broken = chance.sample(free, MOST_FIXED - filters)
        row = chance.randrange(len(records.keys))
        values = {name: records.value(name, row) for name in chosen}
        scope = Scope.from_where([_condition(*item) for item in values.items() if item[1]], sample)
        frame = public.measure(["O01"], scope=scope, by=broken).frame()
        got = {
            tuple(None if pd.isna(value) else text_of(value) for value in line[:-1]): line[-1]
            for line in frame[[*broken, "O01"]].itertuples(index=False)
        }
        inside = np.ones(len(records.keys), dtype=bool)
        for name in (name for name in chosen if values[name]):
            inside &= records.values[name] == records.values[name][row]
        part = records.where(inside)
        cells = part.cells(broken)
        _, first = np.unique(cells.places, return_index=True)
        wanted = {
            tuple(part.value(name, at) for name in broken): int(number)
            for at, number in zip(first, cells.shown, strict=True)
        }
        # What cannot be (a country with itself) has no number.
        assert {key: number for key, number in got.items() if pd.notna(number) and number} == {
            key: number for key, number in wanted.items() if number
        }
        compared += len(wanted)
    assert compared > 100


def _condition(name: str, value: str | None) -> str:
    return f"period={value}-01-01..{value}-12-31" if name == "year" else f"{name}={value}"


def test_one_record_is_not_told_from_two(reached: Reached) -> None:
    """At most 65% on average over all secrets, and with this one no more than chance allows."""
    for base_is_known in (False, True):
        average = expected(reached, base_is_known=base_is_known)
        assert 0.5 < average <= RIGHT
        guessed = guesses(reached, base_is_known=base_is_known)
        assert guessed.pairs > 1000
        # Pairs share their records, so there are fewer independent ones than there are pairs.
        assert abs(guessed.even - average) < 0.06


def test_the_attacker_is_right_where_numbers_are_not_changed_enough() -> None:
    """He himself is tested: of numbers that overlap nowhere he misses none."""
    apart = Reached()
    lowest, highest = (1 + min(weights(1)), 2 + max(weights(2)))
    apart.seen = {1: {(0, 0, lowest): 50}, 2: {(0, 0, highest): 50}}
    assert guesses(apart, base_is_known=True).even == 1.0
    single = Reached()
    for more in ONE_OR_TWO:
        single.seen[more] = {(0, 0, number): part for number, part in _numbers(more).items()}
    # With every number as often as the table gives it he is right as often as the table allows.
    one, two = (_numbers(more) for more in ONE_OR_TWO)
    best = sum(max(one.get(n, 0), two.get(n, 0)) for n in {*one, *two}) / 2 / PARTS
    assert guesses(single, base_is_known=True).even == pytest.approx(best, abs=1e-9)
    assert expected(single, base_is_known=True) == pytest.approx(best, abs=1e-9)


def test_who_is_seen_to_be_there_is_worked_out_by_hand() -> None:
    """Four records; the last alone has another value of each dimension."""
    keys = np.array([0, 0, 0, PARTS - 1], dtype=np.uint64)
    values = {name: np.array([0, 0, 0, 1]) for name in ("visitor_country", "host_country")}
    names: dict[str, list[str | None]] = {name: ["DE", "FR", None] for name in values}
    reached = attack(Records(keys, values, names), ("visitor_country",))
    # Keys of 0 change counts by the least there is, one that is all ones by the most.
    three, four = shown(np.array([3, 4]), np.array([0, PARTS - 1], dtype=np.uint64)).tolist()
    assert (three, four) == (3 + min(weights(3)), 4 + max(weights(4)))
    assert reached.beside == {3}
    assert reached.beside_certain == {3}
    assert sum(reached.seen[1].values()) == 1
    assert reached.seen[2] == {}


def test_two_different_numbers_prove_that_somebody_is_there(reached: Reached, records: Records) -> None:
    """What cell keys cannot hide (docs/disclosure.md): were nobody there, the numbers were the same."""
    assert reached.beside_certain <= reached.beside <= set(range(len(records.keys)))
    assert len(reached.beside_certain) > len(reached.beside) / 2
    assert reached.alone_certain <= reached.alone


def _numbers(count: int) -> dict[int, int]:
    return {count + change: part for change, part in weights(count).items()}
