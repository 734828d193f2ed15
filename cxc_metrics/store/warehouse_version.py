"""A data version of which an engine beside the store holds tables and facts, and answers from them.

The store's own files stay what decides: the version is loaded from them, checked against them when it is
opened, and what they say of themselves (findings, labels) is still read there.
"""

from __future__ import annotations

import re
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NoReturn

import pyarrow as pa

from cxc_metrics.engine import EngineAbsent, EngineError, EngineFull, Warehouse
from cxc_metrics.engine.duckdb_parquet import parquet_copies
from cxc_metrics.errors import RegisterError
from cxc_metrics.facts.build import FactBuilder
from cxc_metrics.facts.definition import FactDefinition, fact_definition

from .data_version import DataVersion
from .layout import DATA_FILE, Layout
from .record_keys import keyed_select, keyed_tag
from .secret import StoreSecret

# What the store alone is asked of: what was wrong with the files.
_NOT_LOADED: Final = frozenset({"finding", "consequence"})
_FACT = re.compile(r"\b(facts|keyed)_([a-z_]+)_[0-9a-f]{6,}\b")
_BUILDING = threading.RLock()


class WarehouseVersion(DataVersion):
    """A data version that an engine holds. Raises RegisterError where it holds none of it, or a part."""

    def __init__(
        self,
        layout: Layout,
        version_id: str,
        warehouse: Warehouse,
        *,
        outcome: str | None = None,
        loaded: int = 0,
    ) -> None:
        super().__init__(layout, version_id, outcome=outcome)
        self.loaded = loaded
        self._warehouse, self.dialect = warehouse, warehouse.dialect
        self._tables: set[str] = set(self._require_whole())

    @property
    def told_by(self) -> str:
        """The engine and where it is."""
        return self._warehouse.described

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """As in the base, answered by the engine."""
        for alias in set(_FACT.finditer(sql)):
            self._require(alias[0], alias[1], fact_definition(alias[2]))
        try:
            return self._warehouse.query(self.id, sql, params)
        except EngineAbsent as error:
            self._gone(error)

    def fact(self, name: str) -> str:
        """The table of a fact, built there first if it is missing. Raises as in the base."""
        self._require_tables(name)
        definition = fact_definition(name)
        alias = f"facts_{name}_{definition.digest}"
        self._require(alias, "facts", definition)
        return alias

    def make_facts(self, names: Iterable[str], stop: Callable[[], bool] = bool) -> None:
        """As in the base, in the engine, each by itself: few are missing after loading."""
        for name in names:
            if not stop() and not self.missing_tables(name):
                WarehouseVersion.fact(self, name)

    def fact_file(self, name: str) -> Path:
        """As in the base: the store's own file of the fact, made for whoever wants a file."""
        self._require_tables(name)
        return self._fact_file(fact_definition(name))

    def keyed(self) -> KeyedWarehouseVersion:
        """As in the base."""
        return KeyedWarehouseVersion(self._layout, self.id, self._warehouse)

    def _require(self, table: str, kind: str, definition: FactDefinition) -> None:
        """Builds a table of the engine if it is not there."""
        if table in self._tables:
            return
        with _BUILDING:
            try:
                if table not in (self._warehouse.held(self.id) or {}):
                    self._make(table, kind, definition)
            except EngineAbsent as error:
                self._gone(error)
            except EngineError as error:
                raise RegisterError(
                    f"The fact {definition.name} of data version {self.id} could not be built by "
                    f"{self.told_by} ({str(error).splitlines()[0]})."
                ) from error
        self._tables.add(table)

    def _make(self, table: str, kind: str, definition: FactDefinition) -> None:
        if kind != "facts":
            raise RegisterError(f"Data version {self.id} is not open with record keys: {table} is not built.")
        build_there(self, self._warehouse, [definition])

    def _require_whole(self) -> Mapping[str, int]:
        """The tables the engine holds; RegisterError where they are not all that the store has."""
        try:
            held = self._warehouse.held(self.id)
        except EngineAbsent as error:
            self._gone(error)
        if lacking := lacking_there(self, held):
            raise RegisterError(
                f"{self.told_by} holds {'a part' if held else 'nothing'} of data version {self.id} "
                f"({lacking[0]}). No figure is taken from it. Load it again (cxc rollback {self.id} with the "
                "same CXC_ENGINE), or unset CXC_ENGINE to be answered from the store's own files."
            )
        return held or {}

    def _gone(self, error: EngineAbsent) -> NoReturn:
        raise RegisterError(
            f"{self.told_by}, which CXC_ENGINE names, does not answer ({str(error).splitlines()[0]}). Start "
            "it and try again, or unset CXC_ENGINE to be answered from the store's own files."
        ) from error


