"""Which rows of a fact would read otherwise if a cell had not been emptied, and in which columns.

Nobody knows what stood in an emptied cell. So the fact is built again with possible values in the place of
the emptied cells, a few times; where a column then differs, it needed one. That follows the fact's own SQL
through its joins, sums and first reports, whatever they are. Nothing of this runs for a register of which
no cell was emptied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import duckdb

from cxc_metrics.register.engine import quoted, text
from cxc_metrics.vocabulary import TABLES, Column, ecosystems, organisation_types
from cxc_metrics.vocabulary.codes import EXTERNAL_CANCEL_REASONS

from .definition import FOLDER, SHARED, FactDefinition

EMPTIED = "emptied"
# The variable that says which of the possible values stands in the emptied cells; without it they are empty.
PROBE = "probe"
_LARGE = 1_000_000
_WORDS = re.compile(r"\w+")
_LITERALS = re.compile(r"'(\w+)'")


@dataclass(frozen=True)
class EmptiedCells:
    """What stood in the emptied cells of a register is one of these: SQL values by table and column.

    `undecided`: for some exchange a rule of the scheme could not be evaluated.
    """

    possible: Mapping[str, Mapping[str, tuple[str, ...]]]
    undecided: bool = False

    def touch(self, fact: FactDefinition) -> bool:
        """Whether a fact's SQL speaks of a column with an emptied cell."""
        return self.probes(fact) > 0 or (self.undecided and "breaches" in fact.columns)

    def probes(self, fact: FactDefinition) -> int:
        """How many times the fact is built to try all possible values of the columns it speaks of."""
        words = set(_WORDS.findall(fact.sql + (FOLDER / SHARED).read_text(encoding="utf-8")))
        return max(
            (
                len(values)
                for columns in self.possible.values()
                for column, values in columns.items()
                if column in words
            ),
            default=0,
        )


def emptied_cells(
    connection: duckdb.DuckDBPyConnection, register: str, days: tuple[str, str] | None
) -> EmptiedCells:
    """The emptied cells of an attached register; `days` are the first and last month of its dates."""
    rows = connection.execute(
        f'SELECT DISTINCT "table", "column" FROM {register}.emptied_cell ORDER BY ALL'
    ).fetchall()
    possible: dict[str, dict[str, tuple[str, ...]]] = {}
    for table, name in rows:
        if table in TABLES:
            column = TABLES[table].column(name)
            possible.setdefault(table, {})[name] = tuple(_values(register, table, column, days))
    undecided = connection.execute(f"SELECT count(*) FROM {register}.exchange_undecided").fetchall()[0][0]
    return EmptiedCells(possible, undecided > 0)


def with_possible(select: str, table: str, cells: EmptiedCells, register: str) -> str:
    """The SELECT of a contract table in which the variable `probe` fills the emptied cells."""
    columns = cells.possible.get(table, {})
    if not columns:
        return select
    model = TABLES[table]
    marks = ", ".join(f'bool_or("column" = {text(name)}) AS {quoted(name)}' for name in columns)
    match = " AND ".join(
        f"CAST(t.{quoted(name)} AS VARCHAR) = p.key[{place}]"
        for place, name in enumerate(model.key(), start=1)
    )
    replaced = ", ".join(
        f"CASE WHEN p.{quoted(name)} THEN {_chosen(model.column(name), values)} ELSE t.{quoted(name)} END "
        f"AS {quoted(name)}"
        for name, values in columns.items()
    )
    return (
        f"SELECT t.* REPLACE ({replaced}) FROM ({select}) AS t LEFT JOIN (SELECT key, {marks} "
        f'FROM {register}.emptied_cell WHERE "table" = {text(table)} GROUP BY key) AS p ON {match}'
    )


