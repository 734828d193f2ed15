"""Which cells a table with totals hides: the law on random tables, by an attacker who solves programmes."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from cxc_metrics.statistics.suppression import ALL as UP
from cxc_metrics.statistics.suppression import hidden_cells
from cxc_metrics.statistics.suppression.determined import Arc, determined
from tests.attack.bounds import ALL, Place, bounds, breaches, with_totals


def hidden(counts: Mapping[Place, int]) -> set[Place]:
    """The rule, with the attacker's own sign for a total."""
    told = hidden_cells({_of(place, ALL, UP): count for place, count in counts.items()})
    return {_of(place, UP, ALL) for place in told}


def shown(counts: Mapping[Place, int], kept_back: set[Place]) -> dict[Place, int | None]:
    """What a reader of the table sees."""
    return {**counts, **dict.fromkeys(kept_back)}


def _of(place: Place, old: object, new: object) -> Place:
    return tuple(new if value is old or value == old else value for value in place)


def test_the_attacker_finds_what_the_handbook_finds() -> None:
    """Rows 7, 3 and 6 (3 and 3 are shown), columns 9 and 7, together 16: X11 lies between 3 and 6."""
    cells: dict[Place, int | None] = {("1", "1"): None, ("1", "2"): None, ("2", "1"): None, ("2", "2"): None}
    totals = {("3", "1"): 3, ("3", "2"): 3, ("1", ALL): 7, ("2", ALL): 3, ("3", ALL): 6}
    whole = {(ALL, "1"): 9, (ALL, "2"): 7, (ALL, ALL): 16}
    assert bounds({**cells, **totals, **whole}, least=0)["1", "1"] == (3, 6)
    one_row_less = {**cells, ("1", "2"): 2, **totals, **whole}
    assert bounds(one_row_less, least=0)["1", "1"] == (5, 5)
    assert breaches(one_row_less, {("1", "1"): 5, ("1", "2"): 2, ("2", "1"): 1, ("2", "2"): 2})


@pytest.mark.parametrize(
    ("cells", "kept_back", "why"),
    [
        ({"A": 9, "B": 30}, "", "all have five"),
        ({"A": 4, "B": 30}, "A B", "the total would give the four away"),
        ({"A": 4, "B": 30, "C": 7, "D": 7}, "A C", "the smallest beside it, the first of equals"),
        ({"A": 1, "B": 1, "C": 9, "D": 30}, "A B C", "one and one are fewer than five together"),
        ({"A": 3, "B": 2, "C": 9}, "A B", "five together, and each may be any of 1 to 4"),
        (
            {"A": 1, "B": 1, "C": 1, "D": 1, "E": 1, "F": 9},
            "A B C D E F",
            "five of at least one: each is one",
        ),
        ({"A": 4}, f"{ALL} A", "the whole is hidden, and its only part"),
        ({"A": 5}, "", "the whole is shown, and so is its only part"),
    ],
)
def test_a_line_of_cells(cells: dict[str, int], kept_back: str, why: str) -> None:
    counts = with_totals({(name,): count for name, count in cells.items()})
    assert hidden(counts) == {(name,) for name in kept_back.split()}, why


def test_zeros_are_hidden_only_where_nothing_else_is_left() -> None:
    """Five groups with one answer each, and one that was asked in vain: its zero makes the ones uncertain."""
    ones = with_totals({(name,): 1 for name in "ABCDE"})
    assert hidden(ones | {("F",): 0}) == {(name,) for name in "ABCDEF"}
    matrix = with_totals({("A", "x"): 3, ("A", "y"): 9, ("B", "x"): 8, ("C", "y"): 9})
    told = hidden(matrix)
    assert breaches(shown(matrix, told), matrix) == []
    assert {place for place in told if place not in matrix} == {("B", "y")}
    impossible = hidden_cells(
        {_of(place, ALL, UP): count for place, count in matrix.items()},
        possible=lambda place: place != ("B", "y"),
    )
    assert ("B", "y") not in impossible


def test_arcs_that_lie_on_no_round_are_determined() -> None:
    """0 → 1 → 2 → 0 is a round; 3 hangs on it by one arc, and 4 ⇄ 5 are joined by one that goes both ways."""
    arcs = [Arc(0, 1, False), Arc(1, 2, False), Arc(2, 0, False), Arc(2, 3, True), Arc(4, 5, True)]
    assert determined(arcs, 6) == [False, False, False, True, True]
    assert determined([*arcs, Arc(4, 5, False)], 6)[4:] == [False, False]
    assert determined([], 0) == []


def test_random_tables_give_nothing_away_and_hide_no_more_than_needed() -> None:
    """Any shape, any share of zeros, answers asked in vain; the same whatever order the cells come in."""
    random = np.random.default_rng(20261128)
    with_hidden = with_zeros = 0
    for turn in range(30):
        counts = _random_table(random, turn)
        told = hidden(counts)
        with_hidden += bool(told)
        with_zeros += any(not counts.get(place) for place in told)
        assert breaches(shown(counts, told), counts) == [], counts
        assert hidden(dict(sorted(counts.items(), key=str))) == told
        inside = [place for place in told if ALL not in place and counts.get(place, 0) >= 5]
        for place in inside:
            assert breaches(shown(counts, told - {place}), counts), f"{place} of {counts} need not be hidden"
        for axis in range(len(next(iter(counts)))):
            # Totals hide what the table of their own dimension alone hides.
            line = {place: count for place, count in counts.items() if _is_of(place, axis)}
            alone = hidden({(place[axis],): count for place, count in line.items()})
            assert alone == {(place[axis],) for place in told if _is_of(place, axis)}
    assert with_hidden > 15
    assert with_zeros > 1


def _is_of(place: Place, axis: int) -> bool:
    return all(value == ALL for at, value in enumerate(place) if at != axis)


def _random_table(random: np.random.Generator, turn: int) -> dict[Place, int]:
    rows, columns = random.integers(1, 6, 2)
    size = random.choice([0.5, 1.0, 2.0, 4.0, 8.0, 20.0])
    numbers = random.poisson(size * random.gamma(0.7, 1.4, (rows, columns)))
    numbers *= random.random((rows, columns)) < random.choice([0.3, 0.6, 1.0])
    if turn % 5 == 0:
        return {**with_totals({(f"r{at}",): int(n) for at, n in enumerate(numbers[:, 0])}), ("asked",): 0}
    cells = {(f"r{row}", f"c{column}"): int(n) for (row, column), n in np.ndenumerate(numbers) if n}
    asked = {(f"r{row}", ALL): 0 for row in range(rows)} | {
        (ALL, f"c{column}"): 0 for column in range(columns)
    }
    return asked | (with_totals(cells) if cells else {(ALL, ALL): 0})
