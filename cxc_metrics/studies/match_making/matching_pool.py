"""Who waits and who has room on the days asked: supply and demand, ranked hosts, assignments.

A *waiting visitor* is an accepted registration without a validated match and without a visit that came of it,
the latest one of its organisation. A *host* is an accepted registration; its free places are its capacity
(empty: 1) less the visits held and planned in the days asked (definitions 9). Both can meet on their days of
availability, while the grants of both partnerships run.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import pandas as pd

from cxc_metrics.errors import InvalidScope, UnknownName
from cxc_metrics.statistics.matching.assignment import UNPLACED, best_assignment, greedy_assignment
from cxc_metrics.statistics.matching.features import (
    FEATURES,
    days_in_common,
    feature,
    point_matrix,
    points,
)
from cxc_metrics.statistics.matching.matching_rules import (
    LEAST_DAYS,
    allowed,
    allowed_matrix,
    what_lacks,
)
from cxc_metrics.statistics.matching.pools import (
    Bools,
    Floats,
    Hosts,
    Ints,
    Pairs,
    Side,
    Visitors,
    all_pairs,
    working_days,
)

from .assigned_visitors import AssignedVisitors
from .matching_sides import Numbering, host_side, visitor_side
from .ranked_hosts import RankedHosts
from .register_rows import RegisterRows, day_number

WINDOW_DAYS: Final = 183
# Days that somebody means; beyond them calendars break.
FIRST_POSSIBLE: Final = date(1950, 1, 1)
LAST_POSSIBLE: Final = date(2150, 12, 31)
_SHOWN: Final = {
    "registration_id": "registration_id", "name": "name", "country": "country", "ecosystem": "ecosystem",
    "acronym": "partnership", "partnership_id": "partnership_id",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class MatchingPool:
    """Waiting visitors and hosts on the days from `first_day` to `last_day`.

    `visitors` and `hosts`: registration_id, name, country, ecosystem (number), partnership (acronym),
    partnership_id, working_days (on which each could meet somebody); visitors also visit_used (its one funded
    physical visit is used or arranged), hosts capacity, visits (in the days asked), free and hosted.
    `repeated` waiting registrations are left out because their organisation has a later one.
    `guests` and `houses` are the same as arrays, `fewer` marks corridors with fewer visits than modelled;
    where nobody looked at those (`corridors_known`), that feature is empty in all tables.
    """

    visitors: pd.DataFrame
    hosts: pd.DataFrame
    first_day: date
    last_day: date
    as_at: date
    repeated: int
    guests: Visitors
    houses: Hosts
    fewer: Bools
    corridors_known: bool

    def can_travel(self) -> Bools:
        """Which of `visitors` any host could receive, as far as their own type, visit and days go."""
        able: Bools = self.guests.eligible & ~self.guests.visit_used
        return able & (self.visitors["working_days"].to_numpy() >= LEAST_DAYS)

    def can_host(self) -> Bools:
        """Which of `hosts` have a free place and days of their own."""
        able: Bools = self.houses.eligible & (self.houses.free > 0)
        return able & (self.hosts["working_days"].to_numpy() >= LEAST_DAYS)

    def place_of(self, registration_id: str) -> int:
        """The row of a waiting visitor. UnknownName for one that does not wait."""
        places = np.flatnonzero((self.visitors["registration_id"] == registration_id).to_numpy())
        if not len(places):
            raise UnknownName("waiting visitor", registration_id, self.visitors["registration_id"].tolist())
        return int(places[0])

    def ranked_hosts(self, registration_id: str, weights: Mapping[str, float]) -> RankedHosts:
        """The hosts that the rules leave to a visitor, those with most points first; equal ones by their id.

        UnknownName for a visitor that does not wait.
        """
        own_place = self.place_of(registration_id)
        pairs = all_pairs(self.guests, self.houses, self.fewer, [own_place])
        places = np.flatnonzero(allowed(pairs)[0])
        own = points(pairs, weights)[0, places].astype(np.float64).round(2)
        order = np.lexsort((self.hosts["registration_id"].to_numpy(dtype=str)[places], -own))
        places = places[order]
        chosen = Pairs(self.guests, self.houses, pairs.rows, places[None, :], self.fewer)
        table = self.hosts.iloc[places].reset_index(drop=True)
        table.insert(0, "points", own[order])
        table.insert(0, "rank", np.arange(1, len(places) + 1))
        values = {name: values[0] for name, values in self._features(chosen).items()}
        return RankedHosts(
            visitor=dict(self.visitors.iloc[own_place].drop("wished")),
            table=table.assign(days=days_in_common(chosen)[0], **values),
            lacks="" if len(places) else what_lacks(self.guests, self.houses, np.array([own_place]))[0],
        )

    def assigned(self, weights: Mapping[str, float], partnership: str | None = None) -> AssignedVisitors:
        """The best assignment of all waiting visitors, or of those of one partnership, to all hosts."""
        own = np.arange(len(self.visitors))
        if partnership is not None:
            own = np.flatnonzero((self.visitors["partnership_id"] == partnership).to_numpy())
        guests = self.guests.take(own)
        scores = point_matrix(guests, self.houses, self.fewer, weights)
        may = allowed_matrix(guests, self.houses)
        best = best_assignment(scores, may, self.houses.free)
        greedy = greedy_assignment(scores, may, self.houses.free)
        table = self.visitors.iloc[own].reset_index(drop=True)
        table = table[["registration_id", "name", "country", "ecosystem", "partnership", "partnership_id"]]
        table = table.rename(columns={"name": "visitor"})
        table["possible"] = may.sum(axis=1)
        table = table.join(self._with_host(guests, best.host))
        table["points"] = np.where(best.host != UNPLACED, best.points.astype(np.float64).round(2), np.nan)
        names = self.hosts["name"].to_numpy(dtype=object)
        table["greedy_host"] = [names[host] if host != UNPLACED else None for host in greedy.host]
        greedy_points = greedy.points.astype(np.float64).round(2)
        table["greedy_points"] = np.where(greedy.host != UNPLACED, greedy_points, np.nan)
        alone = np.flatnonzero(best.host == UNPLACED)
        table["lacks"] = None
        table.loc[alone, "lacks"] = what_lacks(guests, self.houses, alone)
        table = table.sort_values(["points", "registration_id"], ascending=[False, True], na_position="last")
        return AssignedVisitors(
            table.reset_index(drop=True), best, greedy, int(self.hosts.loc[self.can_host(), "free"].sum())
        )

    def _features(self, pairs: Pairs) -> dict[str, Floats]:
        """Features as somebody reads them: they were worked out in single precision."""
        values = {name: feature(name, pairs).astype(np.float64).round(4) for name in FEATURES}
        if not self.corridors_known:
            values["corridor"] = np.full(pairs.shape, np.nan)
        return values

    def _with_host(self, guests: Visitors, host: Ints) -> pd.DataFrame:
        """The host of each visitor and what speaks for it; empty without one."""
        columns = {"registration_id": "host_registration_id", "name": "host", "country": "host_country",
                   "ecosystem": "host_ecosystem", "partnership": "host_partnership"}  # fmt: skip
        placed = np.flatnonzero(host != UNPLACED)
        chosen = self.hosts.iloc[host[placed]][list(columns)].rename(columns=columns).set_index(placed)
        pairs = Pairs(guests, self.houses, placed[:, None], host[placed][:, None], self.fewer)
        values = {name: values[:, 0] for name, values in self._features(pairs).items()}
        values["days"] = days_in_common(pairs)[:, 0].astype(np.float64)
        values["hosted_visits"] = self.houses.hosted[host[placed]].astype(np.float64)
        return chosen.assign(**values).reindex(range(len(host)))


def matching_pool(
    rows: RegisterRows,
    fewer: Collection[tuple[str, str]] | None = None,
    *,
    first_day: date | None = None,
    last_day: date | None = None,
) -> MatchingPool:
    """Waiting visitors and hosts from the first to the last day, by default the 183 days from the as-at day.

    `fewer` are corridors (countries of visitor and host) with fewer visits than modelled. InvalidScope where
    the last day lies before the first, or either outside of the years 1950 to 2150.
    """
    first = first_day or rows.as_at
    last = last_day or min(first, LAST_POSSIBLE) + timedelta(days=WINDOW_DAYS - 1)
    for day in (first, last):
        if not FIRST_POSSIBLE <= day <= LAST_POSSIBLE:
            raise InvalidScope(f"no visit is on {day.isoformat()}: choose days from 1950 to 2150")
    if last < first:
        raise InvalidScope(f"the days end on {last.isoformat()}, before they begin on {first.isoformat()}")
    window = (float(day_number(first)), float(day_number(last)))
    numbering = Numbering.of(rows)
    waiting, repeated = _waiting(rows)
    hosts = np.flatnonzero(_accepted(rows, "HO"))
    capacity = np.nan_to_num(rows.registrations["capacity"].to_numpy()[hosts], nan=1.0).astype(np.int64)
    visits = _visits_in(rows, window)[hosts]
    guests = visitor_side(rows, waiting, numbering, *_days(rows, waiting, window), _visit_used(rows, waiting))
    houses = host_side(rows, hosts, numbering, *_days(rows, hosts, window), np.maximum(capacity - visits, 0))
    return MatchingPool(
        visitors=_frame(rows, waiting, guests).assign(
            visit_used=guests.visit_used, wished=pd.Series(_wished_countries(guests, numbering), dtype=object)
        ),
        hosts=_frame(rows, hosts, houses).assign(
            capacity=capacity, visits=visits, free=houses.free, hosted_visits=houses.hosted
        ),
        first_day=first,
        last_day=last,
        as_at=rows.as_at,
        repeated=repeated,
        guests=guests,
        houses=houses,
        fewer=_corridors(numbering, fewer or ()),
        corridors_known=fewer is not None,
    )


def _accepted(rows: RegisterRows, role: str) -> Bools:
    """Accepted by the as-at day; an acceptance without its day counts."""
    own = rows.registrations
    accepted: Bools = ((own["status"] == "accepted") & ~(own["decided"] > rows.today)).to_numpy()
    return accepted & rows.of_role(role)


def _waiting(rows: RegisterRows) -> tuple[Ints, int]:
    """Places of waiting visitors, one per organisation, and how many more registrations there were."""
    own, matches = rows.registrations, rows.matches
    matched = np.zeros(len(own), np.bool_)
    matched[matches.loc[~(matches["made"] > rows.today), "visitor"].to_numpy(dtype=np.int64)] = True
    waits = _accepted(rows, "VO") & ~matched & ~(own["travelled"] <= rows.today).to_numpy()
    latest = own[waits].sort_values(["decided", "registration_id"], na_position="first")
    latest = latest.drop_duplicates("organisation_id", keep="last")
    return np.sort(latest.index.to_numpy()), int(waits.sum()) - len(latest)


def _visit_used(rows: RegisterRows, places: Ints) -> Bools:
    """The organisation has a funded physical visit, held or planned, had one before it registered, or has a
    match by another registration.
    """
    own = rows.registrations
    travellers = set(rows.visits.loc[rows.visits["uses_visit"], "visitor_id"])
    travellers |= set(own.loc[(own["role"] == "VO") & (own["funded_before"] == True), "organisation_id"])  # noqa: E712
    matched = rows.matches[~(rows.matches["made"] > rows.today)]
    travellers |= set(own["organisation_id"].iloc[matched["visitor"].to_numpy(dtype=np.int64)])
    used: Bools = own["organisation_id"].iloc[places].isin(travellers).to_numpy()
    return used


def _visits_in(rows: RegisterRows, window: tuple[float, float]) -> Ints:
    """Visits whose first day lies in the days asked, by the host's registration."""
    visits = rows.visits[rows.visits["day"].between(*window) & (rows.visits["host_place"] >= 0)]
    return np.bincount(visits["host_place"].to_numpy(dtype=np.int64), minlength=len(rows.registrations))


