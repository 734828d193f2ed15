"""Visitors who look for a host, hosts who have room, and pairs of both: plain arrays, one entry each."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Scores = NDArray[np.float32]

NOT_RECORDED: Final = -1
_WORD: Final = 62
# Days that nobody said: open on that side. Day numbers count from 1 January 1970.
EARLIEST: Final = -100_000
LATEST: Final = 100_000


@dataclass(frozen=True, eq=False)
class Side:
    """What visitors and hosts are both described by; entries that are not recorded are `NOT_RECORDED`.

    `country`, `ecosystem` and `partnership` are positions in a numbering that both sides share. `languages`,
    `activities` and `skills` are sets: a row of 62-bit words each (see `set_bits`), all 0 where nothing is
    stated. `first_day` and `last_day` bound the days on which a visit could be held, `EARLIEST` and `LATEST`
    where open. `eligible` tells whether the organisation's type may visit or host.
    """

    country: Ints
    ecosystem: Ints
    partnership: Ints
    first_day: Ints
    last_day: Ints
    languages: Ints
    activities: Ints
    skills: Ints
    eligible: Bools

    def __len__(self) -> int:
        return len(self.country)

    def take(self, places: ArrayLike) -> Any:
        """The entries at these places."""
        chosen = np.asarray(places)
        return type(self)(**{part.name: getattr(self, part.name)[chosen] for part in fields(self)})


@dataclass(frozen=True, eq=False)
class Visitors(Side):
    """Visitors: `wished_countries` and `wished_ecosystems` have a column per position, `visit_used` marks
    those whose one funded physical visit is used or arranged.
    """

    wished_countries: Bools
    wished_ecosystems: Bools
    visit_used: Bools


@dataclass(frozen=True, eq=False)
class Hosts(Side):
    """Hosts: `free` places in the days asked, `hosted` visits so far."""

    free: Ints
    hosted: Ints


@dataclass(frozen=True, eq=False)
class Pairs:
    """Visitors with hosts: `rows` and `columns` are places in both that broadcast against each other.

    All pairs are rows (n, 1) and columns (1, m); sets of alternatives are rows (n, 1) and columns (n, k).
    `hosted` are visits hosted until each pair's own day, where that is not the same for all.
    `fewer` marks corridors (country of the visitor, country of the host) with fewer visits than modelled.
    """

    visitors: Visitors
    hosts: Hosts
    rows: Ints
    columns: Ints
    fewer: Bools
    hosted: Ints | None = None

    def of_visitor(self, name: str) -> NDArray[Any]:
        """A field of the visitors, by row."""
        values: NDArray[Any] = getattr(self.visitors, name)[self.rows]
        return values

    def of_host(self, name: str) -> NDArray[Any]:
        """A field of the hosts, by column."""
        values: NDArray[Any] = getattr(self.hosts, name)[self.columns]
        return values

    @property
    def shape(self) -> tuple[int, ...]:
        """Of what both make together."""
        return np.broadcast_shapes(self.rows.shape, self.columns.shape)


def all_pairs(visitors: Visitors, hosts: Hosts, fewer: Bools, rows: ArrayLike | None = None) -> Pairs:
    """Every host beside each of the visitors at `rows` (all unless given)."""
    places = np.arange(len(visitors)) if rows is None else np.asarray(rows, dtype=np.int64)
    return Pairs(visitors, hosts, places[:, None], np.arange(len(hosts))[None, :], fewer)


def set_bits(members: Bools) -> Ints:
    """Sets as words of bits: members is entries by things, the result entries by words of 62 things."""
    words = max(-(-members.shape[1] // _WORD), 1)
    padded = np.zeros((len(members), words * _WORD), np.bool_)
    padded[:, : members.shape[1]] = members
    bits: Ints = padded.reshape(len(members), words, _WORD) @ (1 << np.arange(_WORD, dtype=np.int64))
    return bits


def working_days(first: ArrayLike, last: ArrayLike) -> Ints:
    """Working days (Monday to Friday) from the first to the last day, both included; 0 where it ends before.

    Days are day numbers. Public holidays are not known.
    """
    days: Ints = _working_days_before(np.asarray(last) + 1) - _working_days_before(first)
    return np.maximum(days, 0)


def _working_days_before(day: ArrayLike) -> Ints:
    """Working days from the Monday 29 December 1969 on; day number 0 was a Thursday."""
    weeks, rest = np.divmod(np.asarray(day, dtype=np.int64) + 3, 7)
    total: Ints = weeks * 5 + np.minimum(rest, 5)
    return total
