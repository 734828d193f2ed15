"""Builds facts from a data version's clean tables into DuckDB files of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType

import duckdb

from cxc_metrics.contract import TABLES, codes
from cxc_metrics.engine import EMBEDDED
from cxc_metrics.engine.duckdb import connect
from cxc_metrics.intake.handover import create_as
from cxc_metrics.intake.possible import NONE

from .definition import SHARED, FactDefinition, code_types, sql_of
from .emptied import marked, possible_cells, words_of

quoted = EMBEDDED.identifier
REGISTER = "register"
TARGET = "target"
# Publishing holds the checked tables in memory as well: together they stay under 2 GB.
_MEMORY = "700MB"

# ENUM types from the data version's own reference tables and keys: (type, query of its values in order).
_QUERY_TYPES: tuple[tuple[str, str], ...] = (
    ("country", "SELECT country_code FROM ref_country ORDER BY display_order, country_code"),
    ("org_type", "SELECT org_type FROM ref_org_type"),
    (
        "partnership",
        """SELECT id FROM (SELECT partnership_id AS id FROM partnership UNION SELECT vop_id FROM exchange
           UNION SELECT hop_id FROM exchange UNION SELECT partnership_id FROM registration)
           WHERE id IS NOT NULL ORDER BY id""",
    ),
)


# Relations of a register beside the contract's tables that facts are made of.
_WITH_TABLES = ("exchange_breach", "exchange_undecided", "ref_country", "ref_ecosystem", "ref_org_type")


class FactBuilder:
    """One version opened for building; a context manager.

    Columns whose contract columns were not delivered become null in every row, so that a fact's SQL needs no
    case for tables that are absent.
    """

    def __init__(
        self,
        version_file: Path,
        *,
        countable: str,
        columns_present: Mapping[str, Iterable[str]],
    ) -> None:
        self._file = version_file
        self._countable = countable
        self._delivered = {table: tuple(names) for table, names in columns_present.items()}
        self._connection: duckdb.DuckDBPyConnection | None = None
        self._possible, self._undecided = NONE, False
        self._tried: tuple[str, ...] = ()

    def __enter__(self) -> FactBuilder:
        self._connection = connect(":memory:", memory_limit=_MEMORY)
        try:
            self._prepare(self._connection)
        except BaseException:
            self._connection.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def build(self, fact: FactDefinition, target: Path) -> int:
        """Writes the fact as table `fact_<name>` of a new DuckDB file; returns its number of rows."""
        assert self._connection is not None, "FactBuilder is used as a context manager"  # noqa: S101
        connection = self._connection
        connection.execute(EMBEDDED.attach(target, TARGET, read_only=False))
        try:
            select = self._select(fact)
            if self._undecided or self._possible.concerning(words_of(fact)):
                select = marked(connection, fact, select, self._possible)
            create_as(connection, f"{TARGET}.fact_{fact.name}", select, fact.key)
            counted = connection.execute(f"SELECT count(*) FROM {TARGET}.fact_{fact.name}").fetchone()
            connection.execute(f"CHECKPOINT {TARGET}")
        finally:
            connection.execute(EMBEDDED.detach(TARGET))
        return int(counted[0]) if counted else 0

    def _select(self, fact: FactDefinition) -> str:
        empty = [column for column in fact.columns if fact.missing(column, self._countable, self._delivered)]
        if not empty:
            return fact.sql
        # The type stays, whatever it is; the value is never computed.
        emptied = {column: f"CASE WHEN false THEN {column} END" for column in empty}
        return (
            f"WITH complete AS (\n{fact.sql}\n)\nSELECT * FROM {EMBEDDED.with_columns('complete', emptied)}"
        )

    def _prepare(self, connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute(EMBEDDED.attach(self._file, REGISTER))
        held = {
            str(row[0])
            for row in connection.execute(
                "SELECT table_name FROM duckdb_tables() WHERE database_name = $name", {"name": REGISTER}
            ).fetchall()
        }
        if "emptied_cell" in held:
            self._tried = self._days(connection)
            self._possible = possible_cells(
                connection, f"{REGISTER}.emptied_cell", self._tried, held, self._held_or_empty(held)
            )
            undecided = f"SELECT count(*) FROM {REGISTER}.exchange_undecided"
            self._undecided = connection.execute(undecided).fetchall()[0][0] > 0
        for name in (*TABLES, *_WITH_TABLES):
            if name in held:
                select = self._possible.filled(_complete(connection, name), name, f"{REGISTER}.emptied_cell")
                connection.execute(f"CREATE VIEW {name} AS {select}")
            else:
                connection.execute(f"CREATE TABLE {name} ({_schema(name)})")
        connection.execute("CREATE MACRO month_text(day) AS strftime(day, '%Y-%m')")
        connection.execute("CREATE MACRO quarter_text(day) AS strftime(day, '%Y') || '-Q' || quarter(day)")
        self._make_types(connection)
        connection.execute("SET VARIABLE countable_rule = $rule", {"rule": self._countable})
        connection.execute("SET VARIABLE held_statuses = $codes", {"codes": list(codes.HELD_STATUSES)})
        connection.execute(
            "SET VARIABLE external_cancel_reasons = $codes", {"codes": list(codes.EXTERNAL_CANCEL_REASONS)}
        )
        connection.execute(sql_of(SHARED))

    def _make_types(self, connection: duckdb.DuckDBPyConnection) -> None:
        for name, query in _QUERY_TYPES:
            _enum(connection, name, [row[0] for row in connection.execute(query).fetchall()])
        for code_list, columns in code_types().items():
            seen = " UNION ".join(f"SELECT {column} AS code FROM {table}" for table, column in columns)
            rows = connection.execute(f"SELECT code FROM ({seen}) ORDER BY 1").fetchall() if columns else []
            codes_seen = [row[0] for row in rows if row[0] is not None and row[0] not in code_list.codes]
            _enum(connection, code_list.name, [*code_list.codes, *codes_seen])
        periods = self._periods(connection)
        _enum(connection, "month", [month for month, _ in periods])
        _enum(connection, "quarter", list(dict.fromkeys(quarter for _, quarter in periods)))

    def _periods(self, connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
        """Every (month, quarter) that a date of the register falls in, in order."""
        parts = [
            f"SELECT DISTINCT date_trunc('month', {column.name}) AS first FROM {name}"
            for name, model in TABLES.items()
            for column in model.columns()
            if column.sql_type == "DATE" and column.name in self._delivered.get(name, ())
        ]
        parts += [f"SELECT DATE {EMBEDDED.literal(day)} AS first" for day in self._tried]
        if not parts:
            return []
        return connection.execute(
            f"SELECT month_text(first), quarter_text(first) FROM ({' UNION '.join(parts)}) "
            "WHERE first IS NOT NULL ORDER BY first"
        ).fetchall()

    def _days(self, connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
        """The first day of the first and of the last month of the register's dates, as text."""
        parts = [
            f"SELECT min({column.name}) AS first, max({column.name}) AS last FROM {REGISTER}.{name}"
            for name, model in TABLES.items()
            for column in model.columns()
            if column.sql_type == "DATE" and column.name in self._delivered.get(name, ())
        ]
        found = connection.execute(
            "SELECT date_trunc('month', min(first))::DATE::VARCHAR, "
            "date_trunc('month', max(last))::DATE::VARCHAR "
            f"FROM ({' UNION ALL '.join(parts) or 'SELECT NULL::DATE AS first, NULL::DATE AS last'})"
        ).fetchall()[0]
        return tuple(day or "2000-01-01" for day in found)

    @staticmethod
    def _held_or_empty(held: set[str]) -> Callable[[str], str]:
        return lambda table: f"{REGISTER}.{table}" if table in held else quoted(table)


