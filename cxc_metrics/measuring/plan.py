"""Which statements it takes to answer figures that can be measured."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from weakref import WeakKeyDictionary

import pyarrow as pa

from cxc_metrics.catalogue import (
    DistinctKeys,
    Flow,
    Kpi,
    Method,
    MethodOfCounts,
    MethodOfSums,
    View,
    dimension,
)
from cxc_metrics.engine import EMBEDDED
from cxc_metrics.facts import fact_definition
from cxc_metrics.scope.period import as_at_day
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike

from .counts_for_methods import counts_for_method
from .distinct_ways import Way, united_sql, way_for
from .emptied import without_emptied
from .keyed import keyed_sql, keyed_way
from .measurable import as_seen
from .method_rows import matrix_of, rows_for_methods, whole_matrix
from .population import (
    Population,
    emptied_columns,
    everything,
    view_of,
)
from .sql import aggregate
from .statement import Statement
from .sums_for_methods import sums_for_method

_AGGREGATE = "aggregate"
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Step:
    """One statement and the KPIs it answers."""

    statement: Statement
    kpis: tuple[Kpi, ...]
    fact: str
    period_field: str | None
    population: Population
    is_keyed: bool = False
    # It takes so much memory that no other such statement runs beside it.
    alone: bool = False

    @property
    def version(self) -> DataVersionLike:
        """The data version that is asked."""
        return self.population.version

    @property
    def view(self) -> View:
        """How its KPIs are read."""
        return self.population.view

    def run(self) -> pa.Table:
        """What its statement gives."""
        with _ONE_AT_A_TIME if self.alone else nullcontext():
            return self.version.query(self.statement.sql, self.statement.params)


def steps(
    kpis: Sequence[Kpi],
    by: Sequence[str],
    scope: Scope,
    version: DataVersionLike,
    *,
    totals: bool,
    keyed: bool = False,
) -> list[Step]:
    """The statements that answer measurable KPIs: one per fact, and per date where time is asked.

    KPIs of one fact are counted by different dates (exchanges by their first day, payments by the day of
    payment), so a period in the selection or among the dimensions takes a statement for each date. A method
    of counts or sums has a statement of its own, those that are given rows share one; a flow KPI reads its
    whole matrix. `keyed` statements give what protected figures are made of, of a version with record keys.
    """
    timed = scope.period is not None or any(dimension(name).is_time for name in by)
    groups: dict[tuple[str, str | None, str], list[Kpi]] = {}
    for kpi in kpis:
        way = keyed_way(kpi) if keyed else _way(kpi)
        groups.setdefault((kpi.fact, kpi.period_field if timed else None, way), []).append(kpi)
    return [
        _step(together, by, scope, version, fact, period_field, way, totals=totals, keyed=keyed)
        for (fact, period_field, kind), members in groups.items()
        for way, together in _by_way(members, by, scope, version, totals=totals and kind == _AGGREGATE)
    ]


def _by_way(
    kpis: Sequence[Kpi], by: Sequence[str], scope: Scope, version: DataVersionLike, *, totals: bool
) -> list[tuple[Way, list[Kpi]]]:
    """Those of these KPIs that share a statement, and how their different organisations are counted."""
    seen = tuple(pair for kpi in kpis if (pair := as_seen(kpi, scope)))
    way = way_for(seen, by, version, highest=_highest_key(seen, version), totals=totals)
    if way is not Way.UNITED:
        return [(way, list(kpis))]
    others = [kpi for kpi in kpis if not isinstance(kpi, DistinctKeys)]
    united: list[tuple[Way, list[Kpi]]] = [(way, [kpi]) for kpi in kpis if isinstance(kpi, DistinctKeys)]
    return [(Way.BITS, others), *united] if others else united


def _step(
    kpis: Sequence[Kpi],
    by: Sequence[str],
    scope: Scope,
    version: DataVersionLike,
    fact: str,
    period_field: str | None,
    way: Way,
    *,
    totals: bool,
    keyed: bool,
) -> Step:
    seen = tuple(pair for kpi in kpis if (pair := as_seen(kpi, scope)))
    view = replace(view_of(scope, version), keys=_highest_key(seen, version), many_groups=way is not Way.BITS)
    emptied = emptied_columns(version, fact)
    population = Population(version, fact, scope, view, period_field, emptied=emptied)
    seen, untold = _as_told(population, seen)
    about = (
        ", ".join(f"{kpi.id} {kpi.name}" for kpi in kpis),
        f"Selection: {scope.sentence(version)}",
        f"Data version {version.id} {as_at_day(version.manifest.as_at)}",
        f"Fact {fact}: {fact_definition(fact).grain}",
        *_asked_elsewhere(version),
    )
    if keyed:
        statement = population.statement(keyed_sql(population, seen, by, totals=totals), *about)
    elif way is Way.UNITED and isinstance(seen[0], DistinctKeys):
        sql = united_sql(population, seen[0], by, untold=untold.get(seen[0].id), totals=totals)
        statement = population.statement(sql, *about)
    else:
        statement = _statement(population, seen, by, about, untold=untold, totals=totals)
    return Step(statement, seen, fact, period_field, population, keyed, alone=way is Way.UNITED)


def _asked_elsewhere(version: DataVersionLike) -> list[str]:
    """Whose SQL it is, where that is not the store's own engine's."""
    return [] if version.dialect.name == EMBEDDED.name else [f"In the SQL of {version.dialect.name}"]


def _as_told(population: Population, kpis: tuple[Kpi, ...]) -> tuple[tuple[Kpi, ...], Mapping[str, str]]:
    """KPIs over the rows that can tell them, and by id the condition of the others."""
    emptied = population.emptied
    if not emptied:
        return kpis, {}
    asked_about = set(population.scope.active()) - {"period", "status"}
    if population.scope.period is not None and population.period_field:
        asked_about.add(population.period_field)
    filters = sorted(asked_about.intersection(emptied))
    every = [without_emptied(kpi, population.view, emptied, filters) for kpi in kpis]
    untold = {reduced.kpi.id: reduced.untold for reduced in every if reduced.untold is not None}
    return tuple(reduced.kpi for reduced in every), untold


def _way(kpi: Kpi) -> str:
    """KPIs that are read in the same way can share a statement."""
    if isinstance(kpi, (Flow, MethodOfCounts, MethodOfSums)):
        return kpi.id
    return "rows" if isinstance(kpi, Method) else _AGGREGATE


def _statement(
    population: Population,
    kpis: Sequence[Kpi],
    by: Sequence[str],
    about: tuple[str, ...],
    *,
    untold: Mapping[str, str],
    totals: bool,
) -> Statement:
    if isinstance(kpis[0], Flow):
        population = replace(population, scope=whole_matrix(kpis[0], population.scope))
        sql = matrix_of(population, kpis[0], by, untold=untold)
    elif isinstance(kpis[0], MethodOfCounts):
        sql = counts_for_method(population, kpis[0], by, untold=untold)
    elif isinstance(kpis[0], MethodOfSums):
        sql = sums_for_method(population, kpis[0], by, untold=untold)
    elif methods := [kpi for kpi in kpis if isinstance(kpi, Method)]:
        sql = rows_for_methods(population, methods, by, untold=untold)
    else:
        sql = aggregate(population, kpis, by, untold=untold, totals=totals)
    return population.statement(sql, *about)


# Data versions never change: what was once asked of one stays known while it is open.
_KEYS: WeakKeyDictionary[DataVersionLike, dict[tuple[str, ...], int]] = WeakKeyDictionary()


def _highest_key(kpis: Sequence[Kpi], version: DataVersionLike) -> int:
    """The highest organisation key that distinct counts of these KPIs of one fact meet."""
    columns = sorted({key for kpi in kpis if isinstance(kpi, DistinctKeys) for key in kpi.keys})
    if not columns:
        return 1
    keys = _KEYS.setdefault(version, {})
    fact = kpis[0].fact
    if (fact, *columns) not in keys:
        maxima = ", ".join(f"max({column})" for column in columns)
        highest = version.query(f"SELECT {maxima}\n{everything(version, fact).clause()}")
        keys[fact, *columns] = max([column[0].as_py() or 1 for column in highest.columns])
    return keys[fact, *columns]
