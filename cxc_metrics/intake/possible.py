"""What may have stood in the emptied cells of a register: possible values, tried together a few times.

Nobody knows what stood in an emptied cell. Where a rule or a figure comes out otherwise for one of these
values, it needs the cell. That follows the SQL of the rule or figure through its joins, sums and windows,
whatever they are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cxc_metrics.contract import (
    TABLES,
    Column,
    ecosystems,
    organisation_types,
)
from cxc_metrics.engine.dialect import Dialect
from cxc_metrics.engine.duckdb_dialect import EMBEDDED, identifier, literal

# The variable that says which of the possible values stand in the emptied cells; without it they are empty.
TRIAL = "trial"
_LARGE = 1_000_000
_NAMES = "organisation"
_LISTED = 'SELECT DISTINCT "table", "column" FROM {emptied} ORDER BY ALL'


@dataclass(frozen=True)
class Possible:
    """SQL values by table and column; trials are numbered from 0 to `trials` - 1.

    A column changes its value every `stride` trials, so that few columns meet in all combinations.
    """

    values: Mapping[tuple[str, str], tuple[str, ...]]
    strides: Mapping[tuple[str, str], int]
    trials: int

    def of(self, table: str) -> tuple[str, ...]:
        """The columns of a table that have emptied cells."""
        return tuple(column for name, column in self.values if name == table)

    def concerning(self, words: Collection[str]) -> tuple[int, ...]:
        """The trials that may differ to SQL of these words: none where it names no column with its table.

        Of trials that fill all columns it names alike, the first.
        """
        named = [key for key in self.values if set(key) <= set(words)]
        first: dict[tuple[int, ...], int] = {}
        for number in range(self.trials if named else 0):
            alike = tuple(number // self.strides[key] % len(self.values[key]) for key in named)
            first.setdefault(alike, number)
        return tuple(first.values())

    def filled(self, select: str, table: str, emptied: str) -> str:
        """The SELECT of a contract table with the values of the trial in its emptied cells.

        `emptied` is a relation like `emptied_cell`.
        """
        columns = self.of(table)
        if not columns:
            return select
        model = TABLES[table]
        marks = ", ".join(f'bool_or("column" = {literal(name)}) AS {identifier(name)}' for name in columns)
        match = " AND ".join(
            f"CAST(t.{identifier(name)} AS VARCHAR) = p.key[{place}]"
            for place, name in enumerate(model.key(), start=1)
        )
        replaced = ", ".join(
            f"CASE WHEN p.{identifier(name)} THEN {self._chosen(table, model.column(name))} "
            f"ELSE t.{identifier(name)} END AS {identifier(name)}"
            for name in columns
        )
        return (
            f"SELECT t.* REPLACE ({replaced}) FROM ({select}) AS t LEFT JOIN (SELECT key, {marks} "
            f'FROM {emptied} WHERE "table" = {literal(table)} GROUP BY key) AS p ON {match}'
        )

    def _chosen(self, table: str, column: Column) -> str:
        values, stride = self.values[table, column.name], self.strides[table, column.name]
        place = f"getvariable('{TRIAL}') // {stride} % {len(values)} + 1"
        return f"CAST(([{', '.join(values)}])[{place}] AS {column.sql_type})"


def referred(
    rows: Callable[[str], list[tuple[object, ...]]],
    emptied: str,
    tables: Iterable[str],
    source: Callable[[str], str],
    named: Callable[[str, str], bool],
    dialect: Dialect = EMBEDDED,
) -> list[tuple[str, str]]:
    """The emptied columns (table, column) that are `named` and may matter to these tables, of a relation like
    `emptied_cell`, which is asked in a dialect.

    Organisations stand in no figure for themselves: cells of such as no row refers to matter to nobody.
    """
    cells = [
        (str(table), str(name))
        for table, name in rows(_LISTED.format(emptied=emptied))
        if named(str(table), str(name))
    ]
    if not any(table == _NAMES for table, _ in cells) or _has_row(rows, emptied, tables, source, dialect):
        return cells
    return [cell for cell in cells if cell[0] != _NAMES]


def _has_row(
    rows: Callable[[str], list[tuple[object, ...]]],
    emptied: str,
    tables: Iterable[str],
    source: Callable[[str], str],
    dialect: Dialect,
) -> bool:
    of_organisations = f"{dialect.identifier('table')} = {dialect.literal(_NAMES)}"
    keys = f"SELECT {dialect.entry('key', 1)} FROM {emptied} WHERE {of_organisations}"
    links = [
        (table, column.name)
        for table in tables
        if table in TABLES
        for column in TABLES[table].columns()
        if column.references == _NAMES
    ]
    return any(
        rows(f"SELECT 1 FROM {source(table)} WHERE {dialect.identifier(link)} IN ({keys}) LIMIT 1")
        for table, link in links
    )


NONE = Possible({}, {}, 0)


def possible(
    cells: Iterable[tuple[str, str]], values: Callable[[str, Column], Sequence[str]], most: int
) -> Possible:
    """The trials of these emptied columns (table, column), `most` at most unless a list is longer."""
    listed = {(table, name): tuple(values(table, TABLES[table].column(name))) for table, name in cells}
    strides: dict[tuple[str, str], int] = {}
    combined, longest = 1, 0
    for key, entry in listed.items():
        fits = combined * len(entry) <= most
        strides[key] = combined if fits else 1
        combined *= len(entry) if fits else 1
        longest = max(longest, len(entry))
    return Possible(listed, strides, max(combined, longest) if listed else 0)


def values_of(
    table: str,
    column: Column,
    *,
    days: Sequence[str],
    spoken: Collection[str] | None,
    source: Callable[[str], str],
) -> Iterator[str]:
    """SQL values of a column that make a difference to somebody.

    `days` are far apart; of codes those that are `spoken` of and one other (all where it is none); `source`
    gives the relation of a contract table whose emptied cells are empty.
    """
    if column.references in TABLES:
        # One that stands in the column already: a new one would change the numbering of the others.
        key = TABLES[column.references].key()[0]
        for pick in ("min", "max"):
            own = f"(SELECT {pick}({identifier(column.name)}) FROM {source(table)})"
            other = f"(SELECT {pick}({identifier(key)}) FROM {source(column.references)})"
            yield f"coalesce({own}, {other}, '?')"
    elif column.references == "ref_ecosystem":
        yield from (str(number) for number in (min(ecosystems()), max(ecosystems())))
    elif column.references == "ref_country":
        yield from (literal(code) for code in ("BE", "PL", "XX"))
    elif column.references == "ref_org_type":
        yield from _codes(organisation_types(), spoken)
    elif column.codes is not None:
        yield from _codes((str(code) for code in column.codes.codes), spoken)
    elif column.sql_type == "BOOLEAN":
        yield from ("true", "false")
    elif column.sql_type in ("DATE", "TIMESTAMP"):
        yield from (literal(day) for day in days)
    elif column.sql_type == "VARCHAR":
        yield literal(column.example or "?")
    else:
        yield str(column.minimum if column.minimum is not None else 0)
        yield str(column.maximum if column.maximum is not None else _LARGE)


def _codes(listed: Iterable[str], spoken: Collection[str] | None) -> Iterator[str]:
    codes = list(listed)
    spoken_codes = [code for code in codes if spoken is None or code in spoken]
    others = [code for code in codes if code not in spoken_codes]
    yield from (literal(code) for code in (*spoken_codes, *others[:1]))