def _complete(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """SELECT of a held table with the contract columns it has not (written by an older contract) as null."""
    held = {str(row[0]) for row in connection.execute(f"DESCRIBE {REGISTER}.{name}").fetchall()}
    model = TABLES.get(name)
    added = [c for c in model.columns() if c.name not in held] if model else []
    nulls = "".join(f", NULL::{column.sql_type} AS {quoted(column.name)}" for column in added)
    return f"SELECT *{nulls} FROM {REGISTER}.{name}"


def _schema(name: str) -> str:
    if name in TABLES:
        columns = [f"{quoted(column.name)} {column.sql_type}" for column in TABLES[name].columns()]
        return ", ".join([*columns, *(["organisation_key INTEGER"] if name == "organisation" else [])])
    return {
        "exchange_breach": "exchange_id VARCHAR, rule VARCHAR",
        "exchange_undecided": "exchange_id VARCHAR, rule VARCHAR",
        "ref_country": "country_code VARCHAR, display_order INTEGER",
        "ref_ecosystem": "ecosystem_id INTEGER, name_en VARCHAR",
        "ref_org_type": "org_type VARCHAR",
    }[name]


def _enum(connection: duckdb.DuckDBPyConnection, name: str, values: list[str]) -> None:
    connection.execute(EMBEDDED.code_type(name, values))
