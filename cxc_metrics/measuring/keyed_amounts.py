"""SQL over keyed facts for sums: of each its records, the sum of their keys, and how many stand behind it.

Sums are made by contributor and of these by row, in the engine. A row that sums dimensions up is made of the
rows below it: its largest contributor gives no more than theirs together. Only where that is too much to tell
that many stand behind it, contributors are summed up anew, which costs as much again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from cxc_metrics.catalogue import HostRatio, Kpi, Ratio, Sum, View
from cxc_metrics.catalogue.declaration import where
from cxc_metrics.engine import Dialect, Kind
from cxc_metrics.facts.unit_keys import MODULUS, RECORD_KEY, as_key

from .population import Population
from .sql import ROLLED_UP, column_of, kept_sets

# Who a record's amounts come from or go to, by fact; where a record names nobody it stands for itself.
CONTRIBUTORS: Final[Mapping[str, str]] = {
    "exchange": "visitor_id",
    "dossier": "visitor_id",
    "event_attendance": "person",
    "project_participant": "organisation",
    "service": "organisation_id",
}
_CONTRIBUTOR: Final = "contributor"
_EACH, _CELLS = "each_contributor", "cells"
# From so many times the largest on, at least that much is of others than the two largest.
_MANY_TIMES: Final = 3


class Amount(NamedTuple):
    """A column that is summed, and over which rows."""

    value: str
    rows: str


def amounts(kpi: Kpi, view: View) -> dict[str, Amount]:
    """The sums that a figure is made of: `value`, or `above` and `below`."""
    rows = where(view, kpi.among)
    if isinstance(kpi, Sum):
        return {"value": Amount(view.read(kpi.value), rows)}
    if isinstance(kpi, Ratio):
        return {
            "above": Amount(view.read(kpi.numerator), rows),
            "below": Amount(view.read(kpi.denominator), rows),
        }
    if isinstance(kpi, HostRatio):
        return {"above": Amount(view.read(kpi.numerator), rows), "below": Amount("1", rows)}
    raise TypeError(f"{type(kpi).__name__} is not made of sums")


def is_of_contributors(kpi: Kpi, part: str) -> bool:
    """Whether a part is an amount of which it matters who gives how much: money, days; not a count."""
    return (kpi.unit.startswith("EUR") and part != "below") or kpi.unit.endswith("days")


def amounts_sql(population: Population, kpis: Sequence[Kpi], by: Sequence[str], *, totals: bool) -> str:
    """A statement that gives, of each row of the answer, for every figure:

    - `rows` and `rows keys`, its records and their keys; of what hosts reported `rows contributors`;
    - for each of `amounts` its sum, and `valued` records that have one, `n` of another than 0 and `n keys`;
      of amounts `contributors` whose sums are not 0, the `largest` of these, and the `rest` but for the two
      largest; where many stand behind a total, bounds of these three that tell so.

    A total may come twice, with bounds and without.
    """
    return _AmountsSql(population, kpis, by).statement(totals=totals and bool(by))


class _AmountsSql:
    """The parts of that statement."""

    def __init__(self, population: Population, kpis: Sequence[Kpi], by: Sequence[str]) -> None:
        self._population, self._kpis, self._by = population, kpis, list(by)
        self._dialect: Dialect = population.dialect
        named = CONTRIBUTORS.get(population.fact)
        self._who = f"coalesce({as_key(named)}, {RECORD_KEY})" if named else RECORD_KEY

    def statement(self, *, totals: bool) -> str:
        """With rows that sum dimensions up, told by `rolled_up`, or without."""
        columns = [column for kpi in self._kpis for column in self._of_contributors(kpi)]
        selected = _listed([*self._by, *columns])
        cells = f"SELECT\n{selected}\nFROM {_EACH}{_group_by(self._by)}"
        if not totals:
            return f"WITH {_EACH} AS (\n{self._each()}\n)\n{cells}"
        place, wider, inside = self._rolled_up()
        bounds = [column for kpi in self._kpis for column in self._of_cells(kpi)]
        sums = [column for kpi in self._kpis for column in self._of_each(kpi)]
        few = " OR ".join(self._few()) or "1 = 0"
        again = (
            f"SELECT\n{_listed([*place, *sums])}\nFROM {_EACH}\n"
            f"WHERE EXISTS (SELECT 1 FROM {_CELLS}{wider} HAVING {few})\nGROUP BY {inside}"
        )
        return "\n".join(
            [
                f"WITH {_EACH} AS (\n{self._each()}\n), {_CELLS} AS (\n{cells}\n)",
                f"SELECT {', '.join([*self._by, f'0 AS {ROLLED_UP}', *self._names()])} FROM {_CELLS}",
                f"UNION ALL\nSELECT\n{_listed([*place, *bounds])}\nFROM {_CELLS}{wider}",
                f"UNION ALL\nSELECT\n{_listed([*self._by, ROLLED_UP, *columns])}",
                f"FROM (\n{again}\n) AS again{_group_by([*self._by, ROLLED_UP])}",
            ]
        )

    def _rolled_up(self) -> tuple[list[str], str, str]:
        """Of rows that sum dimensions up: which row it is, how cells are grouped, and how contributors."""
        if len(self._by) == 1:
            # A grouping of nothing but the whole knows no dimension; this is nothing, of its type.
            [name] = self._by
            return [f"CASE WHEN 1 = 0 THEN max({name}) END AS {name}", f"1 AS {ROLLED_UP}"], "", _CONTRIBUTOR
        kept = kept_sets(self._by)[1:]
        inside = self._dialect.grouping_sets([(*names, _CONTRIBUTOR) for names in kept])
        rolled_up = f"{self._dialect.grouping(self._by)} AS {ROLLED_UP}"
        return [*self._by, rolled_up], f"\nGROUP BY {self._dialect.grouping_sets(kept)}", inside

    def _each(self) -> str:
        selected = [*self._by, f"{self._who} AS {_CONTRIBUTOR}"]
        view = self._population.view
        for kpi in self._kpis:
            rows = where(view, kpi.among)
            parts = {"rows": f"count(*){rows}", "rows keys": f"sum({RECORD_KEY}){rows}"}
            for part, amount in amounts(kpi, view).items():
                some = where(view, kpi.among, f"({amount.value}) <> 0")
                parts[part] = self._dialect.cast(f"sum({amount.value}){rows}", Kind.REAL)
                parts[f"{part} valued"] = f"count({amount.value}){rows}"
                parts[f"{part} n"] = f"count(*){some}"
                parts[f"{part} n keys"] = f"sum({RECORD_KEY}){some}"
            selected += [f"{sql} AS {self._column(kpi, part)}" for part, sql in parts.items()]
        groups = ", ".join([*self._by, self._who])
        return f"SELECT\n{_listed(selected)}\n{self._population.clause(self._by)}\nGROUP BY {groups}"

    def _summed(self, kpi: Kpi) -> dict[str, Kind]:
        """Parts of which a row's is the sum of those below it."""
        kinds = {"rows": Kind.WHOLE, "rows keys": Kind.REAL}
        for part in amounts(kpi, self._population.view):
            kinds |= {part: Kind.REAL, f"{part} valued": Kind.WHOLE}
            kinds |= {f"{part} n": Kind.WHOLE, f"{part} n keys": Kind.REAL}
        return kinds

    def _sum(self, kpi: Kpi, part: str, kind: Kind) -> str:
        total = f"coalesce(sum({self._column(kpi, part)}), 0)"
        # Sums of keys are whole numbers; below their modulus floating point holds them, and is read at once.
        return self._dialect.cast(f"{total} % {MODULUS}" if part.endswith("keys") else total, kind)

    def _of_contributors(self, kpi: Kpi) -> list[str]:
        """The columns of a row, from those of its contributors."""
        parts = {part: self._sum(kpi, part, kind) for part, kind in self._summed(kpi).items()}
        if isinstance(kpi, HostRatio):
            parts["rows contributors"] = f"count(*){self._has(kpi, 'rows')}"
        for part in self._amounts_of(kpi):
            size = f"coalesce(abs({self._column(kpi, part)}), 0)"
            largest, second = f"max({size})", f"coalesce({self._dialect.second_largest(size)}, 0)"
            parts[f"{part} contributors"] = f"count(*){self._has(kpi, part)}"
            parts[f"{part} largest"] = f"coalesce({largest}, 0)"
            parts[f"{part} rest"] = f"coalesce(sum({size}) - {largest} - {second}, 0)"
        return [f"{sql} AS {self._column(kpi, part)}" for part, sql in parts.items()]

    def _of_cells(self, kpi: Kpi) -> list[str]:
        """The columns of a row that sums dimensions up, from those of the rows below it."""
        parts = {part: self._sum(kpi, part, kind) for part, kind in self._summed(kpi).items()}
        if isinstance(kpi, HostRatio):
            parts["rows contributors"] = f"max({self._column(kpi, 'rows contributors')})"
        for part in self._amounts_of(kpi):
            total, largest = self._bounds(kpi, part)
            parts[f"{part} contributors"] = (
                f"CASE WHEN {total} >= {_MANY_TIMES} * {largest} THEN 3 ELSE 0 END"
            )
            parts[f"{part} largest"] = largest
            parts[f"{part} rest"] = f"{total} - 2 * {largest}"
        return [f"{sql} AS {self._column(kpi, part)}" for part, sql in parts.items()]

    def _of_each(self, kpi: Kpi) -> list[str]:
        """The columns of a contributor over several rows, from those of each."""
        return [f"sum({self._column(kpi, part)}) AS {self._column(kpi, part)}" for part in self._summed(kpi)]

    def _few(self) -> list[str]:
        """The conditions that bounds do not tell that many stand behind a total."""
        conditions = []
        for kpi in self._kpis:
            if isinstance(kpi, HostRatio):
                conditions.append("count(*) > 0")
            for part in self._amounts_of(kpi):
                total, largest = self._bounds(kpi, part)
                conditions.append(f"{total} < {_MANY_TIMES} * {largest}")
        return conditions

    def _bounds(self, kpi: Kpi, part: str) -> tuple[str, str]:
        """No more than contributors give together, whatever their signs; no less than the largest of them."""
        return f"abs(sum({self._column(kpi, part)}))", f"sum({self._column(kpi, f'{part} largest')})"

    def _amounts_of(self, kpi: Kpi) -> list[str]:
        return [part for part in amounts(kpi, self._population.view) if is_of_contributors(kpi, part)]

    def _names(self) -> list[str]:
        parts = []
        for kpi in self._kpis:
            parts += [*((kpi, part) for part in self._summed(kpi))]
            parts += [(kpi, "rows contributors")] if isinstance(kpi, HostRatio) else []
            for part in self._amounts_of(kpi):
                parts += [(kpi, f"{part} {of}") for of in ("contributors", "largest", "rest")]
        return [self._column(kpi, part) for kpi, part in parts]

    def _has(self, kpi: Kpi, part: str) -> str:
        return self._dialect.only(f"{self._column(kpi, part)} <> 0")

    def _column(self, kpi: Kpi, part: str) -> str:
        return self._dialect.identifier(column_of(kpi, part))


def _group_by(names: Sequence[str]) -> str:
    return f"\nGROUP BY {', '.join(names)}" if names else ""


def _listed(items: Sequence[str]) -> str:
    return ",\n".join(f"    {item}" for item in items)
