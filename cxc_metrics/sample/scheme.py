"""The frame the sample is drawn in: two waves, invented partnerships, the day the register describes.

Nothing here is a result of the real scheme: acronyms and titles are invented, dates follow the nominal
periods of facts 0.9 and 2.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

import numpy as np

from .draw import Days, Floats, Ints
from .places import atlas, material

AS_AT: Final = date(2024, 5, 31)
AS_AT_DAY: Final = np.datetime64(AS_AT, "D")
FIRST_DAY: Final = np.datetime64("2020-10-01", "D")
# Registration opened some months before the first exchanges of each wave.
OPENED: Final = np.array(["2020-07-01", "2022-03-01"], dtype="datetime64[D]")
FIRST_EXCHANGE: Final = np.array(["2020-10-05", "2022-05-09"], dtype="datetime64[D]")
ECOSYSTEMS: Final = 14
# Members' own countries send and receive most of a partnership's exchanges.
HOME_PULL: Final = 5.0

_SEASON: Final = np.array([0.5, 0.9, 1.1, 1.0, 1.3, 1.2, 0.5, 0.15, 1.2, 1.4, 1.3, 0.5])
# Share of virtual exchanges by quarter from 2020-Q4 on (facts 1.5: from autumn 2020, later "under
# conditions").
_VIRTUAL: Final = np.array([0.97, 0.95, 0.9, 0.62, 0.45, 0.16, 0.08, 0.06, 0.06])


@dataclass(frozen=True)
class Scheme:
    """Partnerships by position; `wave` is 1 or 2, `closes` the end with extension, `sectors` from 0."""

    rows: tuple[dict[str, str], ...]
    wave: Ints
    weight: Floats
    starts: Days
    closes: Days
    members: tuple[tuple[int, ...], ...]
    visitors_from: Floats
    hosts_from: Floats
    sectors: Floats
    calendar: Floats

    @property
    def size(self) -> int:
        """How many partnerships."""
        return len(self.rows)

    @property
    def ids(self) -> tuple[str, ...]:
        """Identifiers by position."""
        return tuple(row["partnership_id"] for row in self.rows)

    @property
    def opened(self) -> Days:
        """First day of registration, by partnership."""
        return OPENED[self.wave - 1]


@cache
def scheme() -> Scheme:
    """The partnerships as listed in `data/sample/partnerships.csv`."""
    rows = tuple(material("partnerships"))
    places = atlas()
    wave = np.array([int(row["wave"]) for row in rows])
    starts = np.array([row["start_date"] for row in rows], dtype="datetime64[D]")
    closes = np.array([row["extended_to"] or row["end_date"] for row in rows], dtype="datetime64[D]")
    members = tuple(tuple(places.position(code) for code in row["members"].split(";")) for row in rows)
    pull = np.ones((len(rows), len(places.codes)))
    for position, own in enumerate(members):
        pull[position, list(own)] += HOME_PULL
    eligible = places.eligible[wave - 1]
    return Scheme(
        rows=rows,
        wave=wave,
        weight=np.array([float(row["weight"]) for row in rows]),
        starts=starts,
        closes=closes,
        members=members,
        visitors_from=places.visits * pull * eligible,
        hosts_from=places.hosts * pull * eligible,
        sectors=np.array([_sector_weights(row) for row in rows]),
        calendar=np.array([_calendar(w, end) for w, end in zip(wave, closes, strict=True)]),
    )


def _sector_weights(row: dict[str, str]) -> Floats:
    weights = np.full(ECOSYSTEMS, 0.09 / ECOSYSTEMS)
    weights[int(row["primary_ecosystem"]) - 1] += 0.71
    others = [int(sector) for sector in row["other_ecosystems"].split(";")]
    for sector in others:
        weights[sector - 1] += 0.20 / len(others)
    return weights


def _calendar(wave: int, closes: np.datetime64) -> Floats:
    """Weight of each day from `FIRST_DAY` as the first day of an exchange: season, weekday, slow start."""
    day = FIRST_DAY + np.arange(np.datetime64("2024-10-31", "D") - FIRST_DAY + 1)
    month = day.astype("datetime64[M]").astype(np.int64) % 12
    weekday = (day.astype(np.int64) + 3) % 7
    opened = FIRST_EXCHANGE[wave - 1]
    running = (day >= opened) & (day <= closes - 10)
    age = (day - opened).astype(np.int64)
    weekdays = np.array([1.0, 1.4, 1.0, 0.3, 0.1, 0, 0])[weekday]
    weights: Floats = running * _SEASON[month] * weekdays * (1 - 0.6 * np.exp(-np.maximum(age, 0) / 150))
    return weights


def virtual_share(day: Days) -> Floats:
    """Probability that an exchange planned for that day is virtual."""
    months = day.astype("datetime64[M]").astype(np.int64)
    quarter = (months - np.datetime64("2020-10", "M").astype(np.int64)) // 3
    share: Floats = _VIRTUAL[np.clip(quarter, 0, len(_VIRTUAL) - 1)]
    return share
