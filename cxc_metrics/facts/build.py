"""Builds facts from a data version's clean tables into files of their own, whatever engine does the work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple

import pyarrow as pa

from cxc_metrics.contract import TABLES
from cxc_metrics.engine import Building
from cxc_metrics.engine.duckdb_building import DuckDbBuilding
from cxc_metrics.intake.possible import NONE

from .definition import FactDefinition, code_types, shared
from .emptied import marked, possible_cells, words_behind, words_of

# Codes that a data version has itself: in reference tables (SELECT of them in order), and as keys (columns).
_REFERENCES: Final = {
    "country": ("ref_country", "SELECT country_code FROM {} ORDER BY display_order, country_code"),
    "org_type": ("ref_org_type", "SELECT org_type FROM {}"),
}
_KEYS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "partnership": (
        ("partnership", "partnership_id"),
        ("exchange", "vop_id"),
        ("exchange", "hop_id"),
        ("registration", "partnership_id"),
    )
}
_EMPTIED: Final = "emptied_cell"
# Relations of a register beside the contract's tables that facts are made of.
_WITH_TABLES = ("exchange_breach", "exchange_undecided", "ref_country", "ref_ecosystem", "ref_org_type")

# Views that one statement reads again and again.
_READ_OFTEN = frozenset({"exchange_trip", "exchange_claim"})
# What marks a view whose steps number the rows of the step before.
_RECURSION = "WITH RECURSIVE"
_COUNTABLE = "countable"


class Period(NamedTuple):
    """A month in which something happened."""

    month: str
    quarter: str
    first_day: str


# What is tried in the place of a day where the register has none.
_SOME_PERIOD: Final = Period("2000-01", "2000-Q1", "2000-01-01")


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
        engine: Callable[[Path], Building] = DuckDbBuilding,
    ) -> None:
        self._file, self._engine = version_file, engine
        self._countable = countable
        self._delivered = {table: tuple(names) for table, names in columns_present.items()}
        self._opened: Building | None = None
        self._possible, self._undecided = NONE, False
        self._periods: tuple[Period, ...] = ()
        self._held: frozenset[str] = frozenset()
        # What is there already, each only once it is: an engine may run out of memory in between.
        self._made: set[str] = set()
        self._types: set[str] = set()

    @property
    def _building(self) -> Building:
        assert self._opened is not None, "FactBuilder is used as a context manager"  # noqa: S101
        return self._opened

    def __enter__(self) -> FactBuilder:
        self._opened = self._engine(self._file)
        try:
            self._prepare()
        except BaseException:
            self._opened.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def build(self, fact: FactDefinition, target: Path) -> int:
        """Writes the fact as table `fact_<name>` of a new file; how many of its rows count.

        Where a fact says which are countable, these; of all other facts every row.
        """
        self._make(words_of(fact))
        select = self.statement(fact)
        if self.needs_trials(fact):
            select = marked(self._building, fact, select, self._possible)
        counted = _COUNTABLE if _COUNTABLE in fact.columns else "true"
        return self._building.write(f"fact_{fact.name}", select, fact.key, target, counted)

    def needs_trials(self, fact: FactDefinition) -> bool:
        """Whether some row of the fact may read otherwise, had no cell been emptied."""
        return self._undecided or bool(self._possible.concerning(words_of(fact)))

    def statement(self, fact: FactDefinition) -> str:
        """The SELECT of a fact in the engine's words, with columns that nobody delivered as null."""
        select = self._said(fact.sql)
        empty = [column for column in fact.columns if fact.missing(column, self._countable, self._delivered)]
        if not empty:
            return select
        dialect = self._building.dialect
        relation = dialect.with_columns("complete", {column: dialect.no_value(column) for column in empty})
        return f"WITH complete AS (\n{select}\n)\nSELECT * FROM {relation}"

    def _said(self, sql: str) -> str:
        """Neutral SQL as the engine takes it, the register's rule written in (a view takes no parameter)."""
        dialect = self._building.dialect
        return dialect.read(dialect.spelled_out(sql, {"countable_rule": self._countable}))

    def _prepare(self) -> None:
        building = self._building
        self._held = held = building.held()
        self._periods = tuple(self._periods_of(held))
        if _EMPTIED in held:
            emptied = building.in_register(_EMPTIED)
            self._periods = self._periods or (_SOME_PERIOD,)
            tried = tuple(period.first_day for period in (self._periods[0], self._periods[-1]))
            self._possible = possible_cells(building, emptied, tried, held)
            undecided = f"SELECT count(*) FROM {building.in_register('exchange_undecided')}"
            self._undecided = building.rows(undecided)[0][0] > 0
        if self._possible.trials:
            # What may have stood in an emptied cell is taken from other tables.
            self._make(TABLES)

    def _make(self, words: Collection[str]) -> None:
        """Makes the relations, types and shared views that are spoken of, unless they are there: each takes
        its time, all of them more than a fact of a small register.
        """
        for name in (*TABLES, *_WITH_TABLES):
            if name in words and name not in self._made:
                self._building.run(self._relation(name))
                self._made.add(name)
        self._make_types(set(words) - self._types)
        for name, sql in shared().items():
            if name in words and name not in self._made:
                self._share(name, sql)
                self._made.add(name)

    def _relation(self, name: str) -> str:
        """The statement that gives a table of the register its name; one that it has not is empty."""
        building = self._building
        if name not in self._held:
            return f"CREATE TABLE {name} ({self._schema(name)})"
        select = self._complete(name)
        if building.tries:
            select = self._possible.filled(select, name, building.in_register(_EMPTIED))
        return f"CREATE VIEW {name} AS {select}"

    def _share(self, name: str, sql: str) -> None:
        building = self._building
        if building.recurses or _RECURSION not in sql:
            building.share(name, self._said(sql), often=name in _READ_OFTEN)
        else:
            building.hold(name, self._rows_of_own_engine(name))

    def _rows_of_own_engine(self, view: str) -> pa.Table:
        """The rows of a view of identifiers, made by the engine that comes with the product."""
        with FactBuilder(self._file, countable=self._countable, columns_present=self._delivered) as own:
            own._make(words_behind(view))
            names = own._building.columns(view)
            rows = own._building.rows(f"SELECT {', '.join(names)} FROM {view}")
        return pa.table(
            {name: pa.array([row[place] for row in rows], pa.string()) for place, name in enumerate(names)}
        )

    def _make_types(self, wanted: Collection[str]) -> None:
        for name, (table, select) in _REFERENCES.items():
            if name in wanted:
                relation = self._building.in_register(table)
                rows = self._building.rows(select.format(relation)) if table in self._held else []
                self._make_type(name, [str(code) for (code,) in rows])
        of_contract = {
            code_list: columns for code_list, columns in code_types().items() if code_list.name in wanted
        }
        keys = {name: columns for name, columns in _KEYS.items() if name in wanted}
        seen = self._codes_seen(keys | {listed.name: columns for listed, columns in of_contract.items()})
        for code_list in of_contract:
            more = [code for code in seen.get(code_list.name, ()) if code not in code_list.codes]
            self._make_type(code_list.name, [*code_list.codes, *more])
        for name in keys:
            self._make_type(name, seen.get(name, []))
        if "month" in wanted:
            self._make_type("month", [period.month for period in self._periods])
        if "quarter" in wanted:
            self._make_type("quarter", list(dict.fromkeys(period.quarter for period in self._periods)))

    def _codes_seen(self, columns_of: Mapping[str, Iterable[tuple[str, str]]]) -> dict[str, list[str]]:
        """The codes that the register's columns hold, in order, by code list; by one statement for all."""
        dialect = self._building.dialect
        parts = [
            f"SELECT {dialect.literal(name)} AS list, {column} AS code "
            f"FROM {self._building.in_register(table)}"
            for name, columns in columns_of.items()
            for table, column in columns
            if table in self._held and column in self._delivered.get(table, ())
        ]
        codes: dict[str, list[str]] = {}
        if not parts:
            return codes
        seen = f"SELECT DISTINCT list, code FROM ({' UNION ALL '.join(parts)}) AS seen"
        for name, code in self._building.rows(f"{seen} WHERE code IS NOT NULL ORDER BY list, code"):
            codes.setdefault(name, []).append(code)
        return codes

    def _make_type(self, name: str, codes: list[str]) -> None:
        if statement := self._building.dialect.code_type(name, codes):
            self._building.run(statement)
        self._types.add(name)

    def _dates(self) -> Iterator[tuple[str, str]]:
        """Table and name of the register's columns of days."""
        for name, model in TABLES.items():
            for column in model.columns():
                if column.sql_type == "DATE" and column.name in self._delivered.get(name, ()):
                    yield name, column.name

    def _periods_of(self, held: Collection[str]) -> Iterator[Period]:
        """Every month that a date of the register falls in, in order."""
        building = self._building
        parts = [
            f"SELECT {column} AS day FROM {building.in_register(table)}"
            for table, column in self._dates()
            if table in held
        ]
        if not parts:
            return
        rows = building.rows(
            building.dialect.read(
                "SELECT month_of(day) AS months, quarter_of(day) AS quarters, min(day) AS first_day "
                f"FROM ({' UNION DISTINCT '.join(parts)}) AS dated WHERE day IS NOT NULL "
                "GROUP BY month_of(day), quarter_of(day) ORDER BY first_day"
            )
        )
        for month, quarter, day in rows:
            yield Period(month, quarter, day.replace(day=1).isoformat())

    def _complete(self, name: str) -> str:
        """SELECT of a held table with the contract columns it has not (of an older contract) as null."""
        relation = self._building.in_register(name)
        held = set(self._building.columns(relation))
        model = TABLES.get(name)
        added = [c for c in model.columns() if c.name not in held] if model else []
        named = self._building.dialect.identifier
        nulls = "".join(f", CAST(NULL AS {column.sql_type}) AS {named(column.name)}" for column in added)
        return f"SELECT t.*{nulls} FROM {relation} AS t"

    def _schema(self, name: str) -> str:
        if name in TABLES:
            named = self._building.dialect.identifier
            columns = [f"{named(column.name)} {column.sql_type}" for column in TABLES[name].columns()]
            return ", ".join([*columns, *(["organisation_key INTEGER"] if name == "organisation" else [])])
        return {
            "exchange_breach": "exchange_id VARCHAR, rule VARCHAR",
            "exchange_undecided": "exchange_id VARCHAR, rule VARCHAR",
            "ref_country": "country_code VARCHAR, display_order INTEGER",
            "ref_ecosystem": "ecosystem_id INTEGER, name_en VARCHAR",
            "ref_org_type": "org_type VARCHAR",
        }[name]
