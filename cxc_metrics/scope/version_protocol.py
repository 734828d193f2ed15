"""What measuring needs of a data version; `cxc_metrics.store.DataVersion` has it all, a stand-in may."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, Protocol

import pyarrow as pa

from cxc_metrics.contract.nouns import Vocabulary
from cxc_metrics.engine import Dialect


class ManifestLike(Protocol):
    """The part of a manifest that decides what can be measured and how it is told."""

    @property
    def as_at(self) -> date | None:
        """The day the register describes; None where it holds no dates."""

    @property
    def grain(self) -> str:
        """`record`, or `aggregate` where a row stands for many persons."""

    @property
    def countable(self) -> str:
        """Its rule for what counts: `cxc`, or `cross_border` where the scheme's rules do not bind it."""

    @property
    def shape(self) -> str:
        """What the register's units are: a name of `contract.shapes`."""

    @property
    def date_precision(self) -> Mapping[str, str]:
        """`month` or `year` by contract column (`table.column`) whose dates are no days."""

    @property
    def is_synthetic(self) -> bool:
        """Whether the data are invented."""

    @property
    def title(self) -> str:
        """What the register is, in a few words."""

    @property
    def source(self) -> str:
        """Name of the source."""

    @property
    def tables(self) -> tuple[str, ...]:
        """Contract tables the register was delivered with."""


class Labelled(Protocol):
    """Knows what partnerships, organisations and all that is counted are called in a register: a data
    version, a reader of one, an answer.
    """

    @property
    def vocabulary(self) -> Vocabulary:
        """The register's own nouns."""

    def labels(self, dimension: str) -> dict[str, str]:
        """Names by id of partnerships and organisations."""


class DataVersionLike(Labelled, Protocol):
    """A data version that answers SQL and knows which columns its register fills."""

    @property
    def id(self) -> str:
        """Identifier of the data version."""

    @property
    def manifest(self) -> ManifestLike:
        """What it says about itself."""

    @property
    def dialect(self) -> Dialect:
        """How SQL is written for the engine that answers."""

    def query(self, sql: str, params: Mapping[str, Any] | None = None) -> pa.Table:
        """Rows of one SELECT; parameters are bound by name."""

    def fact(self, name: str) -> str:
        """Relation name of a fact."""

    def make_facts(self, names: Iterable[str], stop: Callable[[], bool] = bool) -> None:
        """Builds those of these facts that are missing and can be had; `stop` is asked before each."""

    def fact_columns(self, name: str) -> tuple[str, ...]:
        """Columns of a fact that this register fills; empty where it has not got the fact."""

    def emptied_columns(self, fact: str) -> tuple[str, ...]:
        """Columns of a fact of which some row needs an emptied cell; its column `emptied` names them."""

    def missing_tables(self, fact: str) -> tuple[str, ...]:
        """Tables for want of which the fact is not there."""

    def missing_columns(self, fact: str, column: str) -> tuple[str, ...]:
        """Contract columns for want of which a fact's column is empty; UnknownName if the fact has none
        such.
        """


class KeyedLike(DataVersionLike, Protocol):
    """A data version with record keys in its facts."""

    def keys_of(self, kind: str, identifiers: list[str]) -> list[int]:
        """The keys of things that facts have no key for, as codes of countries."""
