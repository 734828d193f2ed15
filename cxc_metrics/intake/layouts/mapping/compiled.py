"""A mapping becomes a source: relations, maps of codes, and a SELECT per contract table."""

from __future__ import annotations

from collections import abc
from typing import Literal

from cxc_metrics.contract import TABLES, Table
from cxc_metrics.contract.country_names import fold_country
from cxc_metrics.engine.duckdb_dialect import identifier, literal
from cxc_metrics.intake.layouts.source import RawFile, Source
from cxc_metrics.intake.read.marks import UNMAPPED
from cxc_metrics.intake.stage.casts import is_date

from .cell_sql import DELIVERED, CellSql, cell, number_of
from .code_lists import spellings
from .declared_mapping import Condition, MappedTable, Mapping
from .mapped_column import (
    CodesColumn,
    ConstantColumn,
    CountryColumn,
    DateColumn,
    DatePartsColumn,
    MappedColumn,
    NumberColumn,
)
from .mapping_faults import FLOWS_LACK

_IN_ORDER = "ORDER BY single._file, single._line"
_ISO = literal(r"\d{4}-\d\d-\d\d")


def compile_mapping(mapping: Mapping) -> Source:
    """The source that reads as a mapping says: `receive_foreign` does the rest.

    The SELECTs have a column `_conflicts` where rows come together: the columns in which they differ.
    """
    return Source(
        name=mapping.name,
        title=mapping.title or mapping.name,
        reference=mapping.reference,
        licence=mapping.licence,
        grain="aggregate" if mapping.shape == "flows" else "record",
        countable=mapping.countable,
        rules=mapping.rules,
        lacks=_lacks(mapping),
        as_at=mapping.as_at,
        is_synthetic=mapping.is_synthetic,
        earliest=mapping.earliest,
        latest=mapping.latest,
        date_format=mapping.date_format,
        decimal=mapping.decimal,
        countries=mapping.countries,
        files={name: _file(mapping, name) for name in mapping.files},
        date_precision=_date_precision(mapping),
        nouns=mapping.nouns,
        mappings=_maps(mapping),
        selects={name: _select(mapping, name) for name in mapping.tables},
    )


def source_of(declared: Mapping | Source) -> Source:
    """What was declared, as a source."""
    return compile_mapping(declared) if isinstance(declared, Mapping) else declared


def _file(mapping: Mapping, name: str) -> RawFile:
    given = mapping.files[name].model_dump(exclude={"header", "columns"})
    return RawFile(**given, columns=mapping.reads(name))


def _lacks(mapping: Mapping) -> tuple[str, ...]:
    """What is said to be lacking, and what has to be filled and nothing of the mapping fills."""
    lacking = dict.fromkeys(mapping.lacks)
    for name, part in mapping.parts():
        for column in TABLES[name].columns():
            if column.nullable or column.name in part.columns:
                continue
            if not column.deciding or (mapping.shape == "flows" and column.name in FLOWS_LACK):
                lacking[f"{name}.{column.name}"] = None
    return tuple(lacking)


def _date_precision(mapping: Mapping) -> dict[str, Literal["month", "year"]]:
    """The dates that are less exact than a day; where parts of a table differ, the least exact counts."""
    coarse: dict[str, Literal["month", "year"]] = {}
    for name, part in mapping.parts():
        for column, mapped in part.columns.items():
            place = f"{name}.{column}"
            if isinstance(mapped, DateColumn | DatePartsColumn) and mapped.precision != "day":
                coarse[place] = "year" if "year" in (mapped.precision, coarse.get(place)) else "month"
    return coarse


def _map_name(table: str, number: int, column: str) -> str:
    return f"{table}_{column}" if number == 0 else f"{table}_{column}_{number + 1}"


def _maps(mapping: Mapping) -> dict[str, dict[str, str]]:
    return {
        _map_name(table, number, name): spellings(TABLES[table].column(name), mapped.values)
        for table, parts in mapping.tables.items()
        for number, part in enumerate(parts)
        for name, mapped in part.columns.items()
        if isinstance(mapped, CodesColumn)
    }


def _select(mapping: Mapping, name: str) -> str:
    parts = mapping.tables[name]
    model = TABLES[name]
    selects = [_rows_of(mapping, model, number, part) for number, part in enumerate(parts)]
    if len(parts) == 1:
        return f"{selects[0]}\n"
    together = "\nUNION ALL BY NAME\n".join(f"(\n{select}\n)" for select in selects)
    if not all(set(part.group) == set(model.key()) for part in parts):
        return f"{together}\n"
    columns = {column: mapped for part in parts for column, mapped in part.columns.items()}
    # What a part has brought together already is taken as it is.
    return _grouped(model, together, dict.fromkeys(columns), list(model.key()), conflicts=True) + "\n"