class KeyedWarehouseVersion(WarehouseVersion):
    """The same data version with record keys in its facts. Raises as `KeyedVersion`, too."""

    def __init__(self, layout: Layout, version_id: str, warehouse: Warehouse) -> None:
        self._secret = StoreSecret(layout.root)
        self._fingerprint = self._secret.fingerprint
        super().__init__(layout, version_id, warehouse)

    def fact(self, name: str) -> str:
        """The table of a keyed fact, built first if it is missing. Raises as `DataVersion.fact`."""
        super().fact(name)
        definition = fact_definition(name)
        alias = f"keyed_{name}_{keyed_tag(definition, self._fingerprint)}"
        self._require(alias, "keyed", definition)
        return alias

    def keys_of(self, kind: str, identifiers: list[str]) -> list[int]:
        """The keys of things that facts have no key for, as codes of countries."""
        return self._secret.keys_of(kind, identifiers)

    def _make(self, table: str, kind: str, definition: FactDefinition) -> None:
        if kind == "facts":
            super()._make(table, kind, definition)
            return
        building = self._warehouse.building(self.id)
        try:
            relation = building.in_register(f"facts_{definition.name}_{definition.digest}")
            select = keyed_select(building, relation, definition, self._secret, self.organisations)
            building.write(table, select, definition.key, Path(table))
        finally:
            building.close()


def load(version: DataVersion, warehouse: Warehouse, facts: Iterable[FactDefinition]) -> int:
    """Makes an engine hold a data version and these facts of it; how many tables it had not and has now.

    Raises EngineError; then it holds what it held before.
    """
    tables: list[str] = []
    if lacking_there(version, warehouse.held(version.id)):
        with tempfile.TemporaryDirectory(dir=version.folder.parent, prefix=".handed-") as folder:
            tables = sorted(_counts(version))
            parquet_copies(version.folder / DATA_FILE, tables, Path(folder))
            warehouse.load(version.id, {name: Path(folder) / f"{name}.parquet" for name in tables})
    held = warehouse.held(version.id) or {}
    absent = [fact for fact in facts if f"facts_{fact.name}_{fact.digest}" not in held]
    build_there(version, warehouse, absent)
    return len(tables) + len(absent)


def build_there(version: DataVersion, warehouse: Warehouse, definitions: Iterable[FactDefinition]) -> None:
    """Facts as tables of the engine, built there from its clean tables.

    Where what stood in emptied cells has to be tried, which takes a variable that views read, and where the
    engine has not the memory for it, the store's own engine builds the fact, and its rows are handed over.
    """
    definitions = list(definitions)
    if not definitions:
        return
    with FactBuilder(
        version.folder / DATA_FILE,
        countable=version.manifest.countable,
        columns_present=version.manifest.columns_present,
        engine=lambda _: warehouse.building(version.id),
    ) as builder:
        handed = []
        for definition in definitions:
            if builder.needs_trials(definition):
                handed.append(definition)
                continue
            try:
                builder.build(definition, Path(f"facts_{definition.name}_{definition.digest}"))
            except EngineFull:
                handed.append(definition)
    for definition in handed:
        with tempfile.TemporaryDirectory() as folder:
            name = f"fact_{definition.name}"
            parquet_copies(version.fact_file(definition.name), [name], Path(folder))
            table = f"facts_{definition.name}_{definition.digest}"
            warehouse.add(version.id, table, Path(folder) / f"{name}.parquet")


def lacking_there(version: DataVersion, held: Mapping[str, int] | None) -> list[str]:
    """What of a data version an engine has not: its tables in words, with how many rows of how many."""
    return [
        f"{table}: {(held or {}).get(table, 0)} of {rows} rows"
        for table, rows in _counts(version).items()
        if (held or {}).get(table) != rows
    ]


def _counts(version: DataVersion) -> dict[str, int]:
    """The rows of every table of the store's file that an engine is given."""
    names = version.stored_tables()
    return {name: count for name, count in names.items() if name not in _NOT_LOADED}
