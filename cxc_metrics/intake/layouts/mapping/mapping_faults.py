"""What is wrong with a mapping, in words with the place: all of it, before a file is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from cxc_metrics.contract import RULES, TABLES, Column, Table
from cxc_metrics.contract.country_names import fold_country
from cxc_metrics.errors import did_you_mean, shown
from cxc_metrics.intake.intake_options import is_iso_day
from cxc_metrics.intake.layouts.source import CARRIED, NAME
from cxc_metrics.intake.stage.casts import is_date, is_number

from .code_lists import codes_of
from .mapped_column import (
    CodesColumn,
    ConstantColumn,
    CountryColumn,
    DateColumn,
    DatePartsColumn,
    MappedColumn,
    NumberColumn,
)
from .number_units import UNITS, factor_of, is_worked_out

if TYPE_CHECKING:
    from .declared_mapping import MappedTable, Mapping

# The table that holds a shape's units.
UNIT_TABLES: Final = {
    "pairs": "exchange",
    "flows": "exchange",
    "participations": "project_participant",
    "meetings": "event_attendance",
}
# What rows of added-up persons never have (definitions 1).
FLOWS_LACK: Final = frozenset({"vo_id", "ho_id", "status"})
_BOTH_SIDES: Final = ("vo_country", "ho_country")
_LISTED = 12


def faults_of(mapping: Mapping) -> list[str]:
    """All faults of a mapping, each with its place; none if it can be used."""
    return [
        *_of_the_whole(mapping),
        *(fault for name in mapping.tables for fault in _of_table(mapping, name)),
    ]


def _of_the_whole(mapping: Mapping) -> Iterator[str]:
    if not NAME.fullmatch(mapping.name):
        yield f"name: {shown(mapping.name)} must be lower-case letters, digits, underscores"
    unit = UNIT_TABLES[mapping.shape]
    if unit not in mapping.tables:
        yield f"shape {mapping.shape} counts rows of table {unit}: [tables.{unit}] is missing"
    if mapping.earliest > mapping.latest:
        yield "earliest lies after latest"
    for rule in mapping.rules:
        if rule not in RULES:
            yield f"rules: unknown rule {shown(rule)}{did_you_mean(rule, RULES)}"
    yield from _of_lacks(mapping)
    for name in mapping.files:
        yield from _of_file(mapping, name)


def _of_file(mapping: Mapping, name: str) -> Iterator[str]:
    if not NAME.fullmatch(name):
        yield f"files: {shown(name)} must be lower-case letters, digits, underscores"
    elif name in TABLES:
        yield f"files: {name!r} bears a contract table's name: call it raw_{name}"
    for column in mapping.reads(name):
        if column.casefold() in CARRIED:
            yield f"files.{name}: column {shown(column)} bears a name of ours: rename it in the file"


def _of_lacks(mapping: Mapping) -> Iterator[str]:
    columns = {
        f"{name}.{column.name}": column for name, model in TABLES.items() for column in model.columns()
    }
    for name in mapping.lacks:
        if name not in columns:
            yield f"lacks: unknown column {shown(name)}{did_you_mean(name, columns)}"
        elif columns[name].key:
            yield f"lacks: {name} is a key: without it no row can be told from another"


def _of_table(mapping: Mapping, name: str) -> Iterator[str]:
    place = f"tables.{name}"
    if name not in TABLES:
        yield f"{place}: there is no such table{did_you_mean(name, TABLES)}"
        return
    for number, part in enumerate(mapping.tables[name]):
        here = place if len(mapping.tables[name]) == 1 else f"{place} part {number + 1}"
        if part.relation not in mapping.files:
            yield f"{here}: from names no file{did_you_mean(part.relation, mapping.files)}"
        yield from (f"{here}: {fault}" for fault in _left_out(mapping, TABLES[name], part))
        yield from (f"{here}.columns.{fault}" for fault in _of_columns(TABLES[name], part))


def _left_out(mapping: Mapping, model: type[Table], part: MappedTable) -> Iterator[str]:
    """Columns without which a row counts for nothing; what a grain lacks has to be said, not forgotten."""
    lacking = {name.partition(".")[2] for name in mapping.lacks if name.partition(".")[0] == model.table}
    if mapping.shape == "flows" and model.table == "exchange":
        lacking |= FLOWS_LACK
    for column in model.columns():
        if column.nullable or not column.deciding or column.name in part.columns:
            continue
        if column.key or column.name in _BOTH_SIDES:
            yield f"{column.name} ({column.description}) decides and is left out: map it"
        elif column.name not in lacking:
            yield (
                f"{column.name} ({column.description}) decides and is left out: map it, or list "
                f'"{model.table}.{column.name}" under lacks if the file does not have it'
            )


def _of_columns(model: type[Table], part: MappedTable) -> Iterator[str]:
    columns = {column.name: column for column in model.columns()}
    for name, mapped in part.columns.items():
        if name not in columns:
            yield f"{shown(name)} is no column of table {model.table}{did_you_mean(name, columns)}"
            continue
        yield from (f"{name}: {fault}" for fault in _of_column(columns[name], mapped))
        yield from (f"{name}: {fault}" for fault in _of_take(columns[name], mapped, part))


def _of_column(column: Column, mapped: MappedColumn) -> Iterator[str]:
    match mapped:
        case ConstantColumn():
            yield from _of_constant(column, mapped.constant)
        case CountryColumn() if column.references != "ref_country":
            yield "it is no country"
        case CodesColumn():
            yield from _of_codes(column, mapped)
        case DateColumn() | DatePartsColumn() if not is_date(column):
            yield "it is no date"
        case NumberColumn():
            yield from _of_number(column, mapped)
        case _:
            pass


def _of_constant(column: Column, text: str) -> Iterator[str]:
    codes = codes_of(column)
    if codes is not None and text not in codes:
        yield f"{shown(text)} is not in its code list{did_you_mean(text, codes)}"
    elif is_date(column) and not is_iso_day(text):
        yield f"{shown(text)} is no day; write it as 2024-05-31"
    elif is_number(column) and codes is None:
        yield from _of_constant_number(column, text)


def _of_constant_number(column: Column, text: str) -> Iterator[str]:
    try:
        value = Decimal(text)
    except InvalidOperation:
        yield f"{shown(text)} is no number"
        return
    low, high = column.minimum, column.maximum
    if not value.is_finite() or (low is not None and value < low) or (high is not None and value > high):
        yield f"{shown(text)} is not between {low} and {high}"


def _of_codes(column: Column, mapped: CodesColumn) -> Iterator[str]:
    codes = codes_of(column)
    if codes is None:
        yield "it has no code list: take the column as it is, {column = …}"
        return
    meant: dict[str, tuple[str, str]] = {}
    for value, code in mapped.values.items():
        if code not in codes:
            yield (
                f"{shown(value)} is translated to {shown(code)}, which is not in its code list"
                + did_you_mean(code, codes)
            )
        before = meant.setdefault(fold_country(value), (value, code))
        if before[1] != code:
            yield (
                f"{shown(before[0])} and {shown(value)} are one value, and translated twice: to {before[1]} "
                f"and to {code}"
            )


def _of_number(column: Column, mapped: NumberColumn) -> Iterator[str]:
    if not is_number(column):
        yield "it is no number"
        return
    if mapped.unit is not None and mapped.factor is None and factor_of(column, mapped.unit) is None:
        units = [unit for unit, meant in UNITS if meant == column.unit]
        counted = f"It is counted in {column.unit}" if column.unit else "It has no unit"
        hint = f"; known besides: {', '.join(units[:_LISTED])}" if units else ""
        yield f"unit {shown(mapped.unit)} is not known here. {counted}{hint}. Give the factor between the two"
    if is_worked_out(column, mapped) and mapped.decimal is None:
        yield 'say decimal = "." or ",": something is worked out of the numbers before they are checked'


def _of_take(column: Column, mapped: MappedColumn, part: MappedTable) -> Iterator[str]:
    if mapped.take is None:
        return
    if not part.group:
        yield f"take = {mapped.take!r} says how rows come together, and the table has no group"
    elif mapped.take == "sum" and not isinstance(mapped, NumberColumn):
        yield "only numbers can be added up: write {number = …}"
    elif mapped.take in ("count", "different") and not is_number(column):
        yield f"take = {mapped.take!r} gives a number, and it is none"
    elif mapped.take in ("min", "max") and isinstance(mapped, DateColumn) and mapped.format is None:
        yield "the earlier of two dates is only known where their format is said"
    elif mapped.take in ("min", "max") and is_number(column) and not isinstance(mapped, NumberColumn):
        yield "the smaller of two numbers is only known where they are numbers: write {number = …}"
