"""Foreign registers: their files as raw relations, helper tables for names, one SELECT per contract table.

The SQL of a source may use, besides its raw relations (text columns as in the file, `_file`, `_line`):
`ref_country`, `ref_ecosystem`, `ref_org_type`; `country_name_map(name, country_code)`;
`map_<name>(value, code)` for each `[mappings.<name>]`; and two functions. `fold_name(text)` is the form in
which names and values stand in the maps (no case, accents, punctuation). `mapped(code, original)` gives the
code, or marks the original so that it becomes a finding `unmapped_value` instead of an empty cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

import duckdb
import pyarrow as pa
from duckdb.func import ARROW

from cxc_metrics.contract import TABLES, countries
from cxc_metrics.contract.country_names import country_codes, country_names, fold_country
from cxc_metrics.contract.reference import to_eu_code
from cxc_metrics.engine.duckdb_dialect import identifier, literal
from cxc_metrics.errors import IntakeError, SourceError, did_you_mean
from cxc_metrics.intake.read.marks import UNMAPPED, bare
from cxc_metrics.intake.read.raw import RawTable
from cxc_metrics.intake.split_tables import line_of, store
from cxc_metrics.intake.workbench import STAGE, Workbench

from .source import RawFile, Source

SCHEMA = "source"
CARRIED = ("_file", "_line")


def prepare(bench: Workbench, source: Source) -> None:
    """Schema `source` with the functions and maps the SQL of a source may use."""
    bench.connection.execute(f"CREATE SCHEMA {SCHEMA}")
    bench.connection.execute(f"SET search_path = 'main,{SCHEMA}'")
    bench.connection.create_function("fold_name", _folded, ["VARCHAR"], "VARCHAR", type=ARROW)
    bench.connection.execute(
        f"CREATE MACRO {SCHEMA}.mapped(code, original) AS "
        f"coalesce(CAST(code AS VARCHAR), {literal(UNMAPPED)} || original)"
    )
    _create_map(bench, "country_name_map", ("name", "country_code"), _country_names(source))
    for name, pairs in source.mappings.items():
        _create_map(bench, f"map_{name}", ("value", "code"), pairs.items())


def finish(bench: Workbench) -> None:
    """Remove the raw relations and helpers: the contract tables are staged."""
    bench.connection.execute("SET search_path = 'main'")
    bench.connection.execute(f"DROP SCHEMA {SCHEMA} CASCADE")
    bench.connection.remove_function("fold_name")


def _folded(given: pa.ChunkedArray) -> pa.ChunkedArray:
    """`fold_country` of a column of texts; each different text is folded once."""
    encoded = given.combine_chunks().dictionary_encode()
    folded = pa.array([fold_country(text) for text in encoded.dictionary.to_pylist()], pa.string())
    return folded.take(encoded.indices)


def _country_names(source: Source) -> Iterable[tuple[str, str]]:
    """Codes and names that mean one country; the source's languages and aliases settle what means several."""
    from babel import Locale, UnknownLocaleError

    by_code = countries()
    yield from ((name, codes[0]) for name, codes in country_names().items() if len(codes) == 1)
    yield from country_codes().items()
    for language in source.countries.languages:
        try:
            territories = Locale.parse(language).territories
        except (UnknownLocaleError, ValueError):
            raise SourceError(f"Source {source.name}: language {language!r} is not known to Babel") from None
        listed = ((name, to_eu_code(iso)) for iso, name in territories.items())
        yield from ((name, code) for name, code in listed if code in by_code)
    yield from source.countries.aliases.items()


def _create_map(
    bench: Workbench, name: str, columns: tuple[str, str], pairs: Iterable[tuple[str, str]]
) -> None:
    given, codes = zip(*pairs, strict=True) if (pairs := list(pairs)) else ((), ())
    table = pa.table({"given": pa.array(given, pa.string()), "code": pa.array(codes, pa.string())})
    bench.connection.register(
        "_pairs", table.append_column("position", pa.array(range(len(given)), pa.int64()))
    )
    bench.connection.execute(
        f"CREATE TABLE {SCHEMA}.{name} AS "
        f"SELECT fold_name(given) AS {columns[0]}, arg_max(code, position) AS {columns[1]} "
        "FROM _pairs GROUP BY ALL"
    )
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
        _check_header(source, source.files[relation], delivered)
        table, part = store(bench, delivered)
        rows[part.file] = bench.count(table)
        text = bare("c{0}") if part.typed else "c{0}"
        named = [(text.format(index), cell) for index, cell in enumerate(part.header) if cell]
        cells = ", ".join(f"{value} AS {identifier(cell)}" for value, cell in named)
        selects.append(
            f"SELECT {cells}, {literal(part.file)} AS _file, {line_of(part)} AS _line FROM {table}"
        )
    bench.connection.execute(f"CREATE VIEW {SCHEMA}.{relation} AS {' UNION ALL BY NAME '.join(selects)}")
    return rows


def _check_header(source: Source, wanted: RawFile, part: RawTable) -> None:
    present = {cell.casefold() for cell in part.header if cell}
    missing = [name for name in wanted.columns if name.casefold() not in present]
    if missing:
        near = [name + did_you_mean(name, part.header) for name in missing]
        raise IntakeError(f"{part.file} lacks columns that source {source.name} needs: {', '.join(near)}")
    named = [cell.casefold() for cell in part.header if cell]
    twice = sorted({cell for cell in named if named.count(cell) > 1})
    if twice:
        raise IntakeError(f"{part.file}: columns stand twice in the header: {', '.join(twice)}")


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
        header = tuple(column for column in given if column not in CARRIED)
        cells = ", ".join(
            f"CAST({identifier(cell)} AS VARCHAR) AS c{index}" for index, cell in enumerate(header)
        )
        bench.connection.execute(
            f"CREATE TABLE {relation} AS SELECT {cells}, CAST(_file AS VARCHAR) AS _file, "
            f"CAST(_line AS BIGINT) AS _line FROM ({select})"
        )
    except duckdb.Error as error:
        raise SourceError(f"{place}: {error}") from None
    return RawTable(name, shown, header, relation, file_sql="s._file", from_source=True)


def _check_columns(place: str, name: str, given: list[str]) -> None:
    names = [column.name for column in TABLES[name].columns()]
    faults = [f"it gives no column {column}" for column in CARRIED if column not in given]
    faults += [
        f"column {column} is not in table {name}{did_you_mean(column, names)}"
        for column in given
        if column not in (*names, *CARRIED)
    ]
    if faults:
        raise SourceError(f"{place}: {'; '.join(faults)}")
