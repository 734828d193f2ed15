"""Figures that a viewer may see: numbers by KPI, each with what it rests on, its interval and flags."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import pandas as pd

from cxc_metrics.catalogue import Kpi
from cxc_metrics.errors import CxcError, UnknownName
from cxc_metrics.measuring import Change, Comparison, Measurement, Over, Statement, over
from cxc_metrics.scope import Scope
from cxc_metrics.statistics.flags import HIDDEN

from .disclosed import Disclosed, Table
from .viewer import PARTNERSHIP_FIELDS


class Cell(NamedTuple):
    """One number: its value (None: hidden or there is none), what it rests on, its interval and flags."""

    value: int | float | None
    hidden: bool
    n: int | None
    low: float | None
    high: float | None
    flag: str


@dataclass(frozen=True)
class Figure:
    """One KPI of an answer: of the whole selection as such, by row as `cells` and `series`."""

    kpi: Kpi
    _of: Measurement = field(repr=False)

    @property
    def cell(self) -> Cell:
        """The number of the whole selection. CxcError where it is broken down and has no totals."""
        return self.cell_of(self._of.row())

    @property
    def value(self) -> int | float | None:
        """As `cell`."""
        return self._of.value(self.kpi.id)

    @property
    def n(self) -> int | None:
        """As `cell`."""
        return self._of.n(self.kpi.id)

    @property
    def low(self) -> float | None:
        """As `cell`."""
        return self.cell.low

    @property
    def high(self) -> float | None:
        """As `cell`."""
        return self.cell.high

    @property
    def flag(self) -> str:
        """As `cell`; empty where there is none."""
        return self._of.flag(self.kpi.id)

    @property
    def reason(self) -> str:
        """Why the KPI has no number at all in this selection; empty where it can be measured."""
        return self._of.not_measurable.get(self.kpi.id, "")

    @property
    def over(self) -> Over | None:
        """Over how many of all rows it was told; None over all of them."""
        return self._of.over(self.kpi.id)

    @property
    def change(self) -> Change | None:
        """Change of the whole selection against the comparison; None where there is none."""
        return self._of.change(self.kpi.id)

    @property
    def is_partly_told(self) -> bool:
        """Whether some row was not told over all records, as a cell they need was emptied."""
        return f"{self.kpi.id}_of" in self._of.columns

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """A number per row, in the order of the rows."""
        parts = ("", "n", "low", "high", "flag")
        # Column by column: taking a table apart row by row was a third of a page's run.
        return tuple(map(_cell, *(self._of.columns[self._name(part)].tolist() for part in parts)))

    def cell_of(self, row: Mapping[Any, Any]) -> Cell:
        """The number of one row of the frame."""
        return _cell(*(row[self._name(part)] for part in ("", "n", "low", "high", "flag")))

    def over_of(self, row: Mapping[Any, Any]) -> Over | None:
        """Over how many of all rows the number of one row of the frame was told; None over all of them."""
        return over(self.kpi, row)

    @cached_property
    def overs(self) -> tuple[Over | None, ...]:
        """The same of every row, in their order."""
        return tuple(self.over_of(row) for row in self._of.table.to_dict("records"))

    def part(self, name: str) -> Any:
        """A further part of the whole selection's number (`reason`, `modelled_low`, `change_low`, …).

        None where the kind of figure has no such part.
        """
        return _none_if_missing(self._of.row().get(self._name(name)))

    def part_of(self, row: Mapping[Any, Any], name: str) -> Any:
        """The same of one row of the frame."""
        return _none_if_missing(row.get(self._name(name)))

    def parts(self, name: str) -> list[Any]:
        """The same of every row, in their order."""
        values = self._of.columns.get(self._name(name))
        return [None] * self._of.row_count if values is None else list(map(_none_if_missing, values.tolist()))

    def series(self, part: str = "") -> pd.Series[Any]:
        """One part of all rows: the value, or `n`, `low`, `high`, `flag`; flags are empty, never missing."""
        values = self._of.table[self._name(part)]
        return values.fillna("").astype("str") if part == "flag" else values

    @property
    def compared(self) -> int | float | None:
        """The value of the selection compared with. CxcError where nothing was compared."""
        return _plain(self._of.row()[self.compared_name])

    @property
    def compared_name(self) -> str:
        """The frame's column of the value of the selection compared with. CxcError where there is none."""
        return self._of.compared(self.kpi.id)

    def _name(self, part: str) -> str:
        return f"{self.kpi.id}_{part}" if part else self.kpi.id