def _days(rows: RegisterRows, places: Ints, window: tuple[float, float]) -> tuple[Floats, Floats]:
    """First and last day on which each can meet somebody: available, grant running, within the days asked."""
    own = rows.registrations.iloc[places]
    first = own[["available_from", "runs_from"]].max(axis=1).fillna(window[0]).to_numpy()
    last = own[["available_to", "runs_until"]].min(axis=1).fillna(window[1]).to_numpy()
    return np.maximum(first, window[0]), np.minimum(last, window[1])


def _frame(rows: RegisterRows, places: Ints, side: Side) -> pd.DataFrame:
    chosen = rows.registrations.iloc[places].reset_index(drop=True)
    own = chosen[list(_SHOWN)].rename(columns=_SHOWN)
    own["name"] = own["name"].fillna(chosen["organisation_id"])
    own["ecosystem"] = own["ecosystem"].astype("Int64")
    return own.assign(working_days=working_days(side.first_day, side.last_day))


def _wished_countries(guests: Visitors, numbering: Numbering) -> list[list[str]]:
    names = numbering.countries.to_numpy(dtype=object)
    return [list(names[row[: len(names)]]) for row in guests.wished_countries]


def _corridors(numbering: Numbering, fewer: Collection[tuple[str, str]]) -> Bools:
    """A matrix over countries that marks these corridors."""
    matrix = np.zeros((max(len(numbering.countries), 1),) * 2, np.bool_)
    for corridor in fewer:
        places = numbering.countries.get_indexer(pd.Index(list(corridor)))
        if (places >= 0).all():
            matrix[tuple(places)] = True
    return matrix
