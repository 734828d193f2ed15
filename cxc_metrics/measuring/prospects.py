"""What a register would let be measured, before it is there: the law is that of every register."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple, NoReturn

from cxc_metrics.catalogue import Kpi, Quotient, Unavailable, catalogue
from cxc_metrics.contract import TABLES
from cxc_metrics.contract.nouns import Vocabulary
from cxc_metrics.contract.shapes import shape_of
from cxc_metrics.engine import EMBEDDED, Dialect
from cxc_metrics.errors import NotMeasurable, UnknownName
from cxc_metrics.facts import fact_definition
from cxc_metrics.scope.selection import Scope

from .measurable import missing_columns, reason_against

# Which day a register describes makes no figure measurable, but that it describes one does.
_SOME_DAY = date(2000, 1, 1)
_TABLE = "table "
_NOT_THERE = "Nothing has been published yet of which rows could be asked"


class Prospect(NamedTuple):
    """A figure that cannot be measured, why, and the columns it lacks (`table.column`, `table event`).

    None are named where no column would help: its grain, its dates, or no register at all allows it.
    """

    kpi: Kpi
    reason: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Prospects:
    """The figures that columns would make measurable, and those they would not."""

    measurable: tuple[Kpi, ...]
    others: tuple[Prospect, ...]

    def gains(self) -> Mapping[str, tuple[Kpi, ...]]:
        """What one column or table more would make measurable: columns first, then what gains most."""
        gained: dict[str, list[Kpi]] = {}
        for prospect in self.others:
            if len(prospect.missing) == 1:
                gained.setdefault(prospect.missing[0], []).append(prospect.kpi)
        ranked = sorted(gained.items(), key=lambda pair: (pair[0].startswith(_TABLE), -len(pair[1]), pair[0]))
        return MappingProxyType({name: tuple(kpis) for name, kpis in ranked})


@dataclass(frozen=True)
class PlannedManifest:
    """What the data version would say about itself."""

    tables: tuple[str, ...]
    grain: str
    countable: str
    date_precision: Mapping[str, str]
    as_at: date | None
    is_synthetic: bool = False
    title: str = "Planned register"
    source: str = "planned"

    @property
    def shape(self) -> str:
        """What its units are."""
        return shape_of(self.tables, self.grain).name


@dataclass(frozen=True, eq=False)
class PlannedVersion:
    """A data version that is not there: it knows its columns, and has no rows."""

    delivered: Mapping[str, tuple[str, ...]]
    manifest: PlannedManifest
    id: str = "planned"
    dialect: Dialect = EMBEDDED

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of a register that has no nouns of its own."""
        return Vocabulary(grain=self.manifest.grain)

    def labels(self, _dimension: str) -> dict[str, str]:
        """No names: nobody has delivered any."""
        return {}

    def query(self, _sql: str, _params: Mapping[str, Any] | None = None) -> NoReturn:
        """NotMeasurable: there are no rows."""
        raise NotMeasurable(_NOT_THERE)

    def fact(self, _name: str) -> NoReturn:
        """NotMeasurable: there are no rows."""
        raise NotMeasurable(_NOT_THERE)

    def make_facts(self, _names: Iterable[str], _stop: Callable[[], bool] = bool) -> NoReturn:
        """NotMeasurable: there are no rows."""
        raise NotMeasurable(_NOT_THERE)

    def emptied_columns(self, _fact: str) -> tuple[str, ...]:
        """No cell was read, so none was emptied."""
        return ()

    def missing_tables(self, fact: str) -> tuple[str, ...]:
        """The tables for want of which it would not have a fact."""
        return tuple(table for table in fact_definition(fact).tables if table not in self.manifest.tables)

    def missing_columns(self, fact: str, column: str) -> tuple[str, ...]:
        """The contract columns for want of which a fact's column would be empty."""
        return fact_definition(fact).missing(column, self.manifest.countable, self.delivered)

    def fact_columns(self, name: str) -> tuple[str, ...]:
        """The columns of a fact that it would fill."""
        if self.missing_tables(name):
            return ()
        return tuple(
            column for column in fact_definition(name).columns if not self.missing_columns(name, column)
        )


def prospects(
    delivered: Mapping[str, Collection[str]],
    *,
    countable: str = "cross_border",
    grain: str = "record",
    date_precision: Mapping[str, str] = MappingProxyType({}),
) -> Prospects:
    """What these columns by contract table would let be measured, and what else each other figure lacks.

    `countable`, `grain` and `date_precision` as a source says them. Raises UnknownName for what the contract
    has not.
    """
    _check_names(delivered)
    manifest = PlannedManifest(
        tables=tuple(table for table in TABLES if delivered.get(table)),
        grain=grain,
        countable=countable,
        date_precision=date_precision,
        as_at=_SOME_DAY if _has_dates(delivered) else None,
    )
    version = PlannedVersion({table: tuple(names) for table, names in delivered.items()}, manifest)
    measurable, others = [], []
    for kpi in catalogue().values():
        reason = reason_against(kpi, (), Scope(), version)
        if reason is None:
            measurable.append(kpi)
        else:
            others.append(Prospect(kpi, reason, _lacking(kpi, version)))
    return Prospects(tuple(measurable), tuple(others))


def _check_names(delivered: Mapping[str, Collection[str]]) -> None:
    for table, names in delivered.items():
        if table not in TABLES:
            raise UnknownName("table", table, TABLES)
        columns = [column.name for column in TABLES[table].columns()]
        for name in names:
            if name not in columns:
                raise UnknownName(f"column of table {table}", name, columns)


def _has_dates(delivered: Mapping[str, Collection[str]]) -> bool:
    columns = (TABLES[table].column(name) for table, names in delivered.items() for name in names)
    return any(column.sql_type == "DATE" for column in columns)


def _lacking(kpi: Kpi, version: PlannedVersion) -> tuple[str, ...]:
    """All that keeps it from being measured, as tables and columns."""
    parts = kpi.parts() if isinstance(kpi, Quotient) else (kpi,)
    lacking: dict[str, None] = {}
    for part in parts:
        if isinstance(part, Unavailable) or not part.measurable_at(version.manifest.grain == "aggregate"):
            return ()
        tables = version.missing_tables(part.fact)
        lacking |= dict.fromkeys(f"{_TABLE}{table}" for table in tables)
        if not tables:
            lacking |= dict.fromkeys(missing_columns(part, Scope(), version))
    return tuple(lacking)
