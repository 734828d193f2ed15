"""Who should meet whom, as one viewer may see it (`cxc_metrics.studies.match_making`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Final, NamedTuple

from cxc_metrics.disclosure import Origin, Study, Table
from cxc_metrics.disclosure.protection import disclose_rows, disclose_study, require_seen
from cxc_metrics.errors import UnknownName
from cxc_metrics.store import DataVersion
from cxc_metrics.studies import corridors
from cxc_metrics.studies.match_making import (
    AssignedVisitors,
    EvaluatedRanking,
    FittedWeights,
    MatchingPool,
    RankedHosts,
    RegisterRows,
    by_country_and_ecosystem,
    by_ecosystem,
    evaluated_ranking,
    fitted_weights,
    matching_pool,
    past_choices,
    pool_of_partnerships,
    register_rows,
    rows_of_partnerships,
)

_WHAT: Final = "Match-making"
_CORRIDOR: Final = "corridor"
_WAITING: Final = (
    "It is the registration of an accepted visitor without a match; the assignment lists those there are"
)
_KEPT_POOLS: Final = 4


class Days(NamedTuple):
    """The days on which visits could be held; by default the 183 days from the as-at day."""

    first: date | None = None
    last: date | None = None


ANY_DAYS: Final = Days()


class MatchMakingReader:
    """Waiting visitors, hosts with room, ranked hosts and assignments of one data version.

    Names of organisations are in all of it: the public is told nothing. A partnership is told of its own
    visitors, with the hosts of all partnerships that they may choose from as a catalogue would show them
    (`pool_of_partnerships`), and of weights fitted on what its own visitors chose. What a viewer may not see
    raises NotMeasurable before anything of it is looked up.
    """

    def __init__(self, version: DataVersion, origin: Origin) -> None:
        self._version, self._origin = version, origin
        self._pools: dict[tuple[Days, bool], MatchingPool] = {}
        self._lock = Lock()

    def window(self, days: Days = ANY_DAYS) -> tuple[date, date]:
        """First and last day that are looked at. InvalidScope where they are reversed."""
        self._require_some_own()
        pool = self._pool(days)
        return pool.first_day, pool.last_day

    def weights(self) -> Study[FittedWeights]:
        """The default weights, with the fit on past matches that they come from: those of own visitors."""
        own = self._require_some_own()
        return disclose_study(self._fitted, self._origin, own=own)

    def weights_in_force(self, changed: Mapping[str, float] | None) -> dict[str, float]:
        """The default weights with changes."""
        self._require_some_own()
        return {**self._fitted.weights, **(changed or {})}

    def waiting(self, days: Days = ANY_DAYS) -> Table:
        """Waiting visitors that the viewer may see, by their name."""
        own = self._require_some_own()
        table = self._pool(days).visitors.drop(columns="wished")
        table = table.sort_values(["name", "registration_id"], ignore_index=True)
        return disclose_rows(table, self._origin, own=own)

    def hosts(self, days: Days = ANY_DAYS) -> Table:
        """Accepted hosts with their capacity and free places."""
        require_seen(self._origin, _WHAT)
        return disclose_rows(self._pool(days).hosts, self._origin)

    def supply_and_demand(self, days: Days = ANY_DAYS) -> Table:
        """Visitors, hosts and free places by country and ecosystem."""
        require_seen(self._origin, _WHAT)
        return disclose_rows(by_country_and_ecosystem(self._pool(days)), self._origin)

    def by_ecosystem(self, days: Days = ANY_DAYS) -> Table:
        """Visitors and free places by ecosystem."""
        require_seen(self._origin, _WHAT)
        return disclose_rows(by_ecosystem(self._pool(days)), self._origin)

    def ranked_hosts(
        self, registration_id: str, weights: Mapping[str, float] | None = None, days: Days = ANY_DAYS
    ) -> Study[RankedHosts]:
        """The hosts that the rules leave to a waiting visitor, the best first.

        UnknownName for a visitor that does not wait, and for another partnership's in the same words.
        """
        own = self._require_some_own()
        in_force = self.weights_in_force(weights)
        pool = self._pool(days, in_force)
        if registration_id not in set(pool.visitors["registration_id"]):
            raise UnknownName("waiting visitor", registration_id, (), hint=_WAITING)
        return disclose_study(pool.ranked_hosts(registration_id, in_force), self._origin, own=own)

    def assigned(
        self,
        partnership: str | None = None,
        weights: Mapping[str, float] | None = None,
        days: Days = ANY_DAYS,
    ) -> Study[AssignedVisitors]:
        """The best assignment of all waiting visitors, or of those of one partnership, beside greedy."""
        own = self._require(partnership)
        in_force = self.weights_in_force(weights)
        assigned = self._pool(days, in_force).assigned(in_force, partnership)
        return disclose_study(assigned, self._origin, own=own)

    def evaluated(self, cut_off: date | None = None) -> Study[EvaluatedRanking]:
        """How well the ranking foretells matches that it did not see."""
        require_seen(self._origin, _WHAT)
        return disclose_study(evaluated_ranking(self._read, cut_off), self._origin)

    @cached_property
    def _read(self) -> RegisterRows:
        return register_rows(self._version)

    @cached_property
    def _fitted(self) -> FittedWeights:
        rows, viewer = self._read, self._origin.viewer
        seen = rows if viewer.sees_all else rows_of_partnerships(rows, viewer.partnerships)
        return fitted_weights(past_choices(seen), rows.as_at)

    @cached_property
    def _fewer(self) -> frozenset[tuple[str, str]]:
        """Corridors with fewer visits than modelled, of the whole register."""
        table = corridors(self._version).table
        fewer = table[table["fewer"].fillna(value=False).astype(bool)]
        return frozenset(zip(fewer["visitor_country"], fewer["host_country"], strict=True))

    def _pool(self, days: Days, weights: Mapping[str, float] | None = None) -> MatchingPool:
        """What the viewer may see of it. The gravity model is fitted only where corridors weigh something;
        it is of the whole register, and the internal viewer's.
        """
        with_corridors = bool(weights and weights.get(_CORRIDOR))
        if with_corridors:
            require_seen(self._origin, "Corridors with fewer visits than modelled")
        with self._lock:
            key = (days, with_corridors)
            if key not in self._pools:
                while len(self._pools) >= _KEPT_POOLS:
                    del self._pools[next(iter(self._pools))]
                self._pools[key] = self._seen(
                    matching_pool(
                        self._read,
                        self._fewer if with_corridors else None,
                        first_day=days.first,
                        last_day=days.last,
                    )
                )
            return self._pools[key]

    def _seen(self, pool: MatchingPool) -> MatchingPool:
        viewer = self._origin.viewer
        return pool if viewer.sees_all else pool_of_partnerships(pool, self._read, viewer.partnerships)

    def _require(self, partnership: str | None) -> bool:
        """Whether it is the viewer's own partnership; UnknownName for one there is not."""
        own = partnership is not None and partnership in self._origin.viewer.partnerships
        require_seen(self._origin, _WHAT, own=own)
        names = self._version.labels("partnership")
        if partnership is not None and partnership not in names:
            raise UnknownName("partnership", partnership, names)
        return own

    def _require_some_own(self) -> bool:
        own = bool(self._origin.viewer.partnerships)
        require_seen(self._origin, _WHAT, own=own)
        return own
