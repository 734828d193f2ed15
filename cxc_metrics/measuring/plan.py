"""What can be measured in a selection, why the rest cannot, and which statements the rest takes."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from weakref import WeakKeyDictionary

import pyarrow as pa

from cxc_metrics.catalogue import (
    VOLUME,
    DistinctKeys,
    Flow,
    Kpi,
    Method,
    MethodOfCounts,
    MethodOfSums,
    Quotient,
    Unavailable,
    View,
    catalogue,
    dimension,
    dimensions,
)
from cxc_metrics.catalogue.declaration import ALL_ROWS
from cxc_metrics.contract.codes import COUNTED_BY_SCHEME
from cxc_metrics.engine import EMBEDDED
from cxc_metrics.errors import WITH_THIS_REGISTER
from cxc_metrics.facts import fact_definition
from cxc_metrics.scope.period import as_at_day
from cxc_metrics.scope.selection import Scope
from cxc_metrics.scope.version_protocol import DataVersionLike

from .counts_for_methods import counts_for_method
from .date_precision import reason_against_dates, tells
from .distinct_ways import Way, united_sql, way_for
from .emptied import without_emptied
from .in_words import as_named
from .keyed import keyed_sql, keyed_way
from .method_rows import matrix_of, rows_for_methods, whole_matrix
from .population import (
    VALIDATED,
    Population,
    emptied_columns,
    everything,
    filled_columns,
    view_of,
)
from .sql import aggregate
from .statement import Statement
from .sums_for_methods import sums_for_method

CANCELLED = "cancelled"
_AGGREGATE = "aggregate"
_ONE_AT_A_TIME = threading.Lock()
# Its rows are partnerships: held and validated are numbers of exchanges there.
PARTNERSHIP = "partnership"
_NOT_BOUND = f"{WITH_THIS_REGISTER}: the scheme's list of eligible countries does not bind it"
_AGGREGATED = (
    f"{WITH_THIS_REGISTER}: it is an aggregated source whose rows stand for many persons, so "
    "neither records nor organisations can be counted"
)


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


def dimensions_of(kpi: Kpi, version: DataVersionLike | None = None) -> tuple[str, ...]:
    """Dimensions a KPI can be broken down and filtered by; with a data version, those its register
    records.
    """
    if isinstance(kpi, Quotient):
        above, below = (dimensions_of(part, version) for part in kpi.parts())
        return tuple(name for name in above if name in below)
    if version is None:
        return _told_by(kpi, fact_definition(kpi.fact).columns)
    names = _told_by(kpi, filled_columns(version, kpi.fact))
    return tuple(name for name in names if tells(version, kpi.fact, kpi.period_field, name))


@lru_cache(maxsize=1024)
def _told_by(kpi: Kpi, columns: tuple[str, ...]) -> tuple[str, ...]:
    fact_columns, hidden = fact_definition(kpi.fact).columns, _hidden(kpi)
    return tuple(
        name
        for name, declared in dimensions().items()
        if name not in hidden
        and name in fact_columns
        and (kpi.period_field if declared.is_time else name) in columns
    )


def measurable_by(by: Sequence[str], scope: Scope, version: DataVersionLike) -> tuple[Kpi, ...]:
    """The KPIs of the catalogue that can be told by these dimensions in this selection, in its order."""
    names = [dimension(name).id for name in by]
    return tuple(kpi for kpi in catalogue().values() if reason_against(kpi, names, scope, version) is None)


def volume(version: DataVersionLike) -> str:
    """Id of the KPI that says how much happened: exchanges, persons where a row stands for many, or what
    else is the register's unit.
    """
    return VOLUME[version.manifest.shape]


def _hidden(kpi: Kpi) -> tuple[str, ...]:
    """Dimensions of the fact that the KPI cannot be told by."""
    if isinstance(kpi, Flow):
        return (*kpi.without_dimensions, *(name for name in kpi.over if name not in kpi.rows_of))
    return kpi.without_dimensions


def reason_against(kpi: Kpi, by: Sequence[str], scope: Scope, version: DataVersionLike) -> str | None:
    """Why a KPI is not measurable by these dimensions in this selection; None if it is."""
    parts = kpi.parts() if isinstance(kpi, Quotient) else (kpi,)
    reasons = (_reason_against(part, by, scope, version) for part in parts)
    return next((reason for reason in reasons if reason), None)


def _reason_against(kpi: Kpi, by: Sequence[str], scope: Scope, version: DataVersionLike) -> str | None:
    view = view_of(scope, version)
    if reason := _reason_of_kind(kpi, view, version):
        return reason
    seen = as_seen(kpi, scope)
    if seen is None:
        return _cannot_by(kpi, ["the view closed and validated"], Scope(), version)
    if missing := _missing_columns(seen, view, version):
        return f"{WITH_THIS_REGISTER}: it has no {', no '.join(missing)}"
    return reason_against_dates(kpi, by, scope, view, version) or _reason_in_selection(
        kpi, by, scope, version
    )


def _reason_of_kind(kpi: Kpi, view: View, version: DataVersionLike) -> str | None:
    """Why a register of that kind, with those tables, has no such KPI; its columns are another matter."""
    if isinstance(kpi, Unavailable):
        return f"{WITH_THIS_REGISTER}: {kpi.reason}"
    if absent := version.missing_tables(kpi.fact):
        return f"{WITH_THIS_REGISTER}: it has no table {' and no table '.join(absent)}"
    if kpi.by_eligibility and version.manifest.countable != COUNTED_BY_SCHEME:
        return _NOT_BOUND
    return None if kpi.measurable_at(view.aggregate) else _AGGREGATED


def _reason_in_selection(kpi: Kpi, by: Sequence[str], scope: Scope, version: DataVersionLike) -> str | None:
    if isinstance(kpi, Flow) and (needed := [name for name in kpi.rows_of if name not in by]):
        told_by = " and ".join(dimension(name).noun for name in needed)
        name = as_named(kpi, scope, version).name
        reason = f"Not measurable in this selection: {name} can only be told by {told_by}"
        return version.vocabulary.said(reason)
    dimensions = dimensions_of(kpi, version)
    wanted = [name for name in by if name not in dimensions]
    wanted += scope.lacking(filled_columns(version, kpi.fact), kpi.period_field)
    # The view (field `status`) is no filter on the dimension of that name.
    wanted += [name for name in scope.active() if name in _hidden(kpi) and name != "status"]
    if wanted:
        names = ["period" if name == "period" else dimension(name).noun for name in dict.fromkeys(wanted)]
        return _cannot_by(kpi, names, scope, version)
    return None


def as_seen(kpi: Kpi, scope: Scope) -> Kpi | None:
    """The KPI in the chosen view; None where its fact has no view.

    In the view closed and validated, a KPI that is not about countable exchanges is narrowed to the rows of
    validated ones: the view is never ignored. Of cancelled exchanges none is ever validated, and a
    partnership is neither.
    """
    if scope.status != VALIDATED:
        return kpi
    if CANCELLED in kpi.words():
        return None
    if kpi.follows_view:
        return kpi
    if kpi.fact == PARTNERSHIP or VALIDATED not in fact_definition(kpi.fact).columns:
        return None
    return replace(kpi, among=VALIDATED if kpi.among == ALL_ROWS else f"({kpi.among}) AND {VALIDATED}")


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


def missing_columns(kpi: Kpi, scope: Scope, version: DataVersionLike) -> tuple[str, ...]:
    """The contract columns, or whole tables, for want of which a KPI cannot be counted in a selection."""
    return _missing_columns(kpi, view_of(scope, version), version)


def _missing_columns(kpi: Kpi, view: View, version: DataVersionLike) -> tuple[str, ...]:
    needed = kpi.words(view).intersection(fact_definition(kpi.fact).columns)
    empty = sorted(needed.difference(filled_columns(version, kpi.fact)))
    missing = [gap for name in empty for gap in version.missing_columns(kpi.fact, name)]
    return tuple(dict.fromkeys(shortest(gap, version.manifest.tables) for gap in missing))


def shortest(gap: str, delivered: Collection[str]) -> str:
    """A missing column (`table.column`, alternatives joined by or); of a table not delivered the table."""
    alternatives = gap.split(" or ")
    delivered_columns = [column for column in alternatives if column.partition(".")[0] in delivered]
    return " or ".join(delivered_columns) or f"table {alternatives[0].partition('.')[0]}"


def _cannot_by(kpi: Kpi, names: Sequence[str], scope: Scope, version: DataVersionLike) -> str:
    name = as_named(kpi, scope, version).name
    reason = f"Not measurable in this selection: {name} cannot be told by {', '.join(names)}"
    return version.vocabulary.said(f"{reason}. {_has(kpi, version)}")


def _has(kpi: Kpi, version: DataVersionLike) -> str:
    names = [dimension(name).noun for name in dimensions_of(kpi, version)]
    period = ["period"] if kpi.period_field in filled_columns(version, kpi.fact) else []
    return f"It can by: {', '.join([*period, *names])}" if names else "It has no dimensions in this register"


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
