"""Which rows of a fact would read otherwise if a cell had not been emptied, and in which columns.

The fact is built again with possible values in the place of the emptied cells; where a column then
differs, it needed one. Nothing of this runs for a register of which no cell was emptied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache

import duckdb

from cxc_metrics.contract import TABLES
from cxc_metrics.contract.codes import EXTERNAL_CANCEL_REASONS
from cxc_metrics.engine import EMBEDDED
from cxc_metrics.intake.possible import (
    TRIAL,
    Possible,
    possible,
    referred,
    values_of,
)

from .definition import SHARED, FactDefinition, fact_names, sql_of

EMPTIED = "emptied"
quoted, text = EMBEDDED.identifier, EMBEDDED.literal
_MOST_TRIALS = 8
_WORDS = re.compile(r"\w+")
_CREATES = re.compile(r"^CREATE (?:TEMP )?(?:VIEW|MACRO) (\w+)", re.MULTILINE)
_LITERALS = re.compile(r"'(\w+)'")


def possible_cells(
    connection: duckdb.DuckDBPyConnection,
    emptied: str,
    days: tuple[str, ...],
    held: Collection[str],
    source: Callable[[str], str],
) -> Possible:
    """What may have stood in the emptied cells that some fact speaks of; `emptied` names their relation."""
    cells = referred(
        lambda sql: connection.execute(sql).fetchall(),
        emptied,
        held,
        source,
        lambda table, name: table in TABLES and name in _spoken()[0],
    )
    return possible(
        cells,
        lambda table, column: list(values_of(table, column, days=days, spoken=_spoken()[1], source=source)),
        _MOST_TRIALS,
    )


def words_of(fact: FactDefinition) -> frozenset[str]:
    """The words of a fact's SQL and of those views and macros that it is made of."""
    shared, words = _shared(), set(_WORDS.findall(fact.sql))
    waiting = [name for name in shared if name in words]
    while waiting:
        more = shared[waiting.pop()] - words
        words |= more
        waiting += [name for name in shared if name in more]
    return frozenset(words)


@cache
def _shared() -> dict[str, frozenset[str]]:
    """The words of what facts share, by the name of the view or macro."""
    parts = _CREATES.split(sql_of(SHARED))
    return {name: frozenset(_WORDS.findall(sql)) for name, sql in zip(parts[1::2], parts[2::2], strict=True)}


def marked(connection: duckdb.DuckDBPyConnection, fact: FactDefinition, select: str, cells: Possible) -> str:
    """The SELECT of a fact, with the column `emptied` where some row needs an emptied cell."""
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
    for number in cells.concerning(words_of(fact)):
        connection.execute(f"SET VARIABLE {TRIAL} = {number}")
        connection.execute(
            f"INSERT INTO differing SELECT * FROM (SELECT {keys}, unnest([{differing}]) AS {EMPTIED} "
            f"FROM built b JOIN ({select}) v ON {match}) WHERE {EMPTIED} IS NOT NULL"
        )
    connection.execute(f"RESET VARIABLE {TRIAL}")
    _mark_undecided(connection, fact)
    if not connection.execute("SELECT count(*) FROM differing").fetchall()[0][0]:
        return "SELECT * FROM built ORDER BY rowid"
    columns = ", ".join(quoted(name) for name in fact.key)
    return (
        f"SELECT b.*, coalesce(v.{EMPTIED}, []::VARCHAR[]) AS {EMPTIED} FROM built b "
        f"LEFT JOIN (SELECT {columns}, list(DISTINCT {EMPTIED} ORDER BY {EMPTIED}) AS {EMPTIED} "
        f"FROM differing GROUP BY ALL) v ON {match} ORDER BY b.rowid"
    )


def _mark_undecided(connection: duckdb.DuckDBPyConnection, fact: FactDefinition) -> None:
    """Whether an exchange breaks a rule is open where one could not be evaluated and none is broken."""
    if "breaches" in fact.columns:
        connection.execute(
            "INSERT INTO differing SELECT DISTINCT exchange_id, 'breaches' FROM built "
            "SEMI JOIN exchange_undecided USING (exchange_id) WHERE len(breaches) = 0"
        )


@cache
def _spoken() -> tuple[frozenset[str], frozenset[str]]:
    """The words and the codes that facts speak of; other codes are all alike to them."""
    sql = "\n".join(sql_of(name) for name in (SHARED, *fact_names()))
    return (
        frozenset(_WORDS.findall(sql)),
        frozenset(_LITERALS.findall(sql)) | frozenset(EXTERNAL_CANCEL_REASONS),
    )
