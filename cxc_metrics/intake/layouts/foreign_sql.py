"""Foreign registers: their files as raw relations, helper tables for names, one SELECT per contract table.

The SQL of a source may use, besides its raw relations (text columns as in the file, `_file`, `_line`):
`ref_country`, `ref_ecosystem`, `ref_org_type`; `country_name_map(name, country_code)`;
`map_<name>(value, code)` for each `[mappings.<name>]`; and five functions. `exact(number)` is a number that
was worked out, as text whose point is a decimal point. `filled(text)` is a cell without spaces around it,
missing where nothing is left. `fold_name(text)` is the form in which names and values stand in the maps (no
case, accents, punctuation). `country_code(text)` is the country a code or name means, in the source's
languages and by its aliases. `mapped(code, original)` gives the code, or marks the original so that it
becomes a finding `unmapped_value` instead of an empty cell.

Besides the contract's columns a SELECT gives `_file` and `_line`; where it brings rows together it may give
`_conflicts`, the names of the columns in which they differ.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase

import duckdb
import pyarrow as pa
from duckdb.func import ARROW, SPECIAL

from cxc_metrics.contract import TABLES
from cxc_metrics.contract.country_names import fold_country
from cxc_metrics.engine.duckdb_dialect import identifier, literal
from cxc_metrics.errors import IntakeError, SourceError, did_you_mean, one_line
from cxc_metrics.intake.read.marks import TYPED, UNMAPPED, bare
from cxc_metrics.intake.read.raw import OTHER_SPACES, RawTable
from cxc_metrics.intake.split_tables import line_of, store
from cxc_metrics.intake.workbench import STAGE, Workbench

from .country_reader import CountryReader
from .names import folded_column
from .source import CARRIED, RawFile, Source

SCHEMA = "source"
_COUNTRIES = "country_name_map"
CONFLICTS = "_conflicts"
_NAME_SHOWN, _HEADER_SHOWN = 60, 20


def prepare(bench: Workbench, source: Source) -> None:
    """Schema `source` with the functions and maps the SQL of a source may use."""
    bench.connection.execute(f"CREATE SCHEMA {SCHEMA}")
    bench.connection.execute(f"SET search_path = 'main,{SCHEMA}'")
    reader = CountryReader(source.name, source.countries)
    for name, function in (("fold_name", fold_country), ("country_code", reader.code)):
        bench.connection.create_function(
            name, _by_text(function), ["VARCHAR"], "VARCHAR", type=ARROW, null_handling=SPECIAL
        )
    bench.connection.execute(
        f"CREATE MACRO {SCHEMA}.mapped(code, original) AS "
        f"coalesce(CAST(code AS VARCHAR), {literal(UNMAPPED)} || original)"
    )
    spaces = literal(" " + OTHER_SPACES)
    bench.connection.execute(f"CREATE MACRO {SCHEMA}.filled(given) AS nullif(trim(given, {spaces}), '')")
    # Not zeros that a type adds; marked where there is a point, which could else be read in two ways.
    bench.connection.execute(
        f"CREATE MACRO {SCHEMA}.exact(number) AS regexp_replace(regexp_replace(CAST(number AS VARCHAR), "
        f"'([.][0-9]*[1-9])0*$|[.]0*$', '\\1'), '([.][0-9]+)$', '\\1{TYPED}')"
    )
    # Some 50,000 names, for the few sources that join them.
    if any(_COUNTRIES in select.casefold() for select in source.selects.values()):
        _create_map(bench, _COUNTRIES, ("name", "country_code"), reader.names)
    for name, pairs in source.mappings.items():
        # Of two spellings of one value the later one settles it.
        folded = {fold_country(value): code for value, code in pairs.items()}
        _create_map(bench, f"map_{name}", ("value", "code"), folded)


def finish(bench: Workbench) -> None:
    """Remove the raw relations and helpers: the contract tables are staged."""
    bench.connection.execute("SET search_path = 'main'")
    bench.connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
    for name in ("fold_name", "country_code"):
        bench.connection.remove_function(name)


def _by_text(function: Callable[[str], str | None]) -> Callable[[pa.ChunkedArray], pa.ChunkedArray]:
    """A function of a column of texts; each different text is looked at once."""

    def of_column(given: pa.ChunkedArray) -> pa.ChunkedArray:
        encoded = given.combine_chunks().dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        made = pa.array([None if text is None else function(text) for text in texts], pa.string())
        return made.take(encoded.indices)

    return of_column


def _create_map(bench: Workbench, name: str, columns: tuple[str, str], codes: Mapping[str, str]) -> None:
    """A helper table of folded names or values and their codes."""
    parts = (pa.array(part, pa.string()) for part in (codes.keys(), codes.values()))
    bench.connection.register("_pairs", pa.table(dict(zip(columns, parts, strict=True))))
    bench.connection.execute(f"CREATE TABLE {SCHEMA}.{name} AS SELECT * FROM _pairs")
    bench.connection.unregister("_pairs")


def relation_for(source: Source, name: str, *, alone: bool) -> str | None:
    """The raw relation a file belongs to by its name; a single file belongs to a single relation anyway."""
    for relation, wanted in source.files.items():
        if fnmatchcase(name.casefold(), wanted.pattern.casefold()):
            return relation
    if alone and len(source.files) == 1:
        return next(iter(source.files))
    return None


def create_relation(bench: Workbench, source: Source, relation: str, parts: list[RawTable]) -> dict[str, int]:
    """The raw relation over its files; returns the rows of each. IntakeError when columns are missing."""
    rows: dict[str, int] = {}
    selects = []
    for delivered in parts:
        named = _named_cells(source, source.files[relation], delivered)
        table, part = store(bench, delivered)
        rows[part.file] = bench.count(table)
        text = bare("c{0}") if part.typed else "c{0}"
        cells = ", ".join(f"{text.format(index)} AS {identifier(name)}" for index, name in named)
        selects.append(
            f"SELECT {cells}, {literal(part.file)} AS _file, {line_of(part)} AS _line FROM {table}"
        )
    bench.connection.execute(f"CREATE VIEW {SCHEMA}.{relation} AS {' UNION ALL BY NAME '.join(selects)}")
    return rows


def _named_cells(source: Source, wanted: RawFile, part: RawTable) -> list[tuple[int, str]]:
    """The cells of a header with the names they go by: that of a wanted column where it is written otherwise.

    Of columns that stand twice, or bear a name of our own, those that nobody wants are left out.
    """
    cells = [(index, cell) for index, cell in enumerate(part.header) if cell]
    places = {name: _places(name, cells) for name in wanted.columns}
    _check_header(source, part, places)
    names = {indexes[0]: name for name, indexes in places.items()}
    plain = [cell.casefold() for _, cell in cells]
    twice = {cell for cell in plain if plain.count(cell) > 1}
    if twice and not wanted.columns:
        raise IntakeError(f"{part.file}: columns stand twice in the header: {', '.join(sorted(twice))}")
    taken = {name.casefold() for name in names.values()} | twice | set(CARRIED)
    others = [(index, cell) for index, cell in cells if index not in names and cell.casefold() not in taken]
    return [*names.items(), *others]


def _places(name: str, cells: list[tuple[int, str]]) -> list[int]:
    """Where a wanted column stands: as it is written, else in another case, else in any spelling."""
    for form in (str, str.casefold, folded_column):
        indexes = [index for index, cell in cells if form(cell) == form(name)]
        if indexes:
            return indexes
    return []


def _check_header(source: Source, part: RawTable, places: dict[str, list[int]]) -> None:
    header = [cell for cell in part.header if cell]
    missing = [name for name, indexes in places.items() if not indexes]
    if missing:
        near = [f"{one_line(name, _NAME_SHOWN)}{did_you_mean(name, header)}" for name in missing]
        listed = ", ".join(one_line(cell, _NAME_SHOWN) for cell in header[:_HEADER_SHOWN])
        more = f" and {len(header) - _HEADER_SHOWN} more" if len(header) > _HEADER_SHOWN else ""
        raise IntakeError(
            f"{part.file} lacks columns that source {source.name} needs: {', '.join(near)} "
            f"(its columns are {listed}{more})"
        )
    twice = [name.casefold() for name, indexes in places.items() if len(indexes) > 1]
    if twice:
        raise IntakeError(f"{part.file}: columns stand twice in the header: {', '.join(sorted(twice))}")


def select_tables(bench: Workbench, source: Source, files: dict[str, str]) -> list[RawTable]:
    """Run the source's SELECTs in the contract's order. `files` names a file for each relation.

    SourceError when a SELECT fails, or gives other columns than the contract's with `_file` and `_line`.
    """
    shown = ", ".join(files.values())
    return [_select(bench, source, name, shown) for name in TABLES if name in source.selects]


def _select(bench: Workbench, source: Source, name: str, shown: str) -> RawTable:
    place = f"Source {source.name}, {name}.sql"
    relation = f"{STAGE}.{bench.new_name('selected')}"
    select = source.selects[name].strip().rstrip(";")
    try:
        given = [row[0] for row in bench.rows(f"DESCRIBE {select}")]
        _check_columns(place, name, given)
        header = tuple(column for column in given if column not in (*CARRIED, CONFLICTS))
        cells = ", ".join(
            f"CAST({identifier(cell)} AS VARCHAR) AS c{index}" for index, cell in enumerate(header)
        )
        bench.connection.execute(
            f"CREATE TABLE {relation} AS SELECT {cells}, CAST(_file AS VARCHAR) AS _file, "
            f"CAST(_line AS BIGINT) AS _line FROM ({select})"
        )
        if CONFLICTS in given:
            _tell_conflicts(bench, name, select)
    except duckdb.Error as error:
        raise SourceError(f"{place}: {error}") from None
    # A number that was worked out is marked, as one of a workbook is.
    typed = "exact(" in select
    return RawTable(name, shown, header, relation, typed=typed, file_sql="s._file", from_source=True)


def _tell_conflicts(bench: Workbench, name: str, select: str) -> None:
    """One warning a column in which rows differ that were brought together: how often, and where first."""
    conflicts = bench.rows(
        f"SELECT col, count(*), arg_min(_file, (_file, _line)), arg_min(_line, (_file, _line)) FROM ("
        f"SELECT DISTINCT unnest(string_split({CONFLICTS}, ', ')) AS col, _file, _line FROM ({select})) "
        "GROUP BY col ORDER BY col"
    )
    order = [column.name for column in TABLES[name].columns()]
    for column, count, file, line in sorted(conflicts, key=lambda row: order.index(row[0])):
        rows = "one row is" if count == 1 else f"{count:,} rows are"
        bench.warn(
            file,
            name,
            "rows_differ",
            f"{rows} made of several that differ in {column}, first at line {line}: the first one is taken",
            "Nothing need be done if they mean the same; else say in the mapping how they come together",
            column,
        )


def _check_columns(place: str, name: str, given: list[str]) -> None:
    names = [column.name for column in TABLES[name].columns()]
    faults = [f"it gives no column {column}" for column in CARRIED if column not in given]
    faults += [
        f"column {column} is not in table {name}{did_you_mean(column, names)}"
        for column in given
        if column not in (*names, *CARRIED, CONFLICTS)
    ]
    if faults:
        raise SourceError(f"{place}: {'; '.join(faults)}")
