"""Which rows of a fact would read otherwise if a cell had not been emptied, and in which columns.

The fact is built again with possible values in the place of the emptied cells; where a column then
differs, it needed one. Nothing of this runs for a register of which no cell was emptied.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from cxc_metrics.contract import TABLES
from cxc_metrics.engine import Building, Kind
from cxc_metrics.intake.possible import (
    TRIAL,
    Possible,
    possible,
    referred,
    values_of,
)

from .definition import SHARED, FactDefinition, fact_names, shared, sql_of

EMPTIED = "emptied"
_MOST_TRIALS = 8
_WORDS = re.compile(r"\w+")
_LITERALS = re.compile(r"'(\w+)'")


def possible_cells(
    building: Building, emptied: str, days: tuple[str, ...], held: Collection[str]
) -> Possible:
    """What may have stood in the emptied cells that some fact speaks of; `emptied` names their relation."""

    def source(table: str) -> str:
        return building.in_register(table) if table in held else building.dialect.identifier(table)

    cells = referred(
        building.rows,
        emptied,
        held,
        source,
        lambda table, name: table in TABLES and name in _spoken()[0],
        building.dialect,
    )
    return possible(
        cells,
        lambda table, column: list(values_of(table, column, days=days, spoken=_spoken()[1], source=source)),
        _MOST_TRIALS,
    )


def words_of(fact: FactDefinition) -> frozenset[str]:
    """The words of a fact's SQL and of those views that it is made of."""
    return words_behind(fact.sql)


def words_behind(sql: str) -> frozenset[str]:
    """The words of SQL that reads shared views, and of the views it is made of."""
    views, words = _words_of_views(), set(_WORDS.findall(sql))
    waiting = [name for name in views if name in words]
    while waiting:
        more = views[waiting.pop()] - words
        words |= more
        waiting += [name for name in views if name in more]
    return frozenset(words)


@cache
def _words_of_views() -> dict[str, frozenset[str]]:
    return {name: frozenset(_WORDS.findall(sql)) for name, sql in shared().items()}


def marked(building: Building, fact: FactDefinition, select: str, cells: Possible) -> str:
    """The SELECT of a fact, with the column `emptied` where some row needs an emptied cell."""
    dialect = building.dialect
    named = dialect.identifier
    building.keep("built", select)
    keys = ", ".join(f"b.{named(name)}" for name in fact.key)
    match = " AND ".join(f"b.{named(name)} IS NOT DISTINCT FROM v.{named(name)}" for name in fact.key)
    differing = [
        f"CASE WHEN b.{named(name)} IS DISTINCT FROM v.{named(name)} THEN {dialect.literal(name)} END"
        for name in fact.columns
        if name not in fact.key
    ]
    nobody = f"SELECT {keys}, {dialect.nothing(Kind.TEXT)} AS {EMPTIED} FROM built AS b WHERE false"
    building.keep("differing", nobody)
    for number in cells.concerning(words_of(fact)):
        building.set_number(TRIAL, number)
        building.run(
            f"INSERT INTO differing SELECT * FROM ("
            f"SELECT {keys}, {dialect.each_of(dialect.list_of(differing))} AS {EMPTIED} "
            f"FROM built AS b JOIN ({select}) AS v ON {match}) AS compared WHERE {EMPTIED} IS NOT NULL"
        )
    building.set_number(TRIAL, None)
    _mark_undecided(building, fact)
    if not building.rows("SELECT count(*) FROM differing")[0][0]:
        return f"SELECT * FROM built ORDER BY {dialect.as_written()}"
    columns = ", ".join(named(name) for name in fact.key)
    return dialect.read(
        f"SELECT b.*, coalesce(v.{EMPTIED}, no_texts()) AS {EMPTIED} FROM built AS b "
        f"LEFT JOIN (SELECT {columns}, sorted_set({EMPTIED}) AS {EMPTIED} "
        f"FROM differing GROUP BY {columns}) AS v ON {match} ORDER BY {dialect.as_written('b')}"
    )


def _mark_undecided(building: Building, fact: FactDefinition) -> None:
    """Whether an exchange breaks a rule is open where one could not be evaluated and none is broken."""
    if "breaches" in fact.columns:
        building.run(
            building.dialect.read(
                "INSERT INTO differing SELECT DISTINCT exchange_id, 'breaches' FROM built "
                "WHERE cardinality(breaches) = 0 "
                f"AND exchange_id IN (SELECT exchange_id FROM {building.in_register('exchange_undecided')})"
            )
        )


@cache
def _spoken() -> tuple[frozenset[str], frozenset[str]]:
    """The words and the codes that facts speak of; other codes are all alike to them."""
    sql = "\n".join(sql_of(name) for name in (SHARED, *fact_names()))
    return frozenset(_WORDS.findall(sql)), frozenset(_LITERALS.findall(sql))
