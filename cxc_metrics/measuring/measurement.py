"""The result of measuring: one table with values, n, intervals and flags, and all it takes to check it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from babel.numbers import format_decimal, format_percent

from cxc_metrics.catalogue import Kpi
from cxc_metrics.contract.percent import percent_pattern
from cxc_metrics.errors import CxcError, UnknownName
from cxc_metrics.scope.selection import Scope
from cxc_metrics.statistics.flags import HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE, PROVISIONAL, UNRELIABLE

from .cells import Column
from .statement import Statement

# Columns of each KPI, in this order: its value under its id, then these after `ID_`.
PARTS = ("n", "low", "high", "flag")
# Flags of the statistical system of the EU, as far as this product uses them.
FLAGS: Mapping[str, str] = {
    HIDDEN: "confidential: hidden",
    UNRELIABLE: "low reliability",
    PROVISIONAL: "provisional: the period was still open at the as-at date",
    NOT_APPLICABLE: "not applicable (a country with itself)",
    NOT_AVAILABLE: "not available",
}
POINTS, PERCENT, ABSOLUTE = "pp", "%", "absolute"


@dataclass(frozen=True)
class Change:
    """A change against the comparison: percentage points (`pp`), per cent, or absolute in the KPI's unit.

    `doubt` says why it may mislead: the register only begins within the days compared.
    """

    value: float
    unit: str
    doubt: str = field(default="", compare=False)

    def text(self, locale: str = "en") -> str:
        """With its sign, as a reader of that language writes it: +12.5%, −3.2 pp, +4.

        What rounds to nought has no sign; beyond ten a second decimal says nothing.
        """
        decimals = 2 if self.unit == ABSOLUTE and abs(self.value) < 10 else 1
        value = round(self.value, decimals)
        pattern = percent_pattern(locale, "#") if self.unit == PERCENT else "#,##0." + "#" * decimals
        signed = f"+{pattern};−{pattern}" if value else pattern
        if self.unit == PERCENT:
            return str(format_percent((value or 0.0) / 100, format=signed, locale=locale))
        number = str(format_decimal(value or 0.0, format=signed, locale=locale))
        return number if self.unit == ABSOLUTE else f"{number} {self.unit}"


class Over(NamedTuple):
    """Over how many of all rows a figure was told, where a cell it needs was emptied in the others.

    `counts`: of a number of rows or things, which is what is known for certain; the others may add to it.
    """

    n: int
    of: int
    counts: bool

    def __str__(self) -> str:
        if self.counts:
            return f"{self.of - self.n} more could not be told"
        return f"over {self.n} of {self.of}"


def over(kpi: Kpi, row: Mapping[Any, Any]) -> Over | None:
    """Over how many rows the KPI was told in a row of a measurement's table; None over all of them."""
    whole = _plain(row.get(f"{kpi.id}_of"))
    if whole is None:
        return None
    return Over(int(_plain(row[f"{kpi.id}_n"]) or 0), int(whole), not kpi.needs_every_cell)


@dataclass(frozen=True)
class Comparison:
    """What was compared with: its name, and the selection as it was measured.

    Columns are called after the name: `year_before`, `other_wave`, `scheme`, `eu_average`, or the own name of
    a second selection (`EU27`).
    """

    name: str
    scope: Scope