def _rows_of(mapping: Mapping, model: type[Table], number: int, part: MappedTable) -> str:
    countries = {
        mapped.country
        for _, other in mapping.parts()
        if other.relation == part.relation
        for mapped in other.columns.values()
        if isinstance(mapped, CountryColumn)
    }
    cells = CellSql(countries)
    lines = []
    for name, mapped in part.columns.items():
        made = cells.of(model.column(name), mapped, f"map_{_map_name(model.table, number, name)}")
        lines.append(f"{made} AS {identifier(name)}")
    grouped = [name for name in part.group if name not in part.columns]
    lines += [f"{cell(name)} AS _group_{place}" for place, name in enumerate(grouped)]
    rows = "SELECT\n    " + ",\n    ".join([*lines, f"{DELIVERED}._file", f"{DELIVERED}._line"])
    rows += f"\nFROM {identifier(part.relation)} AS {DELIVERED}"
    if part.where:
        rows += "\nWHERE " + "\n    AND ".join(_condition(condition) for condition in part.where)
    if not part.group:
        return rows
    keys = [name for name in part.group if name in part.columns]
    keys += [f"_group_{place}" for place in range(len(grouped))]
    return _grouped(model, rows, part.columns, keys)


def _condition(condition: Condition) -> str:
    text = cell(condition.column)
    if condition.is_empty is not None:
        return f"{text} IS {'' if condition.is_empty else 'NOT '}NULL"
    values = condition.keep or condition.drop
    # What folds to nothing (a dash) is compared as it is.
    folded = [fold_country(value) for value in values]
    listed = ", ".join(literal(value) for value in folded if value)
    exact = ", ".join(literal(value) for value in values)
    among = f"{text} IN ({exact})" + (f" OR fold_name({text}) IN ({listed})" if listed else "")
    return f"coalesce({among}, false)" if condition.keep else f"NOT coalesce({among}, false)"


def _grouped(
    model: type[Table],
    rows: str,
    columns: abc.Mapping[str, MappedColumn | None],
    keys: list[str],
    *,
    conflicts: bool = False,
) -> str:
    """One row for each group; rows of which a key is missing stay by themselves."""
    lines = [
        f"{_taken(model, name, mapped, is_key=name in keys)} AS {identifier(name)}"
        for name, mapped in columns.items()
    ]
    differing = [
        f"CASE WHEN min({_single(name)}) <> max({_single(name)}) THEN {literal(name)} END"
        for name, mapped in columns.items()
        if name not in keys and not isinstance(mapped, ConstantColumn) and _takes_first(mapped)
    ]
    if conflicts:
        differing.append("max(single._conflicts)")
    lines += [
        f"first(single._file {_IN_ORDER}) AS _file",
        f"first(single._line {_IN_ORDER}) AS _line",
        f"{_joined(differing)} AS _conflicts",
    ]
    names = [_single(name) for name in keys]
    missing = " OR ".join(f"{name} IS NULL" for name in names)
    alone = f"CASE WHEN {missing} THEN single._file || ':' || single._line END"
    return (
        "SELECT\n    "
        + ",\n    ".join(lines)
        # Not indented: a name may hold a line break, which must stay as it is.
        + f"\nFROM (\n{rows}\n) AS single\nGROUP BY "
        + ", ".join([*names, alone])
    )


def _joined(names: list[str]) -> str:
    return f"nullif(concat_ws(', ', {', '.join(names)}), '')" if names else "NULL"


def _single(name: str) -> str:
    return f"single.{identifier(name)}"


def _takes_first(mapped: MappedColumn | None) -> bool:
    return mapped is None or mapped.take in (None, "first")


def _taken(model: type[Table], name: str, mapped: MappedColumn | None, *, is_key: bool) -> str:
    """How the cells of a group become one; where that cannot be worked out an original, to be precisions."""
    value = _single(name)
    take = "min" if is_key or isinstance(mapped, ConstantColumn) else mapped.take if mapped else None
    unread = None
    if take in ("sum", "min", "max"):
        taken = f"{take}({value})"
        if isinstance(mapped, NumberColumn):
            unread = f"starts_with({value}, {literal(UNMAPPED)})"
            taken = f"exact({take}({number_of(value)}))"
        elif is_date(model.column(name)) and not is_key:
            unread = f"NOT regexp_full_match({value}, {_ISO})"
    elif take in ("count", "different"):
        taken = f"CAST(count({'DISTINCT ' if take == 'different' else ''}{value}) AS VARCHAR)"
    else:
        taken = f"first({value} {_IN_ORDER}) FILTER ({value} IS NOT NULL)"
    return f"coalesce(min({value}) FILTER ({unread}), {taken})" if unread else taken
