"""The attacker who subtracts: of two numbers the public may see, one counts what the other does, and more.

He knows the published table of changes, that the same records give the same number, and how often which
counts lie under which (a register like this one he has seen). He does not know the secret. For every cell of
at most three fixed values, and the same with one more, where the wider has one record or two beyond it:

- *how many*: he knows it is one or two, and takes what makes the two numbers likelier;
- *somebody*: he does not know whether there is anybody. Two different numbers are certain proof of it.

So too with a cell of one record or two beside none: any number but 0 is proof.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cxc_metrics.disclosure import MOST_FIXED
from cxc_metrics.statistics.perturbation import LARGEST_CHANGE, PARTS, weights
from tests.attack.cells import Cells, Ints, Records

ONE_OR_TWO = (1, 2)
_PART, _SIDES = "part", ["outside", "inside"]
# Beyond this all counts are changed alike, so only the difference of the numbers tells anything.
_ALIKE = 2 * LARGEST_CHANGE + 1
# The narrower count (alike from `_ALIKE` on), its number, the wider number: each beyond the narrower count.
Seen = tuple[int, int, int]


class Pairs(NamedTuple):
    """Pairs by the same dimensions: the narrower count, how many more in the wider, both numbers."""

    narrower: Ints
    more: Ints
    narrower_shown: Ints
    wider_shown: Ints


@dataclass
class Reached:
    """What the attacker reaches with all pairs of cells with at most so many fixed values."""

    seen: dict[int, dict[Seen, int]] = field(default_factory=lambda: {more: {} for more in ONE_OR_TWO})
    beside: set[int] = field(default_factory=set)
    beside_certain: set[int] = field(default_factory=set)
    alone: set[int] = field(default_factory=set)
    alone_certain: set[int] = field(default_factory=set)

    def of(self, places: Ints) -> Reached:
        """The same, records named by their places among more."""
        named = {
            name: set(places[sorted(getattr(self, name))].tolist())
            for name in ("beside", "beside_certain", "alone", "alone_certain")
        }
        return Reached(self.seen, **named)

    def add(self, other: Reached) -> None:
        """Takes in what was reached elsewhere."""
        for more, counts in other.seen.items():
            for key, number in counts.items():
                self.seen[more][key] = self.seen[more].get(key, 0) + number
        for name in ("beside", "beside_certain", "alone", "alone_certain"):
            getattr(self, name).update(getattr(other, name))


def dimension_sets(records: Records, most: int = MOST_FIXED) -> Iterator[tuple[str, ...]]:
    """Every choice of one dimension to so many."""
    for number in range(1, most + 1):
        yield from combinations(records.dimensions, number)


def attack(records: Records, by: tuple[str, ...], inside: NDArray[np.bool_] | None = None) -> Reached:
    """All pairs of which the narrower fixes these dimensions, and the wider all of them but one.

    Of narrower cells those of all records, or of the ones that are inside.
    """
    reached, narrow = Reached(), records.cells(by)
    for left_out in by:
        wide = records.cells([name for name in by if name != left_out])
        _attack_beside(reached, narrow, wide, inside)
        _attack_alone(reached, wide)
    return reached


def attack_part(records: Records, inside: NDArray[np.bool_], by: Sequence[str]) -> Reached:
    """All pairs of a part of the records by these dimensions, and all records by the same."""
    reached, wide = Reached(), records.cells(by)
    parted = Records(
        records.keys, {**records.values, _PART: inside.astype(np.int64)}, {**records.names, _PART: _SIDES}
    )
    _attack_beside(reached, parted.cells([*by, _PART]), wide, inside)
    return reached


def _attack_beside(
    reached: Reached, narrow: Cells, wide: Cells, inside: NDArray[np.bool_] | None = None
) -> None:
    """Of narrower cells those of all records, or of the ones that are inside."""
    size = len(narrow.counts)
    over = np.zeros(size, dtype=np.int64)
    over[narrow.places] = wide.places
    more = wide.counts[over] - narrow.counts
    allowed = np.ones(size, dtype=bool)
    if inside is not None:
        allowed[narrow.places] = inside
    chosen = np.flatnonzero((more >= 1) & (more <= 2) & allowed)
    pairs = Pairs(narrow.counts[chosen], more[chosen], narrow.shown[chosen], wide.shown[over[chosen]])
    look(reached, pairs)
    # Who is beyond a narrower cell has at most two beside himself in his own.
    few = np.flatnonzero(narrow.counts[narrow.places] <= 2)
    by_wider: dict[int, list[int]] = {}
    for cell in chosen.tolist():
        by_wider.setdefault(int(over[cell]), []).append(cell)
    differ = narrow.shown != wide.shown[over]
    for record in few.tolist():
        for cell in by_wider.get(int(wide.places[record]), ()):
            if cell != narrow.places[record]:
                reached.beside.add(record)
                if differ[cell]:
                    reached.beside_certain.add(record)


def _attack_alone(reached: Reached, cells: Cells) -> None:
    allowed = cells.counts <= 2
    reached.alone.update(np.flatnonzero(allowed[cells.places]).tolist())
    reached.alone_certain.update(np.flatnonzero((allowed & (cells.shown > 0))[cells.places]).tolist())


def look(reached: Reached, pairs: Pairs) -> None:
    """Takes in how often which numbers were seen."""
    base = np.minimum(pairs.narrower, _ALIKE)
    moved = pairs.narrower - base
    rows = np.stack([pairs.more, base, pairs.narrower_shown - moved, pairs.wider_shown - moved])
    kinds, numbers = np.unique(rows, axis=1, return_counts=True)
    for (more, *key), number in zip(kinds.T.tolist(), numbers.tolist(), strict=True):
        place: Seen = (key[0], key[1], key[2])
        reached.seen[more][place] = reached.seen[more].get(place, 0) + number


class Guessed(NamedTuple):
    """How often right, of ones and twos: each as likely as the other, and as they come."""

    pairs: int
    ones: float
    even: float
    as_they_come: float


def guesses(reached: Reached, *, base_is_known: bool) -> Guessed:
    """How often the attacker says rightly whether it is one or two.

    With `base_is_known` he knows every record of the narrower cell, which is the most he can know of it.
    """
    likely = {more: _likely(reached, more, base_is_known=base_is_known) for more in ONE_OR_TWO}
    number = {more: sum(reached.seen[more].values()) for more in ONE_OR_TWO}
    whole = sum(number.values())
    right: dict[bool, dict[int, float]] = {even: dict.fromkeys(ONE_OR_TWO, 0.0) for even in (True, False)}
    for more in ONE_OR_TWO:
        for seen, times in reached.seen[more].items():
            what = _as_seen(seen, base_is_known=base_is_known)
            odds = {guess: likely[guess].get(what, 0.0) for guess in ONE_OR_TWO}
            for even in (True, False):
                weight = {guess: odds[guess] * (1 if even else number[guess]) for guess in ONE_OR_TWO}
                best = max(weight.values())
                says = [guess for guess in ONE_OR_TWO if weight[guess] == best]
                right[even][more] += times * (more in says) / len(says)
    if not all(number.values()):
        raise ValueError("To tell one from two there must be pairs that differ by one, and by two.")
    even = sum(right[True][more] / number[more] for more in ONE_OR_TWO) / len(ONE_OR_TWO)
    return Guessed(whole, number[1] / whole, even, sum(right[False].values()) / whole)


def expected(reached: Reached, *, base_is_known: bool) -> float:
    """How often he is right on average over all secrets, of ones and twos alike: from the table alone."""
    one, two = (_likely(reached, more, base_is_known=base_is_known) for more in ONE_OR_TWO)
    best = sum(max(one.get(what, 0.0), two.get(what, 0.0)) for what in one.keys() | two.keys())
    return best / (sum(one.values()) + sum(two.values()))


def _as_seen(seen: Seen, *, base_is_known: bool) -> tuple[int, ...]:
    base, narrower, wider = seen
    if base_is_known:
        return seen
    # Of a large cell he sees the numbers, of which only the difference tells anything.
    return (min(narrower, _ALIKE), wider - narrower) if base < _ALIKE else (_ALIKE, wider - narrower)


def _likely(reached: Reached, more: int, *, base_is_known: bool) -> dict[tuple[int, ...], float]:
    """How likely each pair of numbers is, by the table and by how often which count is the narrower."""
    bases: dict[int, int] = {}
    for seen_as in ONE_OR_TWO:
        for (base, _, _), number in reached.seen[seen_as].items():
            bases[base] = bases.get(base, 0) + number
    likely: dict[tuple[int, ...], float] = {}
    for base, number in bases.items():
        for change, part in weights(base).items():
            for other, others in weights(base + more).items():
                seen = (base, base + change, base + more + other)
                what = _as_seen(seen, base_is_known=base_is_known)
                odds = number * (part / PARTS) * (others / PARTS)
                likely[what] = likely.get(what, 0.0) + odds
    return likely
