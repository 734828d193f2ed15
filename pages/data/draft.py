"""A mapping while it is edited: contract columns get columns of the file, and what hangs on them follows.

A draft is a `Mapping` whose faults are not looked for yet; `sound` looks for them. Nothing is drawn here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from cxc_metrics.contract import TABLES, Column
from cxc_metrics.errors import SourceError
from cxc_metrics.intake import ExploredColumn, ExploredTable, HeaderChange, Mapping, NotUnderstood
from cxc_metrics.intake.layouts.mapping import (
    CodesColumn,
    CountryColumn,
    DateColumn,
    DatePartsColumn,
    KeyColumn,
    MappedColumn,
    MappedTable,
    NumberColumn,
    NumberedColumn,
    PlainColumn,
    parse_mapping,
    with_lacks,
    written,
)
from cxc_metrics.intake.layouts.mapping.code_lists import codes_of
from cxc_metrics.intake.layouts.mapping.mapping_faults import FLOWS_LACK, UNIT_TABLES
from cxc_metrics.intake.stage.casts import is_date, is_number


class Place(NamedTuple):
    """One contract column, in one part of its table."""

    table: str
    part: int
    column: str

    @property
    def declared(self) -> Column:
        """What the contract says of it."""
        return TABLES[self.table].column(self.column)


def part_at(draft: Mapping, place: Place) -> MappedTable:
    """The part of a table that a place is in."""
    return draft.tables[place.table][place.part]


def mapped_at(draft: Mapping, place: Place) -> MappedColumn | None:
    """What a contract column is made of; None where the file does not have it."""
    return part_at(draft, place).columns.get(place.column)


def with_mapped(draft: Mapping, place: Place, mapped: MappedColumn | None) -> Mapping:
    """The draft with a contract column made of that; None takes it out."""
    part = part_at(draft, place)
    columns: dict[str, MappedColumn] = {
        name: own for name, own in part.columns.items() if name != place.column
    }
    if mapped is not None:
        columns[place.column] = mapped
    order = [column.name for column in TABLES[place.table].columns()]
    ordered = {name: columns[name] for name in sorted(columns, key=order.index)}
    return with_part(draft, place.table, place.part, part.model_copy(update={"columns": ordered}))


def with_part(draft: Mapping, table: str, number: int, part: MappedTable) -> Mapping:
    """The draft with another part of a table."""
    parts = draft.tables[table]
    changed = (*parts[:number], part, *parts[number + 1 :])
    return draft.model_copy(update={"tables": {**draft.tables, table: changed}})


def made_of(column: Column, source: ExploredColumn, before: MappedColumn | None) -> MappedColumn:
    """How a contract column is filled from a column of the file; what was said of it before stays."""
    if column.references == "ref_country":
        return CountryColumn(country=source.name)
    if codes_of(column) is not None:
        values = before.values if isinstance(before, CodesColumn) and before.codes == source.name else {}
        return CodesColumn(codes=source.name, values=values)
    if is_date(column):
        return DateColumn(date=source.name, format=source.order, precision=source.precision or "day")
    if is_number(column):
        unit = before.unit if isinstance(before, NumberColumn) else None
        return NumberColumn(number=source.name, unit=unit, decimal=source.decimal)
    return PlainColumn(column=source.name)


def made_key(names: tuple[str, ...], before: MappedColumn | None, *, key: bool) -> MappedColumn | None:
    """An identifier of columns together; of none the number of the row, where there has to be one."""
    prefix = before.prefix if isinstance(before, KeyColumn) else None
    if not names:
        return NumberedColumn(numbered=True) if key else None
    if len(names) == 1 and prefix is None:
        return PlainColumn(column=names[0])
    return KeyColumn(key=names, prefix=prefix)


@dataclass(eq=False)
class Editing:
    """A mapping of one table of a delivery on its way from a suggestion to a register.

    `first` are the places that stand first on the page, and stay there whatever is chosen. `beginning` counts
    how often it was begun anew: widgets of another beginning are others. `answered` are the values that were
    not understood and whose meaning was said. `kept_as` is the name of the kept mapping it began with.
    """

    table: ExploredTable
    mapping: Mapping
    kept_as: str | None = None
    suggested: dict[Place, MappedColumn] = field(default_factory=dict)
    first: frozenset[Place] = frozenset()
    answered: dict[NotUnderstood, str] = field(default_factory=dict)
    beginning: int = 0
    changed: bool = False

    def __post_init__(self) -> None:
        """Remember what was suggested, and what stands first for it."""
        self.begin(self.mapping)

    def begin(self, mapping: Mapping) -> None:
        """Go on with another suggestion."""
        self.mapping, self.changed, self.answered = mapping, True, {}
        self.beginning += 1
        self.suggested = {
            place: mapped for place in self.places() if (mapped := mapped_at(mapping, place)) is not None
        }
        needed = (place for place in self.places() if _is_needed(mapping, place.declared))
        self.first = frozenset((*self.suggested, *needed))

    def places(self) -> Iterator[Place]:
        """All contract columns of its tables."""
        for table, parts in self.mapping.tables.items():
            for number, _ in enumerate(parts):
                yield from (Place(table, number, column.name) for column in TABLES[table].columns())

    def key(self, place: Place) -> str:
        """The beginning of the keys of a place's widgets."""
        return f"map_{self.beginning}_{place.table}_{place.part}_{place.column}"

    @property
    def main(self) -> str:
        """The table that holds what the register counts."""
        return UNIT_TABLES[self.mapping.shape]

    def mapped(self, place: Place) -> MappedColumn | None:
        """What a contract column is made of now."""
        return mapped_at(self.mapping, place)

    def put(self, place: Place, mapped: MappedColumn | None) -> None:
        """Make a contract column of that from now on."""
        if mapped != self.mapped(place):
            self.change(with_mapped(self.mapping, place, mapped))

    def change(self, mapping: Mapping) -> None:
        """Go on with a changed mapping: what was checked is of the one before."""
        if mapping != self.mapping:
            self.mapping, self.changed = mapping, True