def mark_rows(
    connection: duckdb.DuckDBPyConnection, fact: FactDefinition, select: str, cells: EmptiedCells
) -> str | None:
    """The SELECT of a fact with the column `emptied`; None if no row needs an emptied cell."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE built AS {select}")
    keys = ", ".join(f"b.{quoted(name)}" for name in fact.key)
    match = " AND ".join(f"b.{quoted(name)} IS NOT DISTINCT FROM v.{quoted(name)}" for name in fact.key)
    differing = ", ".join(
        f"CASE WHEN b.{quoted(name)} IS DISTINCT FROM v.{quoted(name)} THEN {text(name)} END"
        for name in fact.columns
        if name not in fact.key
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE differing AS "
        f"SELECT {keys}, NULL::VARCHAR AS {EMPTIED} FROM built b LIMIT 0"
    )
    for number in range(cells.probes(fact)):
        connection.execute(f"SET VARIABLE {PROBE} = {number}")
        connection.execute(
            f"INSERT INTO differing SELECT * FROM (SELECT {keys}, unnest([{differing}]) AS {EMPTIED} "
            f"FROM built b JOIN ({select}) v ON {match}) WHERE {EMPTIED} IS NOT NULL"
        )
    connection.execute(f"RESET VARIABLE {PROBE}")
    if "breaches" in fact.columns:
        # Whether an exchange breaks a rule is open where one could not be evaluated and none is broken.
        connection.execute(
            "INSERT INTO differing SELECT DISTINCT exchange_id, 'breaches' FROM built "
            "SEMI JOIN exchange_undecided USING (exchange_id) WHERE len(breaches) = 0"
        )
    if not connection.execute("SELECT count(*) FROM differing").fetchall()[0][0]:
        return None
    columns = ", ".join(quoted(name) for name in fact.key)
    return (
        f"SELECT b.*, coalesce(m.{EMPTIED}, []::VARCHAR[]) AS {EMPTIED} FROM built b "
        f"LEFT JOIN (SELECT {columns}, list(DISTINCT {EMPTIED} ORDER BY {EMPTIED}) AS {EMPTIED} "
        f"FROM differing GROUP BY ALL) m ON {match.replace('v.', 'm.')}"
    )


def _chosen(column: Column, values: tuple[str, ...]) -> str:
    """SQL of the value that the variable `probe` stands for (the list begins anew); null without it."""
    place = f"getvariable('{PROBE}') % {len(values)} + 1"
    return f"CAST(([{', '.join(values)}])[{place}] AS {column.sql_type})"


def _values(register: str, table: str, column: Column, days: tuple[str, str] | None) -> Iterator[str]:
    if column.references in TABLES:
        # One that stands in the column already: a new one would change the numbering of the others.
        key = TABLES[column.references].key()[0]
        for pick in ("min", "max"):
            own = f"(SELECT {pick}({quoted(column.name)}) FROM {register}.{quoted(table)})"
            yield f"coalesce({own}, (SELECT {pick}({quoted(key)}) FROM {quoted(column.references)}), '?')"
    elif column.references == "ref_ecosystem":
        yield from (str(number) for number in (min(ecosystems()), max(ecosystems())))
    elif column.references == "ref_country":
        yield from (text(code) for code in ("BE", "PL", "XX"))
    elif column.references == "ref_org_type":
        yield from _codes(tuple(organisation_types()))
    elif column.codes is not None:
        yield from _codes(tuple(str(code) for code in column.codes.codes))
    elif column.sql_type == "BOOLEAN":
        yield from ("true", "false")
    elif column.sql_type in ("DATE", "TIMESTAMP"):
        yield from (text(day) for day in days or ("2000-01-01",))
    elif column.sql_type == "VARCHAR":
        yield text("?")
    else:
        yield str(column.minimum if column.minimum is not None else 0)
        yield str(column.maximum if column.maximum is not None else _LARGE)


@cache
def _spoken() -> frozenset[str]:
    """The codes that facts speak of; the others are all alike to them."""
    files = FOLDER.glob("*.sql")
    written = {code for file in files for code in _LITERALS.findall(file.read_text(encoding="utf-8"))}
    return frozenset(written | set(EXTERNAL_CANCEL_REASONS))


def _codes(listed: tuple[str, ...]) -> Iterator[str]:
    spoken = [code for code in listed if code in _spoken()]
    others = [code for code in listed if code not in _spoken()]
    yield from (text(code) for code in (*spoken, *others[:1]))
