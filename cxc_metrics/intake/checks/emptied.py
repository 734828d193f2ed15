"""Which cells of the kept rows were emptied, and which rules of the scheme that leaves open."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from cxc_metrics.contract import Rule
from cxc_metrics.engine.duckdb_dialect import EMBEDDED, identifier, literal
from cxc_metrics.intake.possible import (
    TRIAL,
    Possible,
    possible,
    referred,
    values_of,
)
from cxc_metrics.intake.stage.staged import Staged
from cxc_metrics.intake.workbench import STAGE, Workbench

_WORLD = "possible"
_MOST_TRIALS = 16
# Far apart, so that every order of two days is tried.
_DAYS = ("1950-01-01", "2050-12-31")
_WORDS = re.compile(r"\w+")


def record_emptied(bench: Workbench, tables: Iterable[Staged]) -> None:
    """Fill table `emptied_cell` (table, key, column)."""
    for staged in tables:
        if not bench.count(staged.emptied):
            continue
        key = ", ".join(f'CAST(s."{name}" AS VARCHAR)' for name in staged.model.key())
        bench.connection.execute(
            f'INSERT INTO emptied_cell SELECT DISTINCT {literal(staged.name)}, [{key}], e."column" '
            f"FROM {staged.emptied} e JOIN {staged.relation} s ON s.rowid = e.row "
            f"WHERE e.row NOT IN (SELECT row FROM {staged.out})"
        )


def find_undecided(bench: Workbench, rule: Rule, hits: str) -> bool:
    """Table `_open` (exchange_id) of the exchanges for which a rule comes out otherwise with other cells.

    `hits` are those that break it with the emptied cells empty. False, and no table, where none does.
    """
    words = set(_WORDS.findall(rule.sql))
    cells = referred(
        bench.rows,
        "main.emptied_cell",
        rule.needs,
        _clean,
        lambda table, column: table in rule.needs and column in words,
    )
    if not cells:
        return False
    tried = possible(
        cells,
        lambda table, column: list(values_of(table, column, days=_DAYS, spoken=None, source=_clean)),
        _MOST_TRIALS,
    )
    bench.connection.execute(f"CREATE OR REPLACE TABLE {STAGE}._open (exchange_id VARCHAR)")
    for broken in _trials(bench, rule, tried):
        bench.connection.execute(
            f"INSERT INTO {STAGE}._open "
            f"(SELECT exchange_id FROM {broken} EXCEPT SELECT exchange_id FROM {hits}) "
            f"UNION (SELECT exchange_id FROM {hits} EXCEPT SELECT exchange_id FROM {broken})"
        )
    return bench.count(f"{STAGE}._open") > 0


def _clean(table: str) -> str:
    return f"main.{identifier(table)}"


def _trials(bench: Workbench, rule: Rule, tried: Possible) -> Iterator[str]:
    """The exchanges that break the rule in each trial, one after the other in one table."""
    sql = EMBEDDED.read(rule.sql)
    broken, path = f"{STAGE}._broken", bench.rows("SELECT current_setting('search_path')")[0][0]
    bench.connection.execute(f"CREATE SCHEMA {_WORLD}")
    try:
        for table in dict.fromkeys(name for name, _ in tried.values):
            filled = tried.filled(f"SELECT * FROM main.{identifier(table)}", table, "main.emptied_cell")
            bench.connection.execute(f"CREATE VIEW {_WORLD}.{identifier(table)} AS {filled}")
        bench.connection.execute(f"SET search_path = '{_WORLD},main'")
        for number in range(tried.trials):
            bench.connection.execute(f"SET VARIABLE {TRIAL} = {number}")
            bench.connection.execute(
                f"CREATE OR REPLACE TABLE {broken} AS SELECT DISTINCT exchange_id FROM ({sql})"
            )
            yield broken
    finally:
        bench.connection.execute(f"RESET VARIABLE {TRIAL}")
        bench.connection.execute(f"SET search_path = {literal(path or 'main')}")
        bench.connection.execute(f"DROP SCHEMA {_WORLD} CASCADE")