def _is_needed(mapping: Mapping, column: Column) -> bool:
    lacks = mapping.shape == "flows" and column.name in FLOWS_LACK
    return column.key or (column.deciding and not column.nullable and not lacks)


def sound(draft: Mapping) -> Mapping:
    """The mapping, as it can be kept and used: what the file lacks is said to be lacking.

    SourceError with all its faults.
    """
    try:
        return parse_mapping(written(with_lacks(draft)), "")
    except SourceError as error:
        raise SourceError(str(error).removeprefix(": ")) from None


def adapted(mapping: Mapping, changes: Iterable[HeaderChange], table: ExploredTable) -> Mapping:
    """A mapping that reads a table whose header changed: columns by their new names, those gone left out."""
    names = {before: now for change in changes for before, now in change.missing}
    relation, file = next(iter(mapping.files.items()))
    header = tuple(name for name in table.header if name)
    tables = {
        name: tuple(_renamed_part(part, names) for part in parts) for name, parts in mapping.tables.items()
    }
    return mapping.model_copy(
        update={"files": {relation: file.model_copy(update={"header": header})}, "tables": tables}
    )


def _renamed_part(part: MappedTable, names: dict[str, str | None]) -> MappedTable:
    columns = {
        name: _renamed(mapped, names)
        for name, mapped in part.columns.items()
        if all(names.get(column, column) for column in mapped.reads())
    }
    where = tuple(
        condition.model_copy(update={"column": names.get(condition.column, condition.column)})
        for condition in part.where
        if names.get(condition.column, condition.column)
    )
    group = tuple(now for name in part.group if (now := names.get(name, name)))
    return part.model_copy(update={"columns": columns, "where": where, "group": group})


def _renamed(mapped: MappedColumn, names: dict[str, str | None]) -> MappedColumn:
    """The same made of columns by their new names."""
    if isinstance(mapped, KeyColumn):
        return mapped.model_copy(update={"key": tuple(names.get(name) or name for name in mapped.key)})
    fields = ("year", "month", "day") if isinstance(mapped, DatePartsColumn) else (mapped.word,)
    renamed = {field: names[before] for field in fields if (before := getattr(mapped, field)) in names}
    return mapped.model_copy(update=renamed)