@dataclass(frozen=True)
class Figures(Disclosed):
    """KPIs by dimensions for one selection: what a viewer may see of a measurement."""

    _of: Measurement = field(repr=False)

    @property
    def kpis(self) -> tuple[Kpi, ...]:
        """The KPIs in the order asked."""
        return self._of.kpis

    @property
    def ids(self) -> tuple[str, ...]:
        """Their ids."""
        return self._of.ids

    @property
    def by(self) -> tuple[str, ...]:
        """The dimensions in the order asked."""
        return self._of.by

    @property
    def scope(self) -> Scope:
        """The selection."""
        return self._of.scope

    @property
    def compare(self) -> Comparison | None:
        """What was compared with."""
        return self._of.compare

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The SQL as it was run."""
        return self._of.statements

    @property
    def not_measurable(self) -> Mapping[str, str]:
        """Reasons by KPI where there is no number at all."""
        return self._of.not_measurable

    @property
    def is_protected(self) -> bool:
        """Whether counts were changed or cells hidden for this viewer: not in a selection of its own."""
        return self.origin.is_protected and self._of.is_protected

    @property
    def is_exact(self) -> bool:
        """Whether figures of records are exact: for the internal viewer, and in a selection of one's own."""
        return not self.is_protected and (self.origin.is_internal_only or self.origin.is_protected)

    @property
    def holds_own_rows(self) -> bool:
        """As `Disclosed`: protected figures by partnership, for a partnership."""
        return self.is_protected and bool(self.viewer.partnerships) and _tells_apart(self.by)

    @property
    def has_totals(self) -> bool:
        """Whether there are rows that sum up dimensions."""
        return self._of.has_totals

    def __getitem__(self, kpi: str) -> Figure:
        """One of the KPIs. UnknownName for one that was not asked."""
        if kpi not in self.ids:
            raise UnknownName("KPI of this answer", kpi, self.ids)
        return Figure(self.kpis[self.ids.index(kpi)], self._of)

    def __iter__(self) -> Iterator[Figure]:
        return (self[kpi] for kpi in self.ids)

    def __len__(self) -> int:
        return self._of.row_count

    @property
    def cells(self) -> Mapping[str, tuple[Cell, ...]]:
        """All numbers by KPI, a number per row."""
        return {figure.kpi.id: figure.cells for figure in self}

    def frame(self, *, totals: bool = True) -> pd.DataFrame:
        """The table as `Measurement` tells it: dimensions, then per KPI its value under its id and its parts.

        A copy: the caller may shape it, and hand it back to `table` for what it draws.
        """
        return (self._of.table if totals else self._of.details).copy(deep=False)

    def only(self, *kpis: str) -> Figures:
        """The same answer for some of its KPIs, in the order given. UnknownName for one not asked."""
        return replace(self, _of=self._of.only(*kpis))

    def details(self) -> Figures:
        """The same answer without the rows that sum up dimensions."""
        return replace(self, _of=self._of.without_totals())

    def together(self, others: Sequence[Figures]) -> Figures:
        """With the KPIs, statements and reasons of others of the same viewer and version, for what tells of
        all.

        The numbers stay those of this one. CxcError where the others are of another viewer or version.
        """
        every = [self, *others]
        if any(figures.origin != self.origin for figures in others):
            raise CxcError("Answers of two viewers or two data versions cannot be told together.")
        merged = replace(
            self._of,
            kpis=tuple(kpi for figures in every for kpi in figures.kpis),
            statements=tuple(statement for figures in every for statement in figures.statements),
            not_measurable={kpi: why for figures in every for kpi, why in figures.not_measurable.items()},
        )
        return replace(self, _of=merged)

    def with_statements_of(self, other: Figures) -> Figures:
        """The same numbers, with the SQL of another answer that went into what is drawn of them."""
        statements = self._of.statements + other._of.statements
        return replace(self, _of=replace(self._of, statements=statements))

    def table(self, shaped: pd.DataFrame, columns: Mapping[str, str] | None = None) -> Table:
        """A table shaped from these numbers: what a chart draws, with descriptions of its own columns."""
        own = self.is_exact and not self.viewer.sees_all
        return Table(self.origin, self._seal, shaped, self.scope, columns=dict(columns or {}), own=own)


def _tells_apart(by: Sequence[str]) -> bool:
    return not set(PARTNERSHIP_FIELDS).isdisjoint(by)


def _cell(value: Any, n: Any, low: Any, high: Any, flag: Any) -> Cell:
    """The number whose parts stand in one row."""
    number, said = _plain(n), _text(flag)
    whole = None if number is None else int(number)
    return Cell(_plain(value), HIDDEN in said, whole, _plain(low), _plain(high), said)


def _none_if_missing(value: Any) -> Any:
    """The value; None for pandas' ways of writing that there is none."""
    # Not pd.isna: it looks at what it is given in a dozen ways, and pages ask it thousands of times.
    return None if value is None or value is pd.NA or value != value else value


def _plain(value: Any) -> int | float | None:
    value = _none_if_missing(value)
    number: int | float | None = value.item() if hasattr(value, "item") else value
    return number


def _text(value: Any) -> str:
    return str(_none_if_missing(value) or "")