@dataclass(frozen=True)
class Measurement:
    """Values of KPIs by dimensions for one selection of one data version.

    `columns` are arrays of one length; `table` is made of them for whoever wants one, which takes longer than
    all of them. It has the dimensions in the order asked, then `is_total` where totals were asked (and
    `total_over`, the dimensions summed up, where there are two or more), then for each KPI `ID`, `ID_n`,
    `ID_low`, `ID_high`, `ID_flag`; `ID_of`, how many rows there are where a cell that some of them need was
    emptied (n are then those that could tell it; no such column where none was); `ID_missing` names codes
    that were not reached where a KPI covers a closed list; with a comparison also `ID_<its name>`
    (`O01_year_before`, `O01_EU27`), `ID_change`, `ID_change_unit` (pp, %, absolute), `ID_change_flag`,
    `ID_change_reason` (why there is none, or no interval), and of survey shares `ID_change_low` and
    `ID_change_high` in percentage points. Further columns are the `extras` of the KPI's kind (`ID_reason`,
    `ID_deff`, …) and what stands beside it (`ID_response`, `ID_invited`). Shares are fractions. A KPI in
    `not_measurable` has no values there, and the reason here.
    `statements` is the SQL as it was run.
    """

    columns: Mapping[str, Column]
    kpis: tuple[Kpi, ...]
    by: tuple[str, ...]
    scope: Scope
    version_id: str
    as_at: date | None
    is_synthetic: bool
    statements: tuple[Statement, ...]
    not_measurable: Mapping[str, str]
    compare: Comparison | None = None
    # Whether a guard stood between a viewer and the numbers, and whether it changed or hid some.
    is_guarded: bool = False
    is_protected: bool = False

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids of the KPIs in the order asked."""
        return tuple(kpi.id for kpi in self.kpis)

    @property
    def has_totals(self) -> bool:
        """Whether the table has total rows."""
        return "is_total" in self.columns

    @cached_property
    def table(self) -> pd.DataFrame:
        """All rows and columns."""
        return pd.DataFrame(dict(self.columns))

    @property
    def row_count(self) -> int:
        """How many rows the table has."""
        return len(next(iter(self.columns.values()), ()))

    @property
    def details(self) -> pd.DataFrame:
        """The table without its total rows."""
        return self.without_totals().table

    def without_totals(self) -> Measurement:
        """The same answer without its total rows."""
        if not self.has_totals:
            return self
        is_detail = ~self.columns["is_total"]
        return replace(self, columns={name: column[is_detail] for name, column in self.columns.items()})

    def only(self, *kpis: str) -> Measurement:
        """The same answer for some of its KPIs, in the order given; statements stay as they were run.

        Raises UnknownName for a KPI that was not asked.
        """
        names = [name for name in (*self.by, "is_total", "total_over") if name in self.columns]
        for kpi in kpis:
            first = self._column(kpi)
            names += [name for name in self.columns if name == first or name.startswith(f"{kpi}_")]
        by_id = {kpi.id: kpi for kpi in self.kpis}
        return replace(
            self,
            columns={name: self.columns[name] for name in names},
            kpis=tuple(by_id[kpi] for kpi in kpis),
            not_measurable={kpi: why for kpi, why in self.not_measurable.items() if kpi in kpis},
        )

    def row(self) -> Mapping[str, Any]:
        """The row of the whole selection: the only one, or the grand total.

        Raises CxcError where the table is broken down and has no totals.
        """
        return self._whole

    @cached_property
    def _whole(self) -> Mapping[str, Any]:
        # Kept: pages ask for it hundreds of times.
        if self.by and not self.has_totals:
            raise CxcError("This measurement is broken down: measure with totals=True for the whole.")
        place = int(np.flatnonzero(self.columns["is_total"])[-1]) if self.by else 0
        return MappingProxyType({name: column[place] for name, column in self.columns.items()})

    def value(self, kpi: str) -> int | float | None:
        """The KPI's value for the whole selection; None where there is none."""
        return _plain(self.row()[self._column(kpi)])

    def n(self, kpi: str) -> int | None:
        """What the value rests on: rows, or the denominator of a share."""
        n = _plain(self.row()[self._column(kpi, "n")])
        return None if n is None else int(n)

    def over(self, kpi: str) -> Over | None:
        """Over how many of all rows the value for the whole selection was told; None over all of them."""
        return over(self.kpis[self.ids.index(kpi)], self.row())

    def flag(self, kpi: str) -> str:
        """Flags of the KPI's value for the whole selection; empty where there are none."""
        return str(self.row()[self._column(kpi, "flag")])

    def change(self, kpi: str) -> Change | None:
        """Change of the whole selection against the comparison; None where there is none."""
        if self.compare is None:
            return None
        row = self.row()
        value = _plain(row[self._column(kpi, "change")])
        if value is None:
            return None
        unit, flag, reason = (
            str(row[self._column(kpi, f"change_{part}")]) for part in ("unit", "flag", "reason")
        )
        return Change(float(value), unit, doubt=reason if flag else "")

    def compared(self, kpi: str) -> str:
        """Name of the column that holds the KPI's value of the selection compared with.

        Raises CxcError where nothing was compared.
        """
        if self.compare is None:
            raise CxcError("This measurement has no comparison: measure with compare=.")
        return self._column(kpi, self.compare.name)

    def _column(self, kpi: str, part: str = "") -> str:
        if kpi not in self.ids:
            raise UnknownName("KPI of this measurement", kpi, self.ids)
        return f"{kpi}_{part}" if part else kpi


def _plain(value: Any) -> int | float | None:
    if value is None or pd.isna(value):
        return None
    number = value.item() if hasattr(value, "item") else value
    return number if isinstance(number, (int, float)) else float(number)
