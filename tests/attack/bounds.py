"""The attacker: what linear programming tells of the cells that a table with totals hides.

Written from the definitions and from what is on the page, and from nothing of the rule that hides: the
attacker knows all shown cells and totals, that rows and columns add up, and that a hidden cell holds one
answer at least (none, where the table hides zeros too).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import coo_array

ALL = "*all*"
Place = tuple[Hashable, ...]
Bounds = dict[Place, tuple[float, float]]


def equations(places: Sequence[Place]) -> list[tuple[Place, list[Place]]]:
    """Every total with the cells that it sums up over one dimension."""
    dimensions = len(places[0])
    parts: dict[tuple[Place, int], list[Place]] = {}
    for place in places:
        for axis in range(dimensions):
            if place[axis] != ALL:
                total = (*place[:axis], ALL, *place[axis + 1 :])
                parts.setdefault((total, axis), []).append(place)
    return [(total, cells) for (total, _), cells in parts.items()]


class _System:
    """The hidden cells of a table, and what the shown ones say of them.

    Different organisations do not add up: a total is at most the sum of its cells, and no less than each.
    """

    def __init__(self, shown: Mapping[Place, int | None], least: int, *, adds_up: bool) -> None:
        self.hidden = [place for place, count in shown.items() if count is None]
        self.least = least
        number = {place: at for at, place in enumerate(self.hidden)}
        rows, columns, factors = [], [], []
        self.right: list[int] = []
        self.adds_up = adds_up
        lines = [[(total, 1), *((cell, -1) for cell in cells)] for total, cells in equations(list(shown))]
        if not adds_up:
            lines += [[(cell, 1), (total, -1)] for total, cells in equations(list(shown)) for cell in cells]
        for row, line in enumerate(lines):
            known = 0
            for place, sign in line:
                count = shown.get(place, 0)
                if count is None:
                    rows.append(row)
                    columns.append(number[place])
                    factors.append(sign)
                else:
                    known += sign * count
            self.right.append(-known)
        shape = (len(self.right), len(self.hidden))
        self.matrix = coo_array((factors, (rows, columns)), shape=shape).tocsr()

    def solved(self, goal: NDArray[np.float64], most: int | None = None) -> NDArray[np.float64] | None:
        """Numbers that fit and make this as small as can be; None where there is no least."""
        sides = ("A_eq", "b_eq") if self.adds_up else ("A_ub", "b_ub")
        system = dict(zip(sides, (self.matrix, self.right), strict=True))
        reached = linprog(goal, **system, bounds=(self.least, most), method="highs")
        assert reached.status in {0, 3}, reached.message
        return None if reached.status == 3 else reached.x


def bounds(shown: Mapping[Place, int | None], *, least: int = 1) -> Bounds:
    """The least and the greatest number that each hidden place (None) can hold, by HiGHS."""
    system = _System(shown, least, adds_up=True)
    reached: Bounds = {}
    for at, place in enumerate(system.hidden):
        goal = np.zeros(len(system.hidden))
        goal[at] = 1
        low, high = system.solved(goal), system.solved(-goal)
        reached[place] = (-np.inf if low is None else low[at], np.inf if high is None else high[at])
    return reached


def pinned(
    shown: Mapping[Place, int | None], *, least: int = 1, most: int = 10**6, adds_up: bool = True
) -> list[Place]:
    """The hidden places that can hold one number only.

    Any two solutions in which a place differs clear it, so most are cleared in the first few programmes; each
    that is left has its two ends looked for.
    """
    system = _System(shown, least, adds_up=adds_up)
    left = np.ones(len(system.hidden), dtype=bool)
    if not system.hidden:
        return []
    random = np.random.default_rng(5)
    first = system.solved(np.zeros(len(left)), most)
    for _ in range(12):
        other = system.solved(np.where(left, random.choice([-1.0, 1.0], len(left)), 0.0), most)
        left &= np.abs(other - first) < 0.5
    for at in np.flatnonzero(left).tolist():
        goal = np.zeros(len(left))
        goal[at] = 1
        low, high = system.solved(goal, most), system.solved(-goal, most)
        left[at] = high[at] - low[at] < 0.5
    return [place for place, is_left in zip(system.hidden, left, strict=True) if is_left]


def breaches(
    shown: Mapping[Place, int | None], counts: Mapping[Place, int], fewest: int = 5, *, adds_up: bool = True
) -> list[str]:
    """What an attacker reaches that the definitions forbid: nothing, if all is well."""
    hides_zeros = any(count is None and not counts.get(place) for place, count in shown.items())
    single = pinned(shown, least=0 if hides_zeros else 1, adds_up=adds_up)
    told = [f"{place} can be one number only" for place in single]
    told += [f"{place} is shown" for place, count in shown.items() if count and count < fewest]
    for total, cells in equations(list(shown)):
        hidden = [cell for cell in cells if shown[cell] is None]
        if shown.get(total, 0) is None or not hidden:
            continue
        together = sum(counts.get(cell, 0) for cell in hidden)
        if len(hidden) == 1 or together < fewest:
            told.append(f"{total} less what is shown below it: {together} in {len(hidden)}")
    return told


def with_totals(cells: Mapping[Place, int]) -> dict[Place, int]:
    """The cells and all their totals."""
    whole: dict[Place, int] = {}
    for place, count in cells.items():
        for size in range(len(place) + 1):
            for summed in combinations(range(len(place)), size):
                total = tuple(ALL if at in summed else value for at, value in enumerate(place))
                whole[total] = whole.get(total, 0) + count
    return whole
