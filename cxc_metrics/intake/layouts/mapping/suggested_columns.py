"""The columns of an explored table by what they may be, each as the mapped column that it would fill."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from cxc_metrics.contract import Column
from cxc_metrics.contract.country_names import fold_country
from cxc_metrics.intake.explore.explored import ColumnKind, ColumnRole, ExploredColumn, ExploredTable
from cxc_metrics.intake.explore.header_words import senses_of
from cxc_metrics.intake.layouts.source import CARRIED

from .code_lists import spellings
from .mapped_column import (
    LONGEST_NAME,
    CodesColumn,
    CountryColumn,
    DateColumn,
    DatePartsColumn,
    KeyColumn,
    MappedColumn,
    NumberColumn,
    NumberedColumn,
    PlainColumn,
)

_MOST_OF = 0.5
_DATED = (ColumnKind.DATE, ColumnKind.INSTANT)


@dataclass(frozen=True)
class SuggestedColumns:
    """What an explored table offers for the columns of the contract; None where it offers nothing."""

    table: ExploredTable

    @cached_property
    def named(self) -> tuple[ExploredColumn, ...]:
        """The columns that can be named: they have a name, and no other has the same."""
        counts = Counter(name.casefold() for name in self.table.header)
        return tuple(
            column
            for column in self.table.columns
            if column.name
            and len(column.name) <= LONGEST_NAME
            and column.name.casefold() not in CARRIED
            and counts[column.name.casefold()] == 1
        )

    def of(self, *roles: ColumnRole) -> tuple[ExploredColumn, ...]:
        """The columns whose likeliest role is one of these: surest first, then those of the key."""
        fitting = [column for column in self.named if column.role in roles]
        return tuple(
            sorted(
                fitting,
                key=lambda column: (-column.roles[0].confidence, column.name not in self.table.key),
            )
        )

    def first(self, *roles: ColumnRole) -> ExploredColumn | None:
        """The surest column of these roles."""
        return next(iter(self.of(*roles)), None)

    def key(self) -> MappedColumn:
        """What tells rows apart; the number of the row where no columns do."""
        names = {column.name for column in self.named}
        parts = self.table.key
        if not parts or not names.issuperset(parts):
            return NumberedColumn(numbered=True)
        return PlainColumn(column=parts[0]) if len(parts) == 1 else KeyColumn(key=parts)

    def plain(self, *roles: ColumnRole) -> PlainColumn | None:
        """The cell as it is."""
        column = self.first(*roles)
        return PlainColumn(column=column.name) if column else None

    def country(self, *roles: ColumnRole) -> CountryColumn | None:
        """The country."""
        column = self.first(*roles)
        return CountryColumn(country=column.name) if column else None

    def number(self, role: ColumnRole) -> NumberColumn | None:
        """A number; an amount is taken for the contract's unit where the file says no other."""
        column = self.first(role)
        return NumberColumn(number=column.name, decimal=column.decimal) if column else None

    def codes(self, role: ColumnRole, column: Column) -> CodesColumn | None:
        """A code list, where most rows hold its codes: a list of another kind would reject them all."""
        explored = self.first(role)
        if explored is None:
            return None
        meant = spellings(column, {})
        understood = sum(counted.rows for counted in explored.values if fold_country(counted.value) in meant)
        filled = self.table.rows - explored.empty
        return CodesColumn(codes=explored.name) if understood > _MOST_OF * filled else None

    def organisation(
        self, role: ColumnRole, country: CountryColumn | None
    ) -> tuple[MappedColumn, MappedColumn] | None:
        """Its identifier and its name; of a name alone the identifier is the name in its country."""
        columns = self.of(role)
        if not columns:
            return None
        first, *others = columns
        name = PlainColumn(column=next((other for other in others if _is_text(other)), first).name)
        if others:
            return PlainColumn(column=first.name), name
        parts = (country.country, first.name) if country else (first.name,)
        return KeyColumn(key=parts), name

    def start(self) -> MappedColumn | None:
        """When it begins."""
        return self._date("start", ColumnRole.START, ColumnRole.DATE, ColumnRole.YEAR)

    def end(self) -> MappedColumn | None:
        """When it ends."""
        return self._date("end", ColumnRole.END)

    def _date(self, side: str, *roles: ColumnRole) -> MappedColumn | None:
        column = next((self.first(role) for role in roles if self.first(role)), None)
        if column is None or column.kind not in _DATED:
            return None
        if column.precision == "year":
            month = self._month(side)
            if month is not None:
                return DatePartsColumn(year=column.name, month=month)
        return DateColumn(date=column.name, format=column.order, precision=column.precision or "day")

    def _month(self, side: str) -> str | None:
        """The column of months beside a year: that of the same side, or the only one if it says no side."""
        months = self.of(ColumnRole.MONTH)
        same = [column for column in months if side in senses_of(column.name)]
        if same:
            return same[0].name
        return months[0].name if len(months) == 1 and "end" not in senses_of(months[0].name) else None


def _is_text(column: ExploredColumn) -> bool:
    return column.kind is ColumnKind.TEXT
