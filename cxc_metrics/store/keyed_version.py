"""A data version whose facts carry record keys: what protected figures are counted on.

A keyed fact is the fact with the keys of `facts.unit_keys` beside its columns. It lies beside the facts, is
made when the first viewer needs it, and is derived: in no version, export or manifest.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from cxc_metrics.engine import Engine
from cxc_metrics.engine.duckdb import engine_errors
from cxc_metrics.engine.duckdb_building import DuckDbBuilding
from cxc_metrics.errors import RegisterError
from cxc_metrics.facts.definition import FactDefinition, fact_definition

from .data_version import DataVersion
from .layout import PARTIAL, Layout, sync
from .record_keys import keyed_select, keyed_tag
from .secret import StoreSecret

_ALIAS = re.compile(r"\bkeyed_[a-z_]+_[0-9a-f]{12}\b")


class KeyedVersion(DataVersion):
    """The same data version, answering from keyed facts.

    Raises RegisterError where the store's secret cannot be used: nothing is ever counted without it.
    """

    def __init__(self, layout: Layout, version_id: str) -> None:
        self._secret = StoreSecret(layout.root)
        self._fingerprint = self._secret.fingerprint
        super().__init__(layout, version_id)

    def fact(self, name: str) -> str:
        """The relation name of a keyed fact, built first if it is missing. Raises as `DataVersion.fact`."""
        super().fact(name)
        alias = f"keyed_{name}_{self._tag(fact_definition(name))}"
        with self._attaching:
            file = self._keyed_file(alias)
            with self._engine() as engine:
                self._attach_keyed(engine, alias, file)
        return f"{alias}.keyed_{name}"

    def keys_of(self, kind: str, identifiers: list[str]) -> list[int]:
        """The keys of things that facts have no key for, as codes of countries."""
        return self._secret.keys_of(kind, identifiers)

    def _attach_all(self, engine: Engine, sql: str, files: dict[str, Path]) -> None:
        super()._attach_all(engine, sql, files)
        for alias in _ALIAS.findall(sql):
            self._attach_keyed(engine, alias, files[alias])

    def _attach_keyed(self, engine: Engine, alias: str, file: Path) -> None:
        try:
            engine.attach(file, alias)
        except RegisterError:
            # Derived as facts are: a damaged file is made again.
            file.unlink(missing_ok=True)
            engine.attach(self._keyed_file(alias), alias)

    def _files_for(self, sql: str) -> dict[str, Path]:
        keyed = {alias: self._keyed_file(alias) for alias in sorted(set(_ALIAS.findall(sql)))}
        return {**super()._files_for(sql), **keyed}

    def _tag(self, definition: FactDefinition) -> str:
        return keyed_tag(definition, self._fingerprint)

    def _keyed_file(self, alias: str) -> Path:
        name = alias.removeprefix("keyed_").rpartition("_")[0]
        definition = fact_definition(name)
        plain = self._fact_file(definition)
        # A store we may only read still answers: from keyed facts of this process's own.
        target = self._facts.writable() / f"keyed-{name}-{self._tag(definition)}.duckdb"
        self._facts.make(
            target,
            lambda: self._build_keyed(definition, plain, target),
            what=f"The record keys of the fact {name}",
        )
        return target

    def _build_keyed(self, definition: FactDefinition, plain: Path, target: Path) -> None:
        for left_over in target.parent.glob(f".{target.name}-*"):
            left_over.unlink()
        partial = target.with_name(f".{target.name}-{os.getpid()}{PARTIAL}")
        with engine_errors():
            building = DuckDbBuilding(plain)
            try:
                relation = building.in_register(f"fact_{definition.name}")
                select = keyed_select(building, relation, definition, self._secret, self.organisations)
                building.write(f"keyed_{definition.name}", select, definition.key, partial)
                partial.chmod(0o600)
                sync(partial)
                partial.replace(target)
            finally:
                building.close()
                partial.unlink(missing_ok=True)
