"""A data version: one published state of the register, answering questions and never changing."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from cxc_metrics.contract.nouns import Vocabulary
from cxc_metrics.engine import EMBEDDED, Dialect, Engine, FileUnreadable
from cxc_metrics.errors import RegisterError, UnknownName
from cxc_metrics.facts.definition import FactDefinition, fact_definition
from cxc_metrics.facts.emptied import EMPTIED

from .fact_files import FactFiles
from .layout import DATA_FILE, MANIFEST_FILE, Layout
from .manifest import Manifest, read_manifest
from .opened import OPENINGS
from .stored_findings import StoredFindings

if TYPE_CHECKING:
    from .keyed_version import KeyedVersion
    from .warehouse_version import KeyedWarehouseVersion

# How statements name the file of a fact: its name, and the digest of its SQL.
_FACT_ALIAS = re.compile(r"\bfacts_[a-z_]+_[0-9a-f]{6,}\b")
# Also those of keyed facts (`keyed_version`).
_ALIASES = re.compile(r"\b(?:facts|keyed)_[a-z_]+_[0-9a-f]{6,}\b")
_OWN_TABLES = "information_schema.tables WHERE table_catalog = current_catalog() ORDER BY table_name"
_LABELS = {
    "partnership": (
        "partnership",
        "SELECT partnership_id, coalesce(acronym, partnership_id) FROM partnership ORDER BY partnership_id",
    ),
    "organisation": (
        "organisation",
        "SELECT organisation_key, coalesce(name, organisation_id) FROM organisation",
    ),
}
_LABELLED_AS = {"host_partnership": "partnership", "visitor_id": "organisation", "host_id": "organisation"}


class DataVersion(StoredFindings):
    """A published version, read only. Safe to share between threads; close it when done.

    Its files are open while they are asked and for a while after it (`opened`): any number may be held.

    `outcome` says, on the data version `Register.publish` returns, what publishing did: `published`,
    `unchanged` (the same content is served already) or `served again` (it was published before). `loaded` is
    how many tables were handed to an engine beside the store for it, which had them not.
    """

    loaded: int = 0

    def __init__(self, layout: Layout, version_id: str, *, outcome: str | None = None) -> None:
        self._layout = layout
        self._folder = layout.version(version_id)
        self.id = version_id
        self.outcome = outcome
        self.manifest: Manifest = read_manifest(self._folder / MANIFEST_FILE)
        self._facts = FactFiles(version_id, self._folder / DATA_FILE, self.manifest, layout.facts(version_id))
        self._attaching = threading.Lock()
        with self._engine() as engine:  # a file that cannot be opened is told at once
            self.dialect: Dialect = engine.dialect

    def __repr__(self) -> str:
        return f"<DataVersion {self.id} of {self.manifest.source} as at {self.manifest.as_at or 'no day'}>"

    def __enter__(self) -> DataVersion:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Releases the files, unless another thread is asking them just now."""
        OPENINGS.rest(self._folder / DATA_FILE)

    def _engine(self) -> AbstractContextManager[Engine]:
        return OPENINGS.engine(self._folder / DATA_FILE, self._facts.folders)

    @property
    def told_by(self) -> str:
        """What answers questions, in words; empty where it is the store's own engine."""
        return ""

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """Rows of one SELECT over clean tables and facts; parameters are bound by name (`$name`).

        Ask for facts by the name `fact()` returns. RegisterError if the files can no longer be read;
        EngineError for SQL that is wrong in itself.
        """
        return self._stored(sql, params)

    def _stored(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """As `query`, always of the store's own files: what they say of themselves."""
        try:
            return self._rows_of(sql, params)
        except FileUnreadable as error:
            damaged = error
        try:
            self._mend(sql)
            return self._rows_of(sql, params)
        except FileUnreadable as error:
            raise RegisterError(
                f"The data version {self.id} can no longer be read ({str(damaged).splitlines()[0]}). "
                "Publish the register again, or serve another version (cxc rollback ID)."
            ) from error

    def _rows_of(self, sql: str, params: Mapping[str, Any] | None) -> pa.Table:
        """One answer; facts that rested with their file are there again first."""
        with self._engine() as engine:
            if all(engine.has(alias) for alias in _ALIASES.findall(sql)):
                return engine.query(sql, params)
        # Outside: building a fact takes long, and a file that is being asked is not closed.
        files = self._files_for(sql)
        with self._engine() as engine:
            self._attach_all(engine, sql, files)
            return engine.query(sql, params)

    def _files_for(self, sql: str) -> dict[str, Path]:
        """The files that a statement reads beside the data file, by how it names them."""
        named = sorted(set(_FACT_ALIAS.findall(sql)))
        return {alias: self._fact_file(fact_definition(_fact_of(alias))) for alias in named}

    def _attach_all(self, engine: Engine, sql: str, files: dict[str, Path]) -> None:
        for alias in sorted(set(_FACT_ALIAS.findall(sql))):
            self._attach(engine, alias, files[alias])

    def _mend(self, sql: str) -> None:
        """Takes away the files of the facts that a failed statement read: they are built again."""
        with self._attaching, self._engine() as engine:
            for alias in set(_ALIASES.findall(sql)):
                if file := engine.detach(alias):
                    Path(file).unlink(missing_ok=True)

    def stored_tables(self) -> dict[str, int]:
        """The tables of the data file and how many rows each has."""
        names = self._stored(f"SELECT table_name AS name FROM {_OWN_TABLES}")["name"].to_pylist()
        counts = ", ".join(f"(SELECT count(*) FROM {EMBEDDED.identifier(name)})" for name in names)
        rows = self._stored(f"SELECT {counts}")
        return {name: column[0].as_py() for name, column in zip(names, rows.columns, strict=True)}

    def organisations(self) -> dict[str, str]:
        """The register's own identifiers of organisations by the text of the number that facts hold."""
        if "organisation" not in self.manifest.tables:
            return {}
        rows = self._stored("SELECT organisation_key, organisation_id FROM organisation")
        return dict(zip(map(str, rows.column(0).to_pylist()), rows.column(1).to_pylist(), strict=True))

    def keyed(self) -> KeyedVersion | KeyedWarehouseVersion:
        """The same data version with record keys in its facts, for viewers from whom figures are protected.

        RegisterError where the store's secret cannot be used.
        """
        from .keyed_version import KeyedVersion

        return KeyedVersion(self._layout, self.id)

    @property
    def folder(self) -> Path:
        """Where its data file and manifest lie. Nothing in it is ever written again."""
        return self._folder

    def fact_file(self, name: str) -> Path:
        """The DuckDB file that holds a fact as its table `fact_<name>`. Raises as `fact`."""
        self.fact(name)
        return self._fact_file(fact_definition(name))

    def verify(self) -> None:
        """Reads every row once; RegisterError if the data file is damaged somewhere."""
        for table in (*self.manifest.tables, "finding", "exchange_breach"):
            self._stored(f"SELECT {EMBEDDED.of_every_value('t')} FROM {table} AS t")

    def fact(self, name: str) -> str:
        """The relation name of a fact, built first if it is missing.

        Raises UnknownName for a fact there is not, RegisterError where the register lacks a table without
        which the fact has no rows.
        """
        definition = fact_definition(name)
        self._require_tables(name)
        alias = f"facts_{name}_{definition.digest}"
        with self._attaching:
            file = self._fact_file(definition)
            with self._engine() as engine:
                self._attach(engine, alias, file)
        return f"{alias}.fact_{name}"

    def make_facts(self, names: Iterable[str], stop: Callable[[], bool] = bool) -> None:
        """Builds those of these facts that are missing and can be had, together; `stop` is asked before each.

        Whoever is about to ask for several says so first: one by one they take up to twice as long.
        RegisterError where one cannot be built.
        """
        self._facts.make_all([fact_definition(name) for name in names if not self.missing_tables(name)], stop)

    def _require_tables(self, fact: str) -> None:
        if absent := self.missing_tables(fact):
            raise RegisterError(
                f"This register has no table {' and no table '.join(absent)}, so it has no fact {fact}: "
                "what is asked of it is not measurable. Deliver the table and publish again."
            )

    def emptied_columns(self, fact: str) -> tuple[str, ...]:
        """Columns of a fact of which some row would read otherwise, had no cell been emptied.

        The fact has then a column `emptied` with their names, row by row. RegisterError as `fact`.
        """
        relation = self.fact(fact)
        if EMPTIED not in self.query(f"SELECT * FROM {relation} LIMIT 0").column_names:
            return ()
        each = self.dialect.each_of(EMPTIED)
        names = self.query(f"SELECT DISTINCT {each} AS name FROM {relation} ORDER BY name")
        return tuple(names["name"].to_pylist())

    def missing_tables(self, fact: str) -> tuple[str, ...]:
        """The tables for want of which the register has not got a fact; empty if it has."""
        return tuple(table for table in fact_definition(fact).tables if table not in self.manifest.tables)

    def fact_columns(self, name: str) -> tuple[str, ...]:
        """The columns of a fact that this register fills; empty where the fact itself is not available."""
        if self.missing_tables(name):
            return ()
        return tuple(c for c in fact_definition(name).columns if not self.missing_columns(name, c))

    def missing_columns(self, fact: str, column: str) -> tuple[str, ...]:
        """The contract columns (`table.column`) for want of which a fact's column is empty here."""
        return fact_definition(fact).missing(column, self.manifest.countable, self.manifest.columns_present)

    @property
    def vocabulary(self) -> Vocabulary:
        """The register's own nouns."""
        return self.manifest.vocabulary

    def labels(self, dimension: str) -> dict[str, str]:
        """Names by id: `partnership`, `host_partnership` (acronyms); `organisation`, `visitor_id`, `host_id`.

        Organisations are keyed by the text of their integer key, as facts hold it. Empty where the register
        has no such table.
        """
        kind = _LABELLED_AS.get(dimension, dimension)
        if kind not in _LABELS:
            raise UnknownName("labelled dimension", dimension, (*_LABELS, *_LABELLED_AS))
        if kind not in self._label_cache:
            table, sql = _LABELS[kind]
            if table not in self.manifest.tables:
                return {}
            rows = self._stored(sql)
            self._label_cache[kind] = dict(
                zip(map(str, rows.column(0).to_pylist()), rows.column(1).to_pylist(), strict=True)
            )
        return dict(self._label_cache[kind])

    @cached_property
    def _label_cache(self) -> dict[str, dict[str, str]]:
        return {}

    def _attach(self, engine: Engine, alias: str, file: Path | None = None) -> None:
        if engine.has(alias):
            return
        definition = fact_definition(_fact_of(alias))
        stored = file or self._fact_file(definition)
        try:
            engine.attach(stored, alias)
        except RegisterError:
            # A fact is derived: a damaged file is built again, the clean tables decide.
            stored.unlink(missing_ok=True)
            engine.attach(self._fact_file(definition), alias)

    def _fact_file(self, definition: FactDefinition) -> Path:
        return self._facts.of(definition)


def _fact_of(alias: str) -> str:
    return alias.removeprefix("facts_").rpartition("_")[0]
